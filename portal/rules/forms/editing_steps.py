"""Edits of what a step asks before it is shown."""

from dataclasses import replace

from portal.rules.forms.definition import Definition
from portal.rules.forms.editing import step_of
from portal.rules.questions.logic import Condition


def condition_step(definition: Definition, step_id: str, show_if: Condition | None) -> Definition:
    """The step shown under another condition; None for always. Raises EditRefused."""
    step_of(definition, step_id)
    return replace(
        definition,
        steps=tuple(replace(step, show_if=show_if) if step.id == step_id else step for step in definition.steps),
    )
