"""The script of a public form in a real browser: it shows, hides, disables, focuses and sends once."""

import gzip
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from portal.rules.forms.browser import browser_rules
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.definition import Page as Sheet
from portal.rules.questions.key import KeyKind, TypeName
from portal.rules.questions.logic import Operator, Test
from tests.support.forms import library_field

SCRIPTS = Path(__file__).parents[2] / "static" / "js"
ORIGIN = "http://form.localhost"

FORM = Definition(
    Sheet("A form"),
    (
        Step("one", "One", (library_field("company"),)),
        Step(
            "two",
            "Two",
            (
                library_field("employees", show_if=Test("company", Operator.EQ, "Acme")),
                Field(
                    "q_sites", TypeName.YES_NO, KeyKind.QUESTION, "Many?", show_if=Test("employees", Operator.GTE, 1000)
                ),
                library_field("message", show_if=Test("q_sites", Operator.EQ, True)),
            ),
        ),
        Step("three", "Three", (library_field("budget", show_if=Test("employees", Operator.GTE, 5000)),)),
    ),
)

BODY = f"""<!doctype html><html lang=en><title>Form</title><script type=module src="/public-form.js"></script>
<div data-focus tabindex=-1 id=summary>There is a problem</div>
<form class="form--public" method=post action="/sent" data-rules="{escape(browser_rules(FORM))}">
<input type=hidden name=company value="ACME"><input type=hidden name=_shown value="employees">
<div data-field=employees><input name=employees aria-label=Employees></div>
<div data-field=q_sites hidden><label><input type=radio name=q_sites value=yes>Yes</label>
  <label><input type=radio name=q_sites value=no>No</label></div>
<p role=status data-more="One more question"></p>
<div data-field=message hidden><textarea name=message aria-label=Message></textarea></div>
<p data-undecided>More may follow.</p>
<button type=submit data-later=budget data-go=Continue><span>Send</span></button></form>"""


@pytest.fixture
def form(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.posts = []  # type: ignore[attr-defined]  # the test's own note of what was sent
    page.route(f"{ORIGIN}/**", lambda route: _serve(page, route))
    page.goto(f"{ORIGIN}/")
    yield page
    page.close()


def _serve(page: Page, route: Route) -> None:
    request = route.request
    if request.method == "POST":
        page.posts.append(request.post_data)  # type: ignore[attr-defined]
        route.fulfill(status=204)
    elif request.url.endswith(".js"):
        route.fulfill(path=SCRIPTS / request.url.rsplit("/", 1)[1], content_type="text/javascript")
    else:
        route.fulfill(body=BODY, content_type="text/html")


def shown(page: Page) -> str:
    return page.locator("[name=_shown]").input_value()


def test_the_summary_of_errors_has_the_focus(form: Page) -> None:
    expect(form.locator("#summary")).to_be_focused()


def test_answers_show_and_hide_what_depends_on_them_through_a_chain(form: Page) -> None:
    assert shown(form) == "employees"
    form.get_by_label("Employees").fill("1,000")
    form.get_by_label("Yes").check()
    form.get_by_label("Message").fill("kept")
    assert shown(form) == "employees,q_sites,message"
    form.get_by_label("Employees").fill("999")
    assert shown(form) == "employees"
    expect(form.locator("[name=message]")).to_be_hidden()
    form.get_by_label("Employees").fill("2000")
    assert shown(form) == "employees,q_sites,message"
    assert form.get_by_label("Message").input_value() == "kept"


def test_what_is_hidden_is_not_sent_and_nothing_is_sent_twice(form: Page) -> None:
    form.get_by_label("Employees").fill("2000")
    form.get_by_label("Yes").check()
    form.get_by_label("Employees").fill("5")
    form.get_by_role("button").dblclick()
    expect(form.get_by_role("button")).to_be_disabled()
    assert form.posts == ["company=ACME&_shown=employees&employees=5"]  # type: ignore[attr-defined]


def test_a_page_that_comes_back_can_be_sent_again(form: Page) -> None:
    form.get_by_role("button").click()
    expect(form.get_by_role("button")).to_be_disabled()
    form.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(form.get_by_role("button")).to_be_enabled()


def test_the_scripts_are_light() -> None:
    scripts = [SCRIPTS / name for name in ("form-logic.js", "public-form.js")]
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= 4096


def test_the_button_says_what_it_does_next(form: Page) -> None:
    button = form.get_by_role("button")
    expect(form.locator("[data-undecided]")).to_be_hidden()
    expect(button).to_have_text("Send")
    form.fill("[name=employees]", "9,000")
    expect(button).to_have_text("Continue")
    form.fill("[name=employees]", "90")
    expect(button).to_have_text("Send")
