"""Verdicts whose inputs were deleted: what was decided stands, the words say no more than what is left."""

from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.rules.agreement.judge import judge, profile_from_json, profile_to_json, verdict_from_json, verdict_to_json
from portal.rules.agreement.purged import only_removed, removed, retold, stands, without
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import LineState, Qualification, Verdict
from portal.rules.questions.answer import Answers
from tests.rules.agreement.test_judge import cases


def judged(profile: Answers, terms: Terms) -> Verdict:
    return judge(profile, terms, number=1, content_hash="a" * 64)


@st.composite
def deletions(draw: st.DrawFn) -> tuple[Terms, Answers, list[frozenset[str]]]:
    """Terms, a profile, and what is deleted from it one after another."""
    terms, profile = draw(cases())
    keys = st.frozensets(st.sampled_from(sorted(item.key.key for item in terms.keys)))
    return terms, profile, draw(st.lists(keys, max_size=3))


@settings(max_examples=25)
@given(deletions())
def test_what_was_decided_stands_however_often_something_is_deleted(
    case: tuple[Terms, Answers, list[frozenset[str]]],
) -> None:
    terms, profile, steps = case
    first = verdict = judged(profile, terms)
    for keys in steps:
        profile = without(profile, keys)
        verdict = retold(verdict, judged(profile, terms))
    stored = verdict_from_json(verdict_to_json(verdict))
    again = profile_from_json(profile_to_json(profile, terms), terms)
    assert stands(stored, judged(again, terms), removed(again))
    assert (stored.level, stored.missing_for_sql, stored.disqualified) == (
        first.level,
        first.missing_for_sql,
        first.disqualified,
    )
    assert [line.state for line in stored.lines] == [line.state for line in first.lines]


@settings(max_examples=25)
@given(deletions())
def test_no_value_that_is_gone_stays_in_the_words(case: tuple[Terms, Answers, list[frozenset[str]]]) -> None:
    terms, profile, steps = case
    keys = frozenset[str]().union(*steps)
    left = without(profile, keys)
    told = retold(judged(profile, terms), judged(left, terms))
    blind = retold(judged(left, terms), judged(left, terms))
    assert [(line.words, line.seen) for line in told.lines] == [(line.words, line.seen) for line in blind.lines]


@settings(max_examples=25)
@given(deletions(), st.data())
def test_a_line_that_is_turned_is_found(case: tuple[Terms, Answers, list[frozenset[str]]], data: st.DataObject) -> None:
    """Of lines that nothing deleted could have touched."""
    terms, profile, _ = case
    verdict = judged(profile, terms)
    assume(verdict.lines)
    place = data.draw(st.integers(0, len(verdict.lines) - 1))
    line = verdict.lines[place]
    other = data.draw(st.sampled_from([state for state in LineState if state is not line.state]))
    turned = (*verdict.lines[:place], replace(line, state=other), *verdict.lines[place + 1 :])
    assert not stands(replace(verdict, lines=turned), verdict, frozenset())


@settings(max_examples=25)
@given(deletions())
def test_a_fall_is_put_down_to_deleted_answers_only_where_nothing_else_is_missing(
    case: tuple[Terms, Answers, list[frozenset[str]]],
) -> None:
    terms, profile, steps = case
    left = without(profile, frozenset[str]().union(*steps))
    before, now = judged(profile, terms), judged(left, terms)
    levels = list(Qualification)
    fell = levels.index(now.level) < levels.index(before.level)
    if only_removed(now, left):
        assert removed(left).issuperset(only_removed(now, left))
    elif fell:
        short = [line for line in now.lines if line.state is LineState.DOUBTED or line.state is LineState.FAILED]
        missing = {*now.missing_for_mql, *now.missing_for_sql}
        assert short or not missing <= removed(left)
