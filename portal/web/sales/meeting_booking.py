"""A colleague books a meeting for the prospect, moves it or calls it off."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.models.intake.lead import Lead
from portal.models.team.user import User
from portal.rules.handoff.slots import from_stamp
from portal.services.handoff import booking
from portal.services.handoff.booking import Wish
from portal.services.handoff.booking_times import SlotTaken
from portal.web.sales.blueprint import bp
from portal.web.sales.contact import one_zone
from portal.web.sales.lead import seen
from portal.web.sales.meeting_forms import BookingForm
from portal.web.sales.meeting_times import Times, times
from portal.web.sales.meetings import KEEPERS, meeting_seen
from portal.web.sales.ways import back_to, lead_address, origin
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user


@bp.get("/leads/<int:lead_id>/meeting")
@roles(*KEEPERS)
def new_meeting(lead_id: int) -> ResponseReturnValue:
    """The times that the lead's rep has free."""
    lead = seen(lead_id)
    form = BookingForm(formdata=None)
    form.zone.process(None, data=one_zone(lead.country, utcnow()) or signed_in_user().time_zone)
    return _page(lead, form, times(_rep(lead), signed_in_user(), utcnow()))


@bp.post("/leads/<int:lead_id>/meeting")
@roles(*KEEPERS)
def set_meeting(lead_id: int) -> ResponseReturnValue:
    """Book it. Prospect and rep are told by mail."""
    lead, form = seen(lead_id), BookingForm()
    offered = times(_rep(lead), signed_in_user(), utcnow())
    start = from_stamp(form.slot.data or "")
    if not form.validate() or start is None:
        return _page(lead, form, offered), 422
    try:
        booking.book(lead, Wish(offered.kind, start, form.zone.data), by=signed_in_user(), now=utcnow())
    except SlotTaken as taken:
        return _taken(lead, form, taken), 409
    db.session.commit()
    flash("The meeting is booked. You both get a mail with the entry for the calendar.", "success")
    return back_to(lead)


@bp.get("/meetings/<int:meeting_id>/change")
@roles(*KEEPERS)
def other_time(meeting_id: int) -> ResponseReturnValue:
    """The times to which it can move."""
    meeting = meeting_seen(meeting_id)
    form = BookingForm(formdata=None)
    form.zone.process(None, data=meeting.zone)
    return _page(meeting.lead, form, times(meeting.user, signed_in_user(), utcnow(), moving=meeting), meeting)


@bp.post("/meetings/<int:meeting_id>/change")
@roles(*KEEPERS)
def change_time(meeting_id: int) -> ResponseReturnValue:
    """Move it. Both are told."""
    meeting, form = meeting_seen(meeting_id), BookingForm()
    offered = times(meeting.user, signed_in_user(), utcnow(), moving=meeting)
    start = from_stamp(form.slot.data or "")
    if not form.validate() or start is None:
        return _page(meeting.lead, form, offered, meeting), 422
    try:
        booking.move(meeting, start, zone=form.zone.data, by=signed_in_user(), now=utcnow())
    except SlotTaken as taken:
        return _taken(meeting.lead, form, taken, meeting), 409
    db.session.commit()
    flash("The meeting has a new time, and the prospect is told.", "success")
    return back_to(meeting.lead)


@bp.get("/meetings/<int:meeting_id>/cancellation")
@roles(*KEEPERS)
def calling_off(meeting_id: int) -> ResponseReturnValue:
    """Whether it is meant."""
    meeting = meeting_seen(meeting_id)
    return render_template(
        "sales/meetings/cancel.html", meeting=meeting, lead=meeting.lead, back_address=lead_address(meeting.lead)
    )


@bp.post("/meetings/<int:meeting_id>/cancellation")
@roles(*KEEPERS)
def call_off(meeting_id: int) -> ResponseReturnValue:
    """Call it off; the prospect is told and can choose another time."""
    meeting = meeting_seen(meeting_id)
    booking.cancel(meeting, by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The meeting is cancelled, and the prospect is told.", "success")
    return redirect(url_for("sales.lead", lead_id=meeting.lead_id), 303)


def _rep(lead: Lead) -> User:
    rep = booking.rep_of(lead)
    if rep is None:
        raise NotFound
    return rep


def _taken(lead: Lead, form: BookingForm, taken: SlotTaken, meeting: Meeting | None = None) -> str:
    """With the times that are left now; what was begun is undone."""
    db.session.rollback()
    form.slot.errors = (str(taken),)
    rep = meeting.user if meeting else _rep(lead)
    return _page(lead, form, times(rep, signed_in_user(), utcnow(), moving=meeting), meeting)


def _page(lead: Lead, form: BookingForm, offered: Times, meeting: Meeting | None = None) -> str:
    form.slot.choices = list(offered.times)
    return render_template(
        "sales/meetings/book.html",
        lead=lead,
        form=form,
        offered=offered,
        meeting=meeting,
        reader_zone=signed_in_user().time_zone,
        back_address=lead_address(lead),
        origin=origin(),
    )
