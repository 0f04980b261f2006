"""Judging a profile under one agreement version, with the reasons line by line (domain: how completeness decides)."""

import json
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache

from portal.rules.agreement.plan import plan_of
from portal.rules.agreement.plausible import implausible
from portal.rules.agreement.terms import Level, Terms
from portal.rules.agreement.tree import complete
from portal.rules.agreement.verdict import Line, LineState, Qualification, Verdict
from portal.rules.canonical import Json, canonical
from portal.rules.documents import from_text, to_document
from portal.rules.questions.answer import Answers
from portal.rules.questions.document import answer_to_json, answers_from_json

__all__ = ["complete", "judge", "profile_from_json", "profile_to_json", "verdict_from_json", "verdict_to_json"]


def judge(profile: Answers, terms: Terms, *, number: int, content_hash: str) -> Verdict:
    """The highest level whose keys are all complete and whose criteria all hold, and what is missing for the next.

    An SQL is an MQL too: a profile that meets the SQL criteria and not the MQL criteria is unqualified. Keys that the
    agreement does not name are ignored. ``number`` and ``content_hash`` name the version in the verdict.
    """
    doubted = implausible(profile, terms)
    found = [part.find(profile, doubted) for part in plan_of(terms)]
    lines = tuple(finding.line for finding in found)
    level = level_of(lines)
    return Verdict(
        level=level,
        lines=lines,
        missing_for_mql=_once(finding.missing for finding in found if finding.line.level is Level.MQL),
        missing_for_sql=_once(finding.missing for finding in found),
        failed=tuple(line.words for line in lines if line.state is LineState.FAILED),
        disqualified=any(finding.disqualifies for finding in found),
        agreement_number=number,
        agreement_hash=content_hash,
    )


def level_of(lines: tuple[Line, ...]) -> Qualification:
    """The highest level of which every line is met."""
    short = {line.level for line in lines if line.state is not LineState.MET}
    if Level.MQL in short:
        return Qualification.UNQUALIFIED
    return Qualification.MQL if Level.SQL in short else Qualification.SQL


def _once(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in groups for key in keys))


def verdict_to_json(verdict: Verdict) -> str:
    """Canonical text: the same inputs under the same version give the same bytes (X3)."""
    names = (field.name for field in fields(verdict))
    parts = {name: to_document(getattr(verdict, name)) for name in names if name != "lines"}
    return canonical({**parts, "lines": [_line_document(line) for line in verdict.lines]})


@lru_cache(maxsize=2048)
def _line_document(line: Line) -> Json:
    """Most lines of most verdicts are among a few dozen; nothing changes the document."""
    return to_document(line)


def verdict_from_json(text: str) -> Verdict:
    """The verdict that the text holds. Raises ``documents.DocumentError``."""
    return from_text(Verdict, text)


def profile_to_json(profile: Answers, terms: Terms) -> str:
    """What a verdict depends on, as canonical text: state and value of every agreed key that was asked."""
    known = [(item.key, profile.get(item.key.key)) for item in terms.keys]
    return canonical(
        {key.key: answer_to_json(replace(answer, raw=""), key.type) for key, answer in known if answer is not None}
    )


def profile_from_json(text: str, terms: Terms) -> Answers:
    """The profile that the text holds. Raises ``NotAnAnswer`` (a ValueError) for a text that holds none."""
    return answers_from_json(json.loads(text), {item.key.key: item.key.type for item in terms.keys})
