"""The lead page: what it shows, to whom, and at what cost."""

from flask import Flask

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.handoff.activities import ActivityKind, CallOutcome
from portal.services.handoff import activities
from portal.web.shared.clock import utcnow
from tests.support.browsing import post
from tests.support.company import COMPLETE, Company
from tests.support.statements import statements
from tests.web.sales.conftest import MQL, Browse, Enquire, accepted, other_rep, rep_of, someone, valid

SOURCE = {
    "utm_source": "google",
    "utm_campaign": "q4",
    "first_utm_source": "newsletter",
    "landing_url": "https://a.example/",
}


def test_owner_manager_and_marketing_see_it_and_a_stranger_does_not(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    lead = enquire()
    for reader in (rep_of(lead), house.sam, house.mary, house.ada):
        assert browse(reader).get(f"/leads/{lead.id}").status_code == 200
    assert browse(other_rep(house, lead)).get(f"/leads/{lead.id}").status_code == 404


def test_a_visitor_is_asked_to_sign_in(app: Flask, enquire: Enquire) -> None:
    lead = enquire()
    for address in (f"/leads/{lead.id}", "/inbox", "/leads", "/leads.csv", "/routing"):
        assert app.test_client().get(address).status_code == 303


def test_it_has_everything_before_the_call(enquire: Enquire, browse: Browse) -> None:
    lead = enquire({"country": None}, source=SOURCE)
    page = browse(rep_of(lead)).get(f"/leads/{lead.id}").text
    assert valid(page)
    for words in (
        'href="mailto:priya.raman@kaveri.example"',
        'href="tel:+14155552671"',
        "this is Rita Rep from Halden Robotics" if lead.owner and lead.owner.name == "Rita Rep" else "this is Rob Rep",
        "Do not ask again",
        'rel="noopener noreferrer"',
        "opens in a new tab",
        "Why this is an SQL",
        "Number of employees is 250",
        "agreement 1",
        "Why you",
        "Round the clock",
        "newsletter",
        "On our own data, please.",
        "Mail to",
    ):
        assert words in page, words


def test_an_mql_s_missing_answer_can_be_entered_and_lifts_it(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire(MQL)
    marketing = browse(house.mary)
    page = marketing.get(f"/leads/{lead.id}").text
    assert "Why this is an MQL" in page
    assert f'action="/leads/{lead.id}/answers/employees"' in page
    answer = post(marketing, f"/leads/{lead.id}/answers/employees", value="300")
    assert (answer.status_code, answer.location) == (303, f"/leads/{lead.id}")
    db.session.rollback()
    assert (lead.qualification.value, lead.status.value, lead.size) == ("sql", "offered", 300)


def test_an_answer_that_is_none_is_refused_with_what_was_typed(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    lead = enquire(MQL)
    answer = post(browse(house.mary), f"/leads/{lead.id}/answers/employees", value="a lot of them")
    assert answer.status_code == 422
    assert "a lot of them" in answer.text
    assert "<title>Error: " in answer.text
    assert valid(answer.text)


def test_only_agreed_keys_can_be_entered(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead, marketing = enquire(MQL), browse(house.mary)
    for key in ("consent", "nonsense", "budget"):
        assert marketing.get(f"/leads/{lead.id}/answers/{key}").status_code == 404
        assert post(marketing, f"/leads/{lead.id}/answers/{key}", value="x").status_code == 404
    assert marketing.get(f"/leads/{lead.id}/answers/phone").status_code == 200


def test_a_differing_value_is_offered_beside_what_counts(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    enquire({"job_title": "CEO", "employees": "900"}, minutes_ago=0)
    rep = browse(rep_of(lead))
    page = rep.get(f"/leads/{lead.id}").text
    assert "Newer answers to decide on" in page
    taking, leaving = f"/leads/{lead.id}/proposals/1/taking", f"/leads/{lead.id}/proposals/2/leaving"
    assert taking in page
    assert post(rep, taking).status_code == 303
    assert post(rep, leaving).status_code == 303
    assert post(rep, taking).status_code == 409
    db.session.rollback()
    assert (lead.job_title, lead.size) == ("CEO", 250)


def test_a_former_rep_may_look_and_not_change(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    former = rep_of(lead)
    post(browse(house.sam), f"/leads/{lead.id}/move", user_id=other_rep(house, lead).id, credit="yes")
    browser = browse(former)
    assert browser.get(f"/leads/{lead.id}").status_code == 200
    refused = post(browser, f"/leads/{lead.id}/answers/phone", value="+1 415 555 0000")
    assert refused.status_code == 409
    assert "moved to somebody else" in refused.text
    assert post(browser, f"/leads/{lead.id}/acceptance").status_code == 409
    call = post(browser, f"/leads/{lead.id}/activities", kind="call", outcome="reached")
    assert call.status_code == 422


def test_earlier_leads_are_shown_as_far_as_the_reader_may_see_them(
    house: Company, enquire: Enquire, browse: Browse
) -> None:
    lead = enquire()
    colleague = enquire({"work_email": "other@kaveri.example", "first_name": "Otto"})
    colleague.owner_id = colleague.accountable_id = house.sam.id
    db.session.commit()
    assert "Same company" in browse(house.sam).get(f"/leads/{lead.id}").text


def test_a_long_history_comes_in_pages(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    rep = rep_of(lead)
    begin_write()
    for number in range(40):
        activities.log(lead, by=rep, kind=ActivityKind.NOTE, note=f"Note number {number} ends here", now=utcnow())
    db.session.commit()
    browser = browse(rep)
    first = browser.get(f"/leads/{lead.id}").text
    older = first.split(f'href="/leads/{lead.id}?after=')[1].split('"')[0].replace("#timeline", "")
    second = browser.get(f"/leads/{lead.id}?after={older}").text
    shown = [number for number in range(40) for page in (first, second) if f"Note number {number} ends here" in page]
    assert shown == list(range(40))


def test_its_queries_do_not_grow_with_its_history(app: Flask, house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    rep = rep_of(lead)
    browser = browse(rep)

    def queries() -> int:
        return len(statements(app, lambda: browser.get(f"/leads/{lead.id}")))

    queries()
    few = queries()
    enquire(minutes_ago=0)
    begin_write()
    for _ in range(10):
        activities.log(lead, by=rep, kind=ActivityKind.CALL, outcome=CallOutcome.NO_ANSWER, now=utcnow())
    db.session.commit()
    queries()
    assert queries() == few
    assert few < 50


def test_hostile_answers_are_only_text(enquire: Enquire, browse: Browse) -> None:
    evil = '<script>alert(1)</script>"{{7*7919}}'
    lead = enquire({**COMPLETE, "last_name": evil[:60], "company": evil, "message": evil, "job_title": evil})
    rep = browse(rep_of(lead))
    for address in (f"/leads/{lead.id}", "/inbox", "/leads", f"/leads/{lead.id}/rejection"):
        page = rep.get(address).text
        assert "<script>alert" not in page
        assert "55433" not in page


def test_somebody_with_several_leads_at_one_company(enquire: Enquire, browse: Browse, house: Company) -> None:
    lead = enquire(someone(1))
    assert "Other leads" not in browse(house.sam).get(f"/leads/{lead.id}").text
