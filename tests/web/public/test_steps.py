"""A form in steps, by plain posts: checked page by page, carried along, checked again at the end."""

import json
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from portal.models.base import db
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from portal.rules.forms.definition import Definition
from tests.support.company import COMPLETE, DEMO
from tests.support.visitor import Page, Visitor
from tests.web.public.conftest import Publish

pytestmark = pytest.mark.one_database
ADDRESS = "/f/our-form"
YOU = {key: COMPLETE[key] for key in ("work_email", "first_name", "last_name", "company")}
PROJECT = {key: COMPLETE[key] for key in ("job_title", "phone", "employees", "annual_revenue", "interest")}


@pytest.fixture
def first(visitor: Visitor, publish: Publish) -> Page:
    publish(DEMO)
    return visitor.open(ADDRESS)


@pytest.fixture
def second(visitor: Visitor, first: Page) -> Page:
    return visitor.turn(ADDRESS, {**YOU, "_go": "next"}, first)


def stored(app: Flask) -> list[Submission]:
    with app.app_context():
        return list(db.session.scalars(select(Submission)))


def test_title_tells_the_step(first: Page, second: Page) -> None:
    assert first.title == "See it on your own data, step 1 of 2 | Halden Robotics"
    assert second.title == "See it on your own data, step 2 of 2 | Halden Robotics"
    assert (first.status, second.status) == (200, 200)


def test_first_step_asks_only_its_own_questions(first: Page) -> None:
    assert "job_title" not in first.controls
    assert "work_email" in first.controls


def test_going_on_checks_only_the_step(visitor: Visitor, first: Page) -> None:
    answer = visitor.post(ADDRESS, {"work_email": "no address", "_go": "next"}, first)
    assert (answer.status, [href for href, _ in answer.links if href.startswith("#f-")]) == (422, ["#f-work_email"])


def test_earlier_answers_travel_along(second: Page) -> None:
    assert dict(second.hidden).items() >= YOU.items()


def test_last_step_sends_everything(visitor: Visitor, second: Page, app: Flask) -> None:
    assert visitor.post(ADDRESS, {**PROJECT, "_go": "next"}, second).status == 303
    posted = json.loads(stored(app)[0].raw)
    assert posted["work_email"] == [COMPLETE["work_email"]]
    assert posted["employees"] == ["250"]


def test_going_back_checks_nothing_and_keeps_both_steps(visitor: Visitor, second: Page) -> None:
    before = visitor.turn(ADDRESS, {"employees": "many", "_go": "back"}, second)
    assert before.status == 200
    assert before.controls["first_name"]["value"] == "Priya"
    again = visitor.turn(ADDRESS, {**YOU, "_go": "next"}, before)
    assert again.controls["employees"]["value"] == "many"


def test_carried_answer_that_was_tampered_with_is_checked_again(visitor: Visitor, second: Page, app: Flask) -> None:
    answer = visitor.post(ADDRESS, {**PROJECT, "work_email": "tampered", "_go": "next"}, second)
    assert (answer.status, "step 1 of 2" in answer.title) == (422, True)
    assert stored(app) == []


def test_step_number_from_the_client_skips_no_check(visitor: Visitor, first: Page, app: Flask) -> None:
    """Trap 1: `_step` says which page was answered, never what is required."""
    answer = visitor.post(ADDRESS, {**PROJECT, "_step": "1", "_go": "next"}, first)
    assert (answer.status, "step 1 of 2" in answer.title) == (422, True)
    assert stored(app) == []


@pytest.mark.parametrize("step", ["7", "-1", "one", "", "1" * 400, "²"])
def test_step_that_does_not_exist_means_the_whole_form(visitor: Visitor, first: Page, step: str) -> None:
    answer = visitor.post(ADDRESS, {**YOU, **PROJECT, "_step": step, "_go": "next"}, first)
    assert answer.status == 303


def test_whole_form_at_once_is_taken(visitor: Visitor, first: Page, app: Flask) -> None:
    answer = visitor.post(ADDRESS, {**YOU, **PROJECT, "form_token": first.token})
    assert (answer.status, len(stored(app))) == (303, 1)


def test_question_that_an_answer_calls_for_is_asked_before_going_on(visitor: Visitor, second: Page) -> None:
    answer = visitor.post(ADDRESS, {**PROJECT, "interest": "pricing", "_go": "next"}, second)
    assert answer.status == 422
    assert "current_product" in answer.controls
    done = visitor.post(
        ADDRESS, {**PROJECT, "interest": "pricing", "current_product": "Oldware", "_go": "next"}, answer
    )
    assert done.status == 303


def test_question_that_is_not_required_is_asked_once_and_may_stay_blank(visitor: Visitor, publish: Publish) -> None:
    publish(without_requirement())
    first = visitor.open(ADDRESS)
    second = visitor.turn(ADDRESS, {**YOU, "_go": "next"}, first)
    asked = visitor.post(ADDRESS, {**PROJECT, "interest": "pricing", "_go": "next"}, second)
    assert (asked.status, "One more question" in asked.html) == (422, True)
    assert "Your answers call for one more: “Which product do you use now?”" in asked.html
    done = visitor.post(ADDRESS, {**PROJECT, "interest": "pricing", "current_product": "", "_go": "next"}, asked)
    assert done.status == 303


def test_answer_to_a_question_that_is_not_asked_is_dropped(visitor: Visitor, second: Page, app: Flask) -> None:
    """Trap 3: the visitor changed their mind, or somebody made the post by hand."""
    answers = {**PROJECT, "current_product": "Smuggled", "_go": "next"}
    assert visitor.post(ADDRESS, answers, second).status == 303
    with app.app_context():
        row = db.session.scalars(select(AnswerRow).where(AnswerRow.key == "current_product")).one()
        assert (row.state, row.text) == ("not_shown", None)
    assert "Smuggled" not in stored(app)[0].raw


def without_requirement() -> Definition:
    """The same form with the conditional question left to the visitor."""
    you, project = DEMO.steps
    fields = tuple(replace(item, required=False) for item in project.fields)
    return replace(DEMO, steps=(you, replace(project, fields=fields)))
