"""A small company that can take leads: both sides, a signed agreement, a published form, a pool that never sleeps."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule, Stickiness
from portal.models.team.user import Role, User
from portal.rules.agreement.terms import (
    AgreedKey,
    AllOf,
    Criterion,
    Level,
    OnFail,
    RejectEffect,
    RejectReason,
    Side,
    Terms,
    Unknown,
)
from portal.rules.forms.definition import Definition, Field, Page, Step
from portal.rules.forms.document import digest_of
from portal.rules.forms.generate import new_field
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.library import STARTER_LIBRARY
from portal.rules.questions.logic import Operator, Test
from portal.services.agreement import drafting as agreements
from portal.services.agreement import library, signing
from portal.services.forms import drafting, publishing
from portal.services.intake.receiving import Receipt
from portal.services.team import setup
from tests.support import rows
from tests.support.people import person

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
ALWAYS = json.dumps({day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})
KEYS: dict[str, Key] = {key.key: key for key in STARTER_LIBRARY}

LEVELS = {
    "work_email": Level.MQL,
    "interest": Level.MQL,
    "first_name": Level.SQL,
    "last_name": Level.SQL,
    "phone": Level.SQL,
    "job_title": Level.SQL,
    "company": Level.SQL,
    "employees": Level.SQL,
    "annual_revenue": Level.OPTIONAL,
    "country": Level.OPTIONAL,
    "message": Level.OPTIONAL,
}
TERMS = Terms(
    name="Our agreement",
    keys=tuple(
        AgreedKey(KEYS[key], level, Unknown.MISSING if key == "employees" else Unknown.NOT_OFFERED)
        for key, level in LEVELS.items()
    ),
    mql=AllOf(
        (
            Criterion("interest", Operator.NE, "partnership", on_fail=OnFail.DISQUALIFY),
            Criterion("interest", Operator.NE, "migration"),
        )
    ),
    sql=AllOf((Criterion("employees", Operator.GTE, Decimal(50), owner=Side.SALES),)),
    reject_reasons=(
        RejectReason("wrong_fit", "Not a fit", RejectEffect.DISQUALIFY),
        RejectReason("not_now", "Not now", RejectEffect.NURTURE_UNTIL),
        RejectReason("bad_data", "Wrong data", RejectEffect.NURTURE_ASK, asks_key=True),
        RejectReason("unreachable", "Unreachable", RejectEffect.NURTURE, needs_attempts=True),
    ),
)
Send = Callable[..., Receipt]
"""What the fixture `send` is: answers the company's form, given the answers that differ from COMPLETE."""

COMPLETE = {
    "first_name": "Priya",
    "last_name": "Raman",
    "work_email": "priya.raman@kaveri.example",
    "phone": "+1 415 555 2671",
    "job_title": "VP Operations",
    "company": "Kaveri Pharma",
    "employees": "250",
    "annual_revenue": "10m_50m",
    "interest": "evaluation",
    "message": "On our own data, please.",
}
"""What makes an SQL on the form of `company()`; without employees it is an MQL."""
_KEPT: dict[tuple[str, str, str], rows.Kept] = {}


@dataclass(frozen=True)
class Company:
    """Who works here. Mary answers for the form and keeps what is nurtured, Sam manages Rita and Rob."""

    ada: User
    mary: User
    sam: User
    rita: User
    rob: User
    form: Form
    pool: Pool

    @property
    def version(self) -> FormVersion:
        return db.session.scalars(select(FormVersion).where(FormVersion.id == self.form.live_version_id)).one()


def later(minutes: float) -> datetime:
    """So many minutes after NOW."""
    return NOW + timedelta(minutes=minutes)


def field(key: str, **changes: object) -> Field:
    """A key of the library as it stands in a form under TERMS."""
    return replace(new_field(KEYS[key], TERMS), **changes)  # type: ignore[arg-type]  # whatever the test asks for


CONTACT = Definition(
    page=Page(
        title="Talk to sales",
        intro="An engineer answers, not a queue.",
        points=("An answer within one working day", "Prices without a sales pitch"),
        button="Send my questions",
        privacy_note="Your answers go only to Halden Robotics.",
    ),
    steps=(Step("all", "Your questions", tuple(field(key) for key in COMPLETE)),),
)

DEMO = Definition(
    page=Page(title="See it on your own data", intro="Half an hour with an engineer.", button="Book my demo"),
    steps=(
        Step("you", "About you", tuple(field(key) for key in ("work_email", "first_name", "last_name", "company"))),
        Step(
            "project",
            "Your project",
            (
                *(field(key) for key in ("job_title", "phone", "employees", "annual_revenue", "interest")),
                Field(
                    "current_product",
                    TypeName.TEXT,
                    KeyKind.QUESTION,
                    "Which product do you use now?",
                    required=True,
                    show_if=Test("interest", Operator.EQ, "pricing"),
                ),
                Field(
                    "news",
                    TypeName.CONSENT,
                    KeyKind.CONSENT,
                    "Email me product updates.",
                    level=Level.OPTIONAL,
                ),
            ),
        ),
    ),
    embed_origins=("https://www.halden.example",),
)
"""Two steps; whoever wants a price is asked what they use now."""


def company(definition: Definition = CONTACT, *, slug: str = "contact-sales") -> Company:
    """Everybody and everything, with the same ids each time. Flushed, not committed.

    Founded by the services once in a test process for each database and form; afterwards the rows are put back.
    """
    if db.session.scalar(select(func.count()).select_from(User)):
        return _founded(definition, slug)
    known = (db.engine.dialect.name, slug, digest_of(definition))
    if known not in _KEPT:
        made = _founded(definition, slug)
        _KEPT[known] = rows.take()
        return made
    rows.put(_KEPT[known])
    ada, mary, sam, rita, rob = db.session.scalars(select(User).order_by(User.id))
    form, pool = db.session.scalars(select(Form)).one(), db.session.scalars(select(Pool)).one()
    return Company(ada, mary, sam, rita, rob, form, pool)


def _founded(definition: Definition, slug: str) -> Company:
    ada = person("Ada Lovelace", Role.ADMIN)
    house = setup.found("Halden Robotics", custodian=ada, now=NOW)
    house.privacy_url = "https://halden.example/privacy"
    mary, sam = person("Mary Marketing", Role.MARKETING), person("Sam Sales", Role.MANAGER)
    rita, rob = person("Rita Rep", Role.REP), person("Rob Rep", Role.REP)
    rita.manager_id = rob.manager_id = sam.id
    house.nurture_owner_id = mary.id
    for user in (ada, mary, sam, rita, rob):
        user.week = ALWAYS
    agree(TERMS, mary, sam)
    form = published(definition, slug, mary)
    return Company(ada, mary, sam, rita, rob, form, _pool(sam, rita, rob))


def agree(terms: Terms, mary: User, sam: User) -> None:
    """Put the terms in force: proposed, and signed by both sides."""
    if not library.keys():
        library.seed_library(NOW)
    draft = agreements.new_draft(terms, by=mary, now=NOW)
    signing.propose(draft, mary, NOW)
    signing.sign(draft, Side.MARKETING, mary, NOW)
    signing.sign(draft, Side.SALES, sam, NOW)


def published(definition: Definition, slug: str, owner: User) -> Form:
    """The definition as a live form at that address."""
    form = drafting.create(slug.replace("-", " ").capitalize(), slug, definition, by=owner, now=NOW)
    publishing.publish(form, rev=form.draft_rev, by=owner, now=NOW)
    return form


def _pool(sam: User, *members: User) -> Pool:
    pool = Pool(name="Round the clock", manager_id=sam.id, week=ALWAYS, created_at=NOW)
    db.session.add(pool)
    db.session.flush()
    db.session.add_all([PoolMember(pool_id=pool.id, user_id=user.id, joined_at=NOW) for user in members])
    db.session.add(
        RoutingRule(
            position=1,
            name="SQLs to the pool",
            kind=AssignmentKind.SALES,
            conditions={},
            pool_id=pool.id,
            stickiness=Stickiness.PERSON,
            created_at=NOW,
        )
    )
    db.session.flush()
    return pool
