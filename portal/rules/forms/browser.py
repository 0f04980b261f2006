"""What the browser needs to know to show and hide questions as the server would (static/js/form-logic.js)."""

from portal.rules.canonical import Json, canonical
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import condition_to_json
from portal.rules.questions.numbers import marks
from portal.rules.questions.types.number import currency_signs


def browser_rules(definition: Definition) -> str:
    """JSON for the form's ``data-rules``: the marks of numbers, the conditions of steps, and everything that is drawn,
    with its type and condition; ``step`` is the place of its step's condition."""
    written = marks(definition.locale)
    conditions: list[Json] = []
    fields: list[Json] = []
    for step in definition.steps:
        of_step: dict[str, Json] = {}
        if step.show_if is not None:
            of_step["step"] = len(conditions)
            conditions.append(condition_to_json(step.show_if))
        fields.extend({**_rule(field), **of_step} for field in step.fields)
    rules: dict[str, Json] = {"decimal": written.decimal, "group": written.group, "fields": fields}
    return canonical({**rules, "steps": conditions} if conditions else rules)


def _rule(field: Field) -> dict[str, Json]:
    rule: dict[str, Json] = {"key": field.key, "type": field.type.value}
    if field.type is TypeName.MONEY and field.settings.currency:
        rule["signs"] = list(currency_signs(field.settings.currency))
    if field.type is TypeName.HIDDEN:
        rule |= {"value": field.settings.value, "declared": field.prefill != ""}
    if field.show_if is not None:
        rule["show_if"] = condition_to_json(field.show_if)
    return rule
