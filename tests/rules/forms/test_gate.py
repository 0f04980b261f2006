"""The publish gate against brute force: a named path really skips, and no gap means that nothing skips (X2)."""

import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.agreement.terms import AgreedKey, AllOf, Criterion, Level, Terms, Unknown
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.gate import TOO_MANY, Gap, GapKind, gaps
from portal.rules.forms.reading import read
from portal.rules.forms.structure import structure_faults
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test
from portal.rules.questions.types.registry import TYPES
from tests.support.forms import OPTIONS, definitions, library_field
from tests.support.questions import KEYS, conditions

LIBRARY = {key.key: key for key in STARTER_LIBRARY}
LEVELS = {"work_email": Level.MQL}


def terms(*keys: str, unknown: Unknown = Unknown.MISSING) -> Terms:
    """An agreement over the keys; those that no library has are whole numbers."""
    library = [LIBRARY.get(key) or Key(key, TypeName.WHOLE, KeyKind.SIZING, key) for key in keys]
    return Terms("T", tuple(AgreedKey(key, LEVELS.get(key.key, Level.SQL), unknown) for key in library))


def form(*fields: Field) -> Definition:
    return Definition(Page("A form"), (Step("one", "One", fields),))


def asked(key: str, **changes: object) -> Field:
    return library_field(key, **({"level": LEVELS.get(key, Level.SQL)} | changes))


def gap_of(definition: Definition, key: str) -> Gap | None:
    found = [gap for gap in gaps(definition, terms(key)) if gap.kind is not GapKind.LOOSENED]
    return found[0] if found else None


EMAIL, INTEREST = asked("work_email"), asked("interest", required=True)
PARTNER = Test("interest", Operator.EQ, "partnership")


def test_a_form_that_asks_everything_has_no_gap() -> None:
    assert gaps(form(EMAIL, asked("employees"), INTEREST), terms("work_email", "employees", "interest")) == ()


def test_an_absent_key_is_named() -> None:
    assert gaps(form(EMAIL), terms("work_email", "employees")) == (
        Gap("employees", "Number of employees", GapKind.MISSING, "the form does not ask it"),
    )


def test_keys_that_only_a_criterion_names_must_be_asked_too() -> None:
    agreed = Terms("T", (), sql=AllOf((Criterion("timeframe", Operator.EQ, "now"),)))
    assert [gap.key for gap in gaps(form(EMAIL), agreed)] == ["timeframe"]


def test_the_way_around_a_key_is_told_with_the_answers_that_take_it() -> None:
    definition = form(EMAIL, INTEREST, asked("employees", show_if=Not(PARTNER)))
    assert gap_of(definition, "employees") == Gap(
        "employees",
        "Number of employees",
        GapKind.SKIPPABLE,
        "when “What are you interested in?” is “Become a partner”",
        (("interest", ("partnership",)),),
        ("“What are you interested in?” is “Become a partner”",),
    )


def test_a_way_through_several_questions_names_each() -> None:
    big = Test("employees", Operator.GTE, 50)
    gap = gap_of(form(asked("employees"), INTEREST, asked("timeframe", show_if=Any((big, Not(PARTNER))))), "timeframe")
    assert gap is not None
    assert gap.path == "when “Number of employees” is “49” and “What are you interested in?” is “Become a partner”"


def test_answers_that_make_no_difference_are_not_named() -> None:
    shown = All((Test("country", Operator.EQ, "US"), Any((Test("employees", Operator.GT, 5), Not(PARTNER)))))
    gap = gap_of(form(asked("employees"), INTEREST, asked("country"), asked("timeframe", show_if=shown)), "timeframe")
    assert gap is not None
    assert gap.path == "when “Country” is “Andorra”"
    assert [key for key, _ in gap.example] == ["employees", "interest", "country"]


def test_a_chain_of_conditions_is_followed() -> None:
    sized = asked("employees", required=True, show_if=Not(PARTNER))
    gap = gap_of(
        form(INTEREST, sized, asked("timeframe", show_if=Test("employees", Operator.IS_ANSWERED))), "timeframe"
    )
    assert gap is not None
    assert gap.path == "when “What are you interested in?” is “Become a partner”"
    assert gap.example == (("interest", ("partnership",)),)


def test_a_required_question_cannot_be_left_blank_to_get_around() -> None:
    shown = Test("interest", Operator.IS_ANSWERED)
    assert gap_of(form(INTEREST, asked("employees", show_if=shown)), "employees") is None
    assert gap_of(form(asked("interest"), asked("employees", show_if=shown)), "employees") is not None


def test_not_knowing_yet_is_a_way_around_where_it_is_offered() -> None:
    unsure = asked("interest", required=True, unknown=Unknown.MISSING)
    gap = gap_of(form(unsure, asked("employees", show_if=Test("interest", Operator.IS_ANSWERED))), "employees")
    assert gap is not None
    assert "I don’t know yet" in gap.path


def test_conditions_that_together_cover_every_answer_leave_no_gap() -> None:
    covering = Any(
        (Test("employees", Operator.LT, 50), Test("employees", Operator.GTE, 50), Test("employees", Operator.IS_EMPTY))
    )
    assert gap_of(form(asked("employees"), asked("interest", show_if=covering)), "interest") is None
    hole = Any(
        (Test("employees", Operator.LT, 50), Test("employees", Operator.GT, 50), Test("employees", Operator.IS_EMPTY))
    )
    gap = gap_of(form(asked("employees"), asked("interest", show_if=hole)), "interest")
    assert gap is not None
    assert gap.path == "when “Number of employees” is “50”"


def test_a_condition_that_never_holds_is_told_as_such() -> None:
    never = All((Test("employees", Operator.LT, 5), Test("employees", Operator.GT, 5)))
    gap = gap_of(form(asked("employees"), asked("interest", show_if=never)), "interest")
    assert gap is not None
    assert gap.path == "its condition never holds"


def test_limits_of_a_question_count() -> None:
    few = Field("n", TypeName.WHOLE, KeyKind.QUESTION, "N", required=True, settings=Settings(minimum=1, maximum=9))
    within = Test("n", Operator.BETWEEN, (1, 9))
    assert gap_of(form(few, asked("interest", show_if=within)), "interest") is None


def test_pieces_of_text_are_told_apart() -> None:
    title = asked("job_title", required=True)
    either = Any((Test("job_title", Operator.CONTAINS, "director"), Test("job_title", Operator.CONTAINS, "head")))
    gap = gap_of(form(title, asked("interest", show_if=Not(either))), "interest")
    assert gap is not None
    assert gap.path == "when “Job title” contains “director”"
    neither = gap_of(form(title, asked("interest", show_if=either)), "interest")
    assert neither is not None
    assert neither.path == "when “Job title” is any other text"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (asked("employees", level=Level.OPTIONAL), "is optional here, and the agreement has sql"),
        (asked("employees", level=None), "is optional here, and the agreement has sql"),
        (asked("employees", unknown=Unknown.MISSING), "offers “I don’t know yet”"),
        (asked("employees", kind=KeyKind.QUESTION), "is a free question here"),
        (asked("employees", type=TypeName.TEXT), "is asked as short text, and the agreement has whole number"),
    ],
)
def test_a_form_may_tighten_and_never_loosen(field: Field, words: str) -> None:
    found = gaps(form(field), terms("employees", unknown=Unknown.NOT_OFFERED))
    assert [gap.kind for gap in found] == [GapKind.LOOSENED]
    assert words in found[0].path


def test_tightening_is_no_gap() -> None:
    assert gaps(form(asked("employees", required=True, level=Level.MQL)), terms("employees")) == ()


def tangle(count: int) -> tuple[tuple[Field, ...], Condition]:
    """Questions, and a condition in which every one of them has its say."""
    options = tuple(Option(f"o{n}", f"O{n}") for n in range(6))
    fields = tuple(Field(f"c{n}", TypeName.CHOICE, KeyKind.QUESTION, f"C{n}", options=options) for n in range(count))
    return fields, All(
        tuple(Any(tuple(Test(field.key, Operator.EQ, option.id) for field in fields)) for option in options)
    )


def test_a_large_form_is_proved_quickly() -> None:
    fields, shown = tangle(30)
    begun = time.process_time()
    assert gap_of(form(*fields, asked("interest", show_if=shown)), "interest") is not None
    assert time.process_time() - begun < 5


def test_what_cannot_be_counted_out_is_refused_and_not_guessed() -> None:
    many = tuple(Option(f"o{n}", f"O{n}") for n in range(14))
    wide = Field("w", TypeName.CHOICES, KeyKind.QUESTION, "W", options=many)
    shown = Any(tuple(Test("w", Operator.CONTAINS, option.id) for option in many))
    gap = gap_of(form(wide, asked("interest", show_if=shown)), "interest")
    assert gap is not None
    assert (gap.kind, gap.path) == (GapKind.SKIPPABLE, TOO_MANY)


def every_text(*pieces: str) -> tuple[tuple[str, ...], ...]:
    """Each piece alone, and texts with every set of them."""
    sets = chain.from_iterable(combinations(pieces, size) for size in range(len(pieces) + 1))
    return (*((piece,) for piece in pieces), *(("; ".join(("some", *chosen)),) for chosen in sets))


# Brute force. Every answer that could make a difference is posted, in every combination.
EVERYTHING: dict[TypeName, tuple[tuple[str, ...], ...]] = {
    TypeName.TEXT: every_text("ceo", "CEO of x", "x", "οδος"),
    TypeName.LONG_TEXT: every_text("need", "nee", "x"),
    TypeName.WHOLE: tuple((str(number),) for number in range(-1, 7)),
    TypeName.DECIMAL: (("-1",), ("0",), ("0,1", "0.1"), ("0,2", "0.2"), ("1,5", "1.5"), ("2",), ("0,05", "0.05")),
    TypeName.MONEY: (("-1",), ("0",), ("1",), ("1,25", "1.25"), ("1,5", "1.5"), ("2",), ("3",)),
    TypeName.CHOICE: (("a",), ("b",), ("c",)),
    TypeName.CHOICES: (("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")),
    TypeName.YES_NO: (("yes",), ("no",)),
    TypeName.CONSENT: (("yes",),),
    TypeName.COUNTRY: (("US",), ("IN",), ("DE",)),
    TypeName.DATE: (("2026-12-31",), ("2027-01-01",), ("2027-02-01",), ("2027-03-31",), ("2027-04-01",)),
    TypeName.EMAIL: (("a@example.com",),),
    TypeName.PHONE: (("+14155552671",),),
    TypeName.URL: (("acme.com",),),
    TypeName.RATING: tuple((str(point),) for point in range(1, 6)),
    TypeName.FILE: (("a" * 20,),),
    TypeName.HIDDEN: every_text("fair", "Spring", "x"),
}


def every_answer(field: Field, locale: str) -> tuple[dict[str, list[str]], ...]:
    german = locale in {"de", "fr"}
    decimals = field.type in {TypeName.DECIMAL, TypeName.MONEY}
    values = [(pair[0 if german else -1],) if decimals else pair for pair in EVERYTHING[field.type]]
    unknown = [{f"{field.key}.unknown": ["1"]}] if field.offers_unknown else []
    return ({}, *unknown, *({field.key: list(value)} for value in values))


def every_post(definition: Definition) -> Iterator[dict[str, list[str]]]:
    choices = [every_answer(field, definition.locale) for field in definition.fields()]
    for parts in product(*choices):
        yield {name: value for part in parts for name, value in part.items()} | own_words(definition)


def own_words(definition: Definition) -> dict[str, list[str]]:
    """Words for options that ask for some; they count only beside those."""
    return {f"{field.key}.own": ["in other words"] for field in definition.fields() if field.options}


def replayed(definition: Definition, gap: Gap) -> dict[str, list[str]]:
    """The gap's example as a post, every other question answered with its sample."""
    deciding = dict(gap.example)
    posted: dict[str, list[str]] = {}
    for field in definition.fields():
        kind = TYPES[field.type]
        values = deciding.get(field.key, kind.posted(kind.sample(field), definition.locale))
        if values:
            posted[field.key] = list(values)
        elif field.offers_unknown:
            posted[f"{field.key}.unknown"] = ["1"]
    told = {name: list(words) for name, words in deciding.items() if name.endswith(".own")}
    return posted | told


def test_a_number_that_its_limits_keep_from_showing_a_key_is_no_way_to_ask_it() -> None:
    many = asked("employees", required=True, settings=Settings(minimum=Decimal(100)))
    [gap] = gaps(form(many, asked("company", show_if=Test("employees", Operator.LT, 50))), terms("company"))
    assert (gap.key, gap.kind) == ("company", GapKind.SKIPPABLE)


@settings(max_examples=150, deadline=None)
@given(definitions(most=3))
def test_the_proof_agrees_with_brute_force(definition: Definition) -> None:
    keys = [field.key for field in definition.fields()]
    skipped = {gap.key: gap for gap in gaps(definition, terms(*keys)) if gap.kind is GapKind.SKIPPABLE}
    never_asked: set[str] = set()
    for posted in every_post(definition):
        reading = read(definition, posted)
        if reading.ok:
            never_asked |= set(keys) - set(reading.visible)
    assert never_asked == set(skipped)
    for key, gap in skipped.items():
        reading = read(definition, replayed(definition, gap))
        assert reading.ok, reading.errors
        assert key not in reading.visible


@settings(max_examples=300, deadline=None)
@given(definitions(most=7))
def test_every_path_that_is_named_really_skips(definition: Definition) -> None:
    keys = [field.key for field in definition.fields()]
    for gap in gaps(definition, terms(*keys)):
        if gap.kind is GapKind.SKIPPABLE:
            reading = read(definition, replayed(definition, gap))
            assert reading.ok, reading.errors
            assert gap.key not in reading.visible


@settings(deadline=None)
@given(st.data())
def test_words_name_only_answers_of_the_path(data: st.DataObject) -> None:
    definition = data.draw(definitions())
    assert not [fault for fault in structure_faults(definition) if "depends" in fault]
    for gap in gaps(definition, terms(*(field.key for field in definition.fields()))):
        named = [field.label for field in definition.fields() if f"“{field.label}”" in gap.path]
        if gap.kind is GapKind.SKIPPABLE:
            assert len(named) <= len(gap.example)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_the_gate_never_fails_on_a_form_that_makes_no_sense(data: st.DataObject) -> None:
    """Conditions that look at anything, in any way, before or after; the structure faults name them."""
    kinds = data.draw(st.lists(st.sampled_from(TypeName), min_size=4, max_size=4))
    fields = tuple(
        Field(key, kind, KeyKind.SIZING, key, options=OPTIONS, required=data.draw(st.booleans()), show_if=condition)
        for key, kind in zip(KEYS, kinds, strict=True)
        for condition in [data.draw(st.one_of(st.none(), conditions()))]
    )
    for gap in gaps(form(*fields), terms(*KEYS)):
        if gap.kind is GapKind.SKIPPABLE and gap.path != TOO_MANY:
            reading = read(form(*fields), replayed(form(*fields), gap))
            assert gap.key not in reading.visible
