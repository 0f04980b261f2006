"""The settings of a step as the inspector shows them, and as they were posted."""

from dataclasses import dataclass, replace

from flask import abort

from portal.rules.forms.definition import Definition, Step
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.editing import STAYS
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.logic import Condition
from portal.web.marketing.forms_condition import condition_from, posted_rules, rules_of
from portal.web.marketing.forms_rules import MODES, Rules
from portal.web.marketing.forms_saving import typed

LONGEST = 120


@dataclass(frozen=True)
class StepEntry:
    """``joins`` is what it can be joined with; ``when`` is its condition in words."""

    step: Step
    number: int
    title: str
    joins: str
    rules: Rules
    when: str
    error: str = ""

    @property
    def modes(self) -> tuple[tuple[str, str], ...]:
        """How the parts of a condition are joined."""
        return MODES

    @property
    def removable(self) -> bool:
        """Whether it can go with its questions."""
        return all(field.key not in STAYS for field in self.step.fields)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """For the summary: (id of the control, sentence)."""
        return [*([("f-title", self.error)] if self.error else []), *self.rules.errors]


def step_entry(definition: Definition, step_id: str) -> StepEntry:
    """The settings of the step as they are stored, else 404."""
    number = next((number for number, step in enumerate(definition.steps, 1) if step.id == step_id), None)
    if number is None:
        abort(404)
    step = definition.steps[number - 1]
    joins = "" if len(definition.steps) == 1 else "the step before" if number > 1 else "the step after"
    when = shown_in_words(step, definition)
    return StepEntry(step, number, step.title, joins, rules_of(definition, step), when)


def read_step(definition: Definition, step_id: str) -> tuple[StepEntry, Condition | None]:
    """The settings as posted, with what is wrong with them, and the condition that they describe; else 404."""
    stored = step_entry(definition, step_id)
    title = one_line(typed("title"))
    rules, condition = condition_from(stored.step, posted_rules(definition, stored.step))
    return replace(stored, title=title, rules=rules, error=_title_error(title, definition)), condition


def _title_error(title: str, definition: Definition) -> str:
    if len(title) > LONGEST:
        return f"Shorten this to {LONGEST} characters or fewer; it has {len(title)}."
    return "" if title or len(definition.steps) == 1 else "Give the step a title."
