"""The first run, step by step."""

from datetime import datetime

from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from portal.models.agreement.version import AgreementVersion
from portal.models.forms.form import Form
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule
from portal.models.team.user import User
from portal.rules.agreement.terms import Side
from portal.services.agreement import progress, signing
from tests.support.people import WEEK

Db = scoped_session[Session]


def states() -> list[str]:
    return [step.state for step in progress.setup_state()]


def test_nothing_is_done_at_first(session: Db) -> None:
    assert states() == ["next", "later", "later", "later", "later", "later"]


def test_a_draft_leads_to_its_signatures(draft: AgreementVersion) -> None:
    assert states() == ["done", "next", "later", "later", "later", "later"]


def test_what_is_done_early_is_done(
    session: Db, draft: AgreementVersion, mary: User, sam: User, ada: User, now: datetime
) -> None:
    signing.propose(draft, ada, now)
    for side in (Side.MARKETING, Side.SALES):
        signing.sign(draft, side, ada, now)
    pool = Pool(name="First", manager_id=sam.id, week=WEEK, created_at=now)
    desk = Pool(name="Desk", manager_id=sam.id, week=WEEK, created_at=now, kind=AssignmentKind.NURTURE)
    session.add_all([pool, desk])
    session.flush()
    session.add(PoolMember(pool_id=desk.id, user_id=mary.id, joined_at=now))
    assert states() == ["done", "done", "next", "later", "later", "later"]
    session.add(PoolMember(pool_id=pool.id, user_id=sam.id, joined_at=now))
    assert states() == ["done", "done", "next", "done", "later", "later"]
    assert not progress.setup_finished()
    session.add(Form(slug="a", name="A", owner_id=mary.id, created_at=now, live_version_id=1))
    assert states() == ["done", "done", "done", "done", "next", "done"]
    session.add(RoutingRule(position=1, name="SQLs", kind=AssignmentKind.SALES, pool_id=pool.id, created_at=now))
    assert states() == ["done"] * 6
    assert progress.setup_finished()
