"""What a rep does next (S72): the soonest promise, then the largest, then the warmest."""

from datetime import UTC, datetime
from decimal import Decimal

_NEVER = datetime.max.replace(tzinfo=UTC)


def inbox_key(
    due_at: datetime | None, size: Decimal | int | None, score: Decimal | int | None, lead_id: int
) -> tuple[datetime, Decimal, Decimal, int]:
    """Sort key, first things first: overdue before due, by the minute; within a minute larger, then higher scored.

    Leads without a promise come last, an unknown size or score counts as 0, and the older lead breaks a tie.
    """
    due = _NEVER if due_at is None else due_at.astimezone(UTC).replace(second=0, microsecond=0)
    return due, -Decimal(size or 0), -Decimal(score or 0), lead_id
