"""The main job: a prospect's form becomes a judged, routed, alerted lead that a rep accepts and calls."""

import re

from playwright.sync_api import Page, expect

from tests.support.journeys import PATIENCE, Browsing, Mailbox, assert_usable, link_in, name_in, text_of
from tests.support.journeys_prospect import Prospect

REPS = ("rep1", "rep2", "rep3", "rep4", "rep5")
SOON = PATIENCE * 1000


def test_a_form_becomes_a_lead_that_a_rep_accepts_and_calls(browsing: Browsing, mailbox: Mailbox) -> None:
    olga = Prospect("Olga", "Brightwater", "Brightwater Cold Stores")
    inboxes = {rep: browsing.open(rep) for rep in REPS}
    for inbox in inboxes.values():
        inbox.goto("/inbox")
    accepted = _accepted(browsing)

    reference = _send_without_scripts(browsing.open(scripts=False), olga)

    alert = mailbox.wait("lead-offered", olga.company)
    _assert_tells_enough(alert, olga)
    rep = inboxes[name_in(alert)]
    expect(rep.get_by_role("link", name=re.compile(olga.name))).to_be_visible(timeout=SOON)
    _take_and_call(rep, olga, reference)
    assert _accepted(browsing) == accepted + 1


def _send_without_scripts(page: Page, olga: Prospect) -> str:
    """First with errors: nothing that was typed is lost."""
    page.goto("/f/contact-sales?utm_source=journeys&utm_campaign=cold-stores")
    olga.fill(page, "first_name", "company", "message")
    page.get_by_label("Work email").fill("olga at brightwater")
    page.get_by_role("button", name="Send to sales").click()
    expect(page).to_have_title(re.compile("^Error: Talk to sales"))
    summary = page.get_by_role("alert").or_(page.locator(".error-summary")).first
    expect(page.get_by_label("First name")).to_have_value("Olga")
    expect(page.get_by_label("Work email")).to_have_value("olga at brightwater")
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Last name")).to_be_focused()

    olga.fill(page)
    page.get_by_role("button", name="Send to sales").click()
    expect(page.get_by_text("Your reference:")).to_be_visible()
    return page.locator(".thanks__reference b").inner_text()


def _assert_tells_enough(alert: object, olga: Prospect) -> None:
    told = text_of(alert)  # type: ignore[arg-type]  # a mail
    for words in (
        f"Who:    {olga.name}, Operations director, {olga.company}",
        "Size:   Number of employees: 320",
        "Need:   ",
        "Prices and contract terms",
        "How to open the call:",
        "Accept by ",
        "Why you: ",
        "+44 20 7946 0123",
        "Our pickers walk nine kilometres a day.",
        "linkedin.com",
    ):
        assert words in told, f"{words!r} is missing in\n{told}"
    assert link_in(alert, "/leads/")  # type: ignore[arg-type]  # as above
    assert link_in(alert, "/offers/")  # type: ignore[arg-type]  # as above


def _take_and_call(rep: Page, olga: Prospect, reference: str) -> None:
    rep.get_by_role("link", name=re.compile(olga.name)).click()
    expect(rep.get_by_role("heading", name="Why this is an SQL")).to_be_visible()
    expect(rep.get_by_role("heading", name="Why you")).to_be_visible()
    expect(rep.get_by_text(re.compile("in the pool “Round the clock”"))).to_be_visible()
    rep.get_by_role("button", name="Accept lead").click()
    expect(rep.get_by_text(f"{olga.name} is accepted, and yours.")).to_be_visible()
    assert_usable(rep)

    log = rep.locator("#log")
    log.get_by_label("Call", exact=True).check()
    log.get_by_label("How did the call go?").select_option(label="Reached")
    log.get_by_role("textbox", name="Note").fill("They compare two vendors until spring.")
    log.get_by_label("Next step", exact=True).fill("Send the price list")
    log.get_by_label("Next step due").fill("2031-03-04T10:00")
    log.get_by_role("button", name="Log it").click()
    expect(rep.get_by_text("Logged.")).to_be_visible()
    timeline = rep.locator("#timeline")
    for words in ("They compare two vendors", "Send the price list", "Accepted by", reference, "from journeys"):
        expect(timeline.get_by_text(words).first).to_be_visible()


def _accepted(browsing: Browsing) -> int:
    """How many accepted leads the funnel counts from this journey's source."""
    manager = browsing.open("manager")
    manager.goto("/reports")
    row = manager.get_by_role("row").filter(has=manager.get_by_role("rowheader", name="journeys", exact=True))
    return int(row.get_by_role("cell").nth(3).inner_text()) if row.count() else 0


def test_an_mql_says_what_is_missing_and_becomes_an_sql_with_the_answer(browsing: Browsing, mailbox: Mailbox) -> None:
    nils = Prospect("Nils", "Quarrier", "Quarrier Paper Mills", {"phone": ""})
    nils.contact_sales(browsing.open())
    alert = mailbox.wait("lead-offered", nils.company)
    assert name_in(alert) in ("inside1", "inside2")
    assert alert["Subject"].startswith("MQL")
    assert "Still missing for an SQL: Phone number" in text_of(alert)

    rep = browsing.open(name_in(alert))
    rep.goto(link_in(alert, "/leads/"))
    rep.get_by_role("button", name="Accept lead").click()
    expect(rep.get_by_role("heading", name="Why this is an MQL")).to_be_visible()
    rep.get_by_label("Phone number").fill("12")
    rep.get_by_role("button", name="Save phone number").click()
    expect(rep).to_have_title(re.compile("^Error:"))
    rep.get_by_label("Phone number").fill("+44 20 7946 0777")
    rep.get_by_role("button", name="Save").click()
    expect(rep.get_by_role("heading", name="Why this is an SQL")).to_be_visible()
    expect(rep.locator("#timeline").get_by_text("Lifted")).to_be_visible()


def test_the_link_in_the_mail_accepts_without_a_sign_in(browsing: Browsing, mailbox: Mailbox) -> None:
    ines = Prospect("Ines", "Valadares", "Valadares Cork")
    ines.contact_sales(browsing.open())
    alert = mailbox.wait("lead-offered", ines.company)
    stranger, rep = browsing.open(), browsing.open(name_in(alert))

    stranger.goto(link_in(alert, "/offers/"))
    expect(stranger.get_by_role("heading", name="Ines is waiting for you")).to_be_visible()
    expect(stranger.get_by_text(ines.company)).to_have_count(0)
    assert_usable(stranger)
    rep.goto(link_in(alert, "/leads/"))
    expect(rep.get_by_role("button", name="Accept lead")).to_be_visible()

    stranger.get_by_role("button", name=re.compile("^Accept as")).click()
    expect(stranger.get_by_role("heading", name="Ines is yours")).to_be_visible()
    rep.reload()
    expect(rep.locator("#timeline").get_by_text("Accepted by")).to_be_visible()
    stranger.goto(link_in(alert, "/offers/"))
    expect(stranger.get_by_role("heading", name="Ines is yours")).to_be_visible()
    expect(stranger.get_by_role("button", name=re.compile("^Accept"))).to_have_count(0)


def test_a_returned_lead_is_disputed_and_goes_to_another_rep(browsing: Browsing, mailbox: Mailbox) -> None:
    joao = Prospect("Joao", "Ferradura", "Ferradura Ceramics")
    joao.contact_sales(browsing.open())
    alert = mailbox.wait("lead-offered", joao.company)
    rep = browsing.open(name_in(alert))
    rep.goto(link_in(alert, "/leads/"))
    rep.get_by_role("link", name="Return").click()
    rep.get_by_role("button", name="Return the lead").click()
    expect(rep).to_have_title(re.compile("^Error: Return this lead"))
    assert_usable(rep)
    rep.get_by_label("Wrong fit").check()
    rep.get_by_label("What should marketing know?").fill("Too small for us, I think.")
    rep.get_by_role("button", name="Return the lead").click()
    expect(rep.get_by_text("is given back")).to_be_visible()

    returned = mailbox.wait("lead-returned", joao.company)
    assert name_in(returned) == "marketing"
    assert "Too small for us, I think." in text_of(returned)
    marketing = browsing.open("marketing")
    marketing.goto(link_in(returned, "/leads/"))
    marketing.get_by_role("link", name="Dispute the return").click()
    marketing.get_by_label("Why was this a good lead?").fill("320 people work there.")
    marketing.get_by_role("button", name="Ask the manager").click()

    asked = mailbox.wait("dispute-opened", joao.company)
    assert name_in(asked) == "manager"
    manager = browsing.open("manager")
    manager.goto(link_in(asked, "/disputes/"))
    manager.get_by_label("The lead goes to another rep").check()
    manager.get_by_role("button", name="Decide").click()
    expect(manager.get_by_text("Decided. Marketing is told.")).to_be_visible()
    again = mailbox.wait("lead-offered", joao.company, besides=str(alert["To"]))
    assert name_in(again) != name_in(alert)
