"""What an admin sees first: is anything wrong?"""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import directory, post
from portal.web.admin.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles


@bp.get("")
@roles(Role.ADMIN)
def index() -> ResponseReturnValue:
    """People, mail and workers at a glance."""
    return render_template("admin/index.html", people=directory.headcount(), mail=post.overview(utcnow()))
