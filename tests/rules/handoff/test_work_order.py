"""The inbox begins with the soonest promise; within a minute the largest, then the warmest."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

from portal.rules.handoff.work_order import inbox_key

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
IN_ORDER = [
    (NOON - timedelta(hours=2), None, None, 9),
    (NOON.astimezone(ZoneInfo("Asia/Tokyo")), Decimal(900), 1, 8),
    (NOON + timedelta(seconds=30), 50, 70, 7),
    (NOON, 50, 20, 2),
    (NOON, 50, 20, 6),
    (NOON, None, 99, 1),
    (NOON + timedelta(minutes=1), 10_000, 99, 5),
    (None, 10_000, 99, 4),
]


def test_what_comes_first() -> None:
    for shuffled in list(permutations(IN_ORDER))[::997]:
        assert sorted(shuffled, key=lambda lead: inbox_key(*lead)) == IN_ORDER
