"""What is expected of a test visitor, under which agreement."""

import pytest

from portal.rules.forms.rehearsal import Accepted, Outcome, Result, expected

SQL, MQL = Outcome(Result.SQL, "pool:1"), Outcome(Result.MQL, "nurture")
FIRST = Accepted(SQL, 1, "one")
PROPOSED = Accepted(MQL, 2, "two")


@pytest.mark.parametrize(
    ("accepted", "number", "content_hash", "place"),
    [
        ((), 1, "one", None),
        ((FIRST,), 1, "one", 0),
        ((FIRST,), 2, "two", 0),
        ((FIRST, PROPOSED), 1, "one", 0),
        ((FIRST, PROPOSED), 2, "two", 1),
        ((FIRST, PROPOSED), 2, "withdrawn and written anew", 0),
        ((FIRST, PROPOSED), 3, "three", 1),
        ((FIRST, PROPOSED, Accepted(MQL, 1, "one")), 3, "three", 1),
        ((PROPOSED,), 1, "one", 0),
    ],
)
def test_what_was_accepted_for_an_agreement_counts_under_it(
    accepted: tuple[Accepted, ...], number: int, content_hash: str, place: int | None
) -> None:
    assert expected(accepted, number, content_hash) == place
