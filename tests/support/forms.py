"""Random small forms and posts, for the property tests of the reader, the publish gate and the browser's copy."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from portal.rules.agreement.terms import Level, Unknown
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.questions.key import LAYOUT, KeyKind, Option, Settings, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test, TestValue
from portal.rules.questions.types.registry import TYPES

OPTIONS = (
    *(Option("a", "Label A"), Option("b", "Label B")),
    *(Option("c", "Label C", own_words=True), Option("old", "Old", retired=True)),
)

OPERANDS: dict[TypeName, tuple[str | bool | int | Decimal, ...]] = {
    TypeName.TEXT: ("ceo", "CEO of x", "x", "ΟΔΟΣ"),
    TypeName.LONG_TEXT: ("need", "nee", "x"),
    TypeName.WHOLE: (0, 2, 4),
    TypeName.DECIMAL: (0, Decimal("1.5"), Decimal("0.1")),
    TypeName.MONEY: (0, Decimal("1.25"), 2),
    TypeName.CHOICE: ("a", "b", "old"),
    TypeName.CHOICES: ("a", "b", "old"),
    TypeName.YES_NO: (True, False),
    TypeName.CONSENT: (True, False),
    TypeName.COUNTRY: ("US", "IN"),
    TypeName.DATE: ("2027-01-01", "2027-03-31"),
    TypeName.RATING: (1, 3, 5),
    TypeName.HIDDEN: ("fair", "Spring", "x"),
}
"""What conditions compare with; types that are not here can only be answered or not."""

TYPED: dict[TypeName, tuple[str, ...]] = {
    TypeName.TEXT: ("ceo", "CEO of X", " x ", "other", "e\u0301", "\x00", "οδοΣ", "x" * 201),
    TypeName.LONG_TEXT: ("need", "we\r\nneed x", "  "),
    TypeName.WHOLE: ("-1", "0", "1", "2", "3", "4", "5", "6", "1.5", "1,000", "1,00", "many", "９", "9" * 20),
    TypeName.DECIMAL: ("0", "0.1", "0,1", "1.5", "1.500", "1,500", "2", "-0", "1e3", " 1 ", "+.5", "0.0000001"),
    TypeName.MONEY: ("0", "$1.25", "1.25 usd", "2", "€2", "2.001", "$", "usd", "£ 2"),
    TypeName.CHOICE: ("a", "b", "c", "old", "Label A", "A"),
    TypeName.CHOICES: ("a", "b", "c", "old", "Label A"),
    TypeName.YES_NO: ("yes", "no", "NO", "maybe", "0"),
    TypeName.CONSENT: ("yes", "no", "on", "perhaps"),
    TypeName.COUNTRY: ("US", "in", "DE", "zz", "??"),
    TypeName.DATE: ("2026-12-31", "2027-01-01", "2027-02-28", "2027-02-29", "2027-03-31", "2028-02-29", "31/03/2027"),
    TypeName.EMAIL: ("a@example.com", "a@", "x"),
    TypeName.PHONE: ("+14155552671", "12", "(415) 555-2671"),
    TypeName.URL: ("acme.com", "javascript:1"),
    TypeName.RATING: ("1", "3", "5", "6", "0", "3.5", "many", "７"),
    TypeName.HIDDEN: ("fair", "SPRING", " x ", "y" * 210, "\x00"),
    TypeName.FILE: ("a" * 20, "b" * 20, "c d", "../x"),
}
"""What visitors type: good, bad and odd."""


@st.composite
def fields(draw: st.DrawFn, key: str, before: tuple[Field, ...]) -> Field:
    """A field whose condition looks at fields before it."""
    kind = draw(st.sampled_from(TypeName))
    asking = tuple(field for field in before if field.asks)
    asks = kind not in LAYOUT and kind is not TypeName.HIDDEN
    return Field(
        key=key,
        type=kind,
        kind=KeyKind.SIZING,
        label=f"Label of {key}",
        required=asks and draw(st.booleans()),
        level=draw(st.sampled_from([None, Level.MQL, Level.SQL])) if asks else None,
        unknown=draw(st.sampled_from([Unknown.NOT_OFFERED, Unknown.MISSING])) if asks else Unknown.NOT_OFFERED,
        options=OPTIONS if kind in {TypeName.CHOICE, TypeName.CHOICES} else (),
        settings=_SETTINGS.get(kind, Settings()),
        show_if=draw(st.one_of(st.none(), show_ifs(asking))) if asking else None,
        prefill=draw(st.sampled_from(["", "source"])) if kind is TypeName.HIDDEN else "",
    )


_SETTINGS = {
    TypeName.MONEY: Settings(currency="USD"),
    TypeName.FILE: Settings(max_files=2),
    TypeName.HIDDEN: Settings(value="fair"),
}


@st.composite
def definitions(draw: st.DrawFn, *, most: int = 6) -> Definition:
    """A form of up to ``most`` fields in one or two steps; locales differ in their marks."""
    made: tuple[Field, ...] = ()
    for place in range(draw(st.integers(1, most))):
        made = (*made, draw(fields(f"k{place}", made)))
    cut = draw(st.integers(0, len(made)))
    parts = [part for part in (made[:cut], made[cut:]) if part]
    steps = tuple(Step(f"s{n}", f"Step {n}", part) for n, part in enumerate(parts))
    asking = tuple(field for field in parts[0] if field.asks)
    if len(steps) > 1 and asking:
        steps = (steps[0], replace(steps[1], show_if=draw(st.one_of(st.none(), show_ifs(asking)))))
    return Definition(Page("A form"), steps, locale=draw(st.sampled_from(["en", "de", "fr", "en-IN", "de-CH"])))


def show_ifs(before: tuple[Field, ...]) -> st.SearchStrategy[Condition]:
    """A condition over the fields, with at most two levels of groups."""
    test = st.sampled_from(before).flatmap(_tests_on)
    inner = st.one_of(test, test.map(Not), _groups(test))
    return st.one_of(inner, _groups(inner))


def _groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    listed = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(listed.map(All), listed.map(Any))


def _tests_on(field: Field) -> st.SearchStrategy[Condition]:
    kind, listed = field.type, OPERANDS.get(field.type)
    if listed is None:
        return st.builds(Test, st.just(field.key), st.sampled_from([Operator.IS_EMPTY, Operator.IS_ANSWERED]))
    return st.sampled_from(sorted(operators_of(kind))).flatmap(
        lambda op: st.builds(Test, st.just(field.key), st.just(op), _operand(op, listed))
    )


def operators_of(kind: TypeName) -> frozenset[Operator]:
    """The comparisons that the type allows."""
    return TYPES[kind].operators


def _operand(op: Operator, listed: tuple[str | bool | int | Decimal, ...]) -> st.SearchStrategy[TestValue]:
    if op in {Operator.IS_EMPTY, Operator.IS_ANSWERED}:
        return st.none()
    one = st.sampled_from(listed)
    if op is Operator.BETWEEN:
        return st.tuples(one, one).map(lambda pair: _list(tuple(sorted(pair))))
    if op in {Operator.ONE_OF, Operator.NONE_OF}:
        return st.lists(one, min_size=1, max_size=3, unique=True).map(lambda parts: _list(tuple(parts)))
    return one


def _list(parts: tuple[str | bool | int | Decimal, ...]) -> TestValue:
    texts = tuple(part for part in parts if isinstance(part, str))
    return texts or tuple(Decimal(part) for part in parts if not isinstance(part, str))


def posts(definition: Definition) -> st.SearchStrategy[dict[str, list[str]]]:
    """What a visitor, or somebody who is none, may post to the form."""
    named = {field.key: _posted_to(field) for field in definition.fields()}
    unknown = {f"{field.key}.unknown": st.just(["1"]) for field in definition.fields() if field.offers_unknown}
    words = st.sampled_from([["in our own words"], [""], ["one", "two"], ["x" * 201]])
    own = {f"{field.key}.own": words for field in definition.fields() if field.options}
    return st.fixed_dictionaries({}, optional=named | unknown | own)


def _posted_to(field: Field) -> st.SearchStrategy[list[str]]:
    one = st.sampled_from(TYPED[field.type])
    usual = st.lists(one, max_size=3, unique=True) if TYPES[field.type].multiple else one.map(lambda text: [text])
    return st.one_of(
        usual, usual, st.sampled_from([[""], ["", ""], ["a", "b"], []]), st.text(max_size=5).map(lambda t: [t])
    )


def library_field(key: str, **changes: object) -> Field:
    """A field of the starter library as it comes, with changes."""
    found = next(entry for entry in STARTER_LIBRARY if entry.key == key)
    plain = Field(
        found.key, found.type, found.kind, found.label, found.help, options=found.options, settings=found.settings
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # a test names fields that exist
