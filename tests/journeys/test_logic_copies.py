"""The two copies of the rules about what is shown, in Python and in a real browser, agree (P2)."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from portal.rules.forms.browser import browser_rules
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.definition import Page as Sheet
from portal.rules.forms.reading import read
from portal.rules.questions.answer import Answers, Value
from portal.rules.questions.key import NO_LIMITS, KeyKind, Settings, TypeName
from portal.rules.questions.logic import Operator, Test, condition_to_json, evaluate
from portal.rules.questions.types.registry import TYPES
from tests.support.forms import OPTIONS, definitions, posts
from tests.support.questions import answers, conditions

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests" / "rule_vectors.json").read_text())
ORIGIN = "http://forms.localhost"
BATCH = 400


@pytest.fixture(scope="module")
def logic(browser: Browser) -> Iterator[Page]:
    """A page that has the browser's copy as ``window.logic``; nothing leaves the browser."""
    page = browser.new_page()
    page.route(f"{ORIGIN}/**", _serve)
    page.goto(f"{ORIGIN}/")
    page.evaluate("async () => { window.logic = await import('/form-logic.js') }")
    yield page
    page.close()


def _serve(route: Route) -> None:
    if route.request.url.endswith(".js"):
        route.fulfill(path=ROOT / "static" / "js" / "form-logic.js", content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>Copies</title>", content_type="text/html")


def test_the_browser_agrees_with_the_vectors_of_comparisons(logic: Page) -> None:
    found = logic.evaluate(
        """vectors => vectors.map(({answer, op, value}) => logic.holds({op, value},
             answer?.type === "date" ? {day: answer.value} : answer?.value))""",
        VECTORS["comparisons"],
    )
    expected = [vector["holds"] for vector in VECTORS["comparisons"]]
    assert [v for v, one, other in zip(VECTORS["comparisons"], found, expected, strict=True) if one is not other] == []


def test_the_browser_agrees_with_the_vectors_of_conditions(logic: Page) -> None:
    found = logic.evaluate(
        """vectors => vectors.map(({condition, answers}) => logic.evaluate(condition,
             new Map(Object.entries(answers).map(([key, {value}]) => [key, value]))))""",
        VECTORS["conditions"],
    )
    assert found == [vector["holds"] for vector in VECTORS["conditions"]]


def test_both_copies_evaluate_random_conditions_alike(logic: Page) -> None:
    cases = drawn(st.tuples(conditions(), answers()), 1200)
    sent = [[condition_to_json(condition), _browser_answers(given_answers)] for condition, given_answers in cases]
    found = in_batches(
        logic,
        "cases => cases.map(([condition, answers]) => logic.evaluate(condition, new Map(Object.entries(answers))))",
        sent,
    )
    for (condition, given_answers), one in zip(cases, found, strict=True):
        assert evaluate(condition, given_answers) is one, (condition, given_answers)


def test_both_copies_show_the_same_fields_for_random_forms_and_posts(logic: Page) -> None:
    form_and_posts = definitions(most=8).flatmap(
        lambda form: st.tuples(st.just(form), st.lists(posts(form), min_size=8))
    )
    cases = drawn(form_and_posts, 150)
    assert_same_fields(logic, [(form, post) for form, posted in cases for post in posted])


TYPED = st.one_of(
    st.text("0123456789.,'’ -+ ٣−$€", max_size=9),
    st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=6),
    st.sampled_from(
        ["yes", "NO", "1", "0", "1,000", "1.000", "1 000", "2027-01-01", "2027-02-29", "2028-02-29", "$5", "usd 5"]
    ),
    st.sampled_from(["ſ", "İ", "ΟΔΟΣ", "ǅ", "ﬁ", "½", "①", "e\u0301", "\u2028a\u0085", "Å", "\ufeffx", "a\u200bb"]),
)
"""Without characters younger than Python's own Unicode tables: the browser's know more of them."""


CODES = st.sampled_from(["US", "us", " in ", "DE", "zz", "??", "ﬁ", "ſe"])
"""What a list of countries posts, and what it does not; names are read by the server alone, which has them all."""


@st.composite
def probes(draw: st.DrawFn) -> tuple[Definition, dict[str, list[str]]]:
    """A question, and others that are shown by what was made of the text typed there."""
    kind = draw(st.sampled_from([name for name in TypeName if TYPES[name].asks]))
    options, settings_of = (OPTIONS, NO_LIMITS) if TYPES[kind].has_options else ((), Settings(currency="USD"))
    settings_of = Settings(value=draw(st.sampled_from(["", " fair ", "5"]))) if kind is TypeName.HIDDEN else settings_of
    declared = draw(st.sampled_from(["", "src"])) if kind is TypeName.HIDDEN else ""
    asked = Field("q", kind, KeyKind.QUESTION, "Q", options=options, settings=settings_of, prefill=declared)
    other, limit = draw(TYPED), draw(st.sampled_from([0, 5, 1000, Decimal("0.5")]))
    tests = [
        Test("q", Operator.IS_ANSWERED),
        *(Test("q", op, other) for op in (Operator.EQ, Operator.CONTAINS, Operator.NE)),
        *(Test("q", op, limit) for op in (Operator.EQ, Operator.LT, Operator.GTE)),
        *(Test("q", Operator.EQ, said) for said in (True, False)),
        Test("q", Operator.BEFORE, "2027-03-31"),
    ]
    allowed = [test for test in tests if test.op in TYPES[kind].operators]
    told = [
        Field(f"t{place}", TypeName.TEXT, KeyKind.QUESTION, "T", show_if=test) for place, test in enumerate(allowed)
    ]
    locale = draw(st.sampled_from(["en", "de", "fr", "de-CH", "en-IN"]))
    typed = CODES if kind is TypeName.COUNTRY else TYPED
    steps = [Step("one", "One", (asked, *told))]
    steps += [
        Step(f"s{place}", "More", (Field(f"u{place}", TypeName.HEADING, KeyKind.QUESTION, "U"),), test)
        for place, test in enumerate(allowed)
    ]
    return Definition(Sheet("Probe"), tuple(steps), locale=locale), {"q": [draw(typed)]}


def test_both_copies_make_the_same_of_any_text(logic: Page) -> None:
    assert_same_fields(logic, drawn(probes(), 2500))


def assert_same_fields(page: Page, cases: list[tuple[Definition, dict[str, list[str]]]]) -> None:
    sent = [[json.loads(browser_rules(form)), post] for form, post in cases]
    found = in_batches(page, "cases => cases.map(([rules, post]) => logic.visible(rules, post))", sent)
    for (form, post), one in zip(cases, found, strict=True):
        reading = read(form, post)
        shown = {*reading.visible, *reading.drawn}
        expected = [item.key for item in form.items() if item.key in shown]
        assert expected == one, f"{post}\n{browser_rules(form)}"


def _browser_answers(given_answers: Answers) -> dict[str, object]:
    """Values as the browser has them; what is not answered is not there."""
    plain = {key: answer.value for key, answer in given_answers.items() if answer.answered}
    return {key: _browser_value(value) for key, value in plain.items()}


def _browser_value(value: Value | None) -> object:
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return float(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value


def drawn(cases: st.SearchStrategy, count: int) -> list:
    """That many random cases, drawn first so that the browser is asked for hundreds at a time."""
    found: list = []

    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def draw(case: object) -> None:
        found.append(case)

    draw()
    return found


def in_batches(page: Page, script: str, cases: list) -> list:
    """What the script makes of the cases. They travel as text: a browser's own wire format is slow for deep values."""
    whole = f"text => JSON.stringify(({script})(JSON.parse(text)))"
    parts = [cases[start : start + BATCH] for start in range(0, len(cases), BATCH)]
    return [one for part in parts for one in json.loads(page.evaluate(whole, json.dumps(part)))]
