"""Words of thanks with answers in them, and where a form may lead on to."""

import pytest

from portal.rules.forms.thanks import allowed_hosts, filled, has_tokens, may_lead_to

HOSTS = allowed_hosts("https://www.halden.example/home", ["https://partner.example:8443"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thank you, {first_name}!", "Thank you, Priya!"),
        ("For {company}: {reference}", "For your company: AB-1"),
        ("For {company|your firm}.", "For your firm."),
        ("{company|}", ""),
        ("{owner_id} {work_email} {{first_name}} {", "{owner_id} {work_email} {Priya} {"),
        ("No token", "No token"),
    ],
)
def test_tokens_are_answers_or_words_instead(text: str, said: str) -> None:
    assert filled(text, {"first_name": "Priya", "company": "", "reference": "AB-1"}) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Thank you, {first_name}!", "Thank you!"),
        ("Hello {first_name}, we call you.", "Hello there, we call you."),
        ("Thank you, {first_name|friend}", "Thank you, friend"),
        ("For you, {company}, today", "For you, your company, today"),
    ],
)
def test_a_name_that_is_missing_leaves_no_hole(text: str, said: str) -> None:
    assert filled(text, {}) == said


def test_answer_that_looks_like_a_token_is_only_text() -> None:
    assert filled("{first_name}", {"first_name": "{company}"}) == "{company}"


def test_texts_without_tokens_want_nothing() -> None:
    assert not has_tokens("Thank you", "{not a token}")
    assert has_tokens("Thank you", "{first_name}")


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("https://halden.example/thanks", True),
        ("https://www.halden.example", True),
        ("https://shop.halden.example/x?y=1", True),
        ("https://partner.example/", True),
        ("https://evilhalden.example/", False),
        ("https://halden.example.evil.example/", False),
        ("https://halden.example@evil.example/", False),
        ("https://evil.example\\@halden.example/", False),
        ("//halden.example/", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_forms_lead_on_to_known_hosts_only(address: str, may: bool) -> None:
    assert may_lead_to(address, HOSTS) is may


def test_without_a_website_nothing_is_allowed() -> None:
    assert not may_lead_to("https://halden.example/", allowed_hosts("", []))
