"""The ways through a form, step by step, and where each agreed key is asked: what the picture of its paths shows.

Exact: a way is named only where some answers lead along it, and those answers are its example.
"""

from dataclasses import dataclass

from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import joined
from portal.rules.forms.branches import Unproven
from portal.rules.forms.definition import Definition
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.paths import find, maze_of
from portal.rules.questions.logic import All, Condition, Not

MOST = 24
BUDGET = 5_000


@dataclass(frozen=True)
class Way:
    """``steps`` are the numbers of the steps shown, from 1; ``example`` the answers that lead there, empty for any."""

    steps: tuple[int, ...]
    example: str


@dataclass(frozen=True)
class Ways:
    """``complete`` is False where there are more ways than are counted out."""

    found: tuple[Way, ...]
    complete: bool


@dataclass(frozen=True)
class Place:
    """Where a key is asked: the number of its step, 0 for nowhere, and when, in words."""

    key: str
    label: str
    step: int
    when: str


def ways(definition: Definition) -> Ways:
    """Every sequence of steps that some visitor sees, those that show a step before those that skip it."""
    found: list[Way] = []
    try:
        _walk(definition, 0, (), (), found)
    except Unproven:
        return Ways(tuple(found), complete=False)
    return Ways(tuple(found), complete=True)


def _walk(
    definition: Definition, place: int, fixed: tuple[Condition, ...], shown: tuple[int, ...], found: list[Way]
) -> None:
    """From the step at ``place`` on, under the conditions decided so far. Raises Unproven."""
    if place == len(definition.steps):
        if len(found) == MOST:
            raise Unproven
        found.append(Way(shown, _example(definition, fixed) or ""))
        return
    condition = definition.steps[place].show_if
    if condition is None:
        _walk(definition, place + 1, fixed, (*shown, place + 1), found)
        return
    for one, steps in ((condition, (*shown, place + 1)), (Not(condition), shown)):
        if _example(definition, (*fixed, one)) is not None:
            _walk(definition, place + 1, (*fixed, one), steps, found)


def _example(definition: Definition, fixed: tuple[Condition, ...]) -> str | None:
    """Answers under which all the conditions hold, in words; None where there are none."""
    path = find(maze_of(definition, All(fixed), tuple(definition.fields())), asked=True, budget=BUDGET)
    if path is None:
        return None
    return joined([f"“{field.label}” {branch.words}" for field, branch in path])


def places(definition: Definition, terms: Terms) -> tuple[Place, ...]:
    """For every agreed key that must be asked, where the form asks it."""
    homes = {field.key: number for number, step in enumerate(definition.steps, 1) for field in step.fields}
    return tuple(_place(definition, terms, key, homes.get(key, 0)) for key in terms.must_be_asked())


def _place(definition: Definition, terms: Terms, key: str, step: int) -> Place:
    agreed, field = terms.agreed(key), definition.find(key)
    if field is None or step == 0:
        return Place(key, agreed.key.label if agreed else key, 0, "")
    home = definition.steps[step - 1]
    conditions = [shown_in_words(part, definition) for part in (home, field) if part.show_if is not None]
    return Place(key, field.label, step, joined(conditions) or "always")
