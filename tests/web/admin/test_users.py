"""People, as admins invite, change and disable them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from portal.models.base import db
from portal.models.ops.message import Message
from portal.models.team.link import OneTimeLink
from portal.models.team.user import Role, User
from portal.services.team import links
from tests.support.browsing import anew, let_in, post, sign_in
from tests.support.people import person
from tests.support.portal import SECRET

BERT = {
    "name": "Bert Boss",
    "email": "bert@baton.example.com",
    "job_title": "Head of sales",
    "roles": ["manager", "rep"],
    "time_zone": "Europe/Berlin",
    "manager_id": "",
}


def user_called(email: str) -> User:
    anew()
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_somebody_is_invited_and_comes_in_by_the_link(admin: FlaskClient, ada: User) -> None:
    answer = post(admin, "/admin/users/new", **{**BERT, "manager_id": ada.id})
    assert (answer.status_code, answer.location) == (303, "/admin/users")
    page = admin.get("/admin/users").text
    assert "Bert Boss is invited" in page
    assert "Sales manager, Sales rep" in page
    bert = user_called("bert@baton.example.com")
    assert (bert.manager_id, bert.password_hash, bert.time_zone) == (ada.id, None, "Europe/Berlin")
    link = db.session.scalars(select(OneTimeLink)).one()
    his = admin.application.test_client()
    address = f"/invitation/{links.token_of(link, SECRET)}"
    assert post(his, address, password="quarry lantern 77 tide", time_zone="UTC").status_code == 303
    assert his.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Enter a name."),
        ("email", "", "Enter an email address."),
        ("email", "bert at example", "Enter an email address with an @"),
        ("email", "ADA.ADMIN@baton.example.com", "Somebody already signs in with this email address."),
        ("roles", [], "Choose at least one role."),
        ("roles", ["emperor"], "not a valid choice"),
        ("time_zone", "", "Choose a time zone from the list."),
        ("manager_id", "999", "Not a valid choice"),
        ("manager_id", "nobody", "Invalid"),
        ("job_title", "x" * 121, "longer than 120"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(
    admin: FlaskClient, field: str, typed: object, sentence: str
) -> None:
    answer = post(admin, "/admin/users/new", **{**BERT, field: typed})
    assert answer.status_code == 422
    assert "<title>Error: Invite somebody" in answer.text
    assert sentence in answer.text
    kept = "Head of sales" if field != "job_title" else "Bert Boss"
    assert kept in answer.text
    anew()
    assert len(db.session.scalars(select(User)).all()) == 1


def test_a_name_is_text_on_one_line(admin: FlaskClient) -> None:
    post(admin, "/admin/users/new", **{**BERT, "name": "Bert\r\nBcc: x@evil.example <b>\x00"})
    assert user_called("bert@baton.example.com").name == "Bert Bcc: x@evil.example <b>"
    assert "&lt;b&gt;" in admin.get("/admin/users").text


def test_an_invitation_is_sent_again(admin: FlaskClient) -> None:
    post(admin, "/admin/users/new", **BERT)
    bert = user_called("bert@baton.example.com")
    assert "Send the invitation again" in admin.get(f"/admin/users/{bert.id}").text
    assert post(admin, f"/admin/users/{bert.id}/invitation").status_code == 303
    anew()
    assert [link.used_at is None for link in db.session.scalars(select(OneTimeLink).order_by(OneTimeLink.id))] == [
        False,
        True,
    ]
    assert len(db.session.scalars(select(Message)).all()) == 2


def test_whoever_came_in_is_not_invited_again(admin: FlaskClient, rita: User) -> None:
    answer = post(admin, f"/admin/users/{rita.id}/invitation")
    assert answer.status_code == 409
    assert "already signed in" in answer.text


def test_an_account_is_changed(admin: FlaskClient, rita: User) -> None:
    page = admin.get(f"/admin/users/{rita.id}").text
    assert 'value="Rita Rep"' in page
    answer = post(admin, f"/admin/users/{rita.id}", **BERT)
    assert (answer.status_code, answer.location) == (303, f"/admin/users/{rita.id}")
    anew()
    assert (rita.name, rita.email, rita.roles) == ("Bert Boss", "bert@baton.example.com", {Role.MANAGER, Role.REP})


def test_an_address_that_is_taken_stays_on_the_page(admin: FlaskClient, rita: User) -> None:
    answer = post(admin, f"/admin/users/{rita.id}", **{**BERT, "email": "ada.admin@baton.example.com"})
    assert answer.status_code == 422
    assert "Somebody already signs in" in answer.text
    assert 'value="ada.admin@baton.example.com"' in answer.text
    anew()
    assert rita.email == "rita.rep@baton.example.com"


def test_nobody_reports_to_themselves(admin: FlaskClient, rita: User) -> None:
    answer = post(admin, f"/admin/users/{rita.id}", **{**BERT, "manager_id": rita.id})
    assert answer.status_code == 422


def test_the_last_admin_cannot_be_demoted_or_disabled(admin: FlaskClient, ada: User) -> None:
    demoted = post(admin, f"/admin/users/{ada.id}", **{**BERT, "email": ada.email})
    assert demoted.status_code == 422
    assert "This is the only admin who can sign in." in demoted.text
    assert post(admin, f"/admin/users/{ada.id}/disabling").status_code == 303
    assert "This is the only admin who can sign in." in admin.get(f"/admin/users/{ada.id}").text
    anew()
    assert (ada.active, ada.roles) == (True, {Role.ADMIN})


def test_disabling_asks_first_then_signs_out(admin: FlaskClient, rita: User) -> None:
    hers = admin.application.test_client()
    sign_in(hers, rita)
    assert "Disable Rita Rep?" in admin.get(f"/admin/users/{rita.id}/disabling").text
    assert hers.get("/account").status_code == 200
    assert post(admin, f"/admin/users/{rita.id}/disabling").status_code == 303
    assert hers.get("/account").status_code == 303
    assert sign_in(hers, rita).status_code == 422
    assert "Let in again" in admin.get(f"/admin/users/{rita.id}").text
    assert post(admin, f"/admin/users/{rita.id}/enabling").status_code == 303
    assert sign_in(hers, rita).status_code == 303


def test_an_admin_signs_somebody_out_everywhere(admin: FlaskClient, rita: User) -> None:
    hers = admin.application.test_client()
    sign_in(hers, rita)
    assert post(admin, f"/admin/users/{rita.id}/sessions/end").status_code == 303
    assert hers.get("/account").status_code == 303
    assert admin.get("/admin").status_code == 200


def test_a_role_that_is_taken_away_counts_at_once(admin: FlaskClient, ada: User) -> None:
    anew()
    second = person("Second Admin", Role.ADMIN)
    let_in(second)
    theirs = admin.application.test_client()
    sign_in(theirs, second)
    assert theirs.get("/admin").status_code == 200
    post(admin, f"/admin/users/{second.id}", **{**BERT, "email": second.email})
    assert theirs.get("/admin").status_code == 403


def test_the_list_costs_the_same_for_many_people(admin: FlaskClient, ada: User) -> None:
    few = queries(admin)
    anew()
    for number in range(30):
        person(f"Colleague {number}", Role.REP, Role.MARKETING)
    db.session.commit()
    assert queries(admin) == few


def queries(client: FlaskClient) -> int:
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    assert client.get("/admin/users").status_code == 200
    event.remove(engine, "before_cursor_execute", note)
    return len(counted)
