"""The inbox: what waits, soonest first, without a reload."""

import re
from datetime import timedelta
from html import unescape

import time_machine
from flask import Flask

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.team.user import User
from portal.reports import inbox
from portal.reports.inbox import View
from portal.services.handoff import rejecting
from portal.web.shared.clock import utcnow
from tests.support.browsing import anew, post
from tests.support.company import Company
from tests.support.statements import statements
from tests.web.sales.conftest import Browse, Enquire, accepted, other_rep, rep_of, someone, valid


def test_a_rep_sees_who_asks_how_large_and_what_for(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    page = browse(rep_of(lead)).get("/inbox").text
    assert valid(page)
    for words in ("Priya Raman", "VP Operations", "Kaveri Pharma", "250 people", "See whether it fits us", "SQL"):
        assert words in page


def test_a_colleague_s_leads_are_not_there(house: Company, enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    colleague = browse(other_rep(house, lead))
    assert "Priya Raman" not in colleague.get("/inbox").text
    assert colleague.get(f"/inbox/{lead.id}").status_code == 404


def test_every_view_says_when_it_is_empty(house: Company, browse: Browse) -> None:
    rita, sam = browse(house.rita), browse(house.sam)
    assert "Nothing to accept" in rita.get("/inbox").text
    assert "No leads in work" in rita.get("/inbox?view=working").text
    assert "Nothing done yet" in rita.get("/inbox?view=done").text
    assert "Nothing waits" in sam.get("/inbox?view=waiting").text
    assert rita.get("/inbox?view=nonsense").status_code == 404


def test_the_soonest_promise_comes_first_then_the_largest(enquire: Enquire, house: Company) -> None:
    leads = [enquire(someone(n) | {"employees": size}) for n, size in enumerate(("100", "900", "300"), start=1)]
    due = utcnow().replace(second=0, microsecond=0) + timedelta(hours=1)
    for lead, minutes in zip(leads, (0, 0, -30), strict=True):
        lead.owner_id, lead.due_at = house.rita.id, due + timedelta(minutes=minutes)
    db.session.commit()
    rows = inbox.page(View.ACCEPT, house.rita.id).rows
    assert [row.size_text for row in rows] == ["300 people", "900 people", "100 people"]


def test_pages_follow_each_other_without_gap_or_repetition(enquire: Enquire, house: Company) -> None:
    for number in range(5):
        enquire(someone(number) | {"employees": str(100 + number % 2)}).owner_id = house.rita.id
        db.session.commit()
    seen, after = list[int](), None
    while True:
        page = inbox.page(View.ACCEPT, house.rita.id, after, size=2)
        seen += [row.lead_id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 5


def test_the_list_alone_is_sent_to_keep_it_fresh(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    browser = browse(rep_of(lead))
    fragment = browser.get("/inbox", headers={"HX-Request": "true"}).text
    assert fragment.strip().startswith('<div id="leads"')
    assert "1 lead to accept" in fragment
    assert "<html" not in fragment


def test_a_list_that_fetches_itself_keeps_no_session_alive(house: Company, enquire: Enquire, browse: Browse) -> None:
    """Left open on a desk, it would be used every quarter of a minute until the session ends after twelve hours."""
    lead = enquire()
    with time_machine.travel(utcnow(), tick=False) as clock:
        browser = browse(rep_of(lead))
        poll = unescape(re.findall(r'data-hx-get="([^"]+)"', browser.get("/inbox").text)[0])
        for _ in range(4):
            clock.shift(timedelta(minutes=16))
            answer = browser.get(poll, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


def test_a_page_that_somebody_opens_keeps_the_session_alive(enquire: Enquire, browse: Browse) -> None:
    with time_machine.travel(utcnow(), tick=False) as clock:
        browser = browse(rep_of(enquire()))
        for _ in range(4):
            clock.shift(timedelta(minutes=16))
            assert browser.get("/inbox").status_code == 200


def test_a_place_that_makes_no_sense_begins_at_the_beginning(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    browser = browse(rep_of(lead))
    for after in ("x", "a~b~c", "2026-01-01~NaN~1", "2026-01-01T00:00:00~1~" + "9" * 40, "~~"):
        assert browser.get("/inbox", query_string={"after": after}).status_code == 200


def test_what_was_given_back_is_done(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    rep = rep_of(lead)
    begin_write()
    rejecting.reject(lead, by=rep, code="wrong_fit", now=utcnow())
    db.session.commit()
    page = browse(rep).get("/inbox?view=done").text
    assert "Priya Raman" in page
    assert "Returned, Today" in page


def test_what_was_accepted_is_in_work(enquire: Enquire, browse: Browse) -> None:
    lead = accepted(enquire())
    browser = browse(rep_of(lead))
    assert "Nothing to accept" in browser.get("/inbox").text
    assert "Priya Raman" in browser.get("/inbox?view=working").text


def test_the_number_of_queries_does_not_grow_with_the_leads(
    app: Flask, house: Company, enquire: Enquire, browse: Browse
) -> None:
    def queries(user: User) -> int:
        browser = browse(user)
        browser.get("/inbox")
        return len(statements(app, lambda: browser.get("/inbox")))

    _offered_to_rita(house, enquire, 0)
    few = queries(house.rita)
    for number in range(1, 6):
        _offered_to_rita(house, enquire, number)
    assert queries(house.rita) == few


def _offered_to_rita(house: Company, enquire: Enquire, number: int) -> None:
    enquire(someone(number))
    for lead in (enquire(someone(100 + number)),):
        lead.owner_id = house.rita.id
    db.session.commit()
    anew()


def test_reps_have_no_view_of_what_waits_for_reps(house: Company, browse: Browse) -> None:
    assert "view=waiting" not in browse(house.rita).get("/inbox").text
    assert "view=waiting" in browse(house.sam).get("/inbox").text


def test_looking_accepts_nothing(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    browser = browse(rep_of(lead))
    assert browser.get(f"/leads/{lead.id}/acceptance").status_code == 405
    browser.get(f"/inbox/{lead.id}")
    anew()
    assert lead.status.value == "offered"


def test_an_act_from_the_inbox_leads_back_to_it(enquire: Enquire, browse: Browse) -> None:
    lead = enquire()
    answer = post(browse(rep_of(lead)), f"/leads/{lead.id}/acceptance", **{"from": "inbox"})
    assert answer.location == f"/inbox/{lead.id}?view=working"
