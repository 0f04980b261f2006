"""The terms of one agreement version, as values. ``Terms`` is what is hashed, signed and judged by."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from portal.rules.agreement.doubts import PlausibilityRule
from portal.rules.agreement.fit_call import FitCall
from portal.rules.agreement.playbook import Attempt
from portal.rules.later import later
from portal.rules.questions.key import Key
from portal.rules.questions.logic import Operator, TestValue


class Side(StrEnum):
    """Who brought a criterion in, and the two sides that sign."""

    MARKETING = "marketing"
    SALES = "sales"
    JOINT = "joint"


class Level(StrEnum):
    """How much a key matters: without ``mql`` the post is refused, ``sql`` may stay blank and costs the SQL."""

    MQL = "mql"
    SQL = "sql"
    OPTIONAL = "optional"


class Unknown(StrEnum):
    """Whether "I don't know yet" is offered for a key, and how it counts for completeness."""

    NOT_OFFERED = "not_offered"
    MISSING = "missing"
    COMPLETE = "complete"


class OnFail(StrEnum):
    """What a failed MQL value rule leads to."""

    NURTURE = "nurture"
    DISQUALIFY = "disqualify"


class RejectEffect(StrEnum):
    """Where a rejection sends the lead (domain: work status)."""

    DISQUALIFY = "disqualify"
    NURTURE_UNTIL = "nurture_until"
    NURTURE_ASK = "nurture_ask"
    NURTURE = "nurture"


@dataclass(frozen=True)
class AgreedKey:
    """A key of the library as both sides agreed on it; the whole key is copied in, so that a version stands alone."""

    key: Key
    level: Level
    unknown: Unknown = Unknown.NOT_OFFERED


@dataclass(frozen=True)
class Criterion:
    """One line: a key must be complete (``op`` complete), or a value rule holds."""

    key: str
    op: Operator
    value: TestValue = None
    owner: Side = Side.JOINT
    on_fail: OnFail = OnFail.NURTURE


@dataclass(frozen=True)
class AllOf:
    """Holds when every part holds; an empty group holds."""

    all: tuple["Node", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """Holds when at least one part holds; an empty group does not."""

    any: tuple["Node", ...] = ()


@dataclass(frozen=True)
class NoneOf:
    """Holds when no part holds."""

    none: tuple["Node", ...] = ()


Node: TypeAlias = Criterion | AllOf | AnyOf | NoneOf


@dataclass(frozen=True)
class Promises:
    """What sales and marketing owe each other, in minutes of working time unless the name says days."""

    accept_minutes: int = 15
    first_contact_minutes: int = 5
    first_attempt_minutes: int = 30
    next_step_minutes: int = 960
    remind_at_percent: int = 50
    escalate_after_minutes: int = 0
    nurture_review_days: int = 14
    dispute_days: int = 7
    unreachable_attempts: int = 3


@dataclass(frozen=True)
class RejectReason:
    """A coded reason that a rep can give a lead back with."""

    code: str
    label: str
    effect: RejectEffect
    needs_attempts: bool = False
    asks_key: bool = False


@dataclass(frozen=True)
class Targets:
    """What each side owes a month: marketing owes MQLs and SQLs, sales owes acceptances and wins."""

    mql: int | None = None
    sql: int | None = None
    accepted: int | None = None
    won: int | None = None


@dataclass(frozen=True)
class Budget:
    """Money both sides agreed to spend a month, in whole units of the currency."""

    monthly: Decimal | None = None
    currency: str = "USD"


@dataclass(frozen=True)
class Terms:
    """The whole content of an agreement version."""

    name: str
    keys: tuple[AgreedKey, ...]
    mql: AllOf = AllOf()
    sql: AllOf = AllOf()
    promises: Promises = Promises()
    reject_reasons: tuple[RejectReason, ...] = ()
    targets: Targets = Targets()
    budget: Budget = Budget()
    review_every_months: int = 3
    note: str = ""
    plausibility: tuple[PlausibilityRule, ...] = later(())
    fit_call: FitCall = later(FitCall())
    playbook: tuple[Attempt, ...] = later(())

    def agreed(self, key: str) -> AgreedKey | None:
        """The agreed key of that name, or None."""
        return next((agreed for agreed in self.keys if agreed.key.key == key), None)

    def must_be_asked(self) -> tuple[str, ...]:
        """Keys that every call-to-action form must ask: mql and sql keys, and every key that a criterion names."""
        levelled = [agreed.key.key for agreed in self.keys if agreed.level is not Level.OPTIONAL]
        named = [criterion.key for root in (self.mql, self.sql) for criterion in criteria(root)]
        return tuple(dict.fromkeys(levelled + named))


def criteria(node: Node) -> Iterator[Criterion]:
    """Every criterion below the node, in reading order."""
    match node:
        case Criterion():
            yield node
        case AllOf(parts) | AnyOf(parts) | NoneOf(parts):
            for part in parts:
                yield from criteria(part)
