"""Answers that the address of a form brings along, for the fields that declare a name for it (P11)."""

from collections.abc import Iterable, Mapping

from portal.rules.forms.definition import Definition
from portal.rules.questions.cleaning import without_controls
from portal.rules.questions.key import TypeName

LONGEST = 500
NEVER = frozenset({TypeName.CONSENT, TypeName.FILE})
"""Consent is given by the visitor alone; a file cannot come by an address."""


def prefilled(definition: Definition, told: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Key → what the address says of it. Other names, and what is too long to be meant, are left out."""
    by_name: dict[str, list[str]] = {}
    for name, text in told:
        if len(text) <= LONGEST:
            by_name.setdefault(name, []).append(without_controls(text))
    declared = (field for field in definition.fields() if field.prefill in by_name and field.type not in NEVER)
    return {field.key: by_name[field.prefill] for field in declared}
