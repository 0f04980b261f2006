"""Agreements to begin with. Everything in them can be edited; nothing in them is below the floor."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from portal.rules.agreement.doubts import PlausibilityRule, Sign
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    AnyOf,
    Criterion,
    Level,
    Node,
    NoneOf,
    OnFail,
    Promises,
    Side,
    Terms,
    Unknown,
)
from portal.rules.agreement.usual import PLAYBOOK, REJECT_REASONS
from portal.rules.questions.key import Key
from portal.rules.questions.logic import Operator

Asked = tuple[str, Level, Unknown]


@dataclass(frozen=True)
class Template:
    """A starting point: which keys of the library are asked at which level, and what makes an MQL and an SQL."""

    id: str
    title: str
    summary: str
    asked: tuple[Asked, ...]
    mql: AllOf
    sql: AllOf
    promises: Promises
    plausibility: tuple[PlausibilityRule, ...] = ()

    def build(self, library: Iterable[Key]) -> Terms:
        """A draft over the keys that the library has; rules on keys that it lacks are left out."""
        keys = {key.key: key for key in library}
        return Terms(
            name=self.title,
            keys=tuple(AgreedKey(keys[name], level, unknown) for name, level, unknown in self.asked if name in keys),
            mql=AllOf(_kept(self.mql.all, keys)),
            sql=AllOf(_kept(self.sql.all, keys)),
            promises=self.promises,
            reject_reasons=REJECT_REASONS,
            playbook=PLAYBOOK,
            plausibility=tuple(rule for rule in self.plausibility if _named(rule) <= set(keys)),
        )


def _named(rule: PlausibilityRule) -> set[str]:
    return {*rule.doubts, *(sign.key for sign in rule.when)}


def _kept(parts: tuple[Node, ...], keys: dict[str, Key]) -> tuple[Node, ...]:
    kept = (_kept_node(part, keys) for part in parts)
    return tuple(part for part in kept if part is not None)


def _kept_node(node: Node, keys: dict[str, Key]) -> Node | None:
    match node:
        case Criterion():
            return node if node.key in keys else None
        case AllOf(parts):
            inner = _kept(parts, keys)
            return replace(node, all=inner) if inner else None
        case AnyOf(parts):
            inner = _kept(parts, keys)
            return replace(node, any=inner) if inner else None
        case NoneOf(parts):
            inner = _kept(parts, keys)
            return replace(node, none=inner) if inner else None


_FREE_MAIL = Sign("work_email", free_mail=True)
_ALONE = Sign("employees", Operator.LTE, Decimal(1))


def _doubt(name: str, first: Sign, second: Sign) -> PlausibilityRule:
    """The answer behind the second sign is the one that is doubted."""
    return PlausibilityRule(name, (first, second), (second.key,))


_FREE_MAIL_AND_THOUSANDS = _doubt(
    "Free mail with thousands of people", _FREE_MAIL, Sign("employees", Operator.GTE, Decimal(5000))
)


def _at(level: Level, *names: str, unknown: Unknown = Unknown.NOT_OFFERED) -> tuple[Asked, ...]:
    return tuple((name, level, unknown) for name in names)


_B2B_SOFTWARE = Template(
    id="b2b_software",
    title="Book a call, B2B software",
    summary="A product sold to companies by a call. An SQL has full contact, at least ten employees and a clear need.",
    asked=(
        *_at(Level.MQL, "first_name", "last_name", "work_email"),
        *_at(Level.SQL, "phone", "job_title", "company"),
        *_at(Level.SQL, "employees", unknown=Unknown.MISSING),
        *_at(Level.SQL, "annual_revenue", unknown=Unknown.COMPLETE),
        *_at(Level.SQL, "interest"),
        *_at(
            Level.OPTIONAL, "message", "current_solution", "timeframe", "budget", "decision_role", "country", "consent"
        ),
    ),
    mql=AllOf(),
    sql=AllOf(
        (
            Criterion("employees", Operator.GTE, 10, Side.SALES),
            AnyOf(
                (
                    Criterion("interest", Operator.ONE_OF, ("evaluation", "pricing", "migration"), Side.JOINT),
                    Criterion("message", Operator.COMPLETE, None, Side.MARKETING),
                )
            ),
        )
    ),
    promises=Promises(),
    plausibility=(
        _FREE_MAIL_AND_THOUSANDS,
        _doubt(
            "One person with many millions",
            _ALONE,
            Sign("annual_revenue", Operator.ONE_OF, ("50m_250m", "over_250m")),
        ),
    ),
)

_SERVICES = Template(
    id="services_firm",
    title="Services firm, small team",
    summary="A small team sells its time. An SQL says what it wants to achieve and when, or which budget it has.",
    asked=(
        *_at(Level.MQL, "first_name", "work_email"),
        *_at(Level.SQL, "last_name", "phone", "job_title", "company", "message"),
        *_at(Level.SQL, "employees", unknown=Unknown.MISSING),
        *_at(Level.SQL, "timeframe", "budget", unknown=Unknown.COMPLETE),
        *_at(Level.OPTIONAL, "current_solution", "decision_role", "country", "consent"),
    ),
    mql=AllOf(),
    sql=AllOf(
        (
            Criterion("employees", Operator.GTE, 2, Side.SALES),
            AnyOf(
                (
                    Criterion("timeframe", Operator.ONE_OF, ("now", "this_quarter", "this_year"), Side.SALES),
                    Criterion("budget", Operator.ONE_OF, ("10k_50k", "50k_250k", "over_250k"), Side.SALES),
                )
            ),
        )
    ),
    promises=Promises(
        accept_minutes=60, first_contact_minutes=60, first_attempt_minutes=120, escalate_after_minutes=60
    ),
    plausibility=(
        _FREE_MAIL_AND_THOUSANDS,
        _doubt("One person with a large budget", _ALONE, Sign("budget", Operator.ONE_OF, ("over_250k",))),
    ),
)

_DISTRIBUTION = Template(
    id="distribution",
    title="Distribution and equipment",
    summary="Goods by volume within a territory. Outside it a prospect is disqualified; an SQL needs enough volume.",
    asked=(
        *_at(Level.MQL, "first_name", "last_name", "work_email", "company", "country"),
        *_at(Level.SQL, "phone", "job_title", "expected_volume"),
        *_at(Level.SQL, "interest"),
        *_at(Level.SQL, "timeframe", unknown=Unknown.COMPLETE),
        *_at(Level.OPTIONAL, "employees", "annual_revenue", "current_solution", "message", "consent"),
    ),
    mql=AllOf((Criterion("country", Operator.ONE_OF, ("US", "CA", "MX"), Side.SALES, OnFail.DISQUALIFY),)),
    sql=AllOf(
        (
            Criterion("expected_volume", Operator.GTE, 100, Side.SALES),
            NoneOf((Criterion("interest", Operator.EQ, "partnership", Side.SALES),)),
        )
    ),
    promises=Promises(accept_minutes=30, first_contact_minutes=30, first_attempt_minutes=60),
    plausibility=(
        _doubt(
            "Free mail with a very large volume",
            _FREE_MAIL,
            Sign("expected_volume", Operator.GTE, Decimal(1_000_000)),
        ),
        _doubt("One person with a million a year", _ALONE, Sign("expected_volume", Operator.GTE, Decimal(1_000_000))),
    ),
)

TEMPLATES: tuple[Template, ...] = (_B2B_SOFTWARE, _SERVICES, _DISTRIBUTION)
"""In the order offered; the first is what the demo uses."""
