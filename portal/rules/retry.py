"""When a failed delivery is tried again."""

from datetime import datetime, timedelta

LONGEST_PAUSE = timedelta(hours=1)
GIVE_UP_AFTER = timedelta(hours=48)


def next_attempt(
    attempts: int, base_seconds: float, first_queued_at: datetime, now: datetime, jitter: float
) -> datetime | None:
    """The time of the next try after ``attempts`` failed ones, or None when the message is dead.

    The pause doubles from ``base_seconds`` to one hour. ``jitter`` in [0, 1) spreads it over the upper half, so that
    many messages that failed together do not come back together and none comes back at once. The last try is made at
    48 hours from queueing; a failure then, or later, is final.
    """
    end = first_queued_at + GIVE_UP_AFTER
    if now >= end:
        return None
    return min(now + _pause(attempts, base_seconds) * (0.5 + jitter / 2), end)


def _pause(attempts: int, base_seconds: float) -> timedelta:
    doublings = min(max(attempts - 1, 0), 40)  # far past the longest pause, and the power stays a float
    return min(timedelta(seconds=min(base_seconds * 2.0**doublings, 86_400)), LONGEST_PAUSE)
