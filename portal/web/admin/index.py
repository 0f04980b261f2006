"""What an admin sees first: is anything wrong?"""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import directory, post
from portal.services.agreement.progress import setup_finished
from portal.web.admin.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles


@bp.get("")
@roles(Role.ADMIN)
def index() -> ResponseReturnValue:
    """People, mail and workers at a glance."""
    return render_template(
        "admin/index.html", people=directory.headcount(), mail=post.overview(utcnow()), first_run=_first_run()
    )


def _first_run() -> str | None:
    """Where the first run goes on, until it is through."""
    there = "marketing.setup" in current_app.view_functions and not setup_finished()
    return url_for("marketing.setup") if there else None
