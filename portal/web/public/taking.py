"""Taking in what passed the reader: up the ladder against machines, into the books, on to the thank-you page."""

from dataclasses import replace
from datetime import timedelta

from flask import Response, current_app, request

from portal.mail.meeting_links import MeetClaim, meet_token
from portal.models.base import db
from portal.models.engine import begin_write
from portal.models.intake.submission import Disposition
from portal.reports.answering import answering
from portal.rules.agreement.verdict import Qualification
from portal.rules.forms.reading import FORM_TOKEN, Reading
from portal.rules.forms.suspicion import solves, suspicion
from portal.services.intake import abandoning, flagging, receiving, remembering, sources, uploads
from portal.services.intake.incoming import Asked, Incoming, prepare
from portal.services.team import throttling
from portal.services.team.throttling import Limit
from portal.web.public import counting, thanking
from portal.web.public.pages import minimum
from portal.web.public.visits import DECOY, PROOF, Place, Visit, secret
from portal.web.shared.language import spoken

FROM_ONE_ADDRESS = Limit(40, timedelta(minutes=10))
TO_ONE_FORM = Limit(2400, timedelta(minutes=10))
SHARDS = 8
"""A form is counted in so many places, so that its posts do not wait for one counter on PostgreSQL."""


def take_in(visit: Visit, reading: Reading) -> Response:
    """Store it, and say thank you: in the same words, whatever becomes of it."""
    post = receiving.judged_early(_prepared(visit, reading))
    begin_write()
    post = _counted(visit, post)
    receipt = receiving.take_in(post, now=visit.now)
    uploads.claim(visit.definition, reading, receipt.submission_id)
    if len(visit.definition.steps) > 1:
        remembering.finish(visit.form.form_id, post.attempt_key, visit.now)
        abandoning.supersede(visit.form.form_id, post.attempt_key, visit.now)
    if not receipt.duplicate:
        flagging.doubt_address(visit.definition.behaviour, reading, receipt.submission_id, now=visit.now)
    told = _introduced(visit, post, receipt)
    db.session.commit()
    if not post.why and not receipt.duplicate:
        counting.sent(visit)
    return thanking.led_on(visit, reading, receipt.reference, told)


def _prepared(visit: Visit, reading: Reading) -> Incoming:
    assert visit.version is not None  # noqa: S101  a stale page was shown again before
    assert visit.token is not None  # noqa: S101  likewise
    form = visit.form
    why = suspicion(
        visit.posted,
        decoy=DECOY,
        age=visit.token.age(visit.now),
        minimum=minimum(),
        strict=visit.definition.behaviour.puzzle and not _solved(visit),
    )
    return prepare(
        Asked(visit.version.id, form.form_id, form.slug, form.owner_id, visit.definition),
        reading,
        posted=visit.posted,
        source=sources.clean(visit.posted),
        attempt_key=visit.token.attempt_key,
        suspect=why,
    )


def _introduced(visit: Visit, post: Incoming, receipt: receiving.Receipt) -> dict[str, str]:
    """Who answers an SQL, where the form says so, and the way to meet them. By these answers alone: what is known of a
    person is told nobody."""
    behaviour = visit.definition.behaviour
    level = post.own.verdict.level if post.own is not None else None
    found = answering(receipt.submission_id) if behaviour.introduce and level is Qualification.SQL else None
    if found is None:
        return {}
    claim = MeetClaim(found.lead_id, receipt.submission_id, spoken())
    meets = behaviour.meeting and found.in_hand
    return {thanking.REP: found.rep, **({thanking.MEET: meet_token(claim, secret())} if meets else {})}


def _solved(visit: Visit) -> bool:
    return solves("".join(visit.posted.get(FORM_TOKEN, ())), "".join(visit.posted.get(PROOF, ())))


def _counted(visit: Visit, post: Incoming) -> Incoming:
    """The post, set aside when this address or this form has had more than people send. A booth is one address."""
    if not current_app.config["BATON"].RATE_LIMITS or post.disposition is not Disposition.UNJUDGED:
        return post
    if visit.place is not Place.KIOSK and _is_over(FROM_ONE_ADDRESS, visit, "from", request.remote_addr or "unknown"):
        return _set_aside(post, "too many posts from one address in a short time")
    shard = ord(post.attempt_key[0]) % SHARDS
    share = Limit(TO_ONE_FORM.events // SHARDS, TO_ONE_FORM.window)
    if _is_over(share, visit, "to", str(shard)):
        return _set_aside(post, "too many posts to this form in a short time")
    return post


def _is_over(limit: Limit, visit: Visit, *parts: str) -> bool:
    scope = throttling.scope(secret(), "form", str(visit.form.form_id), *parts)
    return throttling.counted(scope, limit.window, visit.now) > limit.events


def _set_aside(post: Incoming, why: str) -> Incoming:
    return replace(post, disposition=Disposition.QUARANTINED, why=why)
