"""A post becomes a submission with one disposition, and a lead that somebody answers for."""

from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.handoff.assignment import Assignment
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.intake.verdict import Scope, VerdictRow
from portal.models.ops.message import Message
from portal.rules.agreement.verdict import Qualification
from portal.rules.handoff.stages import WorkStatus
from tests.support.company import NOW, Company, Send

Db = scoped_session[Session]


def test_complete_answers_make_an_sql_that_is_offered_to_a_rep(send: Send, house: Company, session: Db) -> None:
    send()
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.SQL, WorkStatus.OFFERED)
    assert lead.known_at == lead.mql_at == lead.sql_at == NOW
    assert lead.owner_id in {house.rita.id, house.rob.id}
    assert (lead.person_name, lead.company_name, lead.size, lead.size_text) == (
        "Priya Raman",
        "Kaveri Pharma",
        250,
        "250 people",
    )
    assert kinds(session) == ["lead-offered"]


def test_missing_size_makes_an_mql_that_marketing_keeps_and_names_the_gap(
    send: Send, house: Company, session: Db
) -> None:
    send({"employees": ""})
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status, lead.owner_id) == (Qualification.MQL, WorkStatus.NURTURE, house.mary.id)
    assert lead.missing == "Number of employees"
    assert (lead.mql_at, lead.sql_at) == (NOW, None)
    assert kinds(session) == ["nurture-assigned"]


def test_value_below_the_agreed_one_never_reaches_a_rep(send: Send, house: Company, session: Db) -> None:
    send({"employees": "12"})
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.MQL, WorkStatus.NURTURE)
    assert session.scalars(select(Assignment.user_id)).all() == [house.mary.id]


def test_unqualified_answers_rest_in_nurture_without_an_alert(send: Send, house: Company, session: Db) -> None:
    send({"interest": "migration"})
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.UNQUALIFIED, WorkStatus.NURTURE)
    assert lead.mql_at is None
    assert lead.accountable_id is not None
    assert kinds(session) == []


def test_failing_rule_that_disqualifies_closes_the_lead(send: Send, session: Db) -> None:
    send({"interest": "partnership"})
    lead = session.scalars(select(Lead)).one()
    assert (lead.qualification, lead.status) == (Qualification.UNQUALIFIED, WorkStatus.DISQUALIFIED)
    assert kinds(session) == []


def test_answers_are_kept_typed_and_raw(send: Send, session: Db) -> None:
    receipt = send({"employees": "1,250", "message": None})
    rows = {row.key: row for row in session.scalars(select(AnswerRow))}
    assert rows["employees"].number == 1250
    assert rows["annual_revenue"].text == "10m_50m"
    assert rows["message"].state == "blank"
    submission = session.get_one(Submission, receipt.submission_id)
    assert '"employees": ["1,250"]' in submission.raw
    assert submission.disposition is Disposition.NEW_LEAD


def test_reference_is_short_and_can_be_read_out(send: Send) -> None:
    reference = send().reference
    assert len(reference) == 11
    assert not set(reference) & set("ILOU")


def test_own_verdict_and_the_leads_are_both_kept(send: Send, session: Db) -> None:
    send()
    rows = session.scalars(select(VerdictRow)).all()
    assert {row.scope for row in rows} == {Scope.SUBMISSION, Scope.LEAD}
    assert len({row.outcome for row in rows}) == 1


def test_source_is_kept_and_first_touch_equals_last_where_nobody_says_otherwise(send: Send, session: Db) -> None:
    send(source={"utm_source": "trade-fair", "utm_medium": "qr", "utm_campaign": "spring"})
    submission, lead = session.scalars(select(Submission)).one(), session.scalars(select(Lead)).one()
    assert '"first_utm_source":"trade-fair"' in submission.source
    assert (submission.utm_source, submission.utm_campaign) == ("trade-fair", "spring")
    assert (lead.utm_source, lead.utm_medium, lead.utm_campaign) == ("trade-fair", "qr", "spring")


def test_suspect_is_kept_aside_without_lead_or_mail(send: Send, session: Db) -> None:
    receipt = send(suspect="a link or markup in first name")
    submission = session.get_one(Submission, receipt.submission_id)
    assert (submission.disposition, submission.why) == (Disposition.QUARANTINED, "a link or markup in first name")
    assert nothing_followed(session)


def test_test_submission_is_flagged_and_nothing_follows(send: Send, session: Db) -> None:
    receipt = send(test=True)
    assert session.get_one(Submission, receipt.submission_id).disposition is Disposition.TEST
    assert nothing_followed(session)


def test_free_mail_matches_no_company(send: Send, session: Db) -> None:
    send({"work_email": "priya@gmail.com"})
    lead = session.scalars(select(Lead)).one()
    assert (lead.company_id, lead.company_name) == (None, "Kaveri Pharma")


def test_colleagues_share_their_company(send: Send, session: Db) -> None:
    send()
    send({"work_email": "someone.else@kaveri.example"})
    assert len(set(session.scalars(select(Lead.company_id)).all())) == 1


def nothing_followed(session: Db) -> bool:
    leads = session.scalar(select(func.count()).select_from(Lead))
    return leads == 0 and kinds(session) == []


def kinds(session: Db) -> list[str]:
    """What is owed about leads, in the order in which it came to be owed."""
    alerts = select(Message.kind).where(Message.kind.not_like("agreement-%")).order_by(Message.id)
    return list(session.scalars(alerts))
