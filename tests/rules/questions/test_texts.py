"""Short and long texts, addresses, phone numbers, hidden values: what is read, what is refused and in which words."""

import pytest

from portal.rules.questions.key import TypeName
from portal.rules.questions.types.hidden import HiddenType
from tests.support.types import question, read, refusal


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ada   Lovelace ", "Ada Lovelace"),
        ("Ada\x00\x07\u202eLovelace", "AdaLovelace"),
        ("a\tb\r\nc", "a b c"),
        ("e\u0301", "é"),
        ("0", "0"),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_text_is_trimmed_and_freed_of_control_characters(typed: str, stored: str) -> None:
    assert read(TypeName.TEXT, typed) == stored


def test_long_text_keeps_its_lines() -> None:
    assert read(TypeName.LONG_TEXT, "  one\r\ntwo  \r\n\r\n\r\n\r\nthree\x00") == "one\ntwo\n\nthree"


def test_text_has_a_limit_that_the_refusal_names() -> None:
    assert refusal(TypeName.TEXT, "x" * 201) == "Shorten this to 200 characters or fewer; it has 201"
    assert refusal(TypeName.TEXT, "x" * 11, max_length=10) == "Shorten this to 10 characters or fewer; it has 11"
    assert read(TypeName.LONG_TEXT, "x" * 5000) == "x" * 5000


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Ada@Example.COM ", "Ada@example.com"),
        ("ada@bücher.example.com", "ada@bücher.example.com"),
        ("ada@xn--bcher-kva.de", "ada@bücher.de"),
        ("ada＠example.com", "ada@example.com"),
        ("o'brien+x@example.co.uk", "o'brien+x@example.co.uk"),
        ("\u200bada@example.com\x00", "ada@example.com"),
    ],
)
def test_email_is_normalised(typed: str, stored: str) -> None:
    assert read(TypeName.EMAIL, typed) == stored


@pytest.mark.parametrize("typed", ["ada", "ada@", "@x.com", "ada@x", "a b@x.com", "a@b@c.com", "ada@x..com", "x" * 400])
def test_what_is_no_email_is_refused_with_an_example(typed: str) -> None:
    assert "name@company.com" in refusal(TypeName.EMAIL, typed)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("(415) 555-2671", None, "+14155552671"),
        ("+1 415 555 0100", None, "+14155550100"),
        ("098200 12345", "IN", "+919820012345"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+49 30 901820", "IN", "+4930901820"),
        ("4155552671 x12", None, "+14155552671"),
        ("+1 111 111 1111", None, "+11111111111"),
    ],
)
def test_phone_numbers_are_read_by_the_country(typed: str, country: str | None, stored: str) -> None:
    assert read(TypeName.PHONE, typed, country=country) == stored


@pytest.mark.parametrize("typed", ["12", "call me", "098200 12345", "+999 12345678", "111 111 1111"])
def test_what_is_no_phone_number_is_refused_with_the_way_to_write_it(typed: str) -> None:
    assert "+1 415 555 0123" in refusal(TypeName.PHONE, typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("acme.com", "https://acme.com"),
        ("HTTP://Acme.COM/A?b=1#c", "http://acme.com/A?b=1#c"),
        ("bücher.de/ä", "https://xn--bcher-kva.de/ä"),
        ("acme.com:8080/x", "https://acme.com:8080/x"),
    ],
)
def test_web_addresses_get_their_scheme_and_an_ascii_host(typed: str, stored: str) -> None:
    assert read(TypeName.URL, typed) == stored


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://acme.com",
        "https://a@acme.com",
        "acme",
        "https://[::1",
        "https://a b.com",
        "data:text/html,x",
        "https://<b>.com",
        "//acme.com",
    ],
)
def test_other_addresses_are_refused_with_an_example(typed: str) -> None:
    assert refusal(TypeName.URL, typed) == "Enter a web address, like https://company.com"


def test_a_hidden_value_counts_only_where_the_form_declares_it_and_is_never_refused() -> None:
    kind, asked = HiddenType(), question(TypeName.HIDDEN, value="fixed")
    assert kind.given(["sent"], asked, declared=False) == ("fixed",)
    assert kind.given(["sent", "twice"], asked, declared=True) == ["sent"]
    assert kind.given([" "], asked, declared=True) == ("fixed",)
    assert read(TypeName.HIDDEN, "x" * 500) == "x" * 200
