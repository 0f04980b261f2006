"""The puzzle for browsers: whoever has JavaScript solves it without noticing, and nobody is refused for want of it."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.support.every_type import publish_like_contact_sales
from tests.support.journeys import Browsing
from tests.support.journeys_prospect import Prospect
from tests.support.portal import RunningPortal

LINK = {"message": "Our plan is at https://plans.example/hall"}
"""Innocent from a browser that solved the puzzle, and doubted from one that did not."""


@pytest.fixture
def form(live_server: RunningPortal) -> str:
    publish_like_contact_sales(
        live_server,
        "with-a-puzzle",
        "With a puzzle",
        lambda _form, like, _mia: replace(like, behaviour=replace(like.behaviour, puzzle=True)),
    )
    return "/f/with-a-puzzle"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_browsers_solve_the_puzzle_and_nobody_is_refused_for_want_of_it(
    browsing: Browsing, form: str, scripts: bool
) -> None:
    who = Prospect("Sol" if scripts else "Noa", "Puzzled", f"{'Solver' if scripts else 'Scriptless'} Tools", LINK)
    page = browsing.open(scripts=scripts)
    page.goto(form)
    who.fill(page)
    expect(page.locator("[name=_proof]")).to_have_value(re.compile(r"^\d+$" if scripts else "^$"))
    page.get_by_role("button", name="Send to sales").click()
    expect(page.get_by_text("Your reference:")).to_be_visible()
    reference = page.locator(".thanks__reference b").inner_text()
    marketing = browsing.open("marketing")
    marketing.goto("/submissions")
    kept_aside = marketing.get_by_role("link", name=reference)
    expect(kept_aside).to_have_count(0 if scripts else 1)
    if not scripts:
        kept_aside.click()
        expect(marketing.get_by_text("a link, and the puzzle for browsers was not solved")).to_be_visible()
        marketing.get_by_role("button", name="No spam: restore it").click()
    marketing.goto(f"/leads?q={who.company.split()[0]}")
    expect(marketing.get_by_role("link", name=who.name)).to_be_visible()
