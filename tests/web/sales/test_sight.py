"""Who sees which leads: the same whichever way they are looked for, and without walking through other people's."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import Select, text
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.intake import sight
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads, visible_list
from portal.models.team.user import User
from portal.reports import inbox, waiting
from portal.reports.inbox import View
from portal.services.handoff.moving import move
from tests.support.company import Company, company, later
from tests.support.leads import routed
from tests.support.statements import statements

Db = scoped_session[Session]


@pytest.fixture
def house(session: Db) -> Company:
    made = company()
    session.commit()
    for number in range(6):
        lead = routed(made)
        session.commit()
        if number % 2:
            move(lead, to=made.rita, by=made.sam, credit=False, now=later(5))
    routed(made).owner_id = None
    session.commit()
    return made


def found(user: User, look: Callable[[User], Select[Lead]]) -> set[int]:
    return {lead.id for lead in db.session.scalars(look(user))}


@pytest.mark.parametrize("few", [0, 1, sight.FEW])
def test_a_list_shows_what_may_be_seen_whichever_way_it_is_found(
    house: Company, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sight, "FEW", few)
    for user in (house.rita, house.rob, house.mary, house.sam):
        assert found(user, visible_list) == found(user, visible_leads)
    assert 0 < len(found(house.rob, visible_list)) < 7


@pytest.mark.one_database
def test_no_lead_of_others_is_read_to_show_an_inbox_or_a_lead(session: Db, house: Company, app: Flask) -> None:
    rita, lead = house.rita.id, next(iter(found(house.rita, visible_leads)))
    asked = statements(app, lambda: _look(app, rita, lead))
    plans = [row.detail for each in asked for row in session.execute(text(f"EXPLAIN QUERY PLAN {each}"))]
    assert any("lead" in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith(("SCAN lead", "SCAN assignment"))], plans
    by_lead = [plan for plan in plans if plan.startswith("SEARCH assignment")]
    assert "SEARCH assignment USING INDEX ix_assignment_lead_id_id (lead_id=?)" in by_lead


def _look(app: Flask, user_id: int, lead_id: int) -> None:
    with app.app_context():
        user = db.session.get_one(User, user_id)
        waiting.counts(user_id)
        inbox.counts(user_id)
        for view in (View.ACCEPT, View.WORKING, View.WAITING):
            after = inbox.page(view, user_id, size=1).next
            inbox.page(view, user_id, after, size=1)
        db.session.scalars(visible_leads(user).where(Lead.id == lead_id)).one()
        db.session.scalars(visible_list(user).order_by(Lead.id.desc()).limit(3)).all()
