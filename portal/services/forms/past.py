"""Whole definitions put in place of a draft: an older version copied back, or a file."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.rules.forms.definition import Definition
from portal.rules.forms.document import from_json
from portal.rules.forms.editing import EditRefused
from portal.rules.forms.past import past_faults, with_past
from portal.services.agreement import library


def published(form: Form) -> list[Definition]:
    """Every version of the form, oldest first. One query."""
    query = select(FormVersion.definition).where(FormVersion.form_id == form.id).order_by(FormVersion.number)
    return [from_json(text) for text in db.session.scalars(query)]


def placed(definition: Definition, form: Form) -> Definition:
    """The definition as a draft of that form: options that visitors saw stay readable. Raises EditRefused."""
    versions = published(form)
    faults = tuple(past_faults(definition, versions))
    if faults:
        raise EditRefused(" ".join(faults))
    return with_past(definition, versions)


def library_faults(definition: Definition) -> Iterator[str]:
    """Keys that this portal's library does not have, and free questions that take a key of it. One query."""
    known = library.by_name()
    for number, step in enumerate(definition.steps, 1):
        for place, field in enumerate(step.fields, 1):
            where = f"Step {number}, question {place}"
            if not field.is_free and field.key not in known:
                yield f"{where}: the field library has no key “{field.key}”."
            if field.is_free and field.key in known:
                yield f"{where}: “{field.key}” is a key of the field library, not a free question."


def faults_in(definition: Definition, versions: Sequence[Definition]) -> tuple[str, ...]:
    """Everything that keeps the definition from being a draft here, in words, by place."""
    return (*library_faults(definition), *past_faults(definition, versions))
