"""A link that asks an MQL for what it lacks, and the same lead that becomes an SQL (X7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.completion import CompletionLink
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.models.ops.message import Message
from portal.reports.ledger import ledger
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.behaviour import Behaviour
from portal.rules.forms.reading import read
from portal.services.forms import drafting, publishing
from portal.services.intake import asking, completing, known, sweeping
from portal.services.intake.asking import NothingToAsk
from portal.services.intake.completing import LinkEnded
from tests.support.answering import enquiry
from tests.support.company import CONTACT, NOW, Company, later

Db = scoped_session[Session]
MISSING = {"employees": "", "employees.unknown": ""}
SMALL = {"employees": "12"}


def mql(house: Company, changes: dict[str, str] | None = None) -> Lead:
    return enquiry(house, {**MISSING, **(changes or {})})


def answer(link: CompletionLink, minutes: float = 5, **given: str) -> Submission:
    begin_write()
    asked = completing.question(link.id, later(minutes))
    posted = {key: [value] for key, value in given.items()}
    reading = read(asked.asked.definition, posted)
    assert reading.ok, (reading.errors, reading.refused)
    receipt = completing.complete(asked, reading, posted=posted, source={}, now=later(minutes))
    db.session.commit()
    return db.session.get_one(Submission, receipt.submission_id)


def told(kind: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Message).where(Message.kind == kind)) or 0


def test_the_same_lead_becomes_an_sql_and_the_rep_is_told_once(house: Company, session: Db) -> None:
    lead = mql(house)
    link = asking.open_link(lead, by=house.mary, now=later(1))
    session.commit()
    assert link.keys == ["employees"]
    sent = answer(link, employees="250")
    session.expire_all()
    assert (sent.lead_id, sent.disposition, sent.channel) == (lead.id, Disposition.ATTACHED, "completion")
    assert (lead.qualification, told("lead-offered")) == (Qualification.SQL, 1)
    assert known.profile_of(lead.person)["employees"].submission_id == sent.id
    assert known.profile_of(lead.person)["first_name"].answer.value == "Priya"
    counted = ledger()
    assert (counted.difference, session.scalar(select(func.count()).select_from(Lead))) == (0, 1)


def test_a_link_works_once_and_a_newer_one_ends_it(house: Company, session: Db) -> None:
    lead = mql(house)
    older = asking.open_link(lead, by=house.mary, now=later(1))
    newer = asking.open_link(lead, by=house.mary, now=later(2))
    session.commit()
    with pytest.raises(LinkEnded):
        completing.question(older.id, later(3))
    asked = completing.question(newer.id, later(3))
    answer(newer, employees="12")
    with pytest.raises(LinkEnded):
        completing.question(newer.id, later(6))
    posted = {"employees": ["250"]}
    with pytest.raises(LinkEnded):
        completing.complete(asked, read(asked.asked.definition, posted), posted=posted, source={}, now=later(6))


def test_it_runs_out_and_ends_with_the_enquiry(house: Company, session: Db) -> None:
    lead = mql(house)
    link = asking.open_link(lead, by=house.mary, now=NOW)
    session.commit()
    assert completing.question(link.id, NOW + asking.LIFETIME - timedelta(seconds=1)).lead is lead
    with pytest.raises(LinkEnded):
        completing.question(link.id, NOW + asking.LIFETIME)
    enquiry(house, minutes=3)
    with pytest.raises(LinkEnded):
        completing.question(link.id, later(4))


def test_nothing_is_asked_where_questions_cannot_help(house: Company, session: Db) -> None:
    with pytest.raises(NothingToAsk, match="Nothing is missing"):
        asking.open_link(enquiry(house), by=house.mary, now=later(1))
    with pytest.raises(NothingToAsk, match="breaks an agreed rule"):
        asking.open_link(enquiry(house, {**SMALL, "work_email": "small@firm.example"}), by=house.mary, now=later(1))


def test_only_what_the_link_asks_is_taken(house: Company, session: Db) -> None:
    """A token is no way to change what is known (traps 3 and 8)."""
    link = asking.open_link(mql(house), by=house.mary, now=later(1))
    session.commit()
    asked = completing.question(link.id, later(2))
    reading = read(asked.asked.definition, {"employees": ["250"], "work_email": ["thief@evil.example"]})
    assert reading.refused == ("work_email",)


def test_the_form_s_mail_goes_out_once_and_to_mqls_only(house: Company, session: Db) -> None:
    draft = replace(CONTACT, behaviour=Behaviour(completion_mail=True))
    begin_write()
    drafting.edit(house.form, lambda _: draft, rev=house.form.draft_rev, by=house.mary, now=NOW)
    publishing.publish(house.form, rev=house.form.draft_rev, by=house.mary, now=NOW)
    session.commit()
    enquiry(house, {"work_email": "whole@kaveri.example"})
    assert told(asking.MAIL) == 0
    lead = mql(house)
    enquiry(house, {**MISSING, "message": "And one more thing."}, minutes=2)
    assert told(asking.MAIL) == 1
    message = session.scalars(select(Message).where(Message.kind == asking.MAIL)).one()
    assert (message.lead_id, message.user_id) == (lead.id, house.mary.id)


def test_an_answer_that_broke_on_the_way_finds_its_lead_by_the_sweep(
    house: Company, session: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = mql(house)
    link = asking.open_link(lead, by=house.mary, now=later(1))
    session.commit()
    with monkeypatch.context() as broken:
        broken.setattr("portal.services.intake.placing.matching.find", lambda *_: 1 / 0)
        sent = answer(link, employees="250")
    assert sent.disposition is Disposition.UNJUDGED
    begin_write()
    assert sweeping.sweep_unjudged(later(10), 10) == 1
    session.commit()
    session.expire_all()
    assert (sent.lead_id, lead.qualification) == (lead.id, Qualification.SQL)
