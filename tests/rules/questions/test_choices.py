"""Choices, consent, countries, days and files: stored by id, code, day or token."""

from datetime import date
from decimal import Decimal

import pytest

from portal.rules.questions.key import LAYOUT, FileKind, Key, KeyKind, Option, TypeName
from portal.rules.questions.types.file import endings, limits_in_words
from portal.rules.questions.types.registry import TYPES, of
from tests.support.types import question, read, refusal


def test_an_option_is_its_id_and_never_its_label() -> None:
    assert read(TypeName.CHOICE, "mid") == "mid"
    for refused in ("Middle, or so", "MID", "old", "other"):
        assert refusal(TypeName.CHOICE, refused) == "Choose one of the answers offered for “The question”"


def test_renaming_an_option_changes_what_is_shown_and_not_what_is_stored() -> None:
    renamed = Key("asked", TypeName.CHOICE, KeyKind.QUESTION, "?", options=(Option("mid", "Medium"),))
    kind = of(TypeName.CHOICE)
    assert (kind.to_json("mid"), kind.csv("mid", renamed), kind.friendly("mid", renamed)) == ("mid", "mid", "Medium")


def test_a_removed_option_stays_readable_in_old_answers() -> None:
    assert of(TypeName.CHOICE).friendly("old", question(TypeName.CHOICE)) == "Old"
    assert of(TypeName.CHOICE).friendly("gone", question(TypeName.CHOICE)) == "gone"


def test_choices_keep_the_order_of_the_question_and_part_again() -> None:
    taken = read(TypeName.CHOICES, "high", "mid", "", "high")
    assert taken == ("mid", "high")
    kind, asked = of(TypeName.CHOICES), question(TypeName.CHOICES)
    assert kind.to_json(taken) == ["mid", "high"]
    assert kind.csv(taken, asked).split(";") == ["mid", "high"]
    assert kind.friendly(taken, asked) == "Middle, or so, High"
    assert refusal(TypeName.CHOICES, "mid", "High") == "Choose from the answers offered for “The question”"
    assert refusal(TypeName.CHOICES, "mid", minimum=Decimal(2)) == "Choose at least 2"
    assert refusal(TypeName.CHOICES, "mid", "low", maximum=Decimal(1)) == "Choose at most 1"


def test_no_is_an_answer() -> None:
    assert read(TypeName.YES_NO, "no") is False
    assert not of(TypeName.YES_NO).blank(("no",))
    assert of(TypeName.YES_NO).friendly(False, question(TypeName.YES_NO)) == "No"
    assert refusal(TypeName.YES_NO, "maybe") == "Choose yes or no for “The question”"


def test_consent_is_given_or_blank() -> None:
    kind = of(TypeName.CONSENT)
    assert read(TypeName.CONSENT, "yes") is True
    assert all(kind.blank((text,)) for text in ("", "no", "off", "0"))
    assert kind.default is None
    assert "Tick the box" in kind.missing(question(TypeName.CONSENT))


@pytest.mark.parametrize("typed", ["IN", "in", " India ", "INDIA", "ind", "Germany"])
def test_countries_are_stored_by_code(typed: str) -> None:
    assert read(TypeName.COUNTRY, typed) in {"IN", "DE"}


def test_countries_are_shown_in_the_reader_s_language() -> None:
    asked = question(TypeName.COUNTRY)
    assert of(TypeName.COUNTRY).friendly("DE", asked) == "Germany"
    assert of(TypeName.COUNTRY).friendly("DE", asked, "de") == "Deutschland"
    assert refusal(TypeName.COUNTRY, "Atlantis") == "Choose a country from the list"


@pytest.mark.parametrize("typed", ["31/03/2027", "2027-02-30", "20270331", "2027-W01-1", "tomorrow", "0001-01-01"])
def test_only_days_in_the_iso_form_are_read(typed: str) -> None:
    assert read(TypeName.DATE, "2027-03-31") == date(2027, 3, 31)
    assert "2027-03-31" in refusal(TypeName.DATE, typed)


def test_a_file_is_a_token_and_never_a_name_or_a_path() -> None:
    assert read(TypeName.FILE, "a" * 20, "b" * 20, max_files=2) == ("a" * 20, "b" * 20)
    assert "again" in refusal(TypeName.FILE, "../../etc/passwd")
    assert refusal(TypeName.FILE, "a" * 20, "b" * 20) == "Send at most 1 file"


def test_the_limits_of_files_are_told_in_words() -> None:
    asked = question(TypeName.FILE, accept=(FileKind.PDF, FileKind.IMAGES), max_megabytes=3, max_files=2)
    assert limits_in_words(asked.settings) == "Up to 2 files: PDF or pictures, at most 3 MB each."
    assert endings(asked.settings) == (".pdf", ".png", ".jpg", ".jpeg", ".webp")


@pytest.mark.parametrize("name", sorted(LAYOUT))
def test_what_is_only_drawn_has_no_answer(name: TypeName) -> None:
    assert refusal(name, "anything")
    with pytest.raises(ValueError, match="no answer"):
        TYPES[name].from_json("anything")


def test_a_ligature_is_no_country_code() -> None:
    assert refusal(TypeName.COUNTRY, "ﬁ") == "Choose a country from the list"
