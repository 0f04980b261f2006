"""Enquiries that were begun and not sent (P9): partial submissions for marketing, never a lead, never an alert."""

import json
from dataclasses import replace
from datetime import datetime

from portal.models.base import db
from portal.models.intake.abandoned import AbandonedItem, AbandonedState, abandoned_of_attempt
from portal.models.intake.progress import Progress, fallen_silent
from portal.models.intake.submission import Disposition
from portal.models.team.user import User
from portal.rules.canonical import digest
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import read
from portal.rules.forms.suspicion import suspicion
from portal.rules.forms.translation import in_language
from portal.rules.refusal import Refusal
from portal.services.forms.live import version
from portal.services.intake import sources
from portal.services.intake.incoming import Incoming, asked_of, prepare
from portal.services.intake.matching import sent_before
from portal.services.intake.receiving import take_in
from portal.services.ops import history


class AlreadyDecided(Refusal):
    """Somebody was quicker, or the visitor sent the form."""

    def __init__(self) -> None:
        super().__init__("This enquiry is not open any more: a colleague saw to it, or the visitor sent the form.")


def leave(now: datetime, limit: int) -> int:
    """Turn what has fallen silent into abandoned items; returns how many attempts were looked at."""
    silent = db.session.scalars(fallen_silent(now, limit).with_for_update(skip_locked=True)).all()
    for row in silent:
        row.silent_at = None
        db.session.flush()
        _abandon(row, now)
    return len(silent)


def supersede(form_id: int, attempt_key: str, now: datetime) -> None:
    """The visitor sent the form after all."""
    for item in db.session.scalars(abandoned_of_attempt(form_id, attempt_key)).all():
        _decide(item, AbandonedState.SUPERSEDED, None, now)


def decide(item: AbandonedItem, state: AbandonedState, *, by: User, now: datetime) -> None:
    """Marketing wrote to the visitor, or lets it be. Raises AlreadyDecided."""
    db.session.refresh(item, with_for_update=True)
    if item.state is not AbandonedState.OPEN:
        raise AlreadyDecided
    _decide(item, state, by, now)


def _decide(item: AbandonedItem, state: AbandonedState, by: User | None, now: datetime) -> None:
    item.state, item.decided_at, item.decided_by_id = state, now, by.id if by else None
    db.session.flush()
    subject = f"submission:{item.submission_id}"
    history.record(f"abandoned.{state.value}", subject, now=now, actor=by)


def _abandon(row: Progress, now: datetime) -> None:
    """Nothing becomes of an attempt that was sent, that gives no address, or that looks like a machine's."""
    shown = version(row.form_version_id)
    assert shown is not None  # noqa: S101  a foreign key holds it, and versions are never deleted
    post = _partial(row, in_language(shown.definition, row.language))
    before = sent_before(row.form_id, row.attempt_key)
    open_items = db.session.scalars(abandoned_of_attempt(row.form_id, row.attempt_key)).all()
    if post is None or (before and not open_items):
        return
    receipt = take_in(post, now=now)
    if open_items:  # they went on for a while, and left once more
        open_items[0].submission_id, open_items[0].left_at = receipt.submission_id, row.saved_at
    else:
        db.session.add(
            AbandonedItem(
                submission_id=receipt.submission_id,
                form_id=row.form_id,
                email=post.email,
                left_at=row.saved_at,
                created_at=now,
            )
        )
    db.session.flush()


def _partial(row: Progress, definition: Definition) -> Incoming | None:
    posted = json.loads(row.answers)
    if suspicion(posted, decoy="", age=0, minimum=0):
        return None
    post = prepare(
        asked_of(row.form_id, row.form_version_id, definition),
        read(definition, posted),
        posted=posted,
        source=sources.clean(posted),
        attempt_key=row.attempt_key,
    )
    own = digest(f"partial {post.body_hash}")  # the whole form may be sent with the very same answers
    return (
        replace(post, disposition=Disposition.PARTIAL, why="left before it was sent", body_hash=own)
        if post.email
        else None
    )
