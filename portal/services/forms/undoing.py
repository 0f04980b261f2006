"""Edits of a draft taken back, and done again (B3)."""

from datetime import datetime

from portal.models.base import db
from portal.models.forms.edit import FormEdit
from portal.models.forms.form import Form
from portal.models.team.user import User
from portal.rules.refusal import Refusal
from portal.services.forms import drafting, edits
from portal.services.ops import history


class NothingToUndo(Refusal):
    """Every edit that is remembered was taken back."""

    def __init__(self) -> None:
        super().__init__("There is no earlier edit to take back.")


class NothingToRedo(Refusal):
    """Nothing was taken back after the last edit."""

    def __init__(self) -> None:
        super().__init__("There is nothing to do again.")


def undo(form: Form, *, rev: int | None, by: User, now: datetime) -> FormEdit:
    """Take the last edit back, whoever made it. Raises StaleForm, PutAway, NothingToUndo."""
    _open(form, rev)
    edit = edits.last(form)
    if edit is None:
        raise NothingToUndo
    _turn(form, edit, "form.undone", by, now)
    return edit


def redo(form: Form, *, rev: int | None, by: User, now: datetime) -> FormEdit:
    """Do again what was taken back last. Raises StaleForm, PutAway, NothingToRedo."""
    _open(form, rev)
    edit = edits.following(form)
    if edit is None:
        raise NothingToRedo
    _turn(form, edit, "form.redone", by, now)
    return edit


def _open(form: Form, rev: int | None) -> None:
    drafting.locked(form)
    if form.archived_at is not None:
        raise drafting.PutAway(form)
    if form.draft_rev != rev:
        raise drafting.StaleForm(form)


def _turn(form: Form, edit: FormEdit, kind: str, by: User, now: datetime) -> None:
    """The draft and the edit's other side change places."""
    here = drafting.text_of(form)
    drafting.store(form, edit.other, by=by, now=now)
    edit.other, edit.undone, edit.place = here, not edit.undone, ""
    data = {"rev": form.draft_rev, "words": edit.words}
    history.record(kind, drafting.subject(form), now=now, actor=by, data=data)
    db.session.flush()
