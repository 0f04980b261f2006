"""Examples of addresses that carry a token: real ones, of links that still lead somewhere."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import current_app
from sqlalchemy import select

from portal.mail.links import completion_token, consent_token, offer_token, resume_token
from portal.mail.meeting_links import MeetClaim, meet_token, rep_token
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.handoff.assignment import Assignment
from portal.models.handoff.meeting import Meeting
from portal.models.handoff.pool import AssignmentKind
from portal.models.intake.completion import CompletionLink
from portal.models.intake.consent import ConsentRecord
from portal.models.intake.lead import Lead
from portal.models.intake.progress import Progress
from portal.models.team.link import LinkPurpose, OneTimeLink
from portal.models.team.user import Role, UserRole
from portal.rules.handoff.meetings import MeetingState
from portal.rules.handoff.stages import WorkStatus
from portal.services.team import links

Sample = Callable[[object], Sequence[object]]


def offers(_persona: object) -> Sequence[object]:
    """An offer that waits for its answer."""
    open_offers = select(Assignment).where(Assignment.ended_at.is_(None), Assignment.accepted_at.is_(None))
    sales = open_offers.where(Assignment.kind == AssignmentKind.SALES).order_by(Assignment.id.desc()).limit(1)
    return [offer_token(one, current_app.config["BATON"].SECRET_KEY) for one in db.session.scalars(sales)]


def completions(_persona: object) -> Sequence[object]:
    """A link that still works."""
    query = select(CompletionLink).where(
        CompletionLink.ended_at.is_(None), CompletionLink.expires_at > datetime.now(UTC)
    )
    newest = query.order_by(CompletionLink.id.desc()).limit(1)
    return [completion_token(link, current_app.config["BATON"].SECRET_KEY) for link in db.session.scalars(newest)]


def _begun() -> Progress | None:
    """A form that somebody has in hand."""
    query = select(Progress).where(Progress.finished_at.is_(None), Progress.expires_at > datetime.now(UTC))
    return db.session.scalars(query.order_by(Progress.id.desc()).limit(1)).first()


def begun_at(_persona: object) -> Sequence[object]:
    """The address of that form."""
    row = _begun()
    return [db.session.get_one(Form, row.form_id).slug] if row else []


def begun_tokens(_persona: object) -> Sequence[object]:
    """The token that leads back to it."""
    row = _begun()
    return [resume_token(row, current_app.config["BATON"].SECRET_KEY)] if row else []


def one_time(purpose: LinkPurpose) -> Sample:
    """Invitations, or password resets."""

    def sample(_persona: object) -> Sequence[object]:
        query = select(OneTimeLink).where(OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None)).limit(1)
        return [links.token_of(link, current_app.config["BATON"].SECRET_KEY) for link in db.session.scalars(query)]

    return sample


def meetings(_persona: object) -> Sequence[object]:
    """The page of a lead whose meeting is to come."""
    soonest = select(Meeting.lead_id).where(Meeting.state == MeetingState.BOOKED, Meeting.starts_at > datetime.now(UTC))
    leads = db.session.scalars(soonest.order_by(Meeting.starts_at).limit(1))
    return [meet_token(MeetClaim(lead, language="en"), current_app.config["BATON"].SECRET_KEY) for lead in leads]


def reps(_persona: object) -> Sequence[object]:
    """The page of a lead with a rep who has free times, beside that of one who is met already."""
    in_work = select(Lead.id).where(Lead.status.in_((WorkStatus.WORKING, WorkStatus.ACCEPTED)))
    leads = db.session.scalars(in_work.order_by(Lead.id.desc()).limit(1))
    tokens = [meet_token(MeetClaim(lead, language="en"), current_app.config["BATON"].SECRET_KEY) for lead in leads]
    return [*tokens, *meetings(_persona)]


def own_links(_persona: object) -> Sequence[object]:
    """A rep's own link."""
    first = select(UserRole.user_id).where(UserRole.role == Role.REP).order_by(UserRole.user_id).limit(1)
    return [rep_token(number, current_app.config["BATON"].SECRET_KEY) for number in db.session.scalars(first)]


def consents(_persona: object) -> Sequence[object]:
    """The page of somebody who agreed to something."""
    newest = select(ConsentRecord.person_id).order_by(ConsentRecord.id.desc()).limit(1)
    return [consent_token(person, current_app.config["BATON"].SECRET_KEY) for person in db.session.scalars(newest)]
