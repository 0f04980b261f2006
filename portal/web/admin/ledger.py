"""The ledger: does everything that came in have a place?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import ledger as books
from portal.reports.ledger import Equation
from portal.web.admin.blueprint import bp
from portal.web.shared.guards import roles

WORDS = {
    "new_lead": "began a lead",
    "attached": "joined a lead",
    "quarantined": "held as spam",
    "test": "test",
    "partial": "not finished",
    "unjudged": "wait for the sweep",
    "from_submissions": "from submissions",
    "imported": "imported",
    "entered": "entered by hand or API",
    "merged": "merged into another",
    "sent": "sent",
    "waiting": "waiting",
    "dead": "failed",
}


@bp.get("/ledger")
@roles(Role.ADMIN)
def ledger() -> ResponseReturnValue:
    """Three equations, counted now."""
    counted = books.ledger()
    equations = (
        ("Submissions", "Every submission is in exactly one place.", counted.submissions),
        ("Leads", "Every lead came from somewhere.", counted.leads),
        ("Messages", "Every alert that was owed is sent, waits, or failed for all to see.", counted.messages),
    )
    return render_template(
        "admin/ledger.html", counted=counted, equations=[(*named, _rows(named[2])) for named in equations]
    )


def _rows(equation: Equation) -> list[tuple[str, int]]:
    return [(WORDS[part], count) for part, count in equation.parts.items()]
