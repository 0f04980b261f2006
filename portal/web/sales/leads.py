"""Every lead that the reader may see, searched and filtered; and the same list as a file."""

from typing import Any

from flask import Response, render_template, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_list
from portal.models.team.user import Role, User, active_users
from portal.reports import directory
from portal.reports import leads as report
from portal.web.sales import leads_filter
from portal.web.sales.blueprint import bp
from portal.web.sales.due import due
from portal.web.sales.lead import READERS
from portal.web.shared import sheets
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.login import signed_in_user
from portal.web.shared.paging import newest_first


@bp.get("/leads")
@roles(*READERS)
def leads() -> ResponseReturnValue:
    """One page of the list, newest first."""
    page, now = newest_first(_found(), Lead.id), utcnow()
    names = directory.names(lead.owner_id for lead in page.rows)
    return render_template(
        "sales/leads/list.html",
        page=page,
        names=names,
        dues={lead.id: due(lead.due_at, now) for lead in page.rows if lead.is_open},
        choices=_choices(),
        filters=leads_filter.filters(),
        shown=leads_filter.text,
        narrowed=leads_filter.any_set(),
        file=url_for("sales.leads_file", **_asked()),
    )


@bp.get("/leads.csv")
@roles(*READERS)
def leads_file() -> ResponseReturnValue:
    """The filtered list as CSV, sent while it is read."""
    body = stream_with_context(sheets.csv_pieces(report.exported(_found())))
    headers = {"Content-Disposition": 'attachment; filename="leads.csv"'}
    return Response(body, mimetype="text/csv", headers=headers)


def _found() -> "Select[Lead]":
    return report.filtered(visible_list(signed_in_user()), leads_filter.filters(), utcnow())


def _asked() -> dict[str, Any]:
    return {name: value for name in leads_filter.NAMES if (value := leads_filter.text(name))}


def _choices() -> dict[str, list[tuple[object, str]]]:
    """What the filters offer. Three queries."""
    active = active_users(Role.REP, Role.MANAGER, Role.MARKETING)
    owners = db.session.execute(active.with_only_columns(User.id, User.name)).all()
    forms = db.session.execute(select(Form.id, Form.name).order_by(Form.name)).all()
    return {
        "owner": [(owner.id, owner.name) for owner in owners],
        "form": [(form.id, form.name) for form in forms],
        "source": [("-", "No source"), *((name, name) for name in report.sources())],
        "status": list(leads_filter.STATUSES),
        "level": list(leads_filter.LEVELS),
        "reached": list(leads_filter.STAGES),
    }
