"""Who somebody is: keys are exact, and nothing that was typed makes them fail."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.rules.identity import body_hash, company_domain, domain_of, email_key, initials, is_free_mail


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada@Example.com", "ada@example.COM"),
        (" ada@example.com ", "ada@example.com"),
        ("ada@bücher.de", "ADA@xn--bcher-kva.de"),
        ("ada＠example.com", "ada@example.com"),
        ("ada@example.com.", "ada@example.com"),
    ],
)
def test_spellings_of_one_address_share_a_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.com", "ada@example.co"),
        ("ada@example.com", "xada@example.com"),
        ("ada+a@example.com", "ada@example.com"),
        ("a.da@example.com", "ada@example.com"),
        ("ada@straße.de", "ada@strasse.de"),
    ],
)
def test_different_addresses_never_share_a_key(one: str, other: str) -> None:
    assert email_key(one) != email_key(other)


def test_a_company_is_its_domain_and_free_mail_is_none() -> None:
    assert company_domain("ada@Analytical.Example.com") == "analytical.example.com"
    assert company_domain("ada@gmail.com") is None
    assert company_domain("ada@mail.gmail.com") is None
    assert company_domain("ada") is None
    assert domain_of("ada@bücher.de") == "xn--bcher-kva.de"
    assert is_free_mail("GMAIL.com")
    assert not is_free_mail("notgmail.com")
    assert not is_free_mail("com")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("ada", "A"),
        ("Ada King de Lovelace", "AL"),
        ("", "?"),
        ("  ", "?"),
        ("(ß) ø", "SØ"),
        ("李 小龙", "李小"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_body_hash_sees_answers_and_not_the_page() -> None:
    posted = {"company": ["Acme"], "wants": ["a", "b"]}
    assert body_hash(posted | {"form_token": ["1"], "_shown": ["x"]}) == body_hash(dict(reversed(posted.items())))
    assert body_hash(posted) != body_hash(posted | {"wants": ["b", "a"]})
    assert body_hash(posted) != body_hash(posted | {"company": ["Acme "]})


@settings(deadline=None)
@given(st.text())
def test_no_text_makes_identity_fail(text: str) -> None:
    assert email_key(email_key(text)) == email_key(text) or not text.isascii()
    assert domain_of(text).count("@") == 0
    assert 1 <= len(initials(text)) <= 2
    assert len(body_hash({text: [text]})) == 64
    assert company_domain(text) is None or "@" in text or "＠" in text
