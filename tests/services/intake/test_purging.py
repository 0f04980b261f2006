"""Answers whose time is over: gone everywhere, and nothing else is; on both kinds of database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, update
from sqlalchemy.orm import scoped_session

from portal.mail.hooks.body import body_of
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.proposal import Proposal, ProposalState
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.person import Person
from portal.models.intake.purging import PurgeMark
from portal.models.intake.submission import Submission
from portal.models.intake.verdict import VerdictRow
from portal.models.ops.ahead import LeadPhrase
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.reports import soundness
from portal.reports.ledger import ledger
from portal.reports.submissions import documents, lines
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.definition import Definition, Step
from portal.services.forms import drafting, publishing
from portal.services.handoff import accepting
from portal.services.intake import forgetting, known, profile, purging, receiving, sweeping
from portal.services.intake.judging import judge_lead, reproduce
from portal.services.ops import ahead
from tests.support.answering import answer, enquiry
from tests.support.company import COMPLETE, CONTACT, NOW, Company, company, later

PHONE, YEAR = NOW + timedelta(days=31), NOW + timedelta(days=366)
DAY = 24 * 60


def keeping(days: int | None, **own: int) -> Definition:
    (step,) = CONTACT.steps
    fields = tuple(replace(field, keep_days=own.get(field.key)) for field in step.fields)
    return replace(CONTACT, steps=(Step("all", "All", fields),), behaviour=Behaviour(keep_days=days))


@pytest.fixture
def house(session: scoped_session[Session]) -> Company:
    made = company(keeping(365, phone=30, employees=30))
    session.commit()
    return made


def purge(now: object, limit: int = 50) -> int:
    begin_write()
    done = purging.purge(now, limit)  # type: ignore[arg-type]  # a moment
    db.session.commit()
    db.session.expire_all()
    return done


def states(lead: Lead) -> Mapping[str, str]:
    return {key: value.answer.state.value for key, value in known.profile_of(lead.person).items()}


def assert_sound() -> None:
    assert ledger().difference == 0
    assert not [finding for finding in soundness.invariants() if finding.broken]
    assert all(reproduce(row) for row in db.session.scalars(select(VerdictRow)))


def everything() -> str:
    """Every text that the database holds, but what it was agreed to keep."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in ("user_account", "form_version")]
    return "\n".join(str(row) for table in tables for row in db.session.execute(select(table)))


def test_a_question_s_answers_go_before_the_form_s(house: Company) -> None:
    lead = enquiry(house)
    assert purge(NOW + timedelta(days=29)) == 0
    assert purge(PHONE) == 1
    rows = {row.key: row for row in db.session.scalars(select(AnswerRow))}
    assert {key for key, row in rows.items() if row.state == "purged"} == {"phone", "employees"}
    assert (rows["phone"].text, rows["employees"].number) == (None, None)
    raw = json.loads(db.session.scalars(select(Submission.raw)).one())
    assert raw.keys() == COMPLETE.keys() - {"phone", "employees"}
    assert (states(lead)["phone"], lead.size, lead.size_text) == ("purged", None, "10 to 50 million")
    assert (lead.person_name, lead.person.email) == ("Priya Raman", COMPLETE["work_email"])
    assert purge(PHONE) == 0
    assert_sound()


def test_a_form_s_time_ends_everything_that_was_typed(house: Company) -> None:
    lead = enquiry(house)
    ahead.phrase_again([lead.id])
    db.session.execute(
        update(Message).where(Message.lead_id == lead.id).values(last_error=f"550 {COMPLETE['work_email']} is unknown")
    )
    db.session.commit()
    for now, went in ((YEAR, 1), (YEAR, 0)):
        assert purge(now) == went
    left = everything()
    for value in COMPLETE.values():
        assert value not in left or value in ("250", "evaluation")
    assert "14155552671" not in left
    post = db.session.scalars(select(Submission)).one()
    assert (post.raw, post.source, post.disposition.value) == ("{}", "{}", "new_lead")
    assert (lead.person_name, lead.company_name, lead.person.email) == ("Name deleted", "", "")
    assert not db.session.scalars(select(LeadPhrase.phrase).where(LeadPhrase.phrase.startswith("priya"))).all()
    assert_sound()


def test_level_dates_and_mail_are_left_alone(house: Company) -> None:
    lead = enquiry(house)
    before, mails = (lead.qualification, lead.sql_at, lead.status, lead.missing), _mails()
    purge(YEAR)
    assert (lead.qualification, lead.sql_at, lead.status, lead.missing) == before
    assert lead.qualification is Qualification.SQL
    assert _mails() == mails
    verdict = db.session.scalars(select(VerdictRow).order_by(VerdictRow.id.desc())).first()
    assert verdict is not None
    assert (verdict.level, "was removed" in verdict.outcome) == (Qualification.SQL, True)
    noted = db.session.scalars(select(Event).where(Event.kind == "lead.answers_deleted")).one()
    assert (noted.lead_id, noted.actor_id) == (lead.id, None)


def _mails() -> int:
    return len(db.session.scalars(select(Message.id)).all())


def test_a_verdict_that_was_tampered_with_afterwards_is_found(house: Company) -> None:
    enquiry(house)
    purge(PHONE)
    row = db.session.scalars(select(VerdictRow)).first()
    assert row is not None
    assert row.purged_at is not None
    good = row.outcome
    for changed in (
        good.replace('"state":"met"', '"state":"failed"', 1),
        good.replace("was removed", "is 7"),
        good.replace('"level":"sql"', '"level":"mql"'),
        "{}",
    ):
        row.outcome = changed
        assert changed != good
        assert not reproduce(row)
    row.outcome = good
    assert reproduce(row)


def test_what_a_newer_submission_gave_stays(house: Company) -> None:
    lead = enquiry(house)
    answer(house, {"phone": "+1 415 555 2600", "job_title": "Director"}, minutes=340 * DAY)
    answer(house, {"company": "Kaveri"}, minutes=350 * DAY)
    purge(YEAR)
    assert states(lead)["work_email"] == "answered"
    assert (lead.person.email, lead.job_title, lead.company_name) == (COMPLETE["work_email"], "VP Operations", "Kaveri")
    assert known.profile_of(lead.person)["last_name"].submission_id == 3
    assert_sound()
    purge(NOW + timedelta(days=800))
    assert (lead.person.email, lead.person_name) == ("", "Name deleted")
    assert_sound()


def test_what_a_rep_entered_stays(house: Company) -> None:
    lead = enquiry(house)
    accepting.accept(lead, by=db.session.get_one(type(house.rita), lead.owner_id), now=later(1))
    profile.set_answer(lead, "phone", ["+1 415 555 0000"], actor=house.sam, now=later(2))
    db.session.commit()
    answer(house, {"job_title": "Director"}, minutes=3)
    purge(YEAR)
    assert states(lead)["phone"] == "answered"
    proposal = db.session.scalars(select(Proposal).where(Proposal.key == "job_title")).one()
    assert (proposal.state, "Director" in proposal.answer) == (ProposalState.LEFT, False)
    assert_sound()


def test_judging_again_is_told_and_mails_nobody(house: Company) -> None:
    lead = enquiry(house)
    purge(PHONE)
    mails = _mails()
    begin_write()
    assert judge_lead(lead, cause="agreement", now=PHONE).verdict.level is Qualification.MQL
    db.session.rollback()
    profile.set_answer(lead, "job_title", ["Director"], actor=house.sam, now=PHONE)
    db.session.commit()
    assert _mails() == mails
    fell = db.session.scalars(select(Event).where(Event.kind == "lead.downgraded")).one()
    assert fell.data["deleted"] == ["phone", "employees"]
    assert_sound()


def test_a_shorter_time_counts_for_what_came_before(house: Company) -> None:
    enquiry(house)
    purge(PHONE)
    drafting.save(house.form, keeping(60), rev=house.form.draft_rev, by=house.mary, now=PHONE)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=PHONE)
    db.session.commit()
    assert purge(NOW + timedelta(days=59)) == 0
    assert purge(NOW + timedelta(days=60)) == 1


def test_spam_tests_and_what_was_left_go_as_well(house: Company) -> None:
    answer(house, suspect="a link or markup in company")
    purge(YEAR)
    assert {row.state.value for row in db.session.scalars(select(AnswerRow))} == {"purged"}
    assert_sound()


def test_what_is_taken_for_spam_is_restored_without_what_was_deleted(house: Company) -> None:
    answer(house, suspect="a link or markup in company")
    purge(PHONE)
    post = db.session.scalars(select(Submission)).one()
    begin_write()
    sweeping.restore(post, house.mary, PHONE)
    db.session.commit()
    lead = db.session.scalars(select(Lead)).one()
    assert (states(lead)["phone"], states(lead)["company"]) == ("purged", "answered")
    assert_sound()
    purge(YEAR)
    assert lead.person.email == ""
    assert_sound()


def test_nobody_restores_what_has_no_address_any_more(house: Company) -> None:
    answer(house, suspect="a link or markup in company")
    purge(YEAR)
    begin_write()
    with pytest.raises(sweeping.NotQuarantined):
        sweeping.restore(db.session.scalars(select(Submission)).one(), house.mary, YEAR)


def test_files_and_webhooks_say_which_answers_were_purged(house: Company) -> None:
    enquiry(house, {"message": ""})
    purge(YEAR)
    head, line = lines(house.form.id)
    row = dict(zip(head, line, strict=True))
    assert (row["phone"], row["message"]) == ("(purged)", "")
    (document,) = documents(house.form.id)
    made = db.session.scalars(select(Event).where(Event.kind == "lead.created")).one()
    told = json.loads(body_of(made, "https://leads.example.com"))["data"]
    for answers in (document["answers"], told["submission"]["answers"]):
        assert answers["phone"] == {"state": "purged", "value": None}
        assert answers["message"] == {"state": "blank", "value": None}
    assert (told["lead"]["email"], told["lead"]["name"]) == (None, "Name deleted")


def test_a_worker_that_dies_in_a_batch_leaves_all_or_nothing(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        enquiry(house, {"work_email": f"p{number}@b.example"}, minutes=number)
    begin_write()
    assert purging.purge(YEAR, 2) == 2
    db.session.rollback()
    assert db.session.scalars(select(Submission.id).where(Submission.purged_at.is_not(None))).all() == []
    assert [purge(YEAR, 2) for _ in range(3)] == [2, 1, 0]
    assert_sound()


def test_one_that_fails_keeps_no_other_waiting(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        enquiry(house, {"work_email": f"p{number}@b.example"}, minutes=number)
    real = forgetting.forget

    def failing(submission: Submission, keys: frozenset[str] | None, now: object) -> bool:
        if submission.id == 1:
            raise RuntimeError("no such luck")
        return real(submission, keys, now)  # type: ignore[arg-type]  # a moment

    monkeypatch.setattr(purging, "forget", failing)
    assert [purge(YEAR) for _ in range(2)] == [2, 0]
    monkeypatch.undo()
    assert [purge(YEAR) for _ in range(2)] == [1, 0]


def test_what_waits_to_be_judged_is_kept_until_it_was(house: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    enquiry(house, {"work_email": "first@b.example"})
    monkeypatch.setattr(receiving, "place", lambda *_args, **_named: 1 / 0)
    answer(house, {"work_email": "waits@b.example"}, minutes=DAY)
    monkeypatch.undo()
    enquiry(house, {"work_email": "last@b.example"}, minutes=2 * DAY)
    then = YEAR + timedelta(days=9)
    assert [purge(then) for _ in range(2)] == [2, 0]
    begin_write()
    assert sweeping.sweep_unjudged(then, 5) == 1
    db.session.commit()
    assert [purge(then) for _ in range(2)] == [1, 0]
    assert {person.email for person in db.session.scalars(select(Person))} == {""}
    assert_sound()


def test_marks_follow_the_days_so_that_nothing_is_looked_at_twice(house: Company) -> None:
    enquiry(house)
    assert purging.anything_due(NOW)
    assert purge(NOW) == 0
    assert not purging.anything_due(NOW)
    assert purging.anything_due(NOW + timedelta(days=1))
    purge(YEAR)
    marks = {mark.days: mark.day for mark in db.session.scalars(select(PurgeMark))}
    assert marks == {30: int(f"{YEAR - timedelta(days=30):%Y%m%d}"), 365: 20261103}
    assert not purging.anything_due(YEAR)


def test_counting_deletes_nothing(house: Company) -> None:
    enquiry(house)
    assert purging.counted(NOW) == {house.form.id: 0}
    assert purging.counted(YEAR) == {house.form.id: 1}
    assert purging.anything_due(YEAR)
    assert db.session.scalars(select(Person.email)).one() == COMPLETE["work_email"]
