"""Verdicts whose inputs were deleted when their time was over: what was decided stands, the values are gone (X4).

Level, missing keys and the state of every line stay as they were judged. The words of the lines are those that judging
gives today, with "was removed" where a value stood; so what is left can be checked against the inputs that are left.
"""

from dataclasses import replace

from portal.rules.agreement.judge import level_of
from portal.rules.agreement.terms import Level
from portal.rules.agreement.verdict import Line, LineState, Qualification, Verdict
from portal.rules.questions.answer import Answer, Answers, AnswerState


def without(profile: Answers, keys: frozenset[str]) -> dict[str, Answer]:
    """The profile with these answers removed; what was no answer stays the nothing that it was."""
    return {
        key: Answer(key, AnswerState.PURGED) if key in keys and answer.answered else answer
        for key, answer in profile.items()
    }


def removed(profile: Answers) -> frozenset[str]:
    """Keys whose answers were removed."""
    return frozenset(key for key, answer in profile.items() if answer.state is AnswerState.PURGED)


def only_removed(verdict: Verdict, profile: Answers) -> tuple[str, ...]:
    """The keys that keep the verdict from the next level, where they are nothing but answers that were removed."""
    lost = Level.MQL if verdict.level is Qualification.UNQUALIFIED else Level.SQL
    missing = verdict.missing_for_mql if lost is Level.MQL else verdict.missing_for_sql
    open_only = all(line.state in (LineState.MET, LineState.MISSING) for line in verdict.lines if line.level is lost)
    return missing if open_only and removed(profile).issuperset(missing) else ()


def retold(verdict: Verdict, now: Verdict) -> Verdict:
    """The verdict with the words of ``now``, which the inputs that are left give under the same agreement."""
    lines = tuple(replace(told, state=line.state) for line, told in zip(verdict.lines, now.lines, strict=True))
    failed = tuple(line.words for line in lines if line.state is LineState.FAILED)
    return replace(verdict, lines=lines, failed=failed)


def stands(verdict: Verdict, now: Verdict, gone: frozenset[str]) -> bool:
    """Whether a retold verdict fits what is left: its words say no more than the inputs, its level follows from its
    lines, and a line came out differently only where an answer to it is ``gone``."""
    return (
        len(verdict.lines) == len(now.lines)
        and retold(verdict, now) == verdict
        and level_of(verdict.lines) is verdict.level
        and all(_explained(line, told, gone) for line, told in zip(verdict.lines, now.lines, strict=True))
    )


def _explained(line: Line, now: Line, gone: frozenset[str]) -> bool:
    """Less is known than before: a line is open now, or nothing casts doubt on it any more. Nothing else may differ."""
    if line.state is now.state:
        return True
    if line.state is LineState.DOUBTED:
        return bool(gone)
    return now.state is LineState.MISSING and (line.key in gone if line.key else bool(gone))
