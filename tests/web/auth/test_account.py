"""One's own account: only one's own."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.absence import Absence
from portal.models.team.session import UserSession
from portal.models.team.user import User
from portal.rules.handoff.week import Week, week_from_json
from portal.services.team import hours
from portal.web.auth.sessions import browser_words
from portal.web.shared.clock import utcnow
from tests.support.browsing import PASSWORD, anew, post, sign_in

NEW = "quarry lantern 77 tide"
PAGES = ["/account", "/account/hours", "/account/password", "/account/sessions"]
PROFILE = {"name": "Rita Riva", "job_title": "AE", "phone": "+1 415 555 0123", "time_zone": "Asia/Tokyo"}
WEEK = {"monday": "09:00-12:30, 13:30-17:00", "saturday": "10:00 – 14:00"}


@pytest.mark.parametrize("address", PAGES)
def test_its_pages_are_for_whoever_is_signed_in(client: FlaskClient, ada: User, address: str) -> None:
    assert client.get(address).status_code == 303
    assert post(client, address).status_code in {303, 405}
    sign_in(client, ada)
    assert client.get(address).status_code == 200


def test_the_profile_is_saved_with_the_phone_as_one_number(rep: FlaskClient, rita: User) -> None:
    answer = post(rep, "/account", **PROFILE, wants_digest="y")
    assert (answer.status_code, answer.location) == (303, "/account")
    anew()
    assert (rita.name, rita.job_title, rita.phone, rita.time_zone, rita.wants_digest) == (
        "Rita Riva",
        "AE",
        "+14155550123",
        "Asia/Tokyo",
        True,
    )


def test_the_daily_summary_can_be_switched_off(rep: FlaskClient, rita: User) -> None:
    post(rep, "/account", **PROFILE)
    anew()
    assert rita.wants_digest is False


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Enter your name."),
        ("name", "x" * 121, "longer than 120"),
        ("phone", "call me", "Enter a phone number"),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list."),
        ("time_zone", "../../etc/passwd", "Choose a time zone from the list."),
    ],
)
def test_what_cannot_be_saved_is_said_at_the_field_and_kept(
    rep: FlaskClient, rita: User, field: str, typed: str, sentence: str
) -> None:
    answer = post(rep, "/account", **{**PROFILE, "job_title": "Kept <b>here</b>", field: typed})
    assert answer.status_code == 422
    assert "<title>Error: Your profile" in answer.text
    assert sentence in answer.text
    assert "Kept &lt;b&gt;here&lt;/b&gt;" in answer.text
    anew()
    assert rita.name == "Rita Rep"


def test_nobody_makes_themselves_an_admin(rep: FlaskClient, rita: User) -> None:
    post(rep, "/account", **PROFILE, roles="admin", email="ada.admin@baton.example.com", id="1", email_key="x")
    anew()
    assert (rita.email, [role.value for role in rita.roles]) == ("rita.rep@baton.example.com", ["rep"])


def test_the_password_is_changed_with_the_current_one(rep: FlaskClient, rita: User) -> None:
    elsewhere = rep.application.test_client()
    sign_in(elsewhere, rita)
    answer = post(rep, "/account/password", current=PASSWORD, password=NEW)
    assert (answer.status_code, answer.location) == (303, "/account/password")
    assert rep.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert sign_in(elsewhere, rita, NEW).status_code == 303


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("not the password", NEW, "This is not your current password."),
        ("", NEW, "Enter your current password."),
        (PASSWORD, "short", "12 or more"),
        (PASSWORD, "Rita-Rep-Northwind-1", "your own"),
    ],
)
def test_a_password_is_not_changed_without_both(
    rep: FlaskClient, rita: User, current: str, new: str, sentence: str
) -> None:
    answer = post(rep, "/account/password", current=current, password=new)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert sign_in(rep.application.test_client(), rita).status_code == 303


def test_guessing_the_current_password_is_counted(
    rep: FlaskClient, rita: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rep.application.config["BATON"], "RATE_LIMITS", True)
    answers = [post(rep, "/account/password", current="a guess", password=NEW).text for _ in range(11)]
    assert "Too many tries" not in answers[9]
    assert "Too many tries" in answers[10]


def test_sessions_are_listed_and_ended_one_by_one(rep: FlaskClient, rita: User) -> None:
    elsewhere = rep.application.test_client()
    sign_in(elsewhere, rita)
    page = rep.get("/account/sessions").text
    assert page.count("This browser") == 1
    anew()
    newest = db.session.scalars(select(UserSession).order_by(UserSession.id.desc())).first()
    assert newest is not None
    assert post(rep, f"/account/sessions/{newest.id}/end").status_code == 303
    assert elsewhere.get("/account").status_code == 303
    assert rep.get("/account").status_code == 200


def test_all_other_sessions_are_ended_at_once(rep: FlaskClient, rita: User) -> None:
    others = [rep.application.test_client() for _ in range(2)]
    for other in others:
        sign_in(other, rita)
    post(rep, "/account/sessions/others/end")
    assert [other.get("/account").status_code for other in (*others, rep)] == [303, 303, 200]


def test_sessions_of_others_cannot_be_ended(rep: FlaskClient, ada: User) -> None:
    admin = rep.application.test_client()
    sign_in(admin, ada)
    anew()
    hers = db.session.scalars(select(UserSession).where(UserSession.user_id == ada.id)).one()
    assert post(rep, f"/account/sessions/{hers.id}/end").status_code == 404
    assert admin.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("", "Some browser"),
        ("<script>", "Some browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_working_hours_are_typed_as_people_write_them(rep: FlaskClient, rita: User) -> None:
    assert post(rep, "/account/hours", **WEEK).status_code == 303
    anew()
    days = week_from_json(rita.week).days
    assert days == (((540, 750), (810, 1020)), (), (), (), (), ((600, 840),), ())
    assert "09:00-12:30, 13:30-17:00" in rep.get("/account/hours").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("nine to five", "is not a span of hours"),
        ("17:00-09:00", "Monday: working hours must start before they end"),
        ("09:00-12:00, 11:00-13:00", "must be in order and not overlap"),
        ("25:00-26:00", "is not a time"),
    ],
)
def test_hours_that_make_no_sense_are_kept_and_explained(
    rep: FlaskClient, rita: User, typed: str, sentence: str
) -> None:
    answer = post(rep, "/account/hours", monday=typed)
    assert answer.status_code == 422
    assert "Error: Your working hours" in answer.text
    assert sentence in answer.text
    assert f'value="{typed}"' in answer.text
    anew()
    assert week_from_json(rita.week) != Week.never()


def test_time_away_is_on_the_users_own_clock(rep: FlaskClient, rita: User) -> None:
    post(rep, "/account", **PROFILE)
    year = utcnow().year + 1
    answer = post(
        rep, "/account/absences", starts_at=f"{year}-06-01T00:00", ends_at=f"{year}-06-08T00:00", note="Holiday"
    )
    assert answer.status_code == 303
    anew()
    away = db.session.scalars(select(Absence)).one()
    assert f"{away.starts_at:%m-%d %H:%M}" == "05-31 15:00"
    page = rep.get("/account/hours").text
    assert "Holiday" in page
    assert post(rep, f"/account/absences/{away.id}/removal").status_code == 303
    anew()
    assert db.session.scalars(select(Absence)).all() == []


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("", "", "Enter the day and the time."),
        ("2027-06-08T00:00", "2027-06-01T00:00", "Choose an end that is later than the start."),
        ("0001-01-01T00:00", "2027-06-01T00:00", "Enter a day and a time"),
        ("soon", "later", "Not a valid"),
    ],
)
def test_time_away_needs_a_start_and_an_end(rep: FlaskClient, start: str, end: str, sentence: str) -> None:
    answer = post(rep, "/account/absences", starts_at=start, ends_at=end, note="Kept note")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept note" in answer.text


def test_time_away_of_others_cannot_be_removed(rep: FlaskClient, ada: User) -> None:
    begin_write()
    away = hours.add_absence(ada, utcnow(), utcnow() + timedelta(days=3), note="", by=ada, now=utcnow())
    db.session.commit()
    assert post(rep, f"/account/absences/{away.id}/removal").status_code == 404
