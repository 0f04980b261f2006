"""Submissions as they came: spam that can be restored, tests, and what waits to be judged."""

import json
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.submission import Disposition, Submission
from portal.models.team.user import Role
from portal.services.forms.live import version
from portal.services.intake import sweeping
from portal.web.marketing.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import get_or_404
from portal.web.shared.paging import newest_first

SHELVES = {
    Disposition.QUARANTINED: "Spam",
    Disposition.TEST: "Tests",
    Disposition.PARTIAL: "Not sent",
    Disposition.UNJUDGED: "Waiting",
    Disposition.NEW_LEAD: "New leads",
    Disposition.ATTACHED: "Joined a lead",
}


@bp.get("/submissions")
@roles(Role.MARKETING)
def submissions() -> ResponseReturnValue:
    """Newest first, by what became of them; the spam box unless another shelf is asked for."""
    wanted = request.args.get("shelf", "")
    shelf = Disposition(wanted) if wanted in set(SHELVES) else Disposition.QUARANTINED
    page = newest_first(select(Submission).where(Submission.disposition == shelf), Submission.id)
    names = {row.id: row.name for row in db.session.execute(select(Form.id, Form.name))}
    return render_template(
        "marketing/submissions/list.html",
        page=page,
        shelves=[
            {"label": words, "href": url_for(".submissions", shelf=name.value), "current": name == shelf}
            for name, words in SHELVES.items()
        ],
        names=names,
        senders=_senders(page.rows),
    )


@bp.get("/submissions/<int:submission_id>")
@roles(Role.MARKETING)
def submission(submission_id: int) -> ResponseReturnValue:
    """One submission: every question with what was typed, as it was posted."""
    row = get_or_404(Submission, submission_id)
    form = db.session.get_one(Form, row.form_id)
    asked = version(row.form_version_id)
    labels = {} if asked is None else {field.key: field.label for field in asked.definition.fields()}
    posted = [(labels.get(name, name), ", ".join(values)) for name, values in json.loads(row.raw).items()]
    source = sorted(json.loads(row.source).items())
    return render_template("marketing/submissions/one.html", row=row, form=form, posted=posted, source=source)


@bp.post("/submissions/<int:submission_id>/restoration")
@roles(Role.MARKETING)
def restore_submission(submission_id: int) -> ResponseReturnValue:
    """It was no spam: intake runs again from what is stored."""
    row = get_or_404(Submission, submission_id)
    sweeping.restore(row, current_user, utcnow())
    db.session.commit()
    flash("Restored: it was judged and handed on like any other submission.", "success")
    if row.lead_id is None:
        return redirect(url_for(".submission", submission_id=row.id), 303)
    return redirect(url_for("sales.lead", lead_id=row.lead_id), 303)


def _senders(rows: Sequence[Submission]) -> dict[int, str]:
    """The address in each post, as it was typed."""
    return {row.id: _first(json.loads(row.raw), "work_email") for row in rows}


def _first(posted: dict[str, list[str]], name: str) -> str:
    values = posted.get(name) or [""]
    return values[0]
