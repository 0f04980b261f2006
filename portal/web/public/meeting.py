"""Meeting a rep: free times to choose from, and the meeting that is booked, behind a signed link (H11).

GET shows and POST acts: mail scanners open every link. Who has the link of a thank-you page sent that form, and is told
nothing about the person whose address it named.
"""

from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.mail.languages.catalogue import SPOKEN
from portal.mail.meeting_links import read_meet_token
from portal.models.base import db
from portal.models.handoff.meeting import Meeting
from portal.rules.handoff.meetings import MeetingKind
from portal.rules.handoff.slots import from_stamp
from portal.rules.refusal import Refusal
from portal.services.handoff import booking
from portal.services.handoff.booking import BookedAlready, Wish
from portal.services.handoff.booking_times import SlotTaken
from portal.services.team import throttling
from portal.services.team.setup import organisation
from portal.web.public import meeting_page
from portal.web.public.blueprint import bp
from portal.web.public.meeting_page import Guest
from portal.web.public.visits import secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public
from portal.web.shared.language import choose, speak, spoken

CHOOSE = "Choose one of the times."
TAKEN = "This time has just been taken. Please choose another one."
TRIES, WINDOW = 30, timedelta(minutes=10)


@bp.get("/meet/<token>")
@public()
def meet(token: str) -> ResponseReturnValue:
    """The meeting that is booked, else free times."""
    guest = _guest(token)
    if guest is None:
        return _page("gone", 404)
    meeting = guest.booked(utcnow())
    if meeting is not None:
        return _page("booked", meeting=meeting_page.booked(meeting, utcnow()), token=token)
    return _free_times(guest)


@bp.post("/meet/<token>")
@public()
def book_meeting(token: str) -> ResponseReturnValue:
    """Book the chosen time. What is taken by then is said kindly, with the times that are left."""
    guest = _guest(token)
    if guest is None or not _may_try(guest):
        return _page("gone", 404)
    wish = _wish(guest)
    if wish is None:
        return _free_times(guest, CHOOSE, 422)
    try:
        booking.book(guest.lead, wish, by=None, now=utcnow())
    except SlotTaken:
        return _afresh(token, TAKEN)
    except BookedAlready:
        return _booked_before(guest, wish)
    except Refusal:
        return redirect(url_for("public.meet", token=token), 303)
    db.session.commit()
    return redirect(url_for("public.meet", token=token), 303)


@bp.get("/meet/<token>/change")
@public()
def change_meeting(token: str) -> ResponseReturnValue:
    """Free times to move the meeting to."""
    guest = _guest(token)
    if guest is None or _to_change(guest) is None:
        return redirect(url_for("public.meet", token=token), 303) if guest else _page("gone", 404)
    return _free_times(guest, moving=True)


@bp.post("/meet/<token>/change")
@public()
def move_meeting(token: str) -> ResponseReturnValue:
    """Move it to the chosen time."""
    guest = _guest(token)
    meeting = _to_change(guest) if guest else None
    if guest is None or meeting is None or not _may_try(guest):
        return redirect(url_for("public.meet", token=token), 303) if guest else _page("gone", 404)
    start = from_stamp(request.form.get("slot", ""))
    if start is None:
        return _free_times(guest, CHOOSE, 422, moving=True)
    try:
        booking.move(meeting, start, zone=meeting_page.zone_of(meeting.zone), by=None, now=utcnow())
    except SlotTaken:
        return _afresh(token, TAKEN, moving=True)
    except Refusal:
        return redirect(url_for("public.meet", token=token), 303)
    db.session.commit()
    return redirect(url_for("public.meet", token=token), 303)


@bp.get("/meet/<token>/cancellation")
@public()
def cancellation(token: str) -> ResponseReturnValue:
    """Whether it is meant."""
    guest = _guest(token)
    meeting = _to_change(guest) if guest else None
    if guest is None or meeting is None:
        return redirect(url_for("public.meet", token=token), 303) if guest else _page("gone", 404)
    return _page("cancel", meeting=meeting_page.booked(meeting, utcnow()), token=token)


@bp.post("/meet/<token>/cancellation")
@public()
def cancel_meeting(token: str) -> ResponseReturnValue:
    """Call it off; another time can be chosen at once."""
    guest = _guest(token)
    meeting = _to_change(guest) if guest else None
    if guest is not None and meeting is not None and _may_try(guest):
        try:
            booking.cancel(meeting, by=None, now=utcnow())
            db.session.commit()
        except Refusal:
            db.session.rollback()
    return redirect(url_for("public.meet", token=token), 303)


@bp.get("/meet/<token>/noted")
@public()
def meeting_noted(token: str) -> ResponseReturnValue:
    """The wish is with the rep."""
    return _page("noted" if _guest(token) else "gone", 200 if _guest(token) else 404)


def _guest(token: str) -> Guest | None:
    """Speaks the language of the link from here on, unless the address or the browser says otherwise."""
    claim = read_meet_token(token, secret())
    own = claim.language if claim is not None and not request.args.get("lang") else ""
    speak(own or choose(SPOKEN))
    return None if claim is None else meeting_page.guest_of(token, claim)


def _wish(guest: Guest) -> Wish | None:
    start, kind = from_stamp(request.form.get("slot", "")), request.form.get("kind", "")
    if start is None or kind not in {one.value for one in MeetingKind} or guest.rep is None:
        return None
    zone = meeting_page.zone_of(guest.rep.time_zone)
    return Wish(MeetingKind(kind), start, zone, spoken(), guest.claim.submission_id)


def _to_change(guest: Guest) -> Meeting | None:
    meeting = guest.booked(utcnow())
    return meeting if meeting is not None and meeting.starts_at > utcnow() else None


def _afresh(token: str, note: str, *, moving: bool = False) -> Response:
    """The times that are left now; nothing was changed."""
    db.session.rollback()
    guest = _guest(token)
    return _free_times(guest, note, 409, moving=moving) if guest else _page("gone", 404)


def _booked_before(guest: Guest, wish: Wish) -> ResponseReturnValue:
    """Sent twice, it is booked once. Who may not know of the meeting that stands is heard all the same."""
    db.session.rollback()
    if guest.claim.submission_id is None or guest.booked(utcnow()) is not None:
        return redirect(url_for("public.meet", token=guest.token), 303)
    booking.note_wish(guest.lead, wish, now=utcnow())
    db.session.commit()
    return redirect(url_for("public.meeting_noted", token=guest.token), 303)


def _free_times(guest: Guest, note: str = "", status: int = 200, *, moving: bool = False) -> Response:
    found = meeting_page.slots(guest, utcnow(), moving=moving)
    if found is None:
        return _page("none" if guest.rep else "gone", status if guest.rep else 410, rep=guest.rep)
    cancelled = guest.cancelled
    was = meeting_page.booked(cancelled, utcnow()) if cancelled and not note else None
    return _page("slots", status, slots=found, note=note, was=was, token=guest.token)


def _page(name: str, status: int = 200, **values: object) -> Response:
    body = render_template(f"public/meet/{name}.html", organisation=organisation().name, locale=spoken(), **values)
    return make_response(body, status, {"Cache-Control": "private, no-store"})


def _may_try(guest: Guest) -> bool:
    """Nobody sits down to change a meeting thirty times in ten minutes."""
    if not current_app.config["BATON"].RATE_LIMITS:
        return True
    scope = throttling.scope(secret(), "meet", str(guest.lead.id))
    return throttling.counted(scope, WINDOW, utcnow()) <= TRIES
