"""The inbox: what waits for the reader, beside the lead that they look at."""

from dataclasses import dataclass

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.team.user import Role
from portal.reports import inbox as report
from portal.reports.inbox import View
from portal.web.sales.blueprint import bp
from portal.web.sales.inbox_rows import LABELS, NOTHING, Listed, listed, said
from portal.web.sales.lead_view import view_of
from portal.web.sales.places import here, inbox_place, text_of
from portal.web.shared.addresses import held
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles
from portal.web.shared.loading import visible_or_404
from portal.web.shared.login import POLL, signed_in_user

READERS = (Role.REP, Role.MANAGER)


@dataclass(frozen=True)
class ListView:
    """The list with the views around it. ``poll`` is the address that brings it up to date."""

    view: View
    title: str
    segments: tuple[dict[str, object], ...]
    rows: tuple[Listed, ...]
    said: str
    nothing: tuple[str, str, str]
    current: int | None
    first: str | None
    next: str | None
    poll: str


@bp.get("/inbox")
@roles(*READERS)
def inbox() -> ResponseReturnValue:
    """The list; on wide screens the first lead stands beside it."""
    return _page(None)


@bp.get("/inbox/<int:lead_id>")
@roles(*READERS)
def inbox_lead(lead_id: int) -> ResponseReturnValue:
    """The list with one lead beside it; on phones that lead."""
    return _page(visible_or_404(visible_leads(signed_in_user()).where(Lead.id == lead_id)))


def _page(chosen: Lead | None) -> str:
    """Only the list where it asks to be brought up to date."""
    view, now = _view(), utcnow()
    found = report.page(view, signed_in_user().id, inbox_place())
    rows = tuple(listed(row, view, now) for row in found.rows)
    polled = bool(request.headers.get("HX-Request"))
    shown = chosen.id if chosen else request.args.get("shown", type=held) if polled else _first(rows)
    listing = _listing(view, rows, found.next, shown)
    if polled:
        return render_template("sales/inbox/_list.html", list=listing)
    lead = chosen or (db.session.get_one(Lead, shown) if shown else None)
    page = view_of(lead, signed_in_user(), now) if lead else None
    return render_template("sales/inbox/page.html", list=listing, page=page, chosen=chosen is not None)


def _view() -> View:
    try:
        return View(request.args.get("view", View.ACCEPT))
    except ValueError:
        abort(404)


def _first(rows: tuple[Listed, ...]) -> int | None:
    return rows[0].lead_id if rows else None


def _listing(view: View, rows: tuple[Listed, ...], more: report.Place | None, shown: int | None) -> ListView:
    return ListView(
        view=view,
        title=LABELS[view],
        segments=_segments(view),
        rows=rows,
        said=said(view, len(rows), more=more is not None),
        nothing=NOTHING[view],
        current=shown,
        first=here(after=None, shown=None) if request.args.get("after") else None,
        next=here(after=text_of(more), shown=None) if more else None,
        poll=here(shown=shown, **{POLL: 1}),
    )


def _segments(current: View) -> tuple[dict[str, object], ...]:
    counts = report.counts(signed_in_user().id)
    return tuple(_segment(view, view is current, counts.get(view)) for view in View if _offered(view))


def _segment(view: View, current: bool, count: int | None) -> dict[str, object]:
    return {
        "label": LABELS[view],
        "href": url_for("sales.inbox", view=view),
        "current": current,
        "count": count or None,
    }


def _offered(view: View) -> bool:
    """What waits for a rep is the managers' to answer for."""
    return view is not View.WAITING or signed_in_user().has(Role.MANAGER)
