"""The organisation that this portal serves: made once, changed by admins."""

from dataclasses import asdict, dataclass
from datetime import datetime

from portal.models.base import db
from portal.models.team.organisation import Organisation
from portal.models.team.user import User
from portal.rules.refusal import Refusal
from portal.services.ops import history


class NotFounded(Refusal):
    """No administrator was made yet, so there is no organisation."""

    def __init__(self) -> None:
        super().__init__("Baton is not set up yet. Run: flask --app wsgi create-admin")


@dataclass(frozen=True)
class Settings:
    """What admins change about the organisation; the names are those of its row."""

    name: str
    website: str
    privacy_url: str
    time_zone: str
    default_country: str
    nurture_owner_id: int
    custodian_id: int
    upgrade_grace_days: int = 14


def organisation() -> Organisation:
    """The organisation. Raises NotFounded before the first administrator is made."""
    row = db.session.get(Organisation, 1)
    if row is None:
        raise NotFounded
    return row


def is_founded() -> bool:
    """True once the first administrator was made."""
    return db.session.get(Organisation, 1) is not None


def found(name: str, *, custodian: User, now: datetime) -> Organisation:
    """Make the organisation. Until somebody else is named, its first admin answers for whatever nobody owns."""
    row = Organisation(
        id=1,
        name=name,
        time_zone=custodian.time_zone,
        custodian_id=custodian.id,
        nurture_owner_id=custodian.id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def change_organisation(settings: Settings, *, by: User, now: datetime) -> None:
    """Change the settings; the audit log names what changed, never the values."""
    row = organisation()
    changed = sorted(name for name, value in asdict(settings).items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, getattr(settings, name))
    history.record("organisation.changed", "organisation:1", now=now, actor=by, data={"changed": changed})
