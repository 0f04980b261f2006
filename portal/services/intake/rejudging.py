"""A new agreement in force: open leads are judged again under it, batch after batch. History stays."""

from datetime import datetime

from sqlalchemy import Select, exists, func, select

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import Scope, VerdictRow
from portal.rules.handoff.stages import CLOSED
from portal.services.handoff import batches
from portal.services.handoff.facts import facts_of
from portal.services.intake import following
from portal.services.intake.judging import judge_lead
from portal.services.ops import history

CAUSE = "agreement"


def rejudge(now: datetime, limit: int) -> int:
    """Judge up to so many open leads that have no verdict under the agreement in force; how many went well.

    When none is left, that is noted once, and nobody looks again until the next agreement. A lead that cannot be judged
    is logged and tried again, in no fixed order, so that it keeps no other waiting. Call within ``begin_write``.
    """
    agreement = standard.active()
    if agreement is None:
        return 0
    leads = batches.taken(behind(agreement.id).order_by(func.random()).limit(limit))
    if not leads and not db.session.scalar(select(behind(agreement.id).exists())):
        data = {"number": agreement.number}
        history.record("agreement.rejudged", f"agreement:{agreement.id}", now=now, actor=None, data=data)
    return batches.each(leads, lambda lead: _again(lead, now), _put_off)


def behind(agreement_id: int) -> Select[Lead]:
    """Open leads whose profile was not judged under that agreement."""
    judged = exists().where(
        VerdictRow.lead_id == Lead.id, VerdictRow.scope == Scope.LEAD, VerdictRow.agreement_id == agreement_id
    )
    return select(Lead).where(Lead.status.not_in(CLOSED), ~judged)


def _again(lead: Lead, now: datetime) -> None:
    """Nothing follows from the same level: a lead that sales gave back is not sent round because terms were reworded.

    One that rose goes to reps as after an answer; one that fell stays where it is, and its owner is told.
    """
    judged = judge_lead(lead, cause=CAUSE, now=now)
    if judged.rose or judged.fell:
        following.again(lead, judged, facts_of(lead), cause=CAUSE, now=now)


def _put_off(_lead: Lead) -> None:
    """It was logged; nothing marks it, so a later batch takes it up again."""
