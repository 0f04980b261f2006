"""Terms and profiles to judge: a table's worth by hand, and as many as hypothesis wants."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from portal.rules.agreement.templates import TEMPLATES
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Criterion,
    Level,
    Node,
    NoneOf,
    OnFail,
    Side,
    Terms,
    Unknown,
)
from portal.rules.questions.answer import Answer, Answers, AnswerState, Value
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import Operator, TestValue

LIBRARY = {key.key: key for key in STARTER_LIBRARY}
SOFTWARE = TEMPLATES[0].build(STARTER_LIBRARY)

COMPLETE_PROFILE: dict[str, Value] = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "work_email": "ada@analytical.example",
    "phone": "+14155552671",
    "job_title": "VP Engineering",
    "company": "Analytical Engines",
    "employees": 250,
    "annual_revenue": "10m_50m",
    "interest": "evaluation",
}


def answered(key: str, value: Value) -> Answer:
    return Answer(key, AnswerState.ANSWERED, value)


def profile(**changes: Value | AnswerState | None) -> dict[str, Answer]:
    """A complete profile with changes: a value, one of the four nothings, or None for a key that was never asked."""
    answers: dict[str, Answer] = {}
    for key, value in (COMPLETE_PROFILE | changes).items():
        if isinstance(value, AnswerState):
            answers[key] = Answer(key, value)
        elif value is not None:
            answers[key] = answered(key, value)
    return answers


def small_terms(*, mql: tuple[Node, ...] = (), sql: tuple[Node, ...] = ()) -> Terms:
    """One MQL key, one SQL key and three optional ones, so that a test sees its own rules and little else."""
    keys = (
        AgreedKey(LIBRARY["work_email"], Level.MQL),
        AgreedKey(LIBRARY["phone"], Level.SQL),
        AgreedKey(LIBRARY["employees"], Level.OPTIONAL, Unknown.MISSING),
        AgreedKey(LIBRARY["interest"], Level.OPTIONAL, Unknown.COMPLETE),
        AgreedKey(LIBRARY["budget"], Level.OPTIONAL),
    )
    return Terms("Small", keys, AllOf(mql), AllOf(sql))


EXTRA = (
    Key("go_live", TypeName.DATE, KeyKind.READINESS, "Go live"),
    Key("deal_size", TypeName.MONEY, KeyKind.SIZING, "Deal size"),
    Key("has_budget", TypeName.YES_NO, KeyKind.READINESS, "Has budget"),
)
ASKABLE = tuple(key for key in (*STARTER_LIBRARY, *EXTRA) if key.type is not TypeName.CONSENT)

numbers = st.integers(0, 10_000) | st.decimals(0, 10_000, places=2).map(lambda number: number + 0)


BY_TYPE: dict[TypeName, st.SearchStrategy[Value]] = {
    TypeName.WHOLE: st.integers(0, 10_000),
    TypeName.MONEY: numbers.map(Decimal),
    TypeName.DATE: st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    TypeName.YES_NO: st.booleans(),
    TypeName.COUNTRY: st.sampled_from(["DE", "US", "IN"]),
}
SOME_TEXT = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=12)


def values(key: Key) -> st.SearchStrategy[Value]:
    """Normalised answers to the key."""
    if key.options:
        return st.sampled_from([option.id for option in key.options])
    return BY_TYPE.get(key.type, SOME_TEXT)


def answers_to(key: Key) -> st.SearchStrategy[Answer]:
    given = values(key).map(lambda value: Answer(key.key, AnswerState.ANSWERED, value, raw="as typed"))
    nothing = st.sampled_from([state for state in AnswerState if state is not AnswerState.ANSWERED])
    return given | nothing.map(lambda state: Answer(key.key, state))


@st.composite
def criteria(draw: st.DrawFn, keys: tuple[Key, ...]) -> Criterion:
    """A criterion that fits the key's type."""
    key = draw(st.sampled_from(keys))
    ops = [Operator.COMPLETE, Operator.EQ, Operator.ONE_OF, Operator.NONE_OF, Operator.NE]
    if key.type in {TypeName.WHOLE, TypeName.MONEY}:
        ops += [Operator.GTE, Operator.LT, Operator.BETWEEN]
    op = draw(st.sampled_from(ops))

    def one() -> str | bool | int | Decimal:
        value = draw(values(key))
        if isinstance(value, date):
            return value.isoformat()
        assert not isinstance(value, tuple)
        return value

    value: TestValue = None
    if op is Operator.BETWEEN:
        value = tuple(sorted(Decimal(draw(numbers)) for _ in range(2)))
    elif op in {Operator.ONE_OF, Operator.NONE_OF}:
        several = (one(), one())
        as_numbers = key.type in {TypeName.WHOLE, TypeName.MONEY}
        value = tuple(map(Decimal, several)) if as_numbers else tuple(map(str, several))
    elif op is not Operator.COMPLETE:
        value = one()
    return Criterion(key.key, op, value, draw(st.sampled_from(Side)), draw(st.sampled_from(OnFail)))


def nodes(keys: tuple[Key, ...]) -> st.SearchStrategy[Node]:
    def group(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        several = st.lists(parts, max_size=3).map(tuple)
        return several.map(AllOf) | several.map(AnyOf) | several.map(NoneOf)

    return st.recursive(criteria(keys), group, max_leaves=5)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Any terms over some keys, faults or not: judging must not depend on there being none."""
    keys = tuple(draw(st.lists(st.sampled_from(ASKABLE), min_size=1, max_size=8, unique=True)))
    agreed = tuple(AgreedKey(key, draw(st.sampled_from(Level)), draw(st.sampled_from(Unknown))) for key in keys)
    tree = st.lists(nodes(keys), max_size=3).map(lambda parts: AllOf(tuple(parts)))
    return Terms("Any", agreed, draw(tree), draw(tree))


@st.composite
def profiles(draw: st.DrawFn, known: Terms) -> Answers:
    """Answers to some of the agreed keys, and one to a key that was not agreed on."""
    asked = {item.key.key: draw(answers_to(item.key)) for item in known.keys if draw(st.integers(0, 4))}
    return asked | {"favourite_colour": answered("favourite_colour", "teal")}
