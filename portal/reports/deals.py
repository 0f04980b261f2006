"""How far a lead has come after the first talk."""

from dataclasses import dataclass

from portal.models.base import db
from portal.models.handoff.fit_call import FitCallRow, latest_fit_call
from portal.models.handoff.opportunity import Opportunity, opportunity_of
from portal.models.handoff.outcome import Outcome, outcome_of


@dataclass(frozen=True)
class Way:
    """The latest fit call, the opportunity and the outcome; None for what did not happen."""

    fit_call: FitCallRow | None
    opportunity: Opportunity | None
    outcome: Outcome | None


def way_of(lead_id: int) -> Way:
    """Three queries."""
    return Way(
        db.session.scalars(latest_fit_call(lead_id)).first(),
        db.session.scalars(opportunity_of(lead_id)).one_or_none(),
        db.session.scalars(outcome_of(lead_id)).one_or_none(),
    )
