"""Easy passwords are refused, and only easy ones; no kind of character is demanded."""

import pytest

from portal.services.team.password_faults import faults

OWN = ("Anna-Maria Okafor", "anna.okafor@northwind.example.com", "Northwind Traders")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short-secret", None),
        ("elevencharz", "12 or more"),
        ("", "12 or more"),
        ("x7" * 65, "at most 128"),
        ("password1234", "first that are tried"),
        ("P@ssw0rd2024!", "first that are tried"),
        ("$unshine12345", "first that are tried"),
        ("Let.Me.In.123456", "first that are tried"),
        ("qwertyuiop12", "first that are tried"),
        ("1qaz2wsx3edc", "first that are tried"),
        ("Summer-2026!!", "first that are tried"),
        ("passwordpassword", "first that are tried"),
        ("welcomedragon1", "first that are tried"),
        ("aaaaaaaaaaaa", "first that are tried"),
        ("abcdefghijkl", "first that are tried"),
        ("987654321098", "first that are tried"),
        ("abcabcabcabc", "first that are tried"),
        ("northwind-2026!", "your own"),
        ("Okafor12345678", "your own"),
        ("0kaf0r!!!!!!!!1", "your own"),
        ("annaokafor2026", "your own"),
        ("welcome-northwind-26", "your own"),
    ],
)
def test_easy_passwords_are_refused_with_a_reason(password: str, why: str | None) -> None:
    sentences = faults(password, OWN)
    assert (why is None and not sentences) or (why is not None and why in sentences[0])


@pytest.mark.parametrize(
    "password",
    [
        "tidal basket 41 owl",
        "kettle-Harbour-19",
        "northwind tidal owl",
        "kx9#Tq2!vP northwind",
        "Ürün-çağrı-öğle-9",
        "только-мой-секрет",
        "x" * 3 + " lantern quarry",
        "one two three four five",
    ],
)
def test_other_passwords_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert faults(password, OWN) == ()


def test_length_is_counted_in_characters() -> None:
    assert faults("żółć-gęśla-ąę") == ()
    assert faults("é" * 11)


@pytest.mark.parametrize("password", ["northwind-2026", "Ada.Lovelace.99", "N0rthw1nd N0rthw1nd", "lovelace-lovelace"])
def test_every_part_of_the_address_is_an_own_word(password: str) -> None:
    assert "your own" in faults(password, ("", "ada.lovelace@northwind.example.com"))[0]


def test_own_words_of_other_people_do_not_matter() -> None:
    assert faults("northwind-2026!", ("Bo Li", "bo@other.example.com")) == ()
