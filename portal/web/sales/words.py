"""Words of the sales pages."""

from collections.abc import Mapping

from portal.models.handoff.assignment import EndReason
from portal.models.handoff.member import CapPer
from portal.models.handoff.rule import Stickiness
from portal.models.intake.submission import Disposition
from portal.rules.agreement.terms import RejectEffect
from portal.rules.handoff.promises import PromiseKind

PROMISES: Mapping[PromiseKind, str] = {
    PromiseKind.ACCEPT_BY: "Accept",
    PromiseKind.FIRST_CONTACT_BY: "First contact",
    PromiseKind.FIRST_ATTEMPT_BY: "First attempt",
    PromiseKind.NEXT_STEP_BY: "Next step",
    PromiseKind.REVIEW_BY: "Review",
}
ENDS: Mapping[EndReason, str] = {
    EndReason.EXPIRED: "Passed on",
    EndReason.REJECTED: "Returned",
    EndReason.RECYCLED: "To nurture",
    EndReason.MOVED: "Moved",
    EndReason.LIFTED: "Lifted",
    EndReason.UNDELIVERABLE: "Passed on",
    EndReason.CLOSED: "Closed",
}
DISPOSITIONS: Mapping[Disposition, str] = {
    Disposition.NEW_LEAD: "a new lead",
    Disposition.ATTACHED: "joined this lead",
    Disposition.QUARANTINED: "set aside",
    Disposition.TEST: "a test",
    Disposition.PARTIAL: "not finished",
    Disposition.UNJUDGED: "not judged yet",
}
MAILS: Mapping[str, str] = {
    "lead-offered": "lead offered",
    "lead-reminder": "reminder",
    "lead-escalated": "missed promise",
    "lead-passed-on": "lead passed on",
    "lead-held": "lead waits for a rep",
    "nurture-assigned": "lead to nurture",
    "nurture-review": "time to look again",
    "lead-lifted": "lead became an SQL",
    "lead-downgraded": "lead judged lower",
    "asked-again": "asked again",
    "lead-returned": "lead given back",
    "lead-recycled": "lead sent back to nurture",
    "lead-closed": "won or lost",
    "lead-churned": "customer left",
    "dispute-opened": "return disputed",
    "dispute-decided": "dispute decided",
    "lead-moved": "lead moved",
    "completion-request": "asks for what is missing",
    "enquiry-confirmed": "confirms that the request arrived",
    "meeting-invitation": "meeting, for the calendar",
    "meeting-notice": "meeting, for the calendar",
    "meeting-link": "link to choose a time",
}
TO_PROSPECTS = frozenset({"completion-request", "enquiry-confirmed", "meeting-invitation", "meeting-link"})
"""Mails that the prospect reads; the user whom the message names is told if it fails."""

RULINGS: Mapping[str, str] = {"reoffered": "offered to another rep", "upheld": "the return stands"}
EFFECTS: Mapping[RejectEffect, str] = {
    RejectEffect.DISQUALIFY: "The lead is disqualified and leaves every queue.",
    RejectEffect.NURTURE_UNTIL: "Marketing nurtures it until the day you name; then it comes back to you first.",
    RejectEffect.NURTURE_ASK: "Marketing asks for the answer that was wrong or missing.",
    RejectEffect.NURTURE: "Marketing nurtures it.",
}
CAPS: Mapping[CapPer, str] = {
    CapPer.OPEN: "leads in hand",
    CapPer.DAY: "leads a day",
    CapPer.WEEK: "leads a week",
    CapPer.MONTH: "leads a month",
}
STICKY: Mapping[Stickiness, str] = {
    Stickiness.NONE: "Nobody: always whose turn it is",
    Stickiness.PERSON: "Who had this person before",
    Stickiness.COMPANY: "Who had this person, or else this company, before",
}

MAILBOXES = {"free": "a free-mail address", "disposable": "an address that is thrown away after use"}
"""What a form doubted about an address."""
