"""Everything that the page of a lead draws, as ready values; the inbox shows the same beside its list."""

from dataclasses import dataclass
from datetime import datetime

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.team.user import User
from portal.reports import briefing, doubted, lead_files, lead_page, timeline
from portal.reports.lead_files import FileRow
from portal.reports.lead_page import Asked, Judgement, Placed, Related
from portal.reports.timeline import Place
from portal.rules.agreement.fit_modes import mode_for
from portal.rules.agreement.terms import Terms
from portal.rules.agreement.verdict import LineState, Verdict
from portal.rules.agreement.words import name_of
from portal.rules.handoff.brief import Brief
from portal.rules.handoff.stages import CLOSED, WorkStatus
from portal.rules.questions.answer import Answer
from portal.rules.touches import Touch
from portal.services.handoff import agreed
from portal.services.intake import known
from portal.web.sales import answers_form, asked, contact, doubts, due, places, rights, why
from portal.web.sales.answers_form import AnswerForm, Proposed
from portal.web.sales.asked import Sent
from portal.web.sales.attempts_made import AttemptLine, attempts_of
from portal.web.sales.closing_view import Closing, closing_of
from portal.web.sales.completion import Completion, completion_of
from portal.web.sales.consents import Permissions, permissions_of
from portal.web.sales.contact import Contact
from portal.web.sales.doubts import Doubted
from portal.web.sales.due import Banner
from portal.web.sales.forms import ActivityForm
from portal.web.sales.known_values import KnownValue, known_values
from portal.web.sales.meeting_card import MeetingCard, card_of
from portal.web.sales.rights import Acts
from portal.web.sales.timeline_words import Line, line
from portal.web.sales.why import CandidateLine, WhyLine


@dataclass(frozen=True)
class Given:
    """Why the lead came back: the agreed reason, the words, who and when."""

    reason: str
    note: str
    key: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class History:
    """One page of the timeline; ``older`` continues it."""

    lines: tuple[Line, ...]
    older: str | None


@dataclass(frozen=True)
class LeadView:
    """Ready values for the templates under ``sales/leads``."""

    lead: Lead
    line: str
    owner: str
    acts: Acts
    brief: Brief
    banner: Banner
    contact: Contact
    sent: tuple[Sent, ...]
    known: tuple[KnownValue, ...]
    permissions: Permissions
    files: tuple[FileRow, ...]
    touches: tuple[Touch, ...]
    judgement: Judgement | None
    placed: Placed | None
    why: tuple[WhyLine, ...]
    candidates: tuple[CandidateLine, ...]
    given_back: Given | None
    log: ActivityForm
    attempts: tuple[AttemptLine, ...]
    missing: tuple[AnswerForm, ...]
    doubted: tuple[Doubted, ...]
    completion: Completion | None
    closing: Closing
    meeting: MeetingCard | None
    proposals: tuple[Proposed, ...]
    related: tuple[Related, ...]
    history: History


def view_of(lead: Lead, reader: User, now: datetime, *, after: Place | None = None) -> LeadView:
    """The lead as that reader may see it. A fixed number of queries."""
    terms, judgement = standard.in_force().terms, lead_page.judgement(lead.id)
    profile, owner = known.profile_of(lead.person), lead.owner or lead.accountable
    brief, acts = briefing.brief_of(lead.id, reader.name), rights.acts_for(lead, reader, now)
    placed, posts = _placed(lead), lead_page.asked(lead.id)
    return LeadView(
        lead=lead,
        line=_line(lead),
        owner=owner.name if owner else "",
        acts=acts,
        brief=brief,
        banner=due.banner(lead, lead_page.promises(lead.id), placed, _accountable(lead), now),
        contact=contact.contact(brief, lead.country, now, doubted.doubted_address(lead.id), _phone(profile)),
        sent=tuple(map(asked.sent, posts)),
        known=known_values(profile, terms),
        permissions=permissions_of(lead, posts),
        files=lead_files.files_of(lead.id),
        touches=_touches(lead.id, posts),
        judgement=judgement,
        placed=placed,
        why=why.lines_of(judgement.verdict) if judgement else (),
        candidates=why.candidates_of(placed.candidates) if placed else (),
        given_back=_given_back(lead, terms),
        log=log_form(acts),
        attempts=attempts_of(lead),
        missing=_missing(judgement, terms, profile) if acts.edit and lead.status not in CLOSED else (),
        doubted=doubts.doubted(terms, profile),
        completion=completion_of(lead, terms, now) if acts.edit else None,
        closing=closing_of(lead, reader, mode_for(known.answers(profile), terms.fit_call), in_hand=acts.hands),
        meeting=card_of(lead, reader, now, hands=acts.hands),
        proposals=answers_form.proposed(lead_page.proposals(lead.id), terms, profile),
        related=lead_page.related(lead, visible_leads(reader)),
        history=history_of(lead, terms, after),
    )


def history_of(lead: Lead, terms: Terms, after: Place | None) -> History:
    """One page of what happened, in words."""
    labels = {agreed.key.key: name_of(agreed.key) for agreed in terms.keys}
    found = timeline.timeline(lead.id, after)
    older = places.text_of(found.next) if found.next else None
    return History(tuple(line(entry, found.names, labels) for entry in found.entries), older)


def log_form(acts: Acts) -> ActivityForm:
    """A fresh entry; a call is what comes first."""
    form = ActivityForm(formdata=None)
    form.offer(acts.log)
    form.kind.data = acts.log[0].value
    return form


def _phone(profile: known.Profile) -> Answer | None:
    return profile["phone"].answer if "phone" in profile else None


def _line(lead: Lead) -> str:
    """``VP Operations at Kaveri Pharma``."""
    if lead.job_title and lead.company_name:
        return f"{lead.job_title} at {lead.company_name}"
    return lead.job_title or lead.company_name


def _accountable(lead: Lead) -> str:
    return lead.accountable.name if lead.accountable else "Nobody"


def _placed(lead: Lead) -> Placed | None:
    return lead_page.held(lead.id) if lead.status is WorkStatus.HELD else lead_page.placed(lead.id)


def _missing(judgement: Judgement | None, terms: Terms, profile: dict[str, known.Known]) -> tuple[AnswerForm, ...]:
    return answers_form.missing_forms(_missing_keys(judgement.verdict), terms, profile) if judgement else ()


def _missing_keys(verdict: Verdict) -> tuple[str, ...]:
    doubted = {line.key for line in verdict.lines if line.state is LineState.DOUBTED}
    keys = dict.fromkeys((*verdict.missing_for_mql, *verdict.missing_for_sql))
    return tuple(key for key in keys if key not in doubted)


def _touches(lead_id: int, posts: tuple[Asked, ...]) -> tuple[Touch, ...]:
    if len(posts) < lead_page.SUBMISSIONS_SHOWN:  # all there are, so the first is among them
        return asked.touches(posts[-1].submission, posts[0].submission) if posts else ()
    return asked.touches(lead_page.first_submission(lead_id), posts[0].submission)


def _given_back(lead: Lead, terms: Terms) -> Given | None:
    if lead.reject_code is None:
        return None
    reason = agreed.reasons_for(lead).by_code.get(lead.reject_code)
    by = db.session.get(User, lead.rejected_by_id)
    key = terms.agreed(lead.reject_key) if lead.reject_key else None
    return Given(
        reason=reason.label if reason else lead.reject_code,
        note=lead.reject_note,
        key=name_of(key.key) if key else lead.reject_key or "",
        by=by.name if by else "",
        at=lead.rejected_at,
    )
