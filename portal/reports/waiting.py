"""How much waits for somebody: the counts beside the navigation."""

from sqlalchemy import func, select

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WorkStatus

ENOUGH = 100
"""Counting stops here; a badge of "100" says the same as any more."""


def counts(user_id: int) -> dict[str, int]:
    """Leads that wait for the user, by the endpoint of the page that shows them. Two short index scans."""
    return {
        "sales.inbox": _owned(user_id, WorkStatus.OFFERED),
        "marketing.nurture": _owned(user_id, WorkStatus.NURTURE),
    }


def _owned(user_id: int, status: WorkStatus) -> int:
    some = select(Lead.id).where(Lead.owner_id == user_id, Lead.status == status).limit(ENOUGH).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
