"""The lead's copies of what the lists show: person, size, need, and what is missing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import LineState, Verdict
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types.registry import TYPES


def of(profile: Answers, verdict: Verdict, terms: Terms, email: str) -> dict[str, Any]:
    """The copies by column; somebody without a name is shown by their address."""
    keys = {agreed.key.key: agreed.key for agreed in terms.keys}
    doubted = {line.key for line in verdict.lines if line.state is LineState.DOUBTED}
    labels = [
        f"{keys[key].label if key in keys else key}{' (doubted)' if key in doubted else ''}"
        for key in verdict.missing_for_sql
    ]
    return {
        "person_name": (name_of(profile) or email)[:200],
        "company_name": text(profile, "company")[:200],
        "job_title": text(profile, "job_title")[:200],
        "country": text(profile, "country")[:2],
        "size": _number(profile, "employees"),
        "size_text": _size(profile, keys)[:120],
        "need_text": _first(profile, keys.values(), KeyKind.NEED)[:300],
        "missing": ", ".join(labels)[:600],
    }


def name_of(profile: Answers) -> str:
    """First and last name, as far as they are known."""
    return " ".join(part for part in (text(profile, "first_name"), text(profile, "last_name")) if part)


def text(profile: Answers, key: str) -> str:
    """A text that was given, else nothing."""
    answer = profile.get(key)
    return str(answer.value) if answer is not None and answer.answered else ""


def _number(profile: Answers, key: str) -> Decimal | None:
    answer = profile.get(key)
    if answer is None or isinstance(answer.value, bool) or not isinstance(answer.value, int | Decimal):
        return None
    return Decimal(answer.value)


def _size(profile: Answers, keys: dict[str, Key]) -> str:
    """How large: the number of people if it is known, else the first other size that was given."""
    people = _number(profile, "employees")
    if people is None:
        return _first(profile, keys.values(), KeyKind.SIZING)
    return "1 person" if people == 1 else f"{people:,.0f} people"


def _first(profile: Answers, keys: Iterable[Key], kind: KeyKind) -> str:
    """The first answer of that kind as people read it; choices before long texts, which say less at a glance."""
    of_kind = sorted((key for key in keys if key.kind is kind), key=lambda key: key.type is TypeName.LONG_TEXT)
    for key in of_kind:
        answer = profile.get(key.key)
        if answer is not None and answer.answered and answer.value is not None:
            return TYPES[key.type].friendly(answer.value, key)
    return ""
