"""Remembering what was answered of a form in steps until it is sent. The browser holds a random token, we its hash."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update

from portal.models.base import db, table_of
from portal.models.intake.progress import Progress, progress_of
from portal.rules.canonical import digest
from portal.rules.forms.definition import Definition
from portal.rules.forms.names import names_of
from portal.rules.forms.reading import SOURCE_NAMES, Posted
from portal.services.ops import outbox
from portal.services.team import throttling
from portal.services.team.throttling import Limit

MOST = 60_000
"""Characters of answers. What is larger is not remembered; it still travels along with the pages."""
LETTERS_PER_ADDRESS = Limit(3, timedelta(days=1))
LETTERS_FROM_ONE_PLACE = Limit(20, timedelta(hours=1))
_PROGRESS = table_of(Progress)
_SPENT = {"answers": "{}", "token_hash": None, "silent_at": None}


@dataclass(frozen=True)
class Begun:
    """An attempt as it stands. ``token`` is the cookie's; None where cookies are blocked. ``may_be_left``: in
    silence it becomes an abandoned item."""

    form_id: int
    version_id: int
    attempt_key: str
    token: str | None
    rendered_at: datetime
    step_id: str
    answers: Mapping[str, Sequence[str]]
    may_be_left: bool = False
    language: str = ""
    """In which they answer; empty for the form's own."""


def answers_in(definition: Definition, posted: Posted) -> dict[str, list[str]]:
    """What of a post may be remembered: answers to questions of the form, and where the visitor came from."""
    names = [*(name for field in definition.fields() for name in names_of(field)), *SOURCE_NAMES]
    found = {name: [value for value in posted.get(name, ()) if value] for name in names}
    return {name: values for name, values in found.items() if values}


def save(begun: Begun, definition: Definition, *, now: datetime) -> Progress | None:
    """Remember the attempt, in place of whatever this browser had begun before. None for what is too much."""
    text = json.dumps(dict(begun.answers))
    if len(text) > MOST:
        return None
    token_hash = digest(begun.token) if begun.token else None
    row = db.session.scalars(progress_of(begun.form_id, begun.attempt_key).with_for_update()).one_or_none()
    if row is not None and row.finished_at is not None:
        return None
    _forget_others(token_hash, begun.attempt_key)
    if row is None:
        row = Progress(form_id=begun.form_id, attempt_key=begun.attempt_key, rendered_at=begun.rendered_at)
        db.session.add(row)
    row.form_version_id, row.step_id, row.answers = begun.version_id, begun.step_id, text
    row.language = begun.language
    row.token_hash = token_hash or row.token_hash
    row.saved_at, row.expires_at = now, now + timedelta(days=definition.behaviour.remembered_days)
    row.silent_at = now + timedelta(minutes=definition.behaviour.partial_minutes) if begun.may_be_left else None
    db.session.flush()
    return row


def _forget_others(token_hash: str | None, attempt_key: str) -> None:
    """A browser remembers one attempt at a form: the latest."""
    if token_hash is not None:
        older = update(_PROGRESS).where(_PROGRESS.c.token_hash == token_hash, _PROGRESS.c.attempt_key != attempt_key)
        db.session.execute(older.values(token_hash=None))


def begun_with(form_id: int, token: str, now: datetime) -> Progress | None:
    """What the browser with that token has begun of this form, while it lasts."""
    mine = select(Progress).where(Progress.token_hash == digest(token), Progress.form_id == form_id)
    return db.session.scalars(mine.where(Progress.finished_at.is_(None), Progress.expires_at > now)).one_or_none()


def begun_as(progress_id: int, form_id: int, now: datetime) -> Progress | None:
    """The attempt of that id, while it lasts."""
    mine = select(Progress).where(Progress.id == progress_id, Progress.form_id == form_id)
    return db.session.scalars(mine.where(Progress.finished_at.is_(None), Progress.expires_at > now)).one_or_none()


def finish(form_id: int, attempt_key: str, now: datetime) -> None:
    """It was sent: nothing of it is remembered any more, on no device."""
    mine = _PROGRESS.c.form_id == form_id, _PROGRESS.c.attempt_key == attempt_key
    db.session.execute(update(_PROGRESS).where(*mine).values(finished_at=now, **_SPENT))


def forget(form_id: int, token: str) -> None:
    """The visitor wants to begin afresh."""
    mine = _PROGRESS.c.form_id == form_id, _PROGRESS.c.token_hash == digest(token)
    db.session.execute(delete(_PROGRESS).where(*mine))


def tidy(now: datetime) -> None:
    """Answers that nobody came back for go when their time is over, with the address that a link was mailed to; the
    empty rows a week after."""
    over = or_(_PROGRESS.c.expires_at < now, _PROGRESS.c.finished_at.is_not(None))
    kept = _PROGRESS.c.answers != "{}"
    db.session.execute(update(_PROGRESS).where(over, kept).values(**_SPENT))
    mailed = _PROGRESS.c.expires_at < now, _PROGRESS.c.mail_to != ""
    db.session.execute(update(_PROGRESS).where(*mailed).values(mail_to=""))
    db.session.execute(delete(_PROGRESS).where(_PROGRESS.c.expires_at < now - timedelta(days=7)))


def owe_link(row: Progress, address: str, *, owner_id: int, scopes: Sequence[str] | None, now: datetime) -> None:
    """A link to go on with, by mail to the address that was typed; nothing when too many went there, or were asked for
    from one place. ``scopes`` name both for the counters; None counts nothing. Whoever asked cannot tell."""
    if scopes is not None and not _within_limits(scopes, now):
        return
    row.mail_to = address
    db.session.flush()
    key = f"resume-link:{row.id}:{now:%Y%m%d%H%M}"
    outbox.enqueue("resume-link", key, user_id=owner_id, now=now, payload={"progress_id": row.id})


def _within_limits(scopes: Sequence[str], now: datetime) -> bool:
    limits = (LETTERS_PER_ADDRESS, LETTERS_FROM_ONE_PLACE)
    pairs = zip(scopes, limits, strict=True)
    return all(throttling.hit(scope, limit.events, limit.window, now) for scope, limit in pairs)
