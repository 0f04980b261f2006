"""How much waits for somebody: the counts beside the navigation and the views of the inbox."""

from sqlalchemy import ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.models.hot import Hot
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus

ENOUGH = 100
"""Counting stops here; a badge of "100" says the same as any more."""


def up_to_enough(whose: InstrumentedAttribute[int | None], *statuses: WorkStatus) -> ScalarSelect[int]:
    """The leads of the user ``:user`` in one of the statuses, counted no further than ``ENOUGH``: a short range of an
    index, whatever they have in hand."""
    in_one = or_(*(Lead.status == status for status in statuses))
    some = select(Lead.id).where(whose == bindparam("user"), in_one).limit(ENOUGH).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


_COUNTS = Hot(
    select(
        up_to_enough(Lead.owner_id, WorkStatus.OFFERED).label("inbox"),
        up_to_enough(Lead.owner_id, WorkStatus.NURTURE).label("nurture"),
    )
)


def counts(user_id: int) -> dict[str, int]:
    """Leads that wait for the user, by the endpoint of the page that shows them. One query."""
    row = _COUNTS.first({"user": user_id})
    return {"sales.inbox": row.inbox, "marketing.nurture": row.nurture}
