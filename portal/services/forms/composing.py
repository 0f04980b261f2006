"""What is put into a form: keys of today's library under the agreement in force, and free questions."""

from portal.models.agreement.version import active_agreement
from portal.models.base import db
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import Terms
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.editing import add_field
from portal.rules.forms.generate import new_field, new_question
from portal.rules.forms.templates import Template
from portal.rules.questions.key import TypeName
from portal.services.agreement import library
from portal.services.forms import drafting


def library_field(key: str) -> Field | None:
    """The key of the library as a field, with its level; None for a key that is not offered. Two queries."""
    found = library.by_name().get(key)
    return None if found is None else new_field(found, _terms())


def with_missing_keys(definition: Definition) -> Definition:
    """The form with every agreed key that it lacks, each behind its own kind. Two queries."""
    terms, known = _terms(), library.by_name()
    for key in terms.must_be_asked() if terms else ():
        if definition.find(key) is None and key in known:
            definition = add_field(definition, new_field(known[key], terms))
    return definition


def from_template(template: Template, title: str) -> Definition:
    """A form of that template under the agreement in force (B8). Two queries. Raises NoAgreement."""
    terms = _terms()
    if terms is None:
        raise drafting.NoAgreement
    return template.build(terms, title, library.keys())


def question(type_name: TypeName, label: str, definition: Definition) -> Field:
    """A free question that the form does not have yet."""
    labels = {field.label for field in definition.items()}
    names = (label, *(f"{label} {number}" for number in range(2, len(labels) + 3)))
    taken = [field.key for field in definition.items()]
    return new_question(type_name, next(name for name in names if name not in labels), taken)


def _terms() -> Terms | None:
    agreement = db.session.scalars(active_agreement()).first()
    return None if agreement is None else terms_from_json(agreement.content)
