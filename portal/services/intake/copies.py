"""The lead's copies of what the lists show: person, size, need, and what is missing."""

from collections.abc import Iterable
from decimal import Decimal

from portal.models.intake.lead import Lead
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import Verdict
from portal.rules.questions.answer import Answers
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types.registry import TYPES


def refresh(lead: Lead, profile: Answers, verdict: Verdict, terms: Terms) -> None:
    """Bring the copies up to the profile and the verdict."""
    keys = {agreed.key.key: agreed.key for agreed in terms.keys}
    name = " ".join(part for part in (_text(profile, "first_name"), _text(profile, "last_name")) if part)
    lead.person_name = (name or lead.person.email)[:200]
    lead.person.name = name[:200]
    lead.company_name = _text(profile, "company")[:200]
    lead.job_title = _text(profile, "job_title")[:200]
    lead.country = _text(profile, "country")[:2]
    lead.size = _number(profile, "employees")
    lead.size_text = _size(profile, keys)[:120]
    lead.need_text = _first(profile, keys.values(), KeyKind.NEED)[:300]
    labels = [keys[key].label if key in keys else key for key in verdict.missing_for_sql]
    lead.missing = ", ".join(labels)[:600]


def _text(profile: Answers, key: str) -> str:
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
