"""The library's pages: look, add, reword, other options, retire."""

import pytest

from portal.models.agreement.library import LibraryKey
from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.team.user import User
from portal.services.agreement import library, signing
from tests.support.browsing import post
from tests.web.marketing.conftest import NOW, Browsers, settle

pytestmark = pytest.mark.one_database

REGION = {"label": "Region", "type": "choice", "kind": "need", "options": "North\n\nSouth\nNorth-west"}


def key(name: str) -> LibraryKey:
    settle()
    return db.session.get_one(LibraryKey, name)


def options(name: str) -> list[tuple[str, str, bool]]:
    return [(option.id, option.label, option.retired) for option in library.as_key(key(name)).options]


def lines(*rows: tuple[str, str, str, str]) -> dict[str, list[str]]:
    """The options' form: id, label, lowest, highest of every line."""
    columns = list(zip(*rows, strict=True))
    return dict(zip(("id", "label", "low", "high"), map(list, columns), strict=True))


def test_an_empty_library_says_so(browse: Browsers, mary: User) -> None:
    assert "The library is empty" in browse(mary).get("/library").text


def test_keys_are_listed_with_where_they_are_used(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    page = browse(mary).get("/library").text
    assert "work_email" in page
    assert "agreement 1</a> (draft)" in page
    assert "nowhere yet" in page


@pytest.mark.both_databases
def test_an_own_key_is_added(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    assert client.get("/library/new").status_code == 200
    answer = post(client, "/library/new", **REGION)
    assert (answer.status_code, answer.location) == (303, "/library/region")
    assert options("region") == [
        ("north", "North", False),
        ("south", "South", False),
        ("north_west", "North-west", False),
    ]


def test_limits_that_the_type_has_no_use_for_are_left_out(browse: Browsers, mary: User) -> None:
    fields = {
        "label": "Seats",
        "type": "whole",
        "kind": "sizing",
        "minimum": "1",
        "maximum": "9,000",
        "max_length": "7",
    }
    post(browse(mary), "/library/new", **fields)
    settings = library.as_key(key("seats")).settings
    assert (settings.minimum, settings.maximum, settings.max_length) == (1, 9000, None)


def test_a_rating_has_its_points_and_the_words_at_its_ends(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    fields = {"label": "Urgency", "type": "rating", "kind": "readiness", "scale": "10", "low_words": "Not", "key": ""}
    assert post(client, "/library/new", **fields, high_words="Very").status_code == 303
    settings = library.as_key(key("urgency")).settings
    assert (settings.scale, settings.low_words, settings.high_words) == (10, "Not", "Very")
    refused = post(client, "/library/new", **{**fields, "label": "Again", "scale": "12"})
    assert (refused.status_code, "Enter a whole number from 3 to 10." in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": ""}, "Enter the question."),
        ({"label": "???"}, "Use small letters"),
        ({"key": "Big Key"}, "Use small letters"),
        ({"key": "utm_source"}, "forms use themselves"),
        ({"options": ""}, "Add at least one option."),
        ({"options": "Same\nsame"}, "Two options are called"),
        ({"type": "money", "currency": "dollars"}, "three letters"),
        ({"type": "money", "currency": "1$"}, "three letters"),
        ({"type": "whole", "minimum": "9", "maximum": "1"}, "below the lowest"),
        ({"type": "whole", "minimum": "few"}, "Enter a number, like 250."),
        ({"type": "text", "max_length": "0"}, "from 1 to 10,000"),
        ({"type": "spaceship"}, "Not a valid choice"),
    ],
)
def test_an_impossible_key_is_refused(browse: Browsers, mary: User, fields: dict[str, str], sentence: str) -> None:
    answer = post(browse(mary), "/library/new", **{**REGION, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<title>Error: " in answer.text


def test_a_key_is_reworded(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    client = browse(mary)
    assert post(client, "/library/phone/words", label="Telephone", help="Direct line").location == "/library/phone"
    assert (key("phone").label, key("phone").help) == ("Telephone", "Direct line")
    assert post(client, "/library/phone/words", label="", help="").status_code == 422


@pytest.mark.both_databases
def test_options_are_renamed_added_and_retired(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    post(client, "/library/new", **REGION)
    page = client.get("/library/region").text
    assert 'value="North-west"' in page
    rows = lines(("north", "Up north", "", ""), ("south", "South", "", ""), ("", "East", "", ""), ("", "", "", ""))
    assert post(client, "/library/region/options", **rows, retired="1").status_code == 303
    assert options("region") == [("north", "Up north", False), ("south", "South", True), ("east", "East", False)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("north", "North", "1", "9"), ("south", "South", "9", "")], "overlap"),
        ([("north", "North", "few", "")], "Enter a number"),
        ([("north", "", "", "")], "Give every option a label"),
        ([("north", "x" * 201, "", "")], "Shorten"),
    ],
)
def test_unsound_options_are_refused_with_what_was_typed(
    browse: Browsers, mary: User, rows: list[tuple[str, str, str, str]], sentence: str
) -> None:
    client = browse(mary)
    post(client, "/library/new", **REGION)
    answer = post(client, "/library/region/options", **lines(*rows, ("", "Typed too", "", "")))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Typed too"' in answer.text


def test_a_post_with_too_few_columns_changes_nothing(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    post(client, "/library/new", **REGION)
    assert post(client, "/library/region/options", id="north").status_code == 422
    assert len(options("region")) == 3


def test_a_key_is_retired_and_returns(browse: Browsers, mary: User) -> None:
    client = browse(mary)
    post(client, "/library/new", **REGION)
    post(client, "/library/region/retirement")
    assert key("region").retired_at
    assert "Retired: no longer offered" in client.get("/library").text
    post(client, "/library/region/return")
    assert key("region").retired_at is None


def test_a_key_that_is_up_for_signing_is_not_retired(browse: Browsers, mary: User, draft: AgreementVersion) -> None:
    signing.propose(draft, mary, NOW)
    answer = post(browse(mary), "/library/phone/retirement")
    assert answer.status_code == 409
    assert "the agreement (version 1) needs it" in answer.text


def test_an_unknown_key_is_not_found(browse: Browsers, mary: User) -> None:
    assert browse(mary).get("/library/nothing").status_code == 404
