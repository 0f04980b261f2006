"""What was edited in a draft: remembered with every save, so that it can be taken back."""

from datetime import datetime, timedelta
from textwrap import shorten

from sqlalchemy import delete, select

from portal.models.base import db
from portal.models.forms.edit import KEPT, FormEdit, last_edit, next_edit
from portal.models.forms.form import Form
from portal.models.team.user import User
from portal.rules.forms.definition import Definition
from portal.rules.forms.differences import differences

TOGETHER = timedelta(seconds=30)
"""Typing in one place without a longer pause is one edit."""
LONGEST = 300
LONGEST_PART = 60
"""Of what is told before and after an edit."""


def remember(form: Form, before: str, *, words: str, by: User, now: datetime, place: str = "") -> None:
    """Note an edit, with the definition before it. What was undone cannot be done again after it; the oldest goes."""
    db.session.execute(delete(FormEdit).where(FormEdit.form_id == form.id, FormEdit.undone.is_(True)))
    newest = last(form) if place else None
    typing_on = newest is not None and (newest.place, newest.author_id) == (place, by.id)
    if newest is not None and typing_on and now - newest.at < TOGETHER:
        newest.at, newest.words = now, words[:LONGEST]
        return
    db.session.add(
        FormEdit(
            form_id=form.id, author_id=by.id, at=now, words=words[:LONGEST], place=place, undone=False, other=before
        )
    )
    db.session.flush()
    _forget_old(form)


def last(form: Form) -> FormEdit | None:
    """What undo would take back."""
    return db.session.scalars(last_edit(form.id)).first()


def following(form: Form) -> FormEdit | None:
    """What redo would do again."""
    return db.session.scalars(next_edit(form.id)).first()


def words_of(before: Definition, after: Definition) -> str:
    """What an edit did: ``Question changed: Company → Firm and 2 more``."""
    found = differences(before, after)
    if not found:
        return "An edit"
    first, more = found[0], len(found) - 1
    ends = [_short(text) for text in (first.before, first.after) if text]
    said = f"{first.label} {first.kind}" + (f": {' → '.join(ends)}" if ends else "")
    return f"{said} and {more} more" if more else said


def _short(text: str) -> str:
    return shorten(text, LONGEST_PART, placeholder=" …") or f"{text[:LONGEST_PART]}…"


def _forget_old(form: Form) -> None:
    ids = select(FormEdit.id).where(FormEdit.form_id == form.id).order_by(FormEdit.id.desc()).offset(KEPT)
    oldest = db.session.scalars(ids.limit(1)).first()
    if oldest is not None:
        db.session.execute(delete(FormEdit).where(FormEdit.form_id == form.id, FormEdit.id <= oldest))
