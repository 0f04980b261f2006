"""A form of 60 questions, 8 steps and 30 conditions beside one of 10 questions: within three times its time."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.models.base import db
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.questions.key import KeyKind, Option, TypeName
from portal.rules.questions.logic import All, Any, Operator, Test
from tests.soak.rig import told
from tests.support.company import COMPLETE, CONTACT, company, published
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.soak, pytest.mark.timeout(300), pytest.mark.one_database]
ROUNDS = 60
KINDS = (TypeName.TEXT, TypeName.CHOICE, TypeName.WHOLE, TypeName.YES_NO, TypeName.RATING)
OPTIONS = tuple(Option(f"option_{number}", f"Option {number}") for number in range(5))
ASKED = All((Test("interest", Operator.NE, "partnership"), Test("employees", Operator.GTE, 100)))
EITHER = Any((Test("interest", Operator.EQ, "evaluation"), Test("annual_revenue", Operator.EQ, "1m_10m")))


def questions() -> Iterator[Field]:
    """Fifty, of which 28 have conditions, most of which hold."""
    for number in range(50):
        kind = KINDS[number % len(KINDS)]
        shown = (EITHER if number % 4 else ASKED) if number < 28 else None
        options = OPTIONS if kind is TypeName.CHOICE else ()
        yield Field(f"q_{number}", kind, KeyKind.QUESTION, f"Question {number}", options=options, show_if=shown)


def large() -> Definition:
    """The questions of the small form, and fifty more in seven steps, two of them conditional."""
    made = tuple(questions())
    sizes = (8, 7, 7, 7, 7, 7, 7)
    parts = [made[sum(sizes[:place]) : sum(sizes[: place + 1])] for place in range(len(sizes))]
    steps = [
        Step(f"more-{number}", f"More {number}", part, ASKED if number in {2, 4} else None)
        for number, part in enumerate(parts)
    ]
    return filled_in(replace(CONTACT, steps=(*CONTACT.steps, *steps)))


def filled_in(form: Definition) -> Definition:
    """The address may fill in the company."""
    first = form.steps[0]
    fields = tuple(replace(one, prefill="co") if one.key == "company" else one for one in first.fields)
    return replace(form, steps=(replace(first, fields=fields), *form.steps[1:]))


ANSWERS = {TypeName.TEXT: "Some words", TypeName.CHOICE: "option_1", TypeName.WHOLE: "12", TypeName.YES_NO: "no"}


def test_a_large_form_is_as_quick_as_three_small_ones(app: Flask, client: FlaskClient) -> None:
    form = large()
    conditions = sum(item.show_if is not None for item in (*form.items(), *form.steps))
    assert (sum(1 for _ in form.fields()), len(form.steps), conditions) == (60, 8, 30)
    with app.app_context():
        house = company(filled_in(CONTACT))
        published(form, "large", house.mary)
        db.session.commit()
    visitor = Visitor(client)
    more = {field.key: ANSWERS.get(field.type, "4") for field in questions()}
    plans: dict[str, tuple[str, dict[str, str]]] = {
        "small": ("/f/contact-sales", COMPLETE),
        "large": ("/f/large", {**COMPLETE, **more}),
    }
    figures: dict[str, float] = {}
    for act, status in (("page", 200), ("mistake", 422), ("post", 303)):
        taken = measured(visitor, plans, act, status)
        figures[f"{act} small ms"], figures[f"{act} large ms"] = (round(taken[name] * 1000, 2) for name in plans)
        figures[f"{act} ratio"] = round(taken["large"] / taken["small"], 2)
    told(figures)
    assert all(figure <= 3 for name, figure in figures.items() if name.endswith("ratio")), figures


def measured(visitor: Visitor, plans: dict[str, tuple[str, dict[str, str]]], act: str, status: int) -> dict[str, float]:
    """Seconds of the median of each, the two in turns."""
    times: dict[str, list[float]] = {name: [] for name in plans}
    for _ in range(ROUNDS):
        for name, (address, answers) in plans.items():
            begun, got = timed(acting(visitor, address, answers, act))
            assert got == status
            times[name].append(begun)
    return {name: statistics.median(taken) for name, taken in times.items()}


def acting(visitor: Visitor, address: str, answers: dict[str, str], act: str) -> Callable[[], int]:
    """The request to measure; the page with something filled in, so that it is drawn and not taken from the shelf."""
    if act == "page":
        return lambda: visitor.client.get(f"{address}?co=Kaveri").status_code
    page = visitor.open(address)
    changed = {**answers, "work_email": "no address"} if act == "mistake" else answers
    return lambda: visitor.client.post(address, data={**dict(page.hidden), **changed}).status_code


def timed(act: Callable[[], int]) -> tuple[float, int]:
    begun = time.perf_counter()
    got = act()
    return time.perf_counter() - begun, got
