"""Marketing's desk: the leads that are kept until they are ready for sales."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.models.team.user import Role
from portal.reports import nurture as desks
from portal.reports.nurture import Shelf
from portal.web.marketing.blueprint import bp
from portal.web.shared.guards import roles

SHELVES = {
    None: "All",
    Shelf.INCOMPLETE: "Answers missing",
    Shelf.BELOW: "Not ready",
    Shelf.RETURNED: "Returned by sales",
    Shelf.SLEEPING: "Until a date",
}


@bp.get("/nurture")
@roles(Role.MARKETING)
def nurture() -> ResponseReturnValue:
    """Soonest review first: my leads, or everybody's."""
    wanted = request.args.get("shelf", "")
    shelf = Shelf(wanted) if wanted in set(Shelf) else None
    everybody = request.args.get("whose") == "all"
    rows = desks.desk(None if everybody else current_user.id, shelf)
    return render_template(
        "marketing/nurture/desk.html",
        rows=rows,
        most=desks.SHOWN,
        shelves=[_item(words, name, shelf, everybody) for name, words in SHELVES.items()],
        whose=[
            _whose("Mine", shelf, everybody, everybodys=False),
            _whose("Everybody’s", shelf, everybody, everybodys=True),
        ],
    )


def _item(words: str, name: Shelf | None, shelf: Shelf | None, everybody: bool) -> dict[str, object]:
    href = url_for(".nurture", shelf=name, whose="all" if everybody else None)
    return {"label": words, "href": href, "current": name == shelf}


def _whose(words: str, shelf: Shelf | None, everybody: bool, *, everybodys: bool) -> dict[str, object]:
    href = url_for(".nurture", shelf=shelf, whose="all" if everybodys else None)
    return {"label": words, "href": href, "current": everybody == everybodys}
