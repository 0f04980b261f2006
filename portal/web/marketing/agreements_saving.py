"""Saving one section of a draft. When somebody else saved first, both sides are shown and nothing typed is lost."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.models.agreement.version import AgreementVersion
from portal.models.base import db
from portal.rules.agreement.terms import Terms
from portal.rules.refusal import Refusal
from portal.services.agreement import comparing, drafting
from portal.web.marketing.agreements_reading import terms_of
from portal.web.shared.clock import utcnow
from portal.web.shared.forms import clean
from portal.web.shared.login import signed_in_user

Edit: TypeAlias = Callable[[Terms], Terms]
OWN_NAMES = frozenset({"csrf_token", "rev"})


@dataclass(frozen=True)
class Clash:
    """Somebody saved after the page was opened. ``mine`` are the changes that saving over it would make; None with the
    reason in ``why`` when they cannot be made any more."""

    mine: tuple[comparing.Change, ...] | None
    why: str
    typed: tuple[tuple[str, str], ...]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What was typed, for reading."""
        words = ((name.replace("_", " ").replace(".", ": ").capitalize(), value) for name, value in self.typed)
        return [(name, value) for name, value in words if name not in ("Mark", "Into")]


def shown_rev(version: AgreementVersion) -> str:
    """The save that the page in the reader's hands was made from; it stays when the page comes back with errors."""
    return request.form.get("rev") or str(version.draft_rev)


def save(version: AgreementVersion, edit: Edit, *, to: str, said: str) -> ResponseReturnValue:
    """Apply the edit to the draft, save it and go on to ``to``; on a clash show both sides instead (409)."""
    rev = request.form.get("rev", type=int)
    if rev != version.draft_rev:
        return _clash_page(version, edit, to)
    try:
        drafting.save_draft(version, edit(terms_of(version)), rev=rev, by=signed_in_user(), now=utcnow())
    except drafting.StaleDraft:
        return _clash_page(version, edit, to)
    db.session.commit()
    flash(said, "success")
    return redirect(to, 303)


def typed(name: str) -> str:
    """One posted text, trimmed and without control characters."""
    return str(clean(request.form.get(name, "")))


def _clash_page(version: AgreementVersion, edit: Edit, back: str) -> ResponseReturnValue:
    saved_by = drafting.last_saved_by(version)
    page = render_template(
        "marketing/agreements/clash.html",
        version=version,
        clash=_clash(version, edit),
        saved_by=saved_by.name if saved_by else "Somebody",
        back=back,
    )
    return page, 409


def _clash(version: AgreementVersion, edit: Edit) -> Clash:
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in OWN_NAMES)
    current = terms_of(version)
    try:
        return Clash(comparing.changes(current, edit(current)), "", fields)
    except Refusal as refusal:
        return Clash(None, str(refusal), fields)
