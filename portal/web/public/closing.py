"""Pages around a form: thanks, and the one of a form that takes no answers."""

import re
from collections.abc import Mapping

from flask import Response, abort, make_response, render_template, request

from portal.mail.meeting_links import read_meet_token
from portal.services.forms.live import Availability, LiveForm
from portal.web.public import thanking
from portal.web.public.meeting_page import Slots, guest_of, slots
from portal.web.public.theme import look_of
from portal.web.public.visits import Place, find, secret
from portal.web.shared.clock import utcnow

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}")
WORDS = {
    Availability.PAUSED: (404, "This form is closed for now", "It takes no answers at the moment. It may open again."),
    Availability.ARCHIVED: (410, "This form is no longer in use", "It does not take answers any more."),
}
NOT_SENT = "Nothing has been sent. What you typed is still on the page before: go back to copy it."


def closed(form: LiveForm, *, place: Place, posted: bool) -> Response:
    """Said kindly, and with the status that tells programs the same."""
    status, title, sentence = WORDS[form.availability]
    sentences = [sentence, NOT_SENT] if posted else [sentence]
    body = render_template(
        "public/closed.html",
        title=title,
        locale=form.definition.locale,
        sentences=sentences,
        organisation=form.organisation,
        look=look_of(form.slug, form.definition),
        embedded=place is Place.EMBED,
    )
    return make_response(body, status)


def thanks(slug: str, reference: str, *, place: Place = Place.PAGE) -> Response:
    """What everybody reads who has sent the form, with words of their own where they are the visitor's. Whether the
    reference exists is not looked up: nobody learns it."""
    if not REFERENCE.fullmatch(reference):
        abort(404)
    form, told = find(slug, place=place), thanking.told(reference)
    body = render_template(
        "public/thanks.html",
        words=thanking.worded(form.definition, {**told, "reference": reference}),
        rep=told.get(thanking.REP, ""),
        slots=_offered(told),
        note="",
        reference=reference,
        organisation=form.organisation,
        look=look_of(form.slug, form.definition),
        embedded=place is Place.EMBED,
    )
    return make_response(body)


def _offered(told: Mapping[str, str]) -> Slots | None:
    """Free times of the rep who was introduced; none once a meeting is booked from here."""
    token = told.get(thanking.MEET, "")
    claim = read_meet_token(token, secret()) if token else None
    guest = guest_of(token, claim) if claim else None
    if guest is None or guest.booked(utcnow()):
        return None
    return slots(guest, utcnow(), here=request.path)
