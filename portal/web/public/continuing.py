"""Going on later: a link by mail to the address that the visitor typed, and beginning afresh."""

from flask import Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.mail.links import read_resume_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.forms.reading import read
from portal.rules.forms.suspicion import suspicion
from portal.rules.identity import email_key
from portal.services.forms.live import Availability, LiveForm
from portal.services.intake import remembering
from portal.services.intake.incoming import address_in
from portal.services.team import throttling
from portal.web.public import resuming
from portal.web.public.blueprint import bp
from portal.web.public.closing import closed
from portal.web.public.drawing import Trouble
from portal.web.public.pages import again, minimum
from portal.web.public.theme import look_of
from portal.web.public.visits import DECOY, Place, Visit, find, secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public
from portal.web.shared.language import onward

NO_ADDRESS = "We mail you a link to go on with, so we need your email address first."


def later(visit: Visit, step: int) -> Response:
    """Owe the link. The answer is the same whether or not it may be sent again so soon, and for machines, who get none
    (trap 9)."""
    address = address_in(read(visit.definition, visit.posted))
    if not address or visit.place is not Place.PAGE:
        return again(visit, step, Trouble(notes=[NO_ADDRESS]))
    begin_write()
    row = resuming.keep(visit, step, resuming.cookie_of(visit.form))
    if row is not None and not _looks_made(visit):
        remembering.owe_link(row, address, owner_id=visit.form.owner_id, scopes=_scopes(address), now=visit.now)
    db.session.commit()
    return Response(status=303, headers={"Location": onward(f"{resuming.address(visit.form)}/later")})


@bp.get("/f/<slug>/later")
@public()
def link_sent(slug: str) -> ResponseReturnValue:
    """What happens now; the same words for everyone."""
    form = find(slug, place=Place.PAGE)
    return _plain(form, "public/later.html", days=form.definition.behaviour.remembered_days)


@bp.get("/f/<slug>/continue/<token>")
@public()
def go_on(slug: str, token: str) -> ResponseReturnValue:
    """The form as it was left, for whoever holds the link. Looking uses nothing up."""
    form = find(slug, place=Place.PAGE)
    if form.availability is not Availability.OPEN:
        return closed(form, place=Place.PAGE, posted=False)
    claim = read_resume_token(token, secret())
    row = None if claim is None else remembering.begun_as(claim.progress_id, form.form_id, utcnow())
    if row is None or claim is None or not claim.fits(row):
        return _plain(form, "public/over.html"), 410
    return resuming.page_of(form, row, request.args.get("step", "99"))


@bp.post("/f/<slug>/afresh")
@public()
def begin_afresh(slug: str) -> ResponseReturnValue:
    """Forget what this browser answered so far."""
    form = find(slug, place=Place.PAGE)
    token = resuming.cookie_of(form)
    if token is not None:
        remembering.forget(form.form_id, token)
        db.session.commit()
    afresh = Response(status=303, headers={"Location": onward(resuming.address(form))})
    return resuming.without_cookie(form, afresh)


def _looks_made(visit: Visit) -> bool:
    age = visit.token.age(visit.now) if visit.token is not None else 0
    return bool(suspicion(visit.posted, decoy=DECOY, age=age, minimum=minimum()))


def _scopes(address: str) -> tuple[str, str] | None:
    """What is counted: letters to one address, and letters asked for from one place."""
    if not current_app.config["BATON"].RATE_LIMITS:
        return None
    to = throttling.scope(secret(), "resume-to", email_key(address))
    return to, throttling.scope(secret(), "resume-from", request.remote_addr or "unknown")


def _plain(form: LiveForm, template: str, **values: object) -> Response:
    look = look_of(form.slug, form.definition)
    words = form.definition
    return make_response(
        render_template(template, organisation=form.organisation, look=look, words=words, slug=form.slug, **values)
    )
