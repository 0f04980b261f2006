"""A rep's own link, for a signature: the visitor says their address and is mailed the way to a meeting."""

from datetime import timedelta

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.mail.languages.catalogue import SPOKEN
from portal.mail.meeting_links import read_rep_token
from portal.models.base import db
from portal.models.team.user import User
from portal.rules.identity import email_key
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.registry import of
from portal.services.handoff import booking_link
from portal.services.team import throttling
from portal.services.team.setup import organisation
from portal.web.public.blueprint import bp
from portal.web.public.visits import secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public
from portal.web.shared.language import choose, speak, spoken

TRIES, WINDOW = 20, timedelta(minutes=10)
_QUESTION = Key("email", TypeName.EMAIL, KeyKind.CONTACT, "Email")


@bp.get("/meet/with/<token>")
@public()
def meet_with(token: str) -> ResponseReturnValue:
    """Asks for the address."""
    return _page("with", token)


@bp.post("/meet/with/<token>")
@public()
def ask_to_meet(token: str) -> ResponseReturnValue:
    """The same answer for every address."""
    rep, typed = _rep(token), request.form.get("email", "")[:400]
    if rep is None:
        return _page("with", token)
    try:
        address = of(TypeName.EMAIL).read([typed], _QUESTION, ReadingContext())
    except Unreadable as refusal:
        return _page("with", token, 422, typed=typed, error=refusal.message)
    if _may_ask():
        booking_link.send(rep, email_key(str(address)), now=utcnow())
    db.session.commit()
    return redirect(url_for("public.asked_to_meet", token=token), 303)


@bp.get("/meet/with/<token>/sent")
@public()
def asked_to_meet(token: str) -> ResponseReturnValue:
    """Look into your mail."""
    return _page("with_sent", token)


def _rep(token: str) -> User | None:
    number = read_rep_token(token, secret())
    rep = db.session.get(User, number) if number else None
    return rep if rep is not None and rep.active else None


def _page(name: str, token: str, status: int = 200, *, typed: str = "", error: str = "") -> Response:
    speak(choose(SPOKEN))
    rep = _rep(token)
    name, status = (name, status) if rep else ("gone", 404)
    body = render_template(
        f"public/meet/{name}.html",
        organisation=organisation().name,
        locale=spoken(),
        rep=rep,
        typed=typed,
        error=error,
    )
    return make_response(body, status, {"Cache-Control": "private, no-store"})


def _may_ask() -> bool:
    """Nobody fills mailboxes from one address; who is over the limit reads the same answer."""
    if not current_app.config["BATON"].RATE_LIMITS:
        return True
    scope = throttling.scope(secret(), "meet-with", request.remote_addr or "unknown")
    return throttling.counted(scope, WINDOW, utcnow()) <= TRIES
