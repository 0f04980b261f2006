"""The way from a first talk to a customer, on the pages: offered where it may be gone, refused in words elsewhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.handoff.opportunity import Opportunity
from portal.models.handoff.outcome import Outcome
from portal.models.intake.lead import Lead
from portal.rules.agreement.fit_call import FitCall, FitMode
from portal.rules.agreement.usual import PLAYBOOK
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.services.handoff import activities
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, post
from tests.support.company import TERMS, Company, agree
from tests.web.sales.conftest import Browse, Enquire, accepted, other_rep, rep_of, valid

FOUND = {
    "needs": "Payroll for three sites",
    "current_what": "A spreadsheet",
    "role": "researches",
    "will_switch": "yes",
    "has_budget": "no",
    "result": "fits",
    "next_step": "Send the offer",
}
FIT, DEAL, WIN, LOSS, DEPARTURE = "fit-call", "opportunity", "win", "loss", "departure"


def local(**ahead: float) -> str:
    return (utcnow() + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def day(**ahead: float) -> str:
    return f"{utcnow() + timedelta(**ahead):%Y-%m-%d}"


def worked(lead: Lead) -> Lead:
    begin_write()
    reached = {"kind": ActivityKind.CALL, "outcome": CallOutcome.REACHED}
    activities.log(accepted(lead), by=rep_of(lead), now=utcnow(), **reached)  # type: ignore[arg-type]
    db.session.commit()
    return lead


def agreed(house: Company, mode: FitMode) -> None:
    begin_write()
    agree(replace(TERMS, fit_call=FitCall(mode)), house.mary, house.sam)
    db.session.commit()


def deal(**changes: str) -> dict[str, str]:
    return {
        "amount": "48,000",
        "expected_on": day(days=90),
        "stage": "scope",
        "next_step": "Show the offer",
        "next_step_at": local(days=2),
        **changes,
    }


def test_from_a_fit_call_to_a_customer_who_leaves(enquire: Enquire, browse: Browse) -> None:
    lead = worked(enquire())
    rep, at = browse(rep_of(lead)), f"/leads/{lead.id}"
    assert "Make it an opportunity" in rep.get(at).text
    assert post(rep, f"{at}/{FIT}", **FOUND, next_step_at=local(days=2)).status_code == 303
    page = rep.get(at).text
    assert valid(page)
    for words in ("Fit confirmed", "Payroll for three sites", "Looks around for somebody else"):
        assert words in page
    assert post(rep, f"{at}/{DEAL}", **deal()).status_code == 303
    assert "48,000 USD" in rep.get(at).text
    assert 'value="48000"' in rep.get(f"{at}/{DEAL}").text
    further = deal(amount="52 000", stage="proposal", next_step="", next_step_at="")
    assert post(rep, f"{at}/{DEAL}", **further).status_code == 303
    assert "A proposal is with them" in rep.get(at).text
    assert 'value="52000"' in rep.get(f"{at}/{WIN}").text
    assert post(rep, f"{at}/{WIN}", amount="50,000", on=day(), note="The second site decided it.").status_code == 303
    page = rep.get(at).text
    assert valid(page)
    for words in ("A customer", "50,000 USD", "The second site decided it.", "They left again"):
        assert words in page
    assert post(rep, f"{at}/{DEPARTURE}", on=day(), note="Moved to a parent company.").status_code == 303
    page = rep.get(at).text
    assert "A customer who left" in page
    assert "They left again" not in page


def test_the_inbox_leads_the_same_way_and_comes_back(enquire: Enquire, browse: Browse) -> None:
    lead = worked(enquire())
    rep = browse(rep_of(lead))
    page = rep.get(f"/inbox/{lead.id}").text
    assert f"/leads/{lead.id}/{FIT}?from=inbox" in page
    answer = post(rep, f"/leads/{lead.id}/{LOSS}", reason="price", **{"from": "inbox"})
    assert answer.location == f"/inbox/{lead.id}?view=done"
    assert "Too expensive" in rep.get(f"/inbox/{lead.id}?view=done").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"needs": ""}, "Say what they need"),
        ({"role": ""}, "Say what part this person has"),
        ({"result": ""}, "Say what came of the call."),
        ({"next_step": ""}, "Say what the next step is."),
        ({"result": "not_now"}, "Say from which day on"),
        ({"result": "not_a_fit"}, "Say why it is not a fit."),
        ({"result": "not_a_fit", "code": "bad_data"}, "Not a valid choice."),
        ({"result": "dance"}, "Not a valid choice."),
    ],
)
@pytest.mark.one_database
def test_a_fit_call_that_does_not_hold_together_keeps_what_was_typed(
    enquire: Enquire, browse: Browse, changes: dict[str, str], sentence: str
) -> None:
    lead = worked(enquire())
    typed = {**FOUND, "next_step_at": local(days=2), "note": "Words that must stay", **changes}
    answer = post(browse(rep_of(lead)), f"/leads/{lead.id}/{FIT}", **typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Words that must stay" in answer.text
    assert "<title>Error: " in answer.text
    assert valid(answer.text)
    anew()
    assert lead.status.value == "working"


@pytest.mark.one_database
def test_not_a_fit_offers_only_reasons_that_end_the_lead(enquire: Enquire, browse: Browse) -> None:
    lead = worked(enquire())
    page = browse(rep_of(lead)).get(f"/leads/{lead.id}/{FIT}").text
    assert 'value="wrong_fit"' in page
    assert 'value="not_now"' in page, "the result of the call"
    assert 'value="bad_data"' not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (deal(amount=""), "Say what it may be worth."),
        (deal(amount="much"), "Enter a whole number, like 250."),
        (deal(amount="-5"), "Enter an amount of 0 or more."),
        (deal(expected_on="2001-01-01"), "Choose a day from today on"),
        (deal(next_step=""), "Say what the next step is."),
        (deal(stage="dream"), "Not a valid choice."),
    ],
)
@pytest.mark.one_database
def test_an_opportunity_that_does_not_hold_together_is_asked_again(
    enquire: Enquire, browse: Browse, typed: dict[str, str], sentence: str
) -> None:
    lead = worked(enquire())
    answer = post(browse(rep_of(lead)), f"/leads/{lead.id}/{DEAL}", **typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert valid(answer.text)
    assert db.session.scalars(select(Opportunity)).first() is None


def test_where_a_fit_call_is_mandatory_the_page_asks_for_it_first(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    agreed(house, FitMode.MANDATORY)
    lead = worked(enquire())
    rep, at = browse(rep_of(lead)), f"/leads/{lead.id}"
    page = rep.get(at).text
    assert "Make it an opportunity" not in page
    assert "A fit call comes before the opportunity." in page
    assert post(rep, f"{at}/{DEAL}", **deal()).status_code == 409
    assert post(rep, f"{at}/{FIT}", **FOUND, next_step_at=local(days=2)).status_code == 303
    assert post(rep, f"{at}/{DEAL}", **deal()).status_code == 303


def test_where_the_agreement_has_no_fit_call_nobody_is_offered_one(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    agreed(house, FitMode.OFF)
    lead = worked(enquire())
    rep = browse(rep_of(lead))
    assert "Fit call" not in rep.get(f"/leads/{lead.id}").text
    assert post(rep, f"/leads/{lead.id}/{FIT}", **FOUND, next_step_at=local(days=2)).status_code == 409


@pytest.mark.parametrize("act", [FIT, DEAL, LOSS, WIN])
@pytest.mark.one_database
def test_others_do_not_act_on_a_reps_lead(house: Company, enquire: Enquire, browse: Browse, act: str) -> None:
    lead = worked(enquire())
    assert browse(other_rep(house, lead)).get(f"/leads/{lead.id}/{act}").status_code == 404
    assert browse(house.mary).get(f"/leads/{lead.id}/{act}").status_code == 403
    assert browse(house.sam).get(f"/leads/{lead.id}/{act}").status_code == (409 if act == WIN else 200)


def test_a_second_click_wins_nothing_twice(enquire: Enquire, browse: Browse) -> None:
    lead = worked(enquire())
    rep, at = browse(rep_of(lead)), f"/leads/{lead.id}"
    assert post(rep, f"{at}/{DEAL}", **deal()).status_code == 303
    assert [post(rep, f"{at}/{WIN}", amount="5", on=day()).status_code for _ in range(2)] == [303, 409]
    anew()
    assert len(db.session.scalars(select(Outcome)).all()) == 1


def test_marketing_notes_that_a_customer_left(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = worked(enquire())
    rep, at = browse(rep_of(lead)), f"/leads/{lead.id}"
    post(rep, f"{at}/{DEAL}", **deal())
    post(rep, f"{at}/{WIN}", amount="5", on=day())
    mary = browse(house.mary)
    assert "They left again" in mary.get(at).text
    assert post(mary, f"{at}/{DEPARTURE}", on="2001-01-01").status_code == 422
    assert post(mary, f"{at}/{DEPARTURE}", on=day()).status_code == 303
    assert post(mary, f"{at}/{DEPARTURE}", on=day()).status_code == 409


def test_the_page_shows_the_agreed_attempts_until_somebody_was_reached(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    begin_write()
    agree(replace(TERMS, playbook=PLAYBOOK), house.mary, house.sam)
    db.session.commit()
    lead = accepted(enquire())
    rep, at = browse(rep_of(lead)), f"/leads/{lead.id}"
    assert "The agreed follow-up" in rep.get(at).text
    assert post(rep, f"{at}/activities", kind="call", outcome="no_answer").status_code == 303
    page = rep.get(at).text
    assert "Attempt 2 of 6: email" in page
    assert valid(page)
    assert post(rep, f"{at}/activities", kind="call", outcome="reached").status_code == 303
    assert "The agreed follow-up" not in rep.get(at).text
