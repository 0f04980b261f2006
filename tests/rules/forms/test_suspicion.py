"""Machines give themselves away; people with unusual names do not."""

import pytest

from portal.rules.forms.suspicion import solves, suspicion

HONEST = {
    "first_name": ["Priya"],
    "last_name": ["O’Brien-Smith Jr."],
    "company": ["Acme.com"],
    "job_title": ["R&D < 5"],
}


def judged(changes: dict[str, list[str]] | None = None, *, age: float = 60.0, minimum: float = 2.0) -> str:
    return suspicion({**HONEST, **(changes or {})}, decoy="_homepage", age=age, minimum=minimum)


def test_honest_post_is_not_suspected() -> None:
    assert judged() == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"last_name": ["St. John"]},
        {"first_name": ["J.R."]},
        {"company": ["www.kaveri.example"]},
        {"company": ["Kaveri (I) Pvt. Ltd."]},
        {"job_title": ["Head of HR/IT"]},
        {"message": ["See https://kaveri.example/plan and <b>our</b> site"]},
        {"_homepage": ["  "]},
        {"first_name": []},
    ],
)
def test_what_people_write_is_not_suspected(changes: dict[str, list[str]]) -> None:
    assert judged(changes) == ""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"_homepage": ["http://x"]}, "answered the question that people do not see"),
        ({"first_name": ["Win https://x.example"]}, "a link or markup in first name"),
        ({"last_name": ["bit.ly/3xyz"]}, "a link or markup in last name"),
        ({"first_name": ["WWW.CASINO"]}, "a link or markup in first name"),
        ({"company": ["[URL=x]x[/URL]"]}, "a link or markup in company"),
        ({"job_title": ["<a href='x'>CEO</a>"]}, "a link or markup in job title"),
    ],
)
def test_what_machines_write_is(changes: dict[str, list[str]], why: str) -> None:
    assert judged(changes) == why


@pytest.mark.parametrize(("age", "suspected"), [(0.4, True), (1.99, True), (2.0, False), (90_000.0, False)])
def test_nobody_answers_before_the_page_can_be_read(age: float, suspected: bool) -> None:
    assert bool(judged(age=age)) is suspected


def test_clock_of_another_server_makes_nobody_a_suspect_where_there_is_no_minimum() -> None:
    assert judged(age=-3.0, minimum=0.0) == ""


LINKS = {"message": ["https://a.example http://b.example https://c.example"]}


def test_more_links_than_people_write_are_suspected() -> None:
    assert judged(LINKS) == ""
    assert judged({"message": [LINKS["message"][0] + " https://d.example"]}) == "more links than people write"


def test_addresses_that_travel_along_are_no_links() -> None:
    assert judged({"landing_url": ["https://h.example/?a=://://://://"]}) == ""


@pytest.mark.parametrize(
    ("changes", "age", "why"),
    [
        ({}, 60.0, ""),
        ({}, 5.0, "sent 5.0 seconds after the page was made"),
        ({"message": ["https://a.example"]}, 60.0, "a link, and the puzzle for browsers was not solved"),
    ],
)
def test_post_without_the_puzzle_stands_one_step_higher(changes: dict[str, list[str]], age: float, why: str) -> None:
    posted = {**HONEST, **changes}
    assert suspicion(posted, decoy="_homepage", age=age, minimum=2, strict=True) == why


def test_puzzle_is_solved_by_a_number_that_was_searched_for() -> None:
    proof = next(str(number) for number in range(2**20) if solves("7.7.token", str(number)))
    assert not solves("another token", proof)
    assert not solves("7.7.token", "")
    assert not solves("7.7.token", "9" * 21)
