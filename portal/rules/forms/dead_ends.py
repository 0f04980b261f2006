"""What nobody can ever reach: questions and steps whose conditions contradict each other, and ways on which nothing is
asked (B12). Exact as far as the budget goes; what cannot be counted out is not called a fault."""

from collections.abc import Iterator

from portal.rules.agreement.words import joined
from portal.rules.forms.branches import Unproven
from portal.rules.forms.conditions import step_name
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.paths import Path, before, find, maze_of
from portal.rules.questions.logic import Any, Condition

NEVER_HOLDS = "can never be shown: no answers make its condition hold."

BUDGET = 5_000
"""Situations looked at for one question."""


def dead_ends(definition: Definition) -> tuple[str, ...]:
    """Every fault in words, in the order of the form. The conditions must have no faults of their own."""
    return (*_unreachable(definition), *_nothing_asked(definition))


def never_shown(definition: Definition) -> frozenset[str]:
    """The keys of what no answer can bring up."""
    return frozenset(
        item.key
        for item in definition.items()
        if _never(definition, definition.shown_when(item.key), before(definition, item))
    )


def _unreachable(definition: Definition) -> Iterator[str]:
    for number, step in enumerate(definition.steps, 1):
        fields = tuple(field for one in definition.steps[: number - 1] for field in one.fields if field.asks)
        if _never(definition, step.show_if, fields):
            yield f"{step_name(step, number)} {NEVER_HOLDS}"
            continue
        for item in step.fields:
            if item.show_if is not None and _never(
                definition, definition.shown_when(item.key), before(definition, item)
            ):
                yield f"“{item.words}” {NEVER_HOLDS}"


def _never(definition: Definition, condition: Condition | None, fields: tuple[Field, ...]) -> bool:
    if condition is None:
        return False
    try:
        return find(maze_of(definition, condition, fields), asked=True, budget=BUDGET) is None
    except Unproven:
        return False


def _nothing_asked(definition: Definition) -> Iterator[str]:
    """The answers after which no question at all is left."""
    asked = [field for field in definition.fields() if field.is_seen]
    conditions = [definition.shown_when(field.key) for field in asked]
    if not asked or None in conditions:
        return
    some = Any(tuple(condition for condition in conditions if condition is not None))
    try:
        path = find(maze_of(definition, some, tuple(definition.fields())), asked=False, budget=BUDGET)
    except Unproven:
        return
    if path is not None:
        yield f"Nothing is asked at all {_in_words(path)}."


def _in_words(path: Path) -> str:
    if not path:
        return "of a visitor who has answered nothing yet"
    return f"when {joined([f'“{field.words}” {branch.words}' for field, branch in path])}"
