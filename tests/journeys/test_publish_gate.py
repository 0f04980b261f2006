"""A form on which an agreed question can be gone around is not published; mended, it is, and visitors see it."""

import re

from playwright.sync_api import Page, expect

from tests.support.journeys import Browsing, assert_usable

NAME, ADDRESS = "Ask by volume", "ask-by-volume"


def test_a_form_that_can_be_sent_around_the_agreement_is_refused(browsing: Browsing) -> None:
    page = browsing.open("marketing")
    page.goto("/forms/new")
    page.get_by_role("textbox", name="Name", exact=True).fill(NAME)
    page.get_by_role("button", name="Create the form").click()
    expect(page.get_by_role("heading", name=NAME, level=1)).to_be_visible()
    _ask_only(page, "What are you interested in?", "employees", "100")
    _ask_only(page, _free_question(page), "employees", "1000")

    page.get_by_role("link", name="Publish", exact=True).click()
    gap = page.get_by_text(re.compile("is not asked when “Number of employees”")).first
    expect(gap).to_contain_text("interest")
    expect(page.get_by_role("button", name="Publish now")).to_have_count(0)
    assert_usable(page)
    assert browsing.open(expected=(404,)).goto(f"/f/{ADDRESS}").status == 404  # type: ignore[union-attr]  # it answers

    page.get_by_role("link", name=re.compile("^Change when it is asked")).click()
    page.get_by_role("button", name="Look at Number of employees no longer").click()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Publish", exact=True).click()
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_text("Version 1 is live")).to_be_visible()
    _visit(browsing.open())


def _free_question(page: Page) -> str:
    """How many sites, as a whole number."""
    page.get_by_role("button", name=re.compile("^Whole number")).click()
    expect(page.get_by_role("heading", name="Whole number")).to_be_visible()
    page.get_by_label("Question", exact=True).fill("How many sites do you run?")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The question is saved.")).to_be_visible()
    return "How many sites do you run?"


def _ask_only(page: Page, question: str, earlier: str, at_least: str) -> None:
    page.get_by_role("link", name=question, exact=True).click()
    expect(page.get_by_label("Question", exact=True)).to_have_value(question)
    page.get_by_label("Look at an earlier question").select_option(value=earlier)
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("select[name='part.0.op']").select_option("gte")
    page.get_by_label("Value", exact=True).fill(at_least)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The question is saved.")).to_be_visible()


def _visit(page: Page) -> None:
    page.goto(f"/f/{ADDRESS}")
    for label, answer in (
        ("First name", "Sten"),
        ("Last name", "Gate"),
        ("Work email", "sten@gate.example"),
        ("Phone number", "+44 20 7946 0100"),
        ("Job title", "Buyer"),
        ("Company", "Gate"),
    ):
        page.get_by_label(label).fill(answer)
    page.get_by_role("button", name="Continue").click()
    sites = page.get_by_label("How many sites do you run?")
    expect(sites).to_be_hidden()
    page.get_by_label("Number of employees").fill("2000")
    expect(sites).to_be_visible()
