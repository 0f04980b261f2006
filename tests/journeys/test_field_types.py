"""Questions of every kind in a real browser: seen, answered by keyboard, shown and hidden at once."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.team.user import User
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import KeyKind, Option, Settings, TypeName
from portal.rules.questions.logic import Operator, Test
from tests.support.browser import assert_accessible
from tests.support.browsing import let_in, sign_in
from tests.support.company import COMPLETE, CONTACT, company
from tests.support.portal import ROOT

pytestmark = pytest.mark.one_database
ORIGIN = "http://portal.localhost"


def own(key: str, kind: TypeName, label: str, **more: object) -> Field:
    return Field(key, kind, KeyKind.QUESTION, label, **more)  # type: ignore[arg-type]  # a test's own


URGENT = Test("q_rating", Operator.GTE, 4)
ENDS = Settings(low_words="Not", high_words="Very")
PICKED = (Option("a", "Alpha", help="The first."), Option("b", "Beta"))
FORM: Definition = replace(
    CONTACT,
    steps=(
        *CONTACT.steps,
        Step(
            "plans",
            "Your plans",
            (
                own("q_head", TypeName.HEADING, "What comes next", help="Two short questions."),
                own(
                    "q_rating",
                    TypeName.RATING,
                    "How urgent is it?",
                    settings=Settings(low_words="Not", high_words="Very"),
                ),
                own("q_text", TypeName.PARAGRAPH, "We call you today.", show_if=URGENT),
                own("q_when", TypeName.TEXT, "When may we call?", required=True, show_if=URGENT),
                own("q_file", TypeName.FILE, "Your plan", help="If you have one."),
                own(
                    "q_pick",
                    TypeName.CHOICE,
                    "Which one?",
                    options=(Option("a", "Alpha", help="The first."), Option("b", "Beta")),
                ),
                own("q_src", TypeName.HIDDEN, "Source", settings=Settings(value="website"), prefill="src"),
            ),
            show_if=Test("interest", Operator.EQ, "pricing"),
        ),
    ),
)


@pytest.fixture
def page(app: Flask, client: FlaskClient, browser: Browser) -> Iterator[Page]:
    """A browser over the portal itself, without a server between them; Mary can sign in."""
    with app.app_context():
        let_in(company(FORM).mary)
    opened = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme="dark")
    opened.route(f"{ORIGIN}/**", lambda route: answer(client, route))
    yield opened
    opened.close()


def answer(client: FlaskClient, route: Route) -> None:
    request = route.request
    path = request.url.removeprefix(ORIGIN)
    if path.startswith("/static/"):
        route.fulfill(path=ROOT / path.lstrip("/").split("?")[0])
        return
    sent = {name: value for name, value in request.all_headers().items() if name in {"content-type", "cookie"}}
    got = client.open(path, method=request.method, data=request.post_data_buffer, headers=sent, follow_redirects=True)
    headers = {name: value for name, value in got.headers if name.lower() != "content-length"}
    route.fulfill(status=got.status_code, headers=headers, body=got.data)


def second_step(page: Page) -> None:
    page.goto(f"{ORIGIN}/f/contact-sales?src=fair")
    for key, value in {**COMPLETE, "interest": "pricing"}.items():
        if key in {"annual_revenue", "interest"}:
            page.locator(f"[name={key}][value='{value}']").check()
        else:
            page.locator(f"[name={key}]").fill(value)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Your plans")).to_be_visible()


def test_every_kind_is_seen_named_and_answered_by_keyboard(page: Page, app: Flask) -> None:
    second_step(page)
    expect(page.get_by_role("heading", name="What comes next", level=3)).to_be_visible()
    expect(page.get_by_text("We call you today.", exact=True)).to_be_hidden()
    expect(page.get_by_role("radiogroup", name="Which one?")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("radio", name=re.compile("^1.*Not$")).focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("We call you today.", exact=True)).to_be_visible()
    expect(page.get_by_label("When may we call?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Your plan").set_input_files({"name": "plan.txt", "mimeType": "text/plain", "buffer": b"A plan."})
    page.get_by_role("button", name="Send my questions").click()
    expect(page.locator("[data-focus]")).to_contain_text("When may we call?")
    expect(page.get_by_label("plan.txt")).to_be_checked()
    assert_accessible(page)
    page.get_by_label("When may we call?").fill("At noon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    with app.app_context():
        stored = {row.key: row for row in db.session.scalars(select(AnswerRow))}
        assert (stored["q_rating"].number, stored["q_when"].text, stored["q_src"].text) == (5, "At noon", "fair")
        assert len(stored["q_file"].choices or ()) == 1


def test_the_builder_and_the_paths_can_be_used_on_a_phone(page: Page, app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sign_in(client, db.session.scalars(select(User).where(User.name == "Mary Marketing")).one())
    page.goto(f"{ORIGIN}/forms/1/paths")
    expect(page.get_by_role("img", name="The steps of Contact sales")).to_be_visible()
    expect(page.get_by_text("1. Your questions → 2. Your plans")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert_accessible(page)
    for path in ("fields/q_rating", "fields/q_file", "fields/q_pick", "fields/q_text", "steps/plans"):
        page.goto(f"{ORIGIN}/forms/1/edit/{path}")
        expect(page.locator("#inspector-title")).to_be_visible()
        assert_accessible(page)
