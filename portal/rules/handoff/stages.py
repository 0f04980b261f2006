"""Work status, lifecycle facts and origin: three things that are never mixed (domain.md)."""

from enum import StrEnum


class WorkStatus(StrEnum):
    """What is being done with a lead now."""

    NEW = "new"
    QUARANTINED = "quarantined"
    NURTURE = "nurture"
    MARKETING_REVIEW = "marketing_review"
    QUEUED = "queued"
    HELD = "held"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WORKING = "working"
    MEETING_SET = "meeting_set"
    FIT_CONFIRMED = "fit_confirmed"
    OPPORTUNITY = "opportunity"
    REJECTED = "rejected"
    DISQUALIFIED = "disqualified"
    WON = "won"
    LOST = "lost"
    MERGED = "merged"
    ERASED = "erased"


class Origin(StrEnum):
    """Where a lead came from; the three-letter labels are derived from stage and origin."""

    MARKETING = "marketing"
    AUTOMATION = "automation"
    TELEPROSPECTING = "teleprospecting"
    SALES = "sales"
    REFERRAL = "referral"


CLOSED: frozenset[WorkStatus] = frozenset(
    {
        WorkStatus.QUARANTINED,
        WorkStatus.REJECTED,
        WorkStatus.DISQUALIFIED,
        WorkStatus.WON,
        WorkStatus.LOST,
        WorkStatus.MERGED,
        WorkStatus.ERASED,
    }
)
"""Statuses in which nobody owes a next act. Every other status is open: it has an accountable person and a due time."""

WITH_REP: frozenset[WorkStatus] = frozenset(
    {
        WorkStatus.OFFERED,
        WorkStatus.ACCEPTED,
        WorkStatus.WORKING,
        WorkStatus.MEETING_SET,
        WorkStatus.FIT_CONFIRMED,
        WorkStatus.OPPORTUNITY,
    }
)
"""Statuses in which a rep has the lead in hand."""

MOVES: frozenset[tuple[WorkStatus, WorkStatus]] = frozenset(
    (source, target)
    for source, targets in {
        WorkStatus.NEW: "quarantined nurture marketing_review queued disqualified",
        WorkStatus.QUARANTINED: "new",
        WorkStatus.NURTURE: "marketing_review queued disqualified offered held",
        WorkStatus.MARKETING_REVIEW: "queued nurture",
        WorkStatus.QUEUED: "offered held nurture",
        WorkStatus.HELD: "offered queued nurture",
        WorkStatus.OFFERED: "accepted queued rejected meeting_set nurture held",
        WorkStatus.ACCEPTED: "working rejected meeting_set queued nurture",
        WorkStatus.WORKING: "rejected meeting_set fit_confirmed nurture lost opportunity queued",
        WorkStatus.MEETING_SET: "working nurture rejected lost queued",
        WorkStatus.FIT_CONFIRMED: "opportunity nurture rejected lost queued",
        WorkStatus.OPPORTUNITY: "won lost queued",
        WorkStatus.REJECTED: "nurture disqualified queued",
        WorkStatus.DISQUALIFIED: "queued",
        WorkStatus.LOST: "queued",
        WorkStatus.WON: "queued",
    }.items()
    for target in map(WorkStatus, targets.split())
)
"""The allowed moves of the work status, from the table in the domain; merged and erased are reached from any status."""


class MoveRefused(Exception):
    """A move of the work status that the table does not allow."""


def check_move(source: WorkStatus, target: WorkStatus) -> None:
    """Raise ``MoveRefused`` unless the table allows the move."""
    if target in (WorkStatus.MERGED, WorkStatus.ERASED) or (source, target) in MOVES:
        return
    raise MoveRefused(f"A lead that is {source} cannot become {target}.")
