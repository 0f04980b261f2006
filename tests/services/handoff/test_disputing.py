"""Disputes: marketing asks sales to look again, within the agreed days; the manager rules."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.dispute import Dispute, Ruling
from portal.models.handoff.member import PoolMember
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus
from portal.services.handoff.disputing import DisputeRefused, decide, open_dispute
from portal.services.handoff.hands import NotYours
from portal.services.handoff.rejecting import reject
from tests.support.company import NOW, Company
from tests.support.leads import events, messages, routed, running

LATER = NOW + timedelta(hours=1)
WHY = "They have 250 people; the form says so."


def returned(house: Company, code: str = "wrong_fit", **more: object) -> Lead:
    lead = routed(house)
    begin_write()
    reject(lead, by=house.rita, code=code, now=NOW, **more)  # type: ignore[arg-type]  # key
    db.session.commit()
    return lead


def disputed(house: Company, lead: Lead) -> Dispute:
    begin_write()
    dispute = open_dispute(lead, by=house.mary, reason=WHY, now=LATER)
    db.session.commit()
    return dispute


def ruled(house: Company, dispute: Dispute, ruling: Ruling) -> None:
    begin_write()
    decide(dispute, by=house.sam, ruling=ruling, note="Right.", now=LATER)
    db.session.commit()


def test_the_reps_manager_is_asked(house: Company) -> None:
    lead = returned(house)
    dispute = disputed(house, lead)
    assert (dispute.judge_id, dispute.reject_code) == (house.sam.id, "wrong_fit")
    assert messages(lead)[-1] == ("dispute-opened", house.sam.id)
    assert lead.status is WorkStatus.DISQUALIFIED


@pytest.mark.parametrize(("code", "more"), [("wrong_fit", {}), ("bad_data", {"key": "employees"})])
def test_a_lead_that_was_good_goes_to_another_rep(house: Company, code: str, more: dict[str, str]) -> None:
    lead = returned(house, code, **more)
    ruled(house, disputed(house, lead), Ruling.REOFFERED)
    assert (lead.status, lead.owner_id, lead.reject_code) == (WorkStatus.OFFERED, house.rob.id, None)
    assert running(lead).user_id == house.rob.id
    assert messages(lead)[-2:] == [("dispute-decided", house.mary.id), ("lead-offered", house.rob.id)]
    assert events(lead)[-3:] == ["dispute.opened", "dispute.decided", "lead.offered"]


def test_the_turn_counts_after_all_when_the_return_was_wrong(house: Company) -> None:
    lead = returned(house)
    member = db.session.scalars(select(PoolMember).where(PoolMember.user_id == house.rita.id)).one()
    assert member.credited_back == 1
    ruled(house, disputed(house, lead), Ruling.REOFFERED)
    db.session.refresh(member)
    assert (member.assigned, member.credited_back) == (1, 0)


def test_an_upheld_return_stands(house: Company) -> None:
    lead = returned(house)
    ruled(house, disputed(house, lead), Ruling.UPHELD)
    assert (lead.status, lead.reject_code) == (WorkStatus.DISQUALIFIED, "wrong_fit")
    assert messages(lead)[-1] == ("dispute-decided", house.mary.id)


def test_what_was_not_returned_or_too_long_ago_or_before_cannot_be_disputed(house: Company) -> None:
    with pytest.raises(DisputeRefused, match="nothing to dispute"):
        open_dispute(routed(house), by=house.mary, reason=WHY, now=LATER)
    db.session.rollback()
    lead = returned_by_rob(house)
    with pytest.raises(DisputeRefused, match="within 7 days"):
        open_dispute(lead, by=house.mary, reason=WHY, now=NOW + timedelta(days=7, minutes=1))
    with pytest.raises(DisputeRefused, match="Say why"):
        open_dispute(lead, by=house.mary, reason=" ", now=LATER)
    db.session.rollback()
    dispute = disputed(house, lead)
    with pytest.raises(DisputeRefused, match="disputed already"):
        open_dispute(lead, by=house.mary, reason=WHY, now=LATER)
    ruled(house, dispute, Ruling.UPHELD)
    with pytest.raises(DisputeRefused, match="disputed and decided"):
        open_dispute(lead, by=house.mary, reason=WHY, now=LATER)


def returned_by_rob(house: Company) -> Lead:
    lead = routed(house)
    begin_write()
    reject(lead, by=house.rob, code="wrong_fit", now=NOW)
    db.session.commit()
    return lead


def test_marketing_opens_and_a_manager_decides_once(house: Company) -> None:
    lead = returned(house)
    with pytest.raises(NotYours):
        open_dispute(lead, by=house.rob, reason=WHY, now=LATER)
    dispute = disputed(house, lead)
    with pytest.raises(NotYours):
        decide(dispute, by=house.mary, ruling=Ruling.REOFFERED, now=LATER)
    ruled(house, dispute, Ruling.UPHELD)
    with pytest.raises(DisputeRefused, match="decided already"):
        decide(dispute, by=house.sam, ruling=Ruling.REOFFERED, now=LATER)
