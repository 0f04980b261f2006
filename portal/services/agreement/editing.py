"""Changes of a draft's keys and reasons: terms in, terms out. Nothing is stored here."""

from collections.abc import Mapping
from dataclasses import replace

from portal.rules.agreement.doubts import PlausibilityRule
from portal.rules.agreement.terms import AgreedKey, Level, RejectReason, Terms, Unknown, criteria
from portal.rules.agreement.words import name_of
from portal.rules.questions.key import Key
from portal.rules.refusal import Refusal


class StillNamed(Refusal):
    """A criterion, a plausibility rule or a segment of the fit call names the key, so it cannot leave the agreement."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"A criterion, a plausibility rule or the fit call names “{label}”. Remove or change it first."
        )


class AlreadyThere(Refusal):
    """Two people added the same thing."""


class NotThere(Refusal):
    """It was removed meanwhile."""

    def __init__(self) -> None:
        super().__init__("That is not in this draft any more.")


def add_key(terms: Terms, key: Key, level: Level) -> Terms:
    """With the library's key, as it is there now. Raises AlreadyThere."""
    if terms.agreed(key.key) is not None:
        raise AlreadyThere(f"“{name_of(key)}” is in this draft already.")
    return replace(terms, keys=(*terms.keys, AgreedKey(key, level)))


def drop_key(terms: Terms, name: str) -> Terms:
    """Without the key. Raises StillNamed or NotThere."""
    agreed = terms.agreed(name)
    if agreed is None:
        raise NotThere
    if any(criterion.key == name for root in (terms.mql, terms.sql) for criterion in criteria(root)):
        raise StillNamed(name_of(agreed.key))
    if any(name in (*rule.doubts, *(sign.key for sign in rule.when)) for rule in terms.plausibility):
        raise StillNamed(name_of(agreed.key))
    if any(segment.key == name for segment in terms.fit_call.segments):
        raise StillNamed(name_of(agreed.key))
    return replace(terms, keys=tuple(item for item in terms.keys if item.key.key != name))


def set_levels(terms: Terms, wanted: Mapping[str, tuple[Level, Unknown]]) -> Terms:
    """With these levels, and these ways to count "I don't know yet"; keys that are not named stay as they are."""
    keys = (_levelled(item, *wanted.get(item.key.key, (item.level, item.unknown))) for item in terms.keys)
    return replace(terms, keys=tuple(keys))


def outdated(terms: Terms, library: Mapping[str, Key]) -> tuple[AgreedKey, ...]:
    """Agreed keys whose words, options or limits differ from the library's."""
    return tuple(item for item in terms.keys if library.get(item.key.key, item.key) != item.key)


def take_library(terms: Terms, library: Mapping[str, Key]) -> Terms:
    """With every key as the library has it now."""
    return replace(terms, keys=tuple(replace(item, key=library.get(item.key.key, item.key)) for item in terms.keys))


def put_reason(terms: Terms, reason: RejectReason, *, instead_of: str | None = None) -> Terms:
    """With the reason at the end, or in the place of the one with the code ``instead_of``.

    Raises AlreadyThere or NotThere.
    """
    others = [item for item in terms.reject_reasons if item.code != instead_of]
    if any(item.code == reason.code for item in others):
        raise AlreadyThere(f"There is a reason with the code “{reason.code}” already.")
    if instead_of is None:
        return replace(terms, reject_reasons=(*terms.reject_reasons, reason))
    if len(others) == len(terms.reject_reasons):
        raise NotThere
    changed = tuple(reason if item.code == instead_of else item for item in terms.reject_reasons)
    return replace(terms, reject_reasons=changed)


def drop_reason(terms: Terms, code: str) -> Terms:
    """Without the reason. Raises NotThere."""
    kept = tuple(item for item in terms.reject_reasons if item.code != code)
    if len(kept) == len(terms.reject_reasons):
        raise NotThere
    return replace(terms, reject_reasons=kept)


def move_reason(terms: Terms, code: str, *, up: bool) -> Terms:
    """With the reason one place further up or down; at the end it stays. Raises NotThere."""
    reasons = list(terms.reject_reasons)
    place = next((index for index, item in enumerate(reasons) if item.code == code), None)
    if place is None:
        raise NotThere
    other = place - 1 if up else place + 1
    if 0 <= other < len(reasons):
        reasons[place], reasons[other] = reasons[other], reasons[place]
    return replace(terms, reject_reasons=tuple(reasons))


def put_rule(terms: Terms, rule: PlausibilityRule, *, instead_of: int | None = None) -> Terms:
    """With the plausibility rule at the end, or in that place. Raises NotThere."""
    rules = list(terms.plausibility)
    if instead_of is None:
        return replace(terms, plausibility=(*rules, rule))
    if not 0 <= instead_of < len(rules):
        raise NotThere
    rules[instead_of] = rule
    return replace(terms, plausibility=tuple(rules))


def drop_rule(terms: Terms, name: str) -> Terms:
    """Without the plausibility rule of that name. Raises NotThere."""
    kept = tuple(rule for rule in terms.plausibility if rule.name != name)
    if len(kept) == len(terms.plausibility):
        raise NotThere
    return replace(terms, plausibility=kept)


def _levelled(item: AgreedKey, level: Level, unknown: Unknown) -> AgreedKey:
    return replace(item, level=level, unknown=unknown)
