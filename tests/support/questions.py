"""Random answers and conditions, for the property tests of the rules."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from portal.rules.questions.answer import Answer, AnswerState, Value
from portal.rules.questions.logic import All, Any, Condition, Not, Operator, Test, TestValue

KEYS = ("a", "b", "c", "d")
WORDS = ("x", "y", "pricing", "Straße", "50")
NUMBERS = (Decimal(0), Decimal(1), Decimal(50), Decimal("12.5"), Decimal(-3))
DAYS = (date(2027, 1, 1), date(2027, 3, 31))

_VALUES: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(WORDS),
    st.booleans(),
    st.integers(-3, 60),
    st.sampled_from(NUMBERS),
    st.sampled_from(DAYS),
    st.lists(st.sampled_from(WORDS), max_size=3).map(tuple),
)


def answers_to(key: str) -> st.SearchStrategy[Answer]:
    """An answer to the key in any state, with a value that conditions of ``conditions`` may meet."""
    nothing = st.sampled_from([state for state in AnswerState if state is not AnswerState.ANSWERED])
    return st.one_of(
        nothing.map(lambda state: Answer(key, state)),
        _VALUES.map(lambda value: Answer(key, AnswerState.ANSWERED, value)),
    )


def answers() -> st.SearchStrategy[dict[str, Answer]]:
    """Answers to some of the keys."""
    return st.fixed_dictionaries({}, optional={key: answers_to(key) for key in KEYS})


def any_answers() -> st.SearchStrategy[Answer | None]:
    """An answer with any value at all, nonsense such as NaN too, or none."""
    values: st.SearchStrategy[Value] = st.one_of(
        _VALUES, st.text(), st.integers(), st.decimals(), st.dates(), st.lists(st.text()).map(tuple)
    )
    return st.one_of(
        st.none(), answers_to("asked"), values.map(lambda value: Answer("asked", AnswerState.ANSWERED, value))
    )


def conditions() -> st.SearchStrategy[Condition]:
    """A condition with at most two levels of groups."""
    inner = st.one_of(_tests(), _tests().map(Not), _groups(_tests()))
    return st.one_of(inner, _groups(inner))


def _tests() -> st.SearchStrategy[Condition]:
    return st.sampled_from(Operator).flatmap(
        lambda op: st.builds(Test, st.sampled_from(KEYS), st.just(op), _compared(op))
    )


def _groups(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    listed = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(listed.map(All), listed.map(Any))


def _compared(op: Operator) -> st.SearchStrategy[TestValue]:
    words, numbers = st.sampled_from(WORDS), st.sampled_from(NUMBERS)
    if op in {Operator.IS_EMPTY, Operator.IS_ANSWERED, Operator.COMPLETE}:
        return st.none()
    if op is Operator.BETWEEN:
        return st.tuples(numbers, numbers)
    if op in {Operator.ONE_OF, Operator.NONE_OF}:
        texts: st.SearchStrategy[TestValue] = st.lists(words, min_size=1, max_size=3).map(tuple)
        return st.one_of(texts, st.lists(numbers, min_size=1, max_size=3).map(tuple))
    days = st.sampled_from([day.isoformat() for day in DAYS])
    return st.one_of(words, days, numbers, st.booleans())
