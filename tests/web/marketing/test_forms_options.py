"""Options in the builder: a list that is pasted, sorting, dropping one elsewhere."""

import pytest

from tests.support.building import Builder, options

pytestmark = pytest.mark.one_database
ROWS = options(("option_1", "South", "", ""), ("option_2", "North", "", ""))


def labels(builder: Builder, key: str) -> list[str]:
    return [one.label for one in builder.field(key).options]


def test_a_pasted_list_becomes_options(builder: Builder) -> None:
    key = builder.add_question("choice")
    posted = {"label": "Where?", "option.pasted": "East\r\nnorth\r\nWest", **ROWS}
    assert builder.post(f"/fields/{key}/options", **posted).status_code == 303
    assert labels(builder, key) == ["South", "North", "East", "West"]


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("x" * 201, "Shorten each line to 200 characters or fewer; one has 201."),
        ("\n".join(map(str, range(99))), "A question has at most 100 options; these would be 101."),
    ],
)
def test_a_list_that_is_too_long_comes_back_as_it_was(builder: Builder, pasted: str, said: str) -> None:
    key = builder.add_question("choice")
    refused = builder.post(f"/fields/{key}", label="Where?", **{"option.pasted": pasted}, **ROWS)
    assert (refused.status_code, said in refused.text, pasted.splitlines()[0] in refused.text) == (422, True, True)
    assert len(labels(builder, key)) == 2


def test_options_are_sorted_with_what_was_typed_beside_them(builder: Builder) -> None:
    key = builder.add_question("choices")
    assert builder.post(f"/fields/{key}/options/order", label="Where now?", **ROWS).status_code == 303
    assert (labels(builder, key), builder.field(key).label) == (["North", "South"], "Where now?")


def test_an_option_is_dropped_at_its_new_place(builder: Builder) -> None:
    key = builder.add_question("choice")
    builder.post(f"/fields/{key}/options/option_2/moves/to", label="Where?", place="0", **ROWS)
    assert labels(builder, key) == ["North", "South"]
    assert f'/fields/{key}/options/option_2/moves/to"' in builder.page(f"/fields/{key}")
