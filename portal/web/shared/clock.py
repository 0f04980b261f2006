"""The edge's clock: everything below gets ``now`` as an argument."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The moment, aware and in UTC."""
    return datetime.now(UTC)
