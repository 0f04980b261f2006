"""The fit call: what was found out, and where the lead goes from there."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.activity import Activity
from portal.rules.agreement.fit_call import FitMode
from portal.rules.handoff.activities import CallOutcome
from portal.rules.handoff.fit import BuyingRole, FitNotes, FitResult
from portal.rules.handoff.promises import PromiseKind
from portal.rules.handoff.stages import WorkStatus
from portal.rules.refusal import FieldRefused
from portal.services.handoff import accepting, fit_calls
from portal.services.handoff.fit_calls import Follow, NoFitCall
from portal.services.handoff.hands import NotYours
from tests.support.company import NOW, Company
from tests.support.deals import (
    CALLED,
    FOUND,
    IN_SPRING,
    LATER,
    SOON,
    STEP,
    assert_sound,
    held,
    worked,
)
from tests.support.leads import events, messages, routed, timer


class TestFitCall:
    def test_a_confirmed_fit_is_a_call_that_reached_and_promises_the_next_step(self, house: Company) -> None:
        lead = held(house, worked(house))
        assert (lead.status, lead.fit_confirmed_at) == (WorkStatus.FIT_CONFIRMED, LATER)
        assert timer(lead, PromiseKind.NEXT_STEP_BY).due_at == SOON == lead.due_at
        calls = db.session.scalars(select(Activity).where(Activity.lead_id == lead.id).order_by(Activity.id)).all()
        assert [(call.outcome, call.note) for call in calls][-1] == (CallOutcome.REACHED, "Good talk.")
        assert events(lead)[-1] == "lead.fit_confirmed"
        assert_sound()

    def test_straight_after_accepting_it_is_the_first_response(self, house: Company) -> None:
        lead = routed(house)
        begin_write()
        accepting.accept(lead, by=house.rita, now=CALLED)
        db.session.commit()
        held(house, lead)
        assert (lead.status, lead.first_response_at) == (WorkStatus.FIT_CONFIRMED, LATER)
        assert_sound()

    @pytest.mark.parametrize("role", BuyingRole)
    def test_nobody_is_turned_away_for_not_being_the_boss(self, house: Company, role: BuyingRole) -> None:
        lead = held(house, worked(house), notes=replace(FOUND, role=role))
        assert lead.status is WorkStatus.FIT_CONFIRMED

    @pytest.mark.parametrize(
        ("notes", "follow", "field"),
        [
            (replace(FOUND, needs=""), STEP, "needs"),
            (replace(FOUND, has_budget=None), STEP, "has_budget"),
            (FOUND, Follow(), "next_step"),
            (FOUND, Follow(next_step="Call"), "next_step_at"),
            (FOUND, Follow(next_step="Call", next_step_at=NOW), "next_step_at"),
        ],
    )
    def test_a_fit_names_what_was_found_and_what_is_next(
        self, house: Company, notes: FitNotes, follow: Follow, field: str
    ) -> None:
        lead = worked(house)
        with pytest.raises(FieldRefused) as refused:
            held(house, lead, notes=notes, follow=follow)
        assert refused.value.field == field
        db.session.rollback()
        assert (lead.status, lead.fit_confirmed_at) == (WorkStatus.WORKING, None)

    def test_not_now_goes_to_nurture_until_the_day(self, house: Company) -> None:
        lead = held(house, worked(house), FitResult.NOT_NOW, notes=FitNotes(), follow=Follow(wake_on=IN_SPRING))
        assert (lead.status, lead.owner_id) == (WorkStatus.NURTURE, house.mary.id)
        assert lead.wake_at is not None
        assert lead.wake_at.date() == IN_SPRING
        assert ("lead-recycled", house.mary.id) in messages(lead)
        assert_sound()

    def test_not_now_without_a_day_is_asked_for_it(self, house: Company) -> None:
        with pytest.raises(FieldRefused) as refused:
            held(house, worked(house), FitResult.NOT_NOW, follow=Follow())
        assert refused.value.field == "wake_on"

    def test_not_a_fit_is_disqualified_with_the_agreed_reason(self, house: Company) -> None:
        follow = Follow(code="wrong_fit", note="They are three people.")
        lead = held(house, worked(house), FitResult.NOT_A_FIT, notes=FitNotes(), follow=follow)
        assert (lead.status, lead.reject_code) == (WorkStatus.DISQUALIFIED, "wrong_fit")
        assert ("lead-returned", house.mary.id) in messages(lead)
        assert_sound()

    @pytest.mark.parametrize("code", ["", "not_now", "bad_data", "invented"])
    def test_only_a_reason_that_ends_the_lead_says_not_a_fit(self, house: Company, code: str) -> None:
        with pytest.raises(FieldRefused) as refused:
            held(house, worked(house), FitResult.NOT_A_FIT, follow=Follow(code=code))
        assert refused.value.field == "code"

    def test_where_the_agreement_has_none_there_is_none(self, house: Company) -> None:
        with pytest.raises(NoFitCall):
            held(house, worked(house), mode=FitMode.OFF)

    def test_an_offer_is_accepted_first(self, house: Company) -> None:
        with pytest.raises(NoFitCall):
            held(house, routed(house))

    def test_a_confirmed_fit_is_not_confirmed_again(self, house: Company) -> None:
        lead = held(house, worked(house))
        with pytest.raises(NoFitCall):
            held(house, lead)

    def test_somebody_elses_lead_is_left_alone(self, house: Company) -> None:
        lead = worked(house)
        begin_write()
        with pytest.raises(NotYours):
            fit_calls.record(lead, FOUND, FitResult.FITS, STEP, mode=FitMode.OPTIONAL, by=house.rob, now=LATER)
