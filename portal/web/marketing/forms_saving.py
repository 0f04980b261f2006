"""Saving one edit of a draft. When somebody else saved first, both sides are shown and nothing typed is lost (B2)."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.team.user import User
from portal.rules.forms.differences import Difference, differences
from portal.rules.forms.editing import checked
from portal.rules.refusal import Refusal
from portal.services.forms import drafting
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import clean
from portal.web.shared.login import signed_in_user

OWN_NAMES = frozenset({"csrf_token", "rev", "autosave"})
WORDS = {"label": "Question", "option.label": "Option", "option.help": "Help of an option", "why": "Why we ask"}
"""What is typed, where its name says it badly."""
CHOSEN = frozenset({"option.id", "rows", "part", "open", "into", "group", "start", "step", "type", "mode", "locale"})
"""Names of what is pressed or chosen: no words of the person who typed. The difference shows what became of it."""


@dataclass(frozen=True)
class Clash:
    """Somebody saved after the page was opened. ``mine`` is what saving over it would change; None with the reason in
    ``why`` where that cannot be done any more."""

    mine: tuple[Difference, ...] | None
    why: str
    typed: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What was typed, for reading."""
        return [(_said(name), value) for name, value in self.typed if value and not _is_chosen(name)]


def _is_chosen(name: str) -> bool:
    return name in CHOSEN or name.endswith((".key", ".op", ".mode"))


def _said(name: str) -> str:
    if name.startswith("part."):
        return "Compared with"
    return WORDS.get(name, name.replace("_", " ").replace(".", " ").capitalize())


def save(form: Form, change: drafting.Edit, *, to: str, said: str = "") -> ResponseReturnValue:
    """Save the edit and go on to ``to``; on a clash show both sides instead (409). Raises EditRefused."""
    try:
        place = request.path if saves_itself() else ""
        drafting.edit(form, change, rev=posted_rev(), by=signed_in_user(), now=utcnow(), place=place)
    except drafting.StaleForm:
        return clash_page(form, change, to)
    db.session.commit()
    if said and not saves_itself():
        flash(said, "success")
    return redirect(to, 303)


def saves_itself() -> bool:
    """The page sent what was typed by itself; nobody pressed a button. Its status line says what became of it."""
    return "autosave" in request.form


def posted_rev() -> int | None:
    """The save that the page in the reader's hands was made from."""
    return request.values.get("rev", type=int)


def typed(name: str) -> str:
    """One posted text, trimmed and without control characters."""
    return str(clean(request.values.get(name, "")))


def clash_page(form: Form, change: drafting.Edit, back: str) -> ResponseReturnValue:
    """What is saved now, what this edit would make of it, and everything that was typed."""
    saved_by = db.session.get(User, form.draft_saved_by_id) if form.draft_saved_by_id else None
    page = render_template(
        "marketing/forms/clash.html",
        form=form,
        clash=_clash(form, change),
        saved_by=saved_by.name if saved_by else "Somebody",
        back=back,
    )
    return page, 409


def _clash(form: Form, change: drafting.Edit) -> Clash:
    posted = tuple(
        (name, value) for name, values in request.values.lists() if name not in OWN_NAMES for value in values
    )
    before = drafting.current(form)
    try:
        return Clash(differences(before, checked(before, change(before))), "", posted)
    except Refusal as refusal:
        return Clash(None, str(refusal), posted)
