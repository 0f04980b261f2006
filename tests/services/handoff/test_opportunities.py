"""From a lead in work to an opportunity, to a customer, to nothing; and a customer who left."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.assignment import Assignment, EndReason, active_assignment
from portal.models.handoff.opportunity import Opportunity
from portal.models.handoff.outcome import Outcome
from portal.models.handoff.timer import Timer, TimerState
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.deals import DealStage, Ending, LostReason
from portal.rules.handoff.stages import MoveRefused, WorkStatus
from portal.rules.refusal import FieldRefused
from portal.services.handoff import opportunities, outcomes
from portal.services.handoff.hands import AlreadyAnswered, NotYours
from portal.services.handoff.opportunities import Deal, NoOpportunity
from tests.support.company import NOW, Company
from tests.support.deals import DEAL, IN_SPRING, LATER, SOON, assert_sound, held, opened, won, worked
from tests.support.leads import events, messages, routed


class TestOpportunity:
    @pytest.mark.parametrize("mode", [FitMode.OFF, FitMode.OPTIONAL])
    def test_it_opens_from_work_where_no_fit_call_is_asked_for(self, house: Company, mode: FitMode) -> None:
        lead = opened(house, worked(house), mode=mode)
        assert (lead.status, lead.opportunity_at) == (WorkStatus.OPPORTUNITY, LATER)
        row = db.session.scalars(select(Opportunity)).one()
        assert (row.amount, row.currency, row.expected_on, row.stage) == (
            Decimal(48_000),
            "USD",
            IN_SPRING,
            DealStage.SCOPE,
        )
        assert lead.due_at == SOON
        assert_sound()

    def test_where_a_fit_call_is_mandatory_it_comes_first(self, house: Company) -> None:
        lead = worked(house)
        with pytest.raises(NoOpportunity):
            opened(house, lead, mode=FitMode.MANDATORY)
        db.session.rollback()
        held(house, lead, mode=FitMode.MANDATORY)
        assert opened(house, lead, mode=FitMode.MANDATORY).status is WorkStatus.OPPORTUNITY

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"amount": None}, "amount"),
            ({"amount": Decimal(-1)}, "amount"),
            ({"amount": Decimal(10**13)}, "amount"),
            ({"expected_on": None}, "expected_on"),
            ({"expected_on": NOW.date() - timedelta(days=1)}, "expected_on"),
            ({"expected_on": date(2033, 1, 1)}, "expected_on"),
            ({"next_step": ""}, "next_step"),
            ({"next_step_at": None}, "next_step_at"),
        ],
    )
    def test_it_has_an_amount_a_day_and_a_next_step(
        self, house: Company, changes: dict[str, object], field: str
    ) -> None:
        with pytest.raises(FieldRefused) as refused:
            opened(house, worked(house), replace(DEAL, **changes))  # type: ignore[arg-type]  # one field each
        assert refused.value.field == field

    def test_a_proposal_is_dated_once_and_a_change_is_told(self, house: Company) -> None:
        lead = opened(house, worked(house))
        for minutes, amount in ((60, 52_000), (120, 55_000)):
            begin_write()
            deal = Deal(Decimal(amount), IN_SPRING, DealStage.PROPOSAL)
            opportunities.change(lead, deal, by=house.sam, now=NOW + timedelta(minutes=minutes))
            db.session.commit()
        row = db.session.scalars(select(Opportunity)).one()
        assert (row.amount, row.stage) == (Decimal(55_000), DealStage.PROPOSAL)
        assert row.proposed_at == NOW + timedelta(minutes=60)
        assert events(lead).count("opportunity.changed") == 2
        assert lead.next_step == "Send the offer"

    def test_saving_it_as_it_was_changes_nothing(self, house: Company) -> None:
        lead = opened(house, worked(house))
        begin_write()
        opportunities.change(lead, Deal(DEAL.amount, DEAL.expected_on), by=house.rita, now=LATER)
        assert "opportunity.changed" not in events(lead)

    def test_what_is_no_opportunity_cannot_be_changed(self, house: Company) -> None:
        lead = worked(house)
        begin_write()
        with pytest.raises(NoOpportunity):
            opportunities.change(lead, DEAL, by=house.rita, now=LATER)


class TestOutcome:
    def test_a_customer_ends_every_promise_and_marketing_hears_of_it(self, house: Company) -> None:
        lead = won(house)
        assert (lead.status, lead.won_at, lead.owner_id) == (WorkStatus.WON, LATER, house.rita.id)
        assert (lead.due_at, lead.accountable_id, lead.next_step) == (None, None, "")
        assert db.session.scalars(active_assignment(lead.id)).one_or_none() is None
        ended = db.session.scalars(select(Assignment).where(Assignment.lead_id == lead.id)).one()
        assert ended.end_reason is EndReason.CLOSED
        owed = select(Timer).where(Timer.lead_id == lead.id, Timer.state == TimerState.RUNNING)
        assert db.session.scalars(owed).all() == []
        assert messages(lead, "lead-closed") == [("lead-closed", house.mary.id)]
        row = db.session.scalars(select(Outcome)).one()
        assert (row.ending, row.amount, row.currency, row.on) == (Ending.WON, Decimal(50_000), "USD", NOW.date())
        assert events(lead)[-1] == "lead.won"
        assert_sound()

    @pytest.mark.parametrize(
        ("amount", "on", "field"),
        [
            (None, NOW.date(), "amount"),
            (Decimal(-5), NOW.date(), "amount"),
            (Decimal(5), None, "on"),
            (Decimal(5), NOW.date() + timedelta(days=1), "on"),
            (Decimal(5), NOW.date() - timedelta(days=1), "on"),
        ],
    )
    def test_what_was_signed_has_an_amount_and_a_day_that_can_be(
        self, house: Company, amount: Decimal | None, on: date | None, field: str
    ) -> None:
        lead = opened(house, worked(house))
        begin_write()
        with pytest.raises(FieldRefused) as refused:
            outcomes.win(lead, amount=amount, on=on, by=house.rita, now=LATER)
        assert refused.value.field == field

    def test_only_an_opportunity_is_won(self, house: Company) -> None:
        lead = worked(house)
        begin_write()
        with pytest.raises(NoOpportunity):
            outcomes.win(lead, amount=Decimal(1), on=NOW.date(), by=house.rita, now=LATER)

    @pytest.mark.parametrize(
        "way", [worked, lambda house: held(house, worked(house)), lambda house: opened(house, worked(house))]
    )
    def test_whatever_is_worked_on_can_be_lost_with_a_reason(self, house: Company, way: object) -> None:
        lead = way(house)  # type: ignore[operator]
        begin_write()
        outcomes.lose(lead, reason=LostReason.COMPETITOR, note="Ledgerly again.", by=house.rita, now=LATER)
        db.session.commit()
        assert (lead.status, lead.lost_at, lead.due_at) == (WorkStatus.LOST, LATER, None)
        assert messages(lead, "lead-closed") == [("lead-closed", house.mary.id)]
        assert_sound()

    @pytest.mark.parametrize(("reason", "field"), [(None, "reason"), (LostReason.OTHER, "note")])
    def test_a_loss_without_a_reason_teaches_nobody(
        self, house: Company, reason: LostReason | None, field: str
    ) -> None:
        lead = worked(house)
        begin_write()
        with pytest.raises(FieldRefused) as refused:
            outcomes.lose(lead, reason=reason, by=house.rita, now=LATER)
        assert refused.value.field == field

    def test_an_offer_that_nobody_took_cannot_be_lost(self, house: Company) -> None:
        lead = routed(house)
        begin_write()
        with pytest.raises(MoveRefused):
            outcomes.lose(lead, reason=LostReason.PRICE, by=house.rita, now=LATER)

    def test_a_closed_lead_is_nobodys_to_close_again(self, house: Company) -> None:
        lead = won(house)
        begin_write()
        with pytest.raises(AlreadyAnswered):
            outcomes.lose(lead, reason=LostReason.PRICE, by=house.rita, now=LATER)


class TestChurn:
    @pytest.mark.parametrize("who", ["rita", "sam", "mary"])
    def test_a_customer_who_left_is_noted_once_and_marketing_hears_of_it(self, house: Company, who: str) -> None:
        lead, left = won(house), datetime(2027, 1, 5, 9, tzinfo=UTC)
        begin_write()
        outcomes.churn(lead, on=date(2027, 1, 4), note="Too few users.", by=getattr(house, who), now=left)
        db.session.commit()
        row = db.session.scalars(select(Outcome)).one()
        assert (row.churned_on, row.churn_note, lead.status) == (date(2027, 1, 4), "Too few users.", WorkStatus.WON)
        assert messages(lead, "lead-churned") == [("lead-churned", house.mary.id)]
        begin_write()
        with pytest.raises(AlreadyAnswered):
            outcomes.churn(lead, on=date(2027, 1, 5), by=house.rita, now=left)
        assert_sound()

    def test_nobody_leaves_before_they_signed_or_in_the_future(self, house: Company) -> None:
        lead = won(house)
        begin_write()
        for day in (NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=1), None):
            with pytest.raises(FieldRefused):
                outcomes.churn(lead, on=day, by=house.rita, now=LATER)

    def test_another_rep_does_not_say_it(self, house: Company) -> None:
        lead = won(house)
        begin_write()
        with pytest.raises(NotYours):
            outcomes.churn(lead, on=NOW.date(), by=house.rob, now=LATER)

    def test_only_customers_leave(self, house: Company) -> None:
        lead = worked(house)
        begin_write()
        with pytest.raises(AlreadyAnswered):
            outcomes.churn(lead, on=NOW.date(), by=house.rita, now=LATER)
