"""When something breaks after the submission is stored: nothing is lost, and the sweep finds its lead."""

from collections.abc import Callable

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import scoped_session
from structlog.testing import capture_logs

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.event import Event
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff import routing
from portal.services.intake import following, sweeping
from tests.services.intake.test_receiving import Db, kinds
from tests.support.company import COMPLETE, Company, Send, later

BreakRouting = Callable[[], None]


@pytest.fixture
def broken_routing(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    def fail(*_arguments: object, **_keywords: object) -> None:
        raise RuntimeError(f"cannot route {COMPLETE['work_email']}")

    monkeypatch.setattr(following, "route", fail)
    return monkeypatch


def test_fault_leaves_the_submission_and_nothing_half_done(
    send: Send, session: Db, broken_routing: pytest.MonkeyPatch
) -> None:
    receipt = send()
    assert session.get_one(Submission, receipt.submission_id).disposition is Disposition.UNJUDGED
    assert len(session.scalars(select(AnswerRow)).all()) == len(COMPLETE)
    assert session.scalars(select(Lead)).all() == []
    assert session.scalars(select(Person)).all() == []
    assert kinds(session) == []


def test_log_tells_the_fault_and_no_personal_data(send: Send, session: Db, broken_routing: pytest.MonkeyPatch) -> None:
    with capture_logs() as logs:
        receipt = send()
    told = next(entry for entry in logs if entry["event"] == "intake failed")
    assert (told["submission"], told["error"]) == (receipt.submission_id, "RuntimeError")
    assert "first:" in told["where"]
    assert COMPLETE["work_email"] not in str(logs)


def test_sweep_finds_the_lead_later(send: Send, session: Db, broken_routing: pytest.MonkeyPatch) -> None:
    receipt = send()
    broken_routing.undo()
    begin_write()
    assert sweeping.sweep_unjudged(later(3), 10) == 1
    session.commit()
    lead = session.scalars(select(Lead)).one()
    assert (lead.status, lead.sql_at) == (WorkStatus.OFFERED, later(3))
    assert session.get_one(Submission, receipt.submission_id).disposition is Disposition.NEW_LEAD
    assert kinds(session) == ["lead-offered"]


def test_sweep_that_fails_again_lets_the_others_pass(
    send: Send, session: Db, house: Company, broken_routing: pytest.MonkeyPatch
) -> None:
    """A poisoned submission never holds up those behind it, even with one place a sweep."""
    bad, good = send(), send({"work_email": "other@b.example"}, minutes=1)
    broken_routing.undo()

    def picky(lead: Lead, *arguments: object, **keywords: object) -> None:
        if lead.person.email_key == COMPLETE["work_email"]:
            raise RuntimeError("again")
        routing.route(lead, *arguments, **keywords)  # type: ignore[arg-type]  # passed on as they came

    broken_routing.setattr(following, "route", picky)
    for minute in (5, 6):
        begin_write()
        sweeping.sweep_unjudged(later(minute), 1)
        session.commit()
    assert session.get_one(Submission, bad.submission_id).disposition is Disposition.UNJUDGED
    assert session.get_one(Submission, bad.submission_id).tries == 1
    assert session.get_one(Submission, good.submission_id).disposition is Disposition.NEW_LEAD


def test_double_click_on_a_waiting_submission_changes_nothing(
    send: Send, session: Db, broken_routing: pytest.MonkeyPatch
) -> None:
    first, second = send(attempt="one"), send(attempt="one")
    assert (second.duplicate, second.reference) == (True, first.reference)


def test_fault_of_the_database_itself_is_not_swallowed(
    send: Send, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object, **_keywords: object) -> None:
        db.session.rollback()
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(following, "route", gone)
    with pytest.raises(OperationalError):
        send()
    session.rollback()
    assert session.scalars(select(Submission)).all() == []


def test_restored_submission_runs_through_intake(send: Send, session: Db, house: Company) -> None:
    receipt = send(suspect="a link in first name", source={"utm_source": "fair"})
    begin_write()
    submission = session.get_one(Submission, receipt.submission_id)
    sweeping.restore(submission, house.mary, later(30))
    session.commit()
    lead = session.scalars(select(Lead)).one()
    assert (submission.disposition, submission.lead_id) == (Disposition.NEW_LEAD, lead.id)
    assert (lead.status, lead.utm_source, lead.size) == (WorkStatus.OFFERED, "fair", 250)
    restored = session.scalars(select(Event).where(Event.kind == "submission.restored")).one()
    assert (restored.actor_id, restored.data) == (house.mary.id, {"why": "a link in first name"})


def test_only_what_is_in_quarantine_can_be_restored(send: Send, session: Db, house: Company) -> None:
    receipt = send()
    begin_write()
    with pytest.raises(sweeping.NotQuarantined):
        sweeping.restore(session.get_one(Submission, receipt.submission_id), house.mary, later(30))
