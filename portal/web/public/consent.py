"""The page on which somebody takes back what they agreed to. GET shows, POST acts: mail scanners open every link."""

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.mail.languages.catalogue import SPOKEN
from portal.mail.links import read_consent_token
from portal.models.base import db
from portal.services.intake import consenting
from portal.services.team.setup import organisation
from portal.web.public.blueprint import bp
from portal.web.public.visits import secret
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public
from portal.web.shared.language import choose, speak


@bp.get("/consent/<token>")
@public()
def consent(token: str) -> ResponseReturnValue:
    """What stands, and nothing else about the person."""
    person_id = _person(token)
    speak(consenting.language_of(person_id) or choose(SPOKEN))
    standing = consenting.standing(person_id)
    page = render_template("public/consent.html", organisation=organisation().name, standing=standing)
    answer: Response = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/consent/<token>")
@public()
def withdraw_consent(token: str) -> ResponseReturnValue:
    """Take back what was ticked, or all of it for a mail program's one click; what was taken back before stays so."""
    chosen, one_click = set(request.form.getlist("consent")), request.form.get("List-Unsubscribe") == "One-Click"
    records = [one for one in consenting.standing(_person(token)) if one_click or str(one.id) in chosen]
    consenting.withdraw(records, by=None, now=utcnow())
    db.session.commit()
    return redirect(url_for("public.consent", token=token), 303)


def _person(token: str) -> int:
    person_id = read_consent_token(token, secret())
    return abort(404) if person_id is None else person_id
