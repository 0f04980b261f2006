"""The ledger's page says in words whether the books are right."""

from flask.testing import FlaskClient
from sqlalchemy import update

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.ops.message import Message
from portal.models.team.user import User
from portal.services.ops import outbox
from portal.web.shared.clock import utcnow


def test_right_books_are_said_to_be_right(admin: FlaskClient, rita: User) -> None:
    page = admin.get("/admin/ledger").text
    assert "The books are right" in page
    assert page.count("Difference 0") == 3


def test_an_alert_of_an_offer_that_was_never_made_shows(admin: FlaskClient, rita: User) -> None:
    begin_write()
    outbox.enqueue("lead-offered", "lead-offered:99", user_id=rita.id, now=utcnow(), payload={"assignment_id": 99})
    db.session.execute(update(Message).values(attempts=0))
    db.session.commit()
    page = admin.get("/admin/ledger").text
    assert "The books do not come out" in page
    assert "Difference 1" in page
