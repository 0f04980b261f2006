"""What every agreement begins with: reasons to return a lead, and how often a new one is tried."""

from portal.rules.agreement.playbook import Attempt, Channel
from portal.rules.agreement.terms import RejectEffect, RejectReason

REJECT_REASONS: tuple[RejectReason, ...] = (
    RejectReason("wrong_fit", "Wrong fit: too small, or not our market", RejectEffect.DISQUALIFY),
    RejectReason("not_now", "Not now", RejectEffect.NURTURE_UNTIL),
    RejectReason("bad_data", "Wrong or missing data", RejectEffect.NURTURE_ASK, asks_key=True),
    RejectReason("unreachable", "Could not be reached", RejectEffect.NURTURE, needs_attempts=True),
    RejectReason("duplicate", "Already a lead or a customer", RejectEffect.DISQUALIFY),
    RejectReason("competitor", "Competitor or supplier", RejectEffect.DISQUALIFY),
    RejectReason("student", "Private person or student project", RejectEffect.DISQUALIFY),
    RejectReason("other", "Another reason, in the note", RejectEffect.NURTURE),
)

PLAYBOOK: tuple[Attempt, ...] = (
    Attempt(Channel.CALL),
    Attempt(Channel.EMAIL, 60),
    Attempt(Channel.CALL, 480),
    Attempt(Channel.LINKEDIN, 480),
    Attempt(Channel.CALL, 960),
    Attempt(Channel.EMAIL, 960),
)
"""Six attempts over some six working days of eight hours, by changing ways."""
