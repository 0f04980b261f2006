"""The demo company: Marlow, who sell software for warehouses, and the people who work there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.models.agreement.library import LibraryKey
from portal.models.base import db
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule, Stickiness
from portal.models.team.user import Role, User
from portal.rules.handoff.fairness import calibration_for
from portal.rules.handoff.routing import Standing, When, when_to_json
from portal.rules.handoff.week import Week, week_to_json
from portal.rules.questions.logic import Operator, Test
from portal.services.agreement import library
from portal.services.team import accounts, passwords, setup
from portal.services.team.accounts import Member
from portal.services.team.passwords import Cost

DOMAIN = "demo.example.com"


@dataclass(frozen=True)
class Person:
    """Somebody at Marlow. ``always``: works in shifts, so every hour of the week counts as working time."""

    email: str
    name: str
    job_title: str
    role: Role
    time_zone: str
    always: bool = False


def _person(user: str, name: str, title: str, role: Role, zone: str, *, always: bool = False) -> Person:
    return Person(f"{user}@{DOMAIN}", name, title, role, zone, always)


PEOPLE = (
    _person("admin", "Ada Okafor", "Operations", Role.ADMIN, "Europe/London"),
    _person("marketing", "Mia Lindqvist", "Head of marketing", Role.MARKETING, "Europe/Stockholm"),
    _person("manager", "Tomás Ferreira", "Head of sales", Role.MANAGER, "Europe/Lisbon"),
    _person("rep1", "Priya Raman", "Account executive", Role.REP, "Asia/Kolkata", always=True),
    _person("rep2", "Jonas Weber", "Account executive", Role.REP, "Europe/Berlin", always=True),
    _person("rep3", "Hana Kimura", "Account executive", Role.REP, "Asia/Tokyo", always=True),
    _person("rep4", "Luis Ortega", "Account executive", Role.REP, "America/Mexico_City", always=True),
    _person("rep5", "Grace Mwangi", "Account executive", Role.REP, "Africa/Nairobi", always=True),
    _person("inside1", "Aoife Brennan", "Inside sales", Role.REP, "Europe/Dublin", always=True),
    _person("inside2", "Dele Adeyemi", "Inside sales", Role.REP, "Africa/Lagos", always=True),
    _person("field1", "Sophie Marchand", "Field sales, large accounts", Role.REP, "Europe/Paris"),
    _person("field2", "Lukáš Novák", "Field sales", Role.REP, "Europe/Prague"),
)


@dataclass(frozen=True)
class Company:
    """The people by the part of their address before the @, and when the story begins."""

    users: dict[str, User]
    began: datetime

    def one(self, name: str) -> User:
        """The user of that short name."""
        return self.users[name]


def hire(password: str, *, cost: Cost, days: int, now: datetime) -> Company:
    """Everybody with an account, the field library, pools and rules, as they stood when the story began."""
    began = now - timedelta(days=days, hours=6)
    library.seed_library(began)
    _name_interests()
    hashed = passwords.hash_password(password, cost)
    users = {person.email.partition("@")[0]: _add(person, hashed, began) for person in PEOPLE}
    admin = users["admin"]
    db.session.flush()
    founded = setup.found("Marlow", custodian=admin, now=began)
    founded.website = "https://marlow.example.com"
    founded.privacy_url = "https://marlow.example.com/privacy"
    founded.nurture_owner_id = users["marketing"].id
    for name, user in users.items():
        if name not in ("admin", "manager", "marketing"):
            user.manager_id = users["manager"].id
    company = Company(users, began)
    _open_pools(company)
    db.session.flush()
    return company


def invite_one(company: Company, *, secret: str, now: datetime) -> None:
    """Somebody who joins next week and has not chosen a password yet."""
    newcomer = Member("Noor Haddad", f"noor.haddad@{DOMAIN}", frozenset({Role.MARKETING}), "Europe/Amsterdam")
    accounts.invite(newcomer, by=company.one("admin"), secret=secret, now=now)


def _name_interests() -> None:
    """Marlow's own words for the four interests; the ids are what counts."""
    words = {
        "evaluation": "See Marlow on our own data",
        "pricing": "Prices and contract terms",
        "migration": "Move from another system",
        "partnership": "Become a partner",
    }
    row = db.session.scalars(select(LibraryKey).where(LibraryKey.key == "interest")).one()
    row.options = [{**option, "label": words.get(option["id"], option["label"])} for option in row.options]


def _add(person: Person, hashed: str, began: datetime) -> User:
    week = Week.always() if person.always else Week.office()
    user = User(
        email=person.email,
        email_key=person.email,
        name=person.name,
        job_title=person.job_title,
        time_zone=person.time_zone,
        week=week_to_json(week),
        password_hash=hashed,
        created_at=began,
        wants_digest=person.role is not Role.ADMIN,
    )
    user.roles = frozenset({person.role})
    db.session.add(user)
    return user


def _open_pools(company: Company) -> None:
    clock = _pool(company, "Round the clock", ["rep1", "rep2", "rep3", "rep4", "rep5"], week=Week.always())
    inside = _pool(company, "Inside sales", ["inside1", "inside2"], week=Week.always())
    field = _pool(company, "Field sales", ["field1", "field2", "rep2"], week=Week.office(), weights=(2, 1, 1))
    keep = _pool(company, "Marketing nurture", ["marketing"], week=Week.office(), kind=AssignmentKind.NURTURE)
    sql, incomplete = Standing.SQL, Standing.MQL_INCOMPLETE
    large = Test("employees", Operator.GTE, 500)
    person, firm = Stickiness.PERSON, Stickiness.COMPANY
    _rule(company, 1, "Contact sales", When(levels=(sql,), forms=("contact-sales",)), clock, person)
    _rule(
        company,
        2,
        "Contact sales, answers missing",
        When(levels=(incomplete,), forms=("contact-sales",)),
        inside,
        person,
    )
    _rule(company, 3, "Large accounts", When(levels=(sql,), condition=large), field, firm)
    _rule(company, 4, "Every other SQL", When(levels=(sql,)), clock, firm)
    _rule(company, 5, "Everything else", When(), keep, person, kind=AssignmentKind.NURTURE)


def _pool(
    company: Company,
    name: str,
    members: list[str],
    *,
    week: Week,
    weights: tuple[int, ...] = (),
    kind: AssignmentKind = AssignmentKind.SALES,
) -> Pool:
    manager = company.one("manager" if kind is AssignmentKind.SALES else "marketing")
    pool = Pool(
        name=name,
        kind=kind,
        manager_id=manager.id,
        time_zone="Europe/London",
        week=week_to_json(week),
        created_at=company.began,
    )
    db.session.add(pool)
    db.session.flush()
    for place, member in enumerate(members):
        weight = weights[place] if weights else 1
        db.session.add(
            PoolMember(
                pool_id=pool.id,
                user_id=company.one(member).id,
                weight=weight,
                calibration=calibration_for((), weight),
                joined_at=company.began,
            )
        )
    return pool


def _rule(
    company: Company,
    position: int,
    name: str,
    when: When,
    pool: Pool,
    stickiness: Stickiness,
    *,
    kind: AssignmentKind = AssignmentKind.SALES,
) -> None:
    rule = RoutingRule(
        position=position,
        name=name,
        kind=kind,
        conditions=when_to_json(when),
        pool_id=pool.id,
        stickiness=stickiness,
        created_at=company.began,
    )
    db.session.add(rule)
