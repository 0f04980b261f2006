"""Acts on a lead: who may, what is refused in words with what was typed, who was first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.mail.links import offer_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.activity import Activity
from portal.models.handoff.assignment import Assignment, active_assignment
from portal.models.handoff.dispute import Dispute
from portal.models.intake.lead import Lead
from portal.services.handoff import moving, rejecting
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, post, token_of
from tests.support.company import Company
from tests.support.leads import events
from tests.support.portal import SECRET
from tests.web.sales.conftest import MQL, Browse, Enquire, accepted, other_rep, rep_of, valid


def running(lead: Lead) -> Assignment:
    anew()
    return db.session.scalars(active_assignment(lead.id)).one()


def test_the_second_click_is_told_that_the_first_one_counted(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    rep = browse(rep_of(lead))
    assert post(rep, f"/leads/{lead.id}/acceptance").status_code == 303
    again = post(rep, f"/leads/{lead.id}/acceptance")
    assert again.status_code == 409
    assert "You have accepted this lead already." in again.text
    anew()
    assert lead.status.value == "accepted"


def test_of_two_reps_only_the_one_it_was_offered_to_gets_it(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    assert post(browse(other_rep(house, lead)), f"/leads/{lead.id}/acceptance").status_code == 404
    assert post(browse(rep_of(lead)), f"/leads/{lead.id}/acceptance").status_code == 303


def test_of_two_clicks_at_the_same_moment_one_counts(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    browsers = [browse(user) for user in (rep_of(lead), rep_of(lead), house.sam, house.sam)]
    tokens = [token_of(browser) for browser in browsers]
    address = f"/leads/{lead.id}/acceptance"
    anew()
    with ThreadPoolExecutor(len(browsers)) as pool:
        answers = list(pool.map(lambda one, token: one.post(address, data={"csrf_token": token}), browsers, tokens))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    anew()
    assert events(lead).count("lead.accepted") == 1


def test_a_manager_accepts_for_the_rep_and_marketing_does_not(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    rep = rep_of(lead)
    assert post(browse(house.mary), f"/leads/{lead.id}/acceptance").status_code == 403
    assert post(browse(house.sam), f"/leads/{lead.id}/acceptance").status_code == 303
    assert running(lead).user_id == rep.id


def test_nothing_is_done_without_a_token(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    rep = browse(rep_of(lead))
    for act in ("acceptance", "rejection", "recycling", "activities", "answers/phone", "proposals/1/taking"):
        assert rep.post(f"/leads/{lead.id}/{act}").status_code == 400


def test_a_call_is_logged_and_starts_the_work(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    rep = browse(rep_of(lead))
    step = (utcnow() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    typed = {"kind": "call", "outcome": "voicemail", "note": "Try again", "next_step": "Call", "next_step_at": step}
    assert post(rep, f"/leads/{lead.id}/activities", **typed).status_code == 303
    anew()
    logged = db.session.scalars(select(Activity).where(Activity.lead_id == lead.id)).one()
    assert (logged.outcome, logged.note, lead.status.value) == ("voicemail", "Try again", "working")
    page = rep.get(f"/leads/{lead.id}").text
    assert "Call: left a voicemail" in page
    assert "Next step by" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose what you did."),
        ({"kind": "call"}, "Say how the call went."),
        ({"kind": "note"}, "Write the note."),
        ({"kind": "dance"}, "Not a valid choice."),
        ({"kind": "email", "next_step": "Call"}, "Say when the next step is due."),
        ({"kind": "email", "at": "2001-01-01T10:00"}, "This was before the lead came in."),
        ({"kind": "email", "at": "2099-01-01T10:00"}, "This moment is still to come."),
        ({"kind": "email", "at": "0001-01-01T10:00"}, "Enter a day and a time"),
        ({"kind": "email", "at": "soon"}, "Not a valid datetime value."),
    ],
)
def test_an_entry_that_does_not_hold_together_keeps_what_was_typed(
    enquire: Enquire, browse: Browse, typed: dict[str, str], sentence: str
) -> None:
    lead = accepted(enquire())
    note = {} if typed.get("kind") == "note" else {"note": "Words that must stay"}
    answer = post(browse(rep_of(lead)), f"/leads/{lead.id}/activities", **typed, **note)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("Words that must stay" in answer.text) is bool(note)
    assert valid(answer.text)


def test_a_lead_is_given_back_with_a_reason(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    rep = browse(rep_of(lead))
    page = rep.get(f"/leads/{lead.id}/rejection").text
    assert valid(page)
    assert "The lead is disqualified and leaves every queue." in page
    assert "Needs 3 logged attempts." in page
    answer = post(rep, f"/leads/{lead.id}/rejection", code="wrong_fit", note="A student")
    assert answer.status_code == 303
    anew()
    assert (lead.status.value, lead.reject_note) == ("disqualified", "A student")
    assert "Given back: Not a fit" in browse(house.mary).get(f"/leads/{lead.id}").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Choose a reason."),
        ({"code": "not_now"}, "Say from which day on"),
        ({"code": "not_now", "wake_on": "2001-01-01"}, "Choose a day from tomorrow on"),
        ({"code": "bad_data"}, "Say which answer was wrong or missing."),
        ({"code": "unreachable"}, "asks for 3 logged attempts"),
    ],
)
def test_a_refused_return_keeps_what_was_typed(
    enquire: Enquire, browse: Browse, typed: dict[str, str], sentence: str
) -> None:
    lead = enquire()
    answer = post(browse(rep_of(lead)), f"/leads/{lead.id}/rejection", **typed, note="My words")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "My words" in answer.text
    anew()
    assert lead.status.value == "offered"


def test_a_lead_in_work_goes_to_nurture_until_a_day(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    rep = browse(rep_of(lead))
    day = (utcnow() + timedelta(days=30)).date().isoformat()
    assert post(rep, f"/leads/{lead.id}/recycling", wake_on=day).status_code == 422
    post(rep, f"/leads/{lead.id}/activities", kind="email")
    assert post(rep, f"/leads/{lead.id}/recycling", wake_on=day).status_code == 303
    anew()
    assert lead.status.value == "nurture"
    assert post(rep, f"/leads/{lead.id}/recycling", wake_on=day).status_code == 409


def test_a_manager_moves_a_lead_and_a_rep_does_not(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    to, rep, sam = other_rep(house, lead), browse(rep_of(lead)), browse(house.sam)
    assert rep.get(f"/leads/{lead.id}/move").status_code == 403
    assert valid(sam.get(f"/leads/{lead.id}/move").text)
    assert post(sam, f"/leads/{lead.id}/move", credit="yes").status_code == 422
    assert post(sam, f"/leads/{lead.id}/move", user_id=to.id, credit="no", note="Yours").status_code == 303
    assert running(lead).user_id == to.id


def test_marketing_disputes_a_return_and_the_manager_decides(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    former = rep_of(lead)
    mary, sam = browse(house.mary), browse(house.sam)
    assert mary.get(f"/leads/{lead.id}/dispute").status_code == 409
    begin_write()
    rejecting.reject(lead, by=former, code="wrong_fit", now=utcnow())
    db.session.commit()
    assert browse(former).get(f"/leads/{lead.id}/dispute").status_code == 403
    assert post(mary, f"/leads/{lead.id}/dispute", reason=" ").status_code == 422
    assert post(mary, f"/leads/{lead.id}/dispute", reason="She answers at once").status_code == 303
    anew()
    dispute = db.session.scalars(select(Dispute)).one()
    assert "Priya Raman" in sam.get("/disputes").text
    assert "She answers at once" in mary.get(f"/disputes/{dispute.id}").text
    assert post(mary, f"/disputes/{dispute.id}", ruling="upheld").status_code == 403
    assert post(sam, f"/disputes/{dispute.id}", note="kept words").status_code == 422
    assert post(sam, f"/disputes/{dispute.id}", ruling="reoffered", note="Fair").status_code == 303
    assert post(sam, f"/disputes/{dispute.id}", ruling="upheld").status_code == 409
    assert running(lead).user_id != former.id


def test_an_mql_is_not_accepted_or_returned(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire(MQL)
    sam = browse(house.sam)
    page = sam.get(f"/leads/{lead.id}").text
    assert f"/leads/{lead.id}/acceptance" not in page
    assert f"/leads/{lead.id}/rejection" not in page
    assert post(sam, f"/leads/{lead.id}/acceptance").status_code == 409
    assert sam.get(f"/leads/{lead.id}/rejection").status_code == 409


class TestSignedLink:
    """The accept link of the mail needs no sign-in."""

    def test_get_and_head_show_and_act_not(self, app: Flask, enquire: Enquire) -> None:
        lead = enquire()
        address, stranger = f"/offers/{offer_token(running(lead), SECRET)}", app.test_client()
        for _ in range(3):
            page = stranger.get(address)
            assert stranger.head(address).status_code == page.status_code == 200
        assert valid(page.text)
        assert "Priya is waiting for you" in page.text
        for secret in ("Raman", "Kaveri", "priya.raman", "415"):
            assert secret not in page.text
        anew()
        assert lead.status.value == "offered"

    def test_the_post_accepts_as_the_rep_and_uses_the_link_up(self, app: Flask, enquire: Enquire) -> None:
        lead = enquire()
        assignment = running(lead)
        address, stranger = f"/offers/{offer_token(assignment, SECRET)}", app.test_client()
        assert post(stranger, address).status_code == 303
        assert "Priya is yours" in stranger.get(address).text
        assert "Priya is yours" in post(stranger, address).text
        anew()
        assert (lead.status.value, assignment.accepted_at is not None) == ("accepted", True)
        assert stranger.get(f"/leads/{lead.id}").status_code == 303

    def test_without_a_token_against_forgery_it_does_nothing(self, app: Flask, enquire: Enquire) -> None:
        address = f"/offers/{offer_token(running(enquire()), SECRET)}"
        assert app.test_client().post(address).status_code == 400

    def test_a_lead_that_went_on_is_not_taken_back(self, app: Flask, house: Company, enquire: Enquire) -> None:
        lead = enquire()
        address = f"/offers/{offer_token(running(lead), SECRET)}"
        begin_write()
        moving.move(lead, to=other_rep(house, lead), by=house.sam, credit=True, now=utcnow())
        db.session.commit()
        stranger = app.test_client()
        assert stranger.get(address).status_code == 409
        refused = post(stranger, address)
        assert (refused.status_code, "moved to somebody else" in refused.text) == (409, True)

    def test_an_altered_link_says_so(self, app: Flask, enquire: Enquire) -> None:
        token = offer_token(running(enquire()), SECRET)
        stranger = app.test_client()
        for other in (token[:-2] + "xx", "x", "a.b.c", offer_token(running(enquire()), "another secret")):
            answer = stranger.get(f"/offers/{other}")
            assert answer.status_code == 404
            assert "This link does not work any more" in answer.text
            assert post(stranger, f"/offers/{other}").status_code == 404

    def test_somebody_who_left_accepts_nothing(self, app: Flask, enquire: Enquire) -> None:
        lead = enquire()
        address = f"/offers/{offer_token(running(lead), SECRET)}"
        rep_of(lead).disabled_at = utcnow()
        db.session.commit()
        assert "account has been closed" in post(app.test_client(), address).text
