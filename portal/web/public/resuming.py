"""Forms in steps remember what was answered (P8): a page that is turned is saved, and shown by a GET of its own.

The browser's cookie holds a random token for this form and nothing else; whoever only looks gets none. Where cookies
are blocked, the next page's address says for a while what was begun. In the frame of another site and on the screen of
a booth, the answers only travel along in the page, as they always do.
"""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta

from flask import Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.progress import Progress
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import read
from portal.rules.forms.respoken import respoken
from portal.services.forms.live import LiveForm, Version
from portal.services.intake import remembering
from portal.services.intake.incoming import address_in
from portal.services.intake.remembering import Begun
from portal.web.public import drawing
from portal.web.public.drawing import Around
from portal.web.public.pages import again, minimum
from portal.web.public.tokens import Token, renewed
from portal.web.public.visits import DECOY, Place, Visit, secret, version_of
from portal.web.shared.clock import utcnow
from portal.web.shared.language import onward

FRESH = timedelta(hours=12)
"""So long the version that was shown stays; a token lives for a day, so there is time to send the page."""
BEGUN = "begun"
HANDED_ON = timedelta(minutes=30)
"""So long an address shows what was answered where cookies are blocked; the page itself can be sent for a day."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")


def remembers(definition: Definition, place: Place) -> bool:
    """Whether pages of this form are saved as they are turned."""
    return place is Place.PAGE and len(definition.steps) > 1


def with_cookie(form: LiveForm, response: Response, token: str) -> Response:
    """The answer to a post with the token for this browser."""
    config = current_app.config["BATON"]
    days = timedelta(days=form.definition.behaviour.remembered_days)
    name = _name(form.form_id)
    response.set_cookie(name, token, max_age=days, path="/", secure=config.secure, httponly=True, samesite="Lax")
    return response


def without_cookie(form: LiveForm, response: Response) -> Response:
    """The answer after which this browser begins afresh."""
    secure = current_app.config["BATON"].secure
    response.delete_cookie(_name(form.form_id), path="/", secure=secure, httponly=True, samesite="Lax")
    return response


def cookie_of(form: LiveForm) -> str | None:
    """The token of this browser for the form, if it looks like one."""
    token = request.cookies.get(_name(form.form_id), "")
    return token if _TOKEN.fullmatch(token) else None


def _name(form_id: int) -> str:
    return f"{'__Host-' if current_app.config['BATON'].secure else ''}form-{form_id}"


def turn(visit: Visit, index: int) -> Response:
    """Go to that page by a GET, so that reload and back never post again. Whether the browser keeps our cookie shows
    there: until then the address says what was begun."""
    if not remembers(visit.definition, visit.place):
        if _may_be_left(visit):
            _saved(visit, index, None)
        return again(visit, index)
    known = cookie_of(visit.form)
    token = known or secrets.token_urlsafe(16)
    begun = _saved(visit, index, token)
    if not begun:
        return again(visit, index)
    where = f"{address(visit.form)}?step={index + 1}" + ("" if known else f"&{BEGUN}={begun}")
    return with_cookie(visit.form, Response(status=303, headers={"Location": onward(where)}), token)


def _saved(visit: Visit, index: int, token: str | None) -> str:
    """Save the page in a transaction of its own; what an address says to show it again, empty where it was not saved.
    Going on does not need the database, so it does not wait for it."""
    try:
        begin_write()
        row = keep(visit, index, token)
        begun = "" if row is None else str(_signer().dumps(row.id))
        db.session.commit()
    except (OperationalError, PoolTimeout):
        db.session.rollback()
        return ""
    return begun


def keep(visit: Visit, index: int, token: str | None) -> Progress | None:
    """Save what was posted, to go on with that page; None where it cannot be saved."""
    if visit.token is None or visit.version is None:
        return None
    begun = Begun(
        form_id=visit.form.form_id,
        version_id=visit.version.id,
        attempt_key=visit.token.attempt_key,
        token=token,
        rendered_at=datetime.fromtimestamp(visit.token.rendered_at, UTC),
        step_id=visit.definition.steps[index].id,
        answers=remembering.answers_in(visit.definition, visit.posted),
        may_be_left=_may_be_left(visit),
        language=visit.definition.locale,
    )
    return remembering.save(begun, visit.definition, now=visit.now)


def _may_be_left(visit: Visit) -> bool:
    """The form said near the address that it keeps what is not sent, and there is an address."""
    if not visit.definition.behaviour.partial or visit.place is Place.KIOSK or any(visit.posted.get(DECOY, ())):
        return False
    return bool(address_in(read(visit.definition, visit.posted)))


def page_begun(form: LiveForm) -> Response | None:
    """The form as this browser left it; None where it left nothing."""
    token, said = cookie_of(form), request.args.get(BEGUN, "")
    row = None if token is None else remembering.begun_with(form.form_id, token, utcnow())
    if row is not None and said:  # the cookie came: an address that shows answers is not left to be copied
        step = request.args.get("step", "")
        place = f"?step={step}" if step.isascii() and step.isdecimal() else ""
        return Response(status=303, headers={"Location": onward(f"{address(form)}{place}")})
    row = row or _handed_on(form, said)
    return None if row is None else page_of(form, row, request.args.get("step"))


def _handed_on(form: LiveForm, said: str) -> Progress | None:
    try:
        number = _signer().loads(said, max_age=int(HANDED_ON.total_seconds())) if said else None
    except BadData:
        return None
    return None if number is None else remembering.begun_as(number, form.form_id, utcnow())


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt="baton.begun")


def page_of(form: LiveForm, row: Progress, wanted: str | None) -> Response:
    """The page that is wanted (``1`` is the first), no further than the attempt came; without a wish the first, with
    the way to where it was left."""
    shown, token = _shown(form, row)
    definition = shown.definition
    posted = respoken(definition, remembering.answers_in(definition, json.loads(row.answers)), row.language)
    reached = next((place for place, step in enumerate(definition.steps) if step.id == row.step_id), 0)
    asked = int(wanted) - 1 if wanted and wanted.isdecimal() and len(wanted) < 3 else None
    index = 0 if asked is None else min(max(asked, 0), reached)
    left = f"{address(form)}?step={reached + 1}" if reached else ""
    go_on = onward(left) if left else ""
    around = Around(action=onward(address(form)), begun=asked is None, go_on=go_on, languages=True)
    return drawing.step(form, definition, posted, token, index, place=Place.PAGE, around=around)


def address(form: LiveForm) -> str:
    """Where the form is shown and posted."""
    return f"{request.script_root}/f/{form.slug}"


def _shown(form: LiveForm, row: Progress) -> tuple[Version, Token]:
    """The version that was begun, for half a day; after that the live one takes the answers over."""
    now = utcnow()
    token = Token(form.form_id, row.form_version_id, row.rendered_at.timestamp(), row.attempt_key)
    begun = version_of(form, row.form_version_id) if now - row.rendered_at < FRESH else None
    if begun is not None:
        return begun, token
    return form.version, renewed(token, form.version_id, now, minimum())
