"""Limits of answers in the builder: lengths, steps, days, countries of phone numbers."""

from decimal import Decimal

import pytest

from portal.rules.questions.key import Settings
from tests.support.building import Builder

pytestmark = pytest.mark.one_database
GOOD = [
    ("text", {"min_length": "3", "max_length": "9"}, Settings(min_length=3, max_length=9)),
    ("whole", {"minimum": "10", "increment": "5"}, Settings(minimum=Decimal(10), increment=Decimal(5))),
    ("date", {"earliest": " Today ", "latest": "today + 90"}, Settings(earliest="today", latest="today+90")),
    ("phone", {"country": "DE"}, Settings(country="DE")),
]
WRONG = [
    ("long_text", {"min_length": "9", "max_length": "3"}, "This is shorter than the shortest answer."),
    ("whole", {"increment": "0"}, "Enter more than 0, or leave it empty."),
    ("whole", {"increment": "2.5"}, "Enter a whole number, like 250."),
    ("date", {"earliest": "next week"}, "Enter a day like 2027-03-31, or today, today + 14, today - 30."),
    ("date", {"earliest": "2027-02-01", "latest": "2027-01-01"}, "This is before the earliest day."),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), GOOD)
def test_limits_are_kept_and_shown_again(builder: Builder, kind: str, typed: dict[str, str], kept: Settings) -> None:
    key = builder.add_question(kind)
    assert builder.post(f"/fields/{key}", label="Words", **typed).status_code == 303
    assert builder.field(key).settings == kept
    page = builder.page(f"/fields/{key}")
    assert all(f'name="{name}"' in page for name in typed)


@pytest.mark.parametrize(("kind", "typed", "said"), WRONG)
def test_what_is_no_limit_is_refused_in_words(builder: Builder, kind: str, typed: dict[str, str], said: str) -> None:
    key = builder.add_question(kind)
    refused = builder.post(f"/fields/{key}", label="Words", **typed)
    assert (refused.status_code, said in refused.text) == (422, True)
    assert builder.field(key).settings == Settings()


def test_a_link_that_leads_nowhere_is_named(builder: Builder) -> None:
    key = builder.add_question("consent")
    refused = builder.post(f"/fields/{key}", label="I agree to the [policy](acme.example/privacy)")
    assert refused.status_code == 422
    assert "“acme.example/privacy” is no address for a link: begin with https://, http:// or mailto:." in refused.text
    words = "I agree to the [policy](https://acme.example/privacy)"
    assert builder.post(f"/fields/{key}", label=words).status_code == 303
    assert "I agree to the policy" in builder.page()
