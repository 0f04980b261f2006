"""Letters about leads that came back, and about disputes over them."""

from datetime import timedelta

from sqlalchemy import func, select

from portal.mail.letters.desk import Desk, name_of
from portal.models.agreement.version import active_agreement
from portal.models.base import db
from portal.models.handoff.activity import Activity
from portal.models.handoff.dispute import Dispute, Ruling
from portal.models.intake.lead import Lead
from portal.rules.agreement.document import terms_from_json
from portal.rules.agreement.terms import RejectReason, Terms
from portal.rules.handoff.activities import ATTEMPTS
from portal.rules.handoff.stages import WorkStatus

NEXT = {
    WorkStatus.DISQUALIFIED: "It is disqualified: nobody will call.",
    WorkStatus.NURTURE: "It is back in nurture.",
}
RULINGS = {Ruling.REOFFERED: "the lead goes to another rep", Ruling.UPHELD: "the return stands"}


def returned(desk: Desk) -> None:
    """To marketing: a rep gave the lead back, why, and what was tried."""
    brief = desk.about_lead()
    lead, terms = desk.lead, _terms()
    limit = lead.rejected_at + timedelta(days=terms.promises.dispute_days) if lead.rejected_at and terms else None
    desk.say(
        f"{brief.name} was given back",
        "you answer for the form that this lead came from",
        rep=name_of(lead.rejected_by_id),
        reject_reason=reason_words(lead.reject_code, terms),
        note=lead.reject_note,
        attempts=_attempts(lead),
        next=_next(desk, lead),
        dispute_until=desk.when(limit),
    )


def recycled(desk: Desk) -> None:
    """To whoever nurtures it now: a rep put it back for later."""
    brief = desk.about_lead()
    desk.say(
        f"{brief.name} is back in nurture",
        "you nurture this lead",
        rep=name_of(desk.message.payload.get("by_id")),
        wake=desk.when(desk.lead.wake_at),
        note=desk.note(),
    )


def dispute_opened(desk: Desk) -> None:
    """To the sales manager: marketing says the lead was good."""
    brief = desk.about_lead()
    dispute = desk.row(Dispute, "dispute_id")
    desk.say(
        f"Was {brief.name} rightly returned?",
        "you decide disputes",
        opener=name_of(dispute.opened_by_id),
        rep=name_of(desk.lead.rejected_by_id),
        reject_reason=reason_words(dispute.reject_code, _terms()),
        note=dispute.reason,
        link=desk.links.dispute(dispute.id),
    )


def dispute_decided(desk: Desk) -> None:
    """To both sides: how the manager decided."""
    brief = desk.about_lead()
    dispute = desk.row(Dispute, "dispute_id")
    desk.say(
        f"The dispute about {brief.name} is decided",
        "you took part in this dispute",
        judge=name_of(dispute.decided_by_id),
        ruling=RULINGS[dispute.ruling or Ruling.UPHELD],
        note=dispute.ruling_note,
    )


def reason_words(code: str | None, terms: Terms | None) -> str:
    """The reason's label under the agreement in force; the code where the agreement no longer has it."""
    reasons: tuple[RejectReason, ...] = terms.reject_reasons if terms else ()
    return next((reason.label for reason in reasons if reason.code == code), (code or "no reason").replace("_", " "))


def _terms() -> Terms | None:
    version = db.session.scalars(active_agreement()).first()
    return terms_from_json(version.content) if version else None


def _attempts(lead: Lead) -> str:
    tried = select(func.count()).select_from(Activity).where(Activity.lead_id == lead.id, Activity.kind.in_(ATTEMPTS))
    count = db.session.scalar(tried) or 0
    return {0: "nothing was logged", 1: "one attempt"}.get(count, f"{count} attempts")


def _next(desk: Desk, lead: Lead) -> str:
    if lead.wake_at:
        return f"It is back in nurture until {desk.when(lead.wake_at)}."
    return NEXT.get(lead.status, "Somebody else has it now.")
