"""After the post: on to the thank-you page, or to a page that the form names (P15).

What the visitor just posted, and the rep whom an SQL may be told, travel in a signed cookie of some minutes that only
this thank-you page gets. Without it, as in frames, the page says its words for everybody.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote, urlsplit

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import Reading
from portal.rules.forms.thanks import TOKENS, allowed_hosts, filled, has_tokens, may_lead_to
from portal.services.forms.live import LiveForm
from portal.web.public.visits import Place, Visit, secret
from portal.web.shared import language
from portal.web.shared.headers import allow_onward

COOKIE, REP, MEET = "thanks", "rep", "meet"
LIFE = timedelta(minutes=15)


def led_on(visit: Visit, reading: Reading, reference: str, answered: Mapping[str, str]) -> Response:
    """The answer to a post that was taken in. ``answered``: who does, and the way to meet them."""
    onward = _onward(visit.form, visit.definition) if visit.place is not Place.KIOSK else ""
    if onward:
        sign = "&" if "?" in onward else "?"
        return Response(status=303, headers={"Location": f"{onward}{sign}reference={quote(reference)}"})
    here = f"{request.script_root}/f/{visit.form.slug}{visit.place}/thanks/{reference}"
    response = Response(status=303, headers={"Location": language.onward(here)})
    told = _told(visit.definition, reading) | dict(answered)
    if told and visit.place is Place.PAGE:
        secure = current_app.config["BATON"].secure
        text = _signer().dumps({**told, "reference": reference})
        response.set_cookie(COOKIE, text, max_age=LIFE, path=here, secure=secure, httponly=True, samesite="Lax")
    return response


def allow_leading_on(form: LiveForm, definition: Definition) -> None:
    """Browsers let a form end on another site only where its page says so."""
    if definition.behaviour.thanks_url and (onward := _onward(form, definition)):
        parts = urlsplit(onward)
        allow_onward(f"{parts.scheme}://{parts.netloc}")


def told(reference: str) -> dict[str, str]:
    """What this browser sent under that reference a short while ago, and who answers; nothing for anybody else."""
    try:
        values = _signer().loads(request.cookies.get(COOKIE, ""), max_age=int(LIFE.total_seconds()))
    except BadData:
        return {}
    return values if values.get("reference") == reference else {}


def worded(definition: Definition, values: Mapping[str, str]) -> Definition:
    """The form with its words of thanks for this visitor."""
    page = definition.page
    if not has_tokens(page.thanks_title, page.thanks_text):
        return definition
    missing = {name: str(language.t(words)) if words else "" for name, words in TOKENS.items()}
    title, text = filled(page.thanks_title, values, missing), filled(page.thanks_text, values, missing)
    return replace(definition, page=replace(page, thanks_title=title, thanks_text=text))


def _onward(form: LiveForm, definition: Definition) -> str:
    """The page that the form names, if it may still lead there."""
    address = definition.behaviour.thanks_url
    if not address:
        return ""
    return address if may_lead_to(address, allowed_hosts(form.website, definition.embed_origins)) else ""


def _told(definition: Definition, reading: Reading) -> dict[str, str]:
    """The visitor's own answers that the words want; never what is known about anybody."""
    if not has_tokens(definition.page.thanks_title, definition.page.thanks_text):
        return {}
    answers = {key: reading.answers[key] for key in TOKENS if key in reading.answers}
    return {key: str(answer.value)[:100] for key, answer in answers.items() if answer.answered}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt="baton.thanks")
