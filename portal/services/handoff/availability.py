"""How a rep takes meetings: bookable or not, for what, with which notice."""

from datetime import datetime

from portal.models.base import db
from portal.models.handoff.meeting import Availability
from portal.models.team.user import User
from portal.rules.handoff.meetings import Offering, offering_faults, types_to_json
from portal.rules.refusal import Refusal
from portal.services.ops import history


class OfferingRefused(Refusal):
    """Slots could not be counted with these settings; the message says why."""


def set_offering(user: User, offering: Offering, *, by: User, now: datetime) -> None:
    """From now on. Meetings that stand stay as they are. Raises OfferingRefused."""
    fault = next(offering_faults(offering), None)
    if fault is not None:
        raise OfferingRefused(fault)
    row = Availability(
        user_id=user.id,
        bookable=offering.bookable,
        before=offering.before,
        after=offering.after,
        notice=offering.notice,
        days=offering.days,
        types=types_to_json(offering.types),
    )
    db.session.merge(row)
    history.record("user.availability_changed", f"user:{user.id}", now=now, actor=by)
