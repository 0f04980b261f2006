""" "Other", with room for the visitor's own words, in the builder."""

import pytest

from tests.support.building import Builder, options

pytestmark = pytest.mark.one_database
ROWS = options(("option_1", "At a fair", "", ""), ("option_2", "From a friend", "", ""))


def labels(builder: Builder, key: str) -> list[tuple[str, bool, bool]]:
    return [(one.label, one.own_words, one.retired) for one in builder.field(key).options]


def test_one_switch_adds_the_option_and_takes_it_away_again(builder: Builder) -> None:
    key = builder.add_question("choice")
    assert builder.post(f"/fields/{key}", label="Where?", own_words="1", **ROWS).status_code == 303
    assert labels(builder, key)[-1] == ("Other", True, False)
    page = builder.page(f"/fields/{key}")
    assert 'name="own_words" value="1" id="f-own_words" checked' in page
    assert "own words</span>" in page
    assert builder.post(f"/fields/{key}", label="Where?", **ROWS).status_code == 303
    assert labels(builder, key) == [("At a fair", False, False), ("From a friend", False, False)]


def test_an_option_that_is_called_so_already_becomes_it(builder: Builder) -> None:
    key = builder.add_question("choices")
    rows = options(("option_1", "At a fair", "", ""), ("option_2", "other ", "", ""))
    builder.post(f"/fields/{key}", label="Where?", own_words="1", **rows)
    assert [(one.id, one.own_words) for one in builder.field(key).options] == [("option_1", False), ("option_2", True)]


def test_it_keeps_its_words_and_its_id_when_it_is_renamed_and_moved(builder: Builder) -> None:
    key = builder.add_question("choice")
    builder.post(f"/fields/{key}", label="Where?", own_words="1", **ROWS)
    rows = options(("option_1", "At a fair", "", ""), ("other", "Elsewhere", "", ""))
    builder.post(f"/fields/{key}/options/other/moves/up", label="Where?", own_words="1", **rows)
    assert [(one.id, one.label, one.own_words) for one in builder.field(key).options] == [
        ("other", "Elsewhere", True),
        ("option_1", "At a fair", False),
    ]


def test_published_it_is_retired_and_comes_back_with_its_id(builder: Builder) -> None:
    key = builder.add_question("choice")
    builder.post(f"/fields/{key}", label="Where?", own_words="1", **ROWS)
    builder.publish()
    rows = options(("option_1", "At a fair", "", ""), ("option_2", "From a friend", "", ""), ("other", "Other", "", ""))
    builder.post(f"/fields/{key}", label="Where?", **rows)
    assert labels(builder, key)[-1] == ("Other", True, True)
    builder.post(f"/fields/{key}", label="Where?", own_words="1", **rows)
    assert labels(builder, key)[-1] == ("Other", True, False)
