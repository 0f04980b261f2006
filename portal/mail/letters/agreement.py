"""Letters about the agreement."""

from portal.mail.letters.desk import Desk, name_of
from portal.models.agreement.signature import signatures_of
from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.rules.agreement.document import terms_from_json


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


def _about(desk: Desk) -> AgreementVersion:
    version = desk.row(AgreementVersion, "version_id")
    desk.values.update(
        number=version.number, name=terms_from_json(version.content).name, link=desk.links.agreement(version.number)
    )
    return version
