"""Meetings as reps and managers see them: what is to come, and how it went."""

from enum import StrEnum

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.team.user import Role
from portal.reports import meetings as report
from portal.rules.handoff.meetings import STATE_WORDS
from portal.services.handoff import booking_outcomes
from portal.web.sales.attempts import done
from portal.web.sales.blueprint import bp
from portal.web.sales.forms import moment
from portal.web.sales.meeting_forms import OutcomeForm
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import signed_in_user

KEEPERS = (Role.REP, Role.MANAGER)


class Whose(StrEnum):
    """Whose meetings are listed."""

    MINE = "mine"
    TEAM = "team"


def meeting_seen(meeting_id: int) -> Meeting:
    """The meeting, if the reader may see its lead; else 404."""
    leads = visible_leads(signed_in_user()).with_only_columns(Lead.id)
    return visible_or_404(report.one(meeting_id).where(Meeting.lead_id.in_(leads)))


@bp.get("/meetings")
@roles(*KEEPERS)
def meetings() -> ResponseReturnValue:
    """Those to come, those about which it is to be said how they went, and the latest that are over."""
    user, now = signed_in_user(), utcnow()
    whose = Whose.TEAM if request.args.get("whose") == Whose.TEAM and user.has(Role.MANAGER) else Whose.MINE
    user_id = None if whose is Whose.TEAM else user.id
    return render_template(
        "sales/meetings/list.html", page=report.page(user_id, now), segments=_segments(whose), words=STATE_WORDS
    )


def _segments(whose: Whose) -> list[dict[str, object]]:
    if not signed_in_user().has(Role.MANAGER):
        return []
    labels = {Whose.MINE: "Yours", Whose.TEAM: "The team’s"}
    return [
        {"label": labels[one], "href": url_for("sales.meetings", whose=one.value), "current": one is whose}
        for one in Whose
    ]


@bp.get("/meetings/<int:meeting_id>/outcome")
@roles(*KEEPERS)
def meeting_outcome(meeting_id: int) -> ResponseReturnValue:
    """How did it go?"""
    return _page(meeting_seen(meeting_id), OutcomeForm(formdata=None))


@bp.post("/meetings/<int:meeting_id>/outcome")
@roles(*KEEPERS)
def record_meeting(meeting_id: int) -> ResponseReturnValue:
    """It took place, with what comes next; or nobody came."""
    meeting, form = meeting_seen(meeting_id), OutcomeForm()
    if not done(form, lambda: _record(meeting, form)):
        return _page(meeting, form), 422
    db.session.commit()
    flash("The meeting is recorded.", "success")
    return back_to(meeting.lead)


def _record(meeting: Meeting, form: OutcomeForm) -> None:
    user = signed_in_user()
    if form.outcome.data == OutcomeForm.MISSED:
        booking_outcomes.missed(meeting, by=user, now=utcnow())
        return
    booking_outcomes.held(
        meeting,
        by=user,
        note=form.note.data or "",
        next_step=form.next_step.data or "",
        next_step_at=moment(form.next_step_at.data, user),
        now=utcnow(),
    )


def _page(meeting: Meeting, form: OutcomeForm) -> str:
    lead = meeting.lead
    return render_template(
        "sales/meetings/outcome.html",
        lead=lead,
        meeting=meeting,
        form=form,
        begun=meeting.starts_at <= utcnow(),
        back_address=lead_address(lead),
        origin=origin(),
    )
