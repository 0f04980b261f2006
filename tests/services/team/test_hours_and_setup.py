"""Working hours, time away, and the organisation's settings."""

from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from portal.models.ops.event import Event
from portal.models.team.absence import Absence, absences_from
from portal.models.team.user import User
from portal.rules.handoff.week import Week, week_from_json
from portal.services.team import hours, setup
from portal.services.team.hours import EndsBeforeItStarts
from portal.services.team.setup import NotFounded, Settings


def test_working_hours_are_kept_as_a_week(rita: User, ada: User, now: datetime) -> None:
    hours.set_week(rita, Week.always(), by=ada, now=now)
    assert week_from_json(rita.week) == Week.always()


def test_time_away_is_added_and_taken_back(session: scoped_session[Session], rita: User, now: datetime) -> None:
    away = hours.add_absence(rita, now, now + timedelta(days=3), note="Holiday", by=rita, now=now)
    session.flush()
    assert session.scalars(absences_from([rita.id], now)).all() == [away]
    hours.remove_absence(away, by=rita, now=now)
    session.flush()
    assert session.scalars(select(Absence)).all() == []
    assert [event.kind for event in session.scalars(select(Event))] == ["user.away_added", "user.away_removed"]


@pytest.mark.parametrize("days", [0, -1])
def test_time_away_has_a_length(rita: User, now: datetime, days: int) -> None:
    with pytest.raises(EndsBeforeItStarts):
        hours.add_absence(rita, now, now + timedelta(days=days), note="", by=rita, now=now)


def test_before_the_first_admin_there_is_no_organisation(session: scoped_session[Session]) -> None:
    assert not setup.is_founded()
    with pytest.raises(NotFounded, match="create-admin"):
        setup.organisation()


def test_settings_are_changed_and_the_log_names_them(
    session: scoped_session[Session], ada: User, rita: User, now: datetime
) -> None:
    wanted = Settings(
        name="Northwind Traders",
        website="https://northwind.example.com",
        privacy_url="",
        time_zone="Europe/London",
        default_country="GB",
        nurture_owner_id=rita.id,
        custodian_id=ada.id,
    )
    setup.change_organisation(wanted, by=ada, now=now)
    organisation = setup.organisation()
    assert (organisation.default_country, organisation.nurture_owner_id) == ("GB", rita.id)
    event = session.scalars(select(Event)).one()
    assert event.data == {"changed": ["default_country", "nurture_owner_id", "time_zone", "website"]}
