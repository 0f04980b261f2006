"""What the browser needs to know to show and hide questions as the server would (static/js/form-logic.js)."""

from portal.rules.canonical import Json, canonical
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import condition_to_json
from portal.rules.questions.numbers import marks
from portal.rules.questions.types.number import currency_signs


def browser_rules(definition: Definition) -> str:
    """JSON for the form's ``data-rules``: the marks of numbers, and every field with its type and condition."""
    written = marks(definition.locale)
    fields: list[Json] = [_rule(field) for field in definition.fields()]
    return canonical({"decimal": written.decimal, "group": written.group, "fields": fields})


def _rule(field: Field) -> Json:
    rule: dict[str, Json] = {"key": field.key, "type": field.type.value}
    if field.type is TypeName.MONEY and field.settings.currency:
        rule["signs"] = list(currency_signs(field.settings.currency))
    if field.show_if is not None:
        rule["show_if"] = condition_to_json(field.show_if)
    return rule
