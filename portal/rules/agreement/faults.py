"""What keeps a draft from being proposed: the floor that no agreement goes below (S8), and what could not be judged."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from itertools import chain

from portal.rules.agreement.criterion_faults import tree_faults
from portal.rules.agreement.fit_modes import fit_faults
from portal.rules.agreement.plausible import plausibility_faults
from portal.rules.agreement.playbook import playbook_faults
from portal.rules.agreement.terms import AgreedKey, Level, RejectEffect, RejectReason, Terms, Unknown
from portal.rules.agreement.words import name_of
from portal.rules.documents import Fault
from portal.rules.questions.key import KeyKind
from portal.rules.questions.library import EMAIL_KEY, STARTER_LIBRARY, option_faults
from portal.rules.questions.types.registry import of

__all__ = ["FULL_CONTACT", "Fault", "faults"]

FULL_CONTACT: tuple[str, ...] = ("first_name", "last_name", "job_title", "company", "phone")
"""With the work email, what "full contact information for the individual" means; at least of level SQL."""

NEEDED_EFFECTS: Mapping[RejectEffect, str] = {
    RejectEffect.DISQUALIFY: "Sales needs a reason for leads that will never fit.",
    RejectEffect.NURTURE_UNTIL: "Sales needs a reason for “not now”, with a date to come back on.",
    RejectEffect.NURTURE_ASK: "Sales needs a reason for wrong or missing data, which names the question.",
}

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LIMITS: Mapping[str, tuple[int, int]] = {
    "remind_at_percent": (0, 99),
    "escalate_after_minutes": (0, 10_080),
    "nurture_review_days": (1, 365),
    "dispute_days": (1, 90),
    "unreachable_attempts": (1, 20),
}
_MINUTES = (1, 43_200)
MAX_KEYS = 60


def faults(terms: Terms) -> tuple[Fault, ...]:
    """Every fault, in the order of the document; without any, the draft can be proposed."""
    agreed = {item.key.key: item for item in terms.keys}
    return tuple(
        chain(
            _name_faults(terms),
            _floor_faults(agreed),
            _key_faults(terms),
            tree_faults(terms.mql, Level.MQL, agreed),
            tree_faults(terms.sql, Level.SQL, agreed),
            plausibility_faults(terms),
            fit_faults(terms),
            _promise_faults(terms),
            playbook_faults(terms.playbook, terms.promises.unreachable_attempts),
            _reason_faults(terms.reject_reasons),
            _money_and_target_faults(terms),
        )
    )


def _name_faults(terms: Terms) -> Iterator[Fault]:
    if not terms.name.strip() or len(terms.name) > 120:
        yield Fault("name", "Give the agreement a name of at most 120 characters.")


def _floor_faults(agreed: Mapping[str, AgreedKey]) -> Iterator[Fault]:
    names = {key.key: name_of(key) for key in STARTER_LIBRARY}
    email = agreed.get(EMAIL_KEY)
    if email is None or email.level is not Level.MQL:
        yield Fault(f"keys.{EMAIL_KEY}.level", "Work email must be agreed with level MQL: it says who the prospect is.")
    for key in FULL_CONTACT:
        item = agreed.get(key)
        if item is None or item.level is Level.OPTIONAL:
            yield Fault(f"keys.{key}.level", f"{names[key]} must be agreed with level MQL or SQL: it is full contact.")
        elif item.unknown is Unknown.COMPLETE:
            yield Fault(f"keys.{key}.unknown", f"“I don’t know yet” cannot stand for {names[key]}: it is full contact.")
    if not any(_sizes(item) for item in agreed.values()):
        yield Fault("keys", "At least one key that tells the size must have level MQL or SQL, and be known for an SQL.")


def _sizes(item: AgreedKey) -> bool:
    asked = item.key.kind is KeyKind.SIZING and item.level is not Level.OPTIONAL
    return asked and item.unknown is not Unknown.COMPLETE


def _key_faults(terms: Terms) -> Iterator[Fault]:
    if len(terms.keys) > MAX_KEYS:
        yield Fault("keys", f"Agree on at most {MAX_KEYS} keys.")
    for name, count in Counter(item.key.key for item in terms.keys).items():
        if count > 1:
            yield Fault(f"keys.{name}", f"“{name}” is listed more than once.")
    for item in terms.keys:
        yield from _agreed_key_faults(item, f"keys.{item.key.key}")


def _agreed_key_faults(item: AgreedKey, where: str) -> Iterator[Fault]:
    key = item.key
    if key.kind is KeyKind.QUESTION:
        yield Fault(where, f"{name_of(key)} is a question of one form, not a key of the library.")
    if of(key.type).has_options:
        yield from (Fault(f"{where}.options", fault) for fault in option_faults(key.options))
    if item.level is Level.MQL and item.unknown is Unknown.MISSING:
        yield Fault(
            f"{where}.unknown",
            f"Without {name_of(key)} there is no MQL, so “I don’t know yet” cannot be offered as missing.",
        )
    if key.key == EMAIL_KEY and item.unknown is Unknown.COMPLETE:
        yield Fault(f"{where}.unknown", "“I don’t know yet” cannot be offered for the work email.")


def _promise_faults(terms: Terms) -> Iterator[Fault]:
    for field in fields(terms.promises):
        low, high = _LIMITS.get(field.name, _MINUTES)
        if not low <= getattr(terms.promises, field.name) <= high:
            yield Fault(f"promises.{field.name}", f"Give a whole number from {low} to {high:,}.")
    if not 1 <= terms.review_every_months <= 24:
        yield Fault("review_every_months", "Review the agreement every 1 to 24 months.")


def _reason_faults(reasons: tuple[RejectReason, ...]) -> Iterator[Fault]:
    for effect, why in NEEDED_EFFECTS.items():
        if not any(reason.effect is effect for reason in reasons):
            yield Fault("reject_reasons", why)
    codes = Counter(reason.code for reason in reasons)
    for index, reason in enumerate(reasons):
        where = f"reject_reasons[{index}]"
        if codes[reason.code] > 1:
            yield Fault(f"{where}.code", f"The code “{reason.code}” is used more than once.")
        if not _CODE.fullmatch(reason.code):
            yield Fault(f"{where}.code", "A code begins with a letter and holds small letters, digits and underscores.")
        if not reason.label.strip() or len(reason.label) > 120:
            yield Fault(f"{where}.label", "Give the reason a name of at most 120 characters.")
        if reason.effect is RejectEffect.NURTURE_ASK and not reason.asks_key:
            yield Fault(f"{where}.asks_key", "A reason that asks the prospect again must name the question.")


def _money_and_target_faults(terms: Terms) -> Iterator[Fault]:
    for field in fields(terms.targets):
        target = getattr(terms.targets, field.name)
        if target is not None and not 0 <= target <= 1_000_000:
            yield Fault(f"targets.{field.name}", "Give a target from 0 to 1,000,000 a month, or none.")
    monthly = terms.budget.monthly
    if monthly is not None and not 0 <= monthly <= Decimal(10**12):
        yield Fault("budget.monthly", "Give a budget of 0 or more a month, or none.")
    if not _CURRENCY.fullmatch(terms.budget.currency):
        yield Fault("budget.currency", "Give the currency as three capital letters, like USD.")
