"""What a published form asks, as a JSON document for programs."""

from collections.abc import Sequence
from typing import Any

from portal.rules.agreement.terms import Unknown
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.logic import condition_to_json
from portal.rules.questions.types.registry import of


def schema_of(slug: str, definition: Definition, spoken: Sequence[str]) -> dict[str, Any]:
    """Title, steps and questions; a question's answer is posted under its ``key``. ``spoken``: the form's languages."""
    return {
        "slug": slug,
        "title": definition.page.title,
        "purpose": definition.purpose.value,
        "locale": definition.locale,
        "languages": list(spoken),
        "steps": [
            {
                "id": step.id,
                "title": step.title,
                "fields": [_field(field) for field in step.fields if field.asks],
                "show_if": None if step.show_if is None else condition_to_json(step.show_if),
            }
            for step in definition.steps
        ],
    }


def _field(field: Field) -> dict[str, Any]:
    return {
        "key": field.key,
        "type": field.type.value,
        "label": field.label,
        "help": field.help,
        "required": field.must_answer,
        "several": of(field.type).multiple,
        "unknown_allowed": field.unknown is not Unknown.NOT_OFFERED,
        "options": [
            {"id": option.id, "label": option.label, "own_words": option.own_words}
            for option in field.options
            if not option.retired
        ],
        "show_if": None if field.show_if is None else condition_to_json(field.show_if),
    }
