"""The drift board (X11): live forms beside the agreement in force, and the upgrade of stale ones in one click."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.team.user import FormRight
from portal.reports.forms import State, state_of
from portal.services.forms import drifting
from portal.services.forms.drifting import Drift
from portal.web.marketing import forms_words as words
from portal.web.marketing.blueprint import bp
from portal.web.marketing.forms_building import open_form
from portal.web.marketing.forms_reading import may_build
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import forms_right
from portal.web.shared.login import signed_in_user


@dataclass(frozen=True)
class DriftLine:
    """One form. ``days`` since it was published; ``gaps`` in words; ``drafted``: an upgrade may be there."""

    item: Drift
    days: int
    gaps: tuple[str, ...]
    drafted: bool


@bp.get("/forms/drift")
@forms_right(FormRight.VIEWER)
def form_drift() -> ResponseReturnValue:
    """Stale forms first."""
    now, current = utcnow(), standard.active()
    lines = [_line(item, (now - item.published_at).days) for item in drifting.board(now)]
    return render_template(
        "marketing/forms/drift.html",
        lines=lines,
        stale=sum(line.item.stale for line in lines),
        late=sum(line.item.late for line in lines),
        agreement=current.number if current else None,
        grace=drifting.grace_days(),
        may_build=may_build(),
    )


@bp.post("/forms/drift/upgrades")
@forms_right(FormRight.EDITOR)
def draft_every_upgrade() -> ResponseReturnValue:
    """Draft the upgrade of every stale form; visitors see none of it."""
    count = drifting.draft_all(by=signed_in_user(), now=utcnow())
    db.session.commit()
    forms = "1 upgrade is" if count == 1 else f"{count} upgrades are"
    flash(f"{forms} drafted. Look at each one and publish it.", "success")
    return redirect(url_for(".form_drift"), 303)


@bp.post("/forms/<int:form_id>/upgrade")
@forms_right(FormRight.EDITOR)
def draft_form_upgrade(form_id: int) -> ResponseReturnValue:
    """Draft the upgrade and show what publishing it would change."""
    drifting.draft_upgrade(open_form(form_id), by=signed_in_user(), now=utcnow())
    db.session.commit()
    flash("The upgrade is drafted. Visitors see it once you publish it.", "success")
    return redirect(url_for(".publish_form", form_id=form_id), 303)


def _line(item: Drift, days: int) -> DriftLine:
    gaps = tuple(words.gap_in_words(gap) for gap in item.gaps)
    return DriftLine(item, days, gaps, state_of(item.form) is State.CHANGED or item.form.draft is not None)
