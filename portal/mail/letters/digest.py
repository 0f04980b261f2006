"""The day's letter: what is promised, overdue, to nurture."""

from dataclasses import dataclass

from sqlalchemy import select

from portal.mail.letters.desk import Desk
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.rules.handoff.stages import WITH_REP, WorkStatus

SHOWN = 10
COUNTED = 100


@dataclass(frozen=True)
class Row:
    """One lead of a group."""

    name: str
    company: str
    due: str
    link: str


@dataclass(frozen=True)
class Group:
    """Leads that have something in common; ``more`` are not listed."""

    title: str
    count: int
    rows: list[Row]
    more: int


def digest(desk: Desk) -> None:
    """To everybody who wants it, in the morning of their working days."""
    leads = _owed(desk.reader.id)
    overdue = [lead for lead in leads if lead.due_at and lead.due_at <= desk.now]
    rest = [lead for lead in leads if lead not in overdue]
    named = {
        "Overdue": overdue,
        "With you": [lead for lead in rest if lead.status in WITH_REP],
        "Waiting for a rep, you are accountable": [lead for lead in rest if lead.status is WorkStatus.HELD],
        "To nurture": [lead for lead in rest if lead.status is WorkStatus.NURTURE],
    }
    groups = [_group(desk, title, some) for title, some in named.items() if some]
    headline = ", ".join(f"{group.count} {group.title.split(',')[0].lower()}" for group in groups) or "nothing waits"
    desk.say("Your day", "you asked for a daily summary", groups=groups, headline=headline, link=desk.links.to("/"))


def _owed(user_id: int) -> list[Lead]:
    """Open leads that the user has or answers for, soonest due first."""
    open_now = [*WITH_REP, WorkStatus.HELD, WorkStatus.QUEUED, WorkStatus.NURTURE]
    query = select(Lead).where(Lead.accountable_id == user_id, Lead.status.in_(open_now))
    return list(db.session.scalars(query.order_by(Lead.due_at, Lead.id).limit(COUNTED)))


def _group(desk: Desk, title: str, leads: list[Lead]) -> Group:
    rows = [
        Row(lead.person_name, lead.company_name, f"due {desk.when(lead.due_at)}", desk.links.lead(lead.id))
        for lead in leads[:SHOWN]
    ]
    return Group(title, len(leads), rows, max(0, len(leads) - SHOWN))
