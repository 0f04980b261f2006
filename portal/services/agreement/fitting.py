"""Which live forms do not ask what an agreement needs: what has to be done when it comes into force."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.words import name_of
from portal.rules.forms.document import from_json


@dataclass(frozen=True)
class Misfit:
    """A live form and the names of the keys that it lacks."""

    form_id: int
    name: str
    lacks: tuple[str, ...]


def misfits(terms: Terms) -> tuple[Misfit, ...]:
    """Live forms that lack a key that the terms need, by name. One query.

    Whether a key can be gone around is the publish gate's question; this one is for people who weigh a new agreement.
    """
    names = {key: name_of(agreed.key) for key in terms.must_be_asked() if (agreed := terms.agreed(key))}
    live = select(Form.id, Form.name, FormVersion.definition).join(FormVersion, FormVersion.id == Form.live_version_id)
    found = []
    for form_id, name, definition in db.session.execute(live.where(Form.archived_at.is_(None)).order_by(Form.name)):
        asked = {field.key for field in from_json(definition).fields()}
        lacks = tuple(words for key, words in names.items() if key not in asked)
        if lacks:
            found.append(Misfit(form_id, name, lacks))
    return tuple(found)
