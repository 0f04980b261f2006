"""Posts of plain HTML forms that somebody else made (P18): no token, so doubted more, told apart by what they say."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Response, abort, current_app, request
from sqlalchemy import select

from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.submission import Disposition, Submission
from portal.rules.forms.mailboxes import refusing
from portal.rules.forms.plain_posts import SAME_FOR, attempt_keys, doubts
from portal.rules.forms.reading import FORM_TOKEN, Reading, read
from portal.rules.forms.suspicion import suspicion
from portal.services.forms.live import Availability, Version, replaced_since
from portal.services.intake import flagging, receiving, sources, uploads
from portal.services.intake.incoming import Asked, Incoming, prepare
from portal.services.team import throttling
from portal.web.public import answering, counting, thanking, uploading
from portal.web.public.blueprint import bp
from portal.web.public.closing import closed
from portal.web.public.tokens import LIFETIME, new_token
from portal.web.public.visits import DECOY, Place, Visit, find, secret, version_of, visit_of
from portal.web.shared.guards import public

FROM_ONE_ADDRESS = throttling.Limit(5, timedelta(minutes=10))
OF_ONE_FORM = throttling.Limit(120, timedelta(hours=1))
TOO_MANY = "too many posts from one place in a short time"


@bp.post("/f/<slug>/plain")
@public(late_write=True)
def submit_plain(slug: str) -> Response:
    """The whole form from a page of somebody else's. What we showed again because of errors comes back with a token."""
    form = find(slug, place=Place.PAGE)
    uploading.make_room(form.definition)
    if FORM_TOKEN in request.form:
        return answering.answer(slug, place=Place.PAGE)
    if not form.definition.plain_post:
        abort(404)
    if form.availability is not Availability.OPEN:
        return closed(form, place=Place.PAGE, posted=True)
    visit = visit_of(form, place=Place.PAGE)
    visit, reading = _read(visit)
    return _take_in(visit, reading) if reading.ok else answering.wrong(visit, reading)


def _read(visit: Visit) -> tuple[Visit, Reading]:
    """By the live version; else by one that was replaced in the last day and that the page was made for (P18)."""
    first = _read_by(visit, visit.form.version)
    if first[1].ok:
        return first
    lately = replaced_since(visit.form.form_id, visit.now - timedelta(seconds=LIFETIME))
    shown = (version_of(visit.form, version.id) for version in lately)
    older = (_read_by(visit, version) for version in shown if version is not None)
    return next((found for found in older if found[1].ok), first)


def _read_by(visit: Visit, version: Version) -> tuple[Visit, Reading]:
    token = new_token(visit.form.form_id, version.id, visit.now)
    visit = replace(visit, step=None, token=token, version=version)
    reading = answering.with_file_errors(visit, read(version.definition, visit.posted, now=visit.now))
    return visit, refusing(version.definition, reading)


def _take_in(visit: Visit, reading: Reading) -> Response:
    post = _prepared(visit, reading)
    begin_write()
    post = replace(post, attempt_key=_attempt(visit, post.body_hash))
    if not post.why and not _within_limits(visit):
        post = replace(post, disposition=Disposition.QUARANTINED, why=TOO_MANY)
    receipt = receiving.take_in(post, now=visit.now)
    uploads.claim(visit.definition, reading, receipt.submission_id)
    if not receipt.duplicate:
        flagging.doubt_address(visit.definition.behaviour, reading, receipt.submission_id, now=visit.now)
    db.session.commit()
    if not post.why and not receipt.duplicate:
        counting.sent(visit)
    return thanking.led_on(visit, reading, receipt.reference, {})


def _prepared(visit: Visit, reading: Reading) -> Incoming:
    assert visit.version is not None  # noqa: S101  the version that read it
    form, sites = visit.form, visit.definition.embed_origins
    why = suspicion(visit.posted, decoy=DECOY, age=0, minimum=0, strict=visit.definition.behaviour.puzzle)
    page = [request.referrer] if request.referrer else []
    told = {"embed_url": page, "landing_url": page, **visit.posted}
    return prepare(
        Asked(visit.version.id, form.form_id, form.slug, form.owner_id, visit.definition),
        reading,
        posted=visit.posted,
        source=sources.clean(told),
        attempt_key="",
        channel="plain",
        suspect=why or doubts(visit.posted, origin=_origin(), sites=sites),
    )


def _origin() -> str:
    """Of the page that posted, as its browser says; our own pages count as nobody's."""
    said = request.headers.get("Origin", "")
    return "" if urlsplit(said).netloc == request.host else said


def _attempt(visit: Visit, body_hash: str) -> str:
    """The key under which the same answers came within the last minutes, else a key of this stretch of time."""
    own, before = attempt_keys(visit.form.form_id, body_hash, visit.now)
    lately = select(Submission.id).where(
        Submission.form_id == visit.form.form_id,
        Submission.attempt_key == before,
        Submission.received_at > visit.now - SAME_FOR,
    )
    return before if db.session.scalar(lately.limit(1)) is not None else own


def _within_limits(visit: Visit) -> bool:
    """Whether this address, and this form, have had no more posts than people send."""
    if not current_app.config["BATON"].RATE_LIMITS:
        return True
    counted = (
        (FROM_ONE_ADDRESS, ("plain", request.remote_addr or "", visit.form.slug)),
        (OF_ONE_FORM, ("plain", visit.form.slug)),
    )
    return all(
        throttling.hit(throttling.scope(secret(), *parts), limit.events, limit.window, visit.now)
        for limit, parts in counted
    )
