"""What a fit call has to find out before the fit is confirmed (S81 to S84)."""

from dataclasses import replace

import pytest

from portal.rules.handoff.fit import BuyingRole, CurrentSolution, FitNotes, open_questions

WHOLE = FitNotes(
    needs="Payroll for three sites",
    current=CurrentSolution(what="A spreadsheet"),
    role=BuyingRole.RESEARCHES,
    will_switch=True,
    has_budget=False,
)


def test_a_fit_that_names_everything_is_confirmed_whoever_the_person_is() -> None:
    assert open_questions(WHOLE) == ()


@pytest.mark.parametrize(
    ("without", "name"),
    [
        ({"needs": "  "}, "needs"),
        ({"current": CurrentSolution(who="Ours", why="Cheap")}, "current_what"),
        ({"role": None}, "role"),
        ({"will_switch": None}, "will_switch"),
        ({"has_budget": None}, "has_budget"),
    ],
)
def test_what_did_not_come_up_is_asked_for(without: dict[str, object], name: str) -> None:
    [(field, sentence)] = open_questions(replace(WHOLE, **without))  # type: ignore[arg-type]  # one field each
    assert field == name
    assert sentence.startswith("Say ")


def test_nothing_known_asks_in_the_order_of_the_call() -> None:
    names = [name for name, _ in open_questions(FitNotes())]
    assert names == ["needs", "current_what", "role", "will_switch", "has_budget"]
