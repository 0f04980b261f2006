"""Letters about the agreement."""

from portal.mail.letters.desk import Desk, name_of
from portal.models.agreement.signature import signatures_of
from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.words import name_of as name_of_key
from portal.rules.forms.document import from_json


def proposed(desk: Desk) -> None:
    """To those who may sign: read and sign."""
    version = _about(desk)
    author = name_of(desk.message.payload.get("by_id") or version.created_by_id)
    desk.say("An agreement waits for your signature", "you may sign for your side", author=author)


def active(desk: Desk) -> None:
    """To everybody: this version is in force."""
    version = _about(desk)
    signatures = db.session.scalars(signatures_of(version.id, version.content_hash)).all()
    signers = [f"{signature.user.name} ({signature.side.value})" for signature in signatures]
    desk.say("A new agreement is in force", "you work under this agreement", signers=signers)


def form_outdated(desk: Desk) -> None:
    """To the owner of a form that was published under a former agreement: what it does not ask yet."""
    version, form = _about(desk), desk.row(Form, "form_id")
    live = db.session.get(FormVersion, form.live_version_id)
    terms = terms_from_json(version.content)
    asked = set() if live is None else {field.key for field in from_json(live.definition).fields()}
    lacks = [name_of_key(item.key) for key in terms.must_be_asked() if key not in asked and (item := terms.agreed(key))]
    late = bool(desk.message.payload.get("late"))
    heading = "A form is late" if late else "A form was published under a former agreement"
    desk.say(heading, "you answer for this form", form=form.name, lacks=lacks, late=late, link=desk.links.drift())


def _about(desk: Desk) -> AgreementVersion:
    version = desk.row(AgreementVersion, "version_id")
    desk.values.update(
        number=version.number, name=terms_from_json(version.content).name, link=desk.links.agreement(version.number)
    )
    return version
