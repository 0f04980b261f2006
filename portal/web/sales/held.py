"""Leads that nobody can take now: who answers for each, when it is looked at again, and giving it to somebody."""

from flask.typing import ResponseReturnValue

from portal.models.team.user import Role
from portal.reports import directory, workload
from portal.web.sales.blueprint import bp
from portal.web.sales.due import due
from portal.web.sales.pool_forms import people
from portal.web.sales.routing import page
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import roles


@bp.get("/routing/held")
@roles(Role.MANAGER)
def held() -> ResponseReturnValue:
    """The soonest promise first."""
    rows, now = workload.held(), utcnow()
    names = directory.names(lead.accountable_id for lead in rows)
    dues = {lead.id: due(lead.due_at, now) for lead in rows}
    return page("held", rows=rows, names=names, dues=dues, takers=people(Role.REP, Role.MANAGER))
