"""The nightly look at the ledger: noted in the history, and told to the custodian when it does not come out."""

from datetime import datetime

from portal.models.base import db
from portal.models.team.organisation import Organisation
from portal.services.ops import history, outbox


def note_ledger(difference: int, open_without_owner: int, *, now: datetime) -> None:
    """Record the night's figures; anything but zero is an alarm."""
    figures = {"difference": difference, "open_without_owner": open_without_owner}
    history.record("ledger.checked", f"day:{now:%Y-%m-%d}", now=now, actor=None, data=figures)
    organisation = db.session.get(Organisation, 1)
    if organisation is not None and any(figures.values()):
        key = f"ledger-alarm:{now:%Y-%m-%d}"
        outbox.enqueue("ledger-alarm", key, user_id=organisation.custodian_id, now=now, payload=figures)
