"""Concrete values for the parts of addresses: real rows that somebody of the role may open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from sqlalchemy import Select, select

from portal.cli import signed
from portal.models.agreement.library import LibraryKey
from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.link import FormLink, links_of
from portal.models.forms.version import FormVersion
from portal.models.forms.visitor import SavedVisitor
from portal.models.handoff.dispute import Dispute
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import Pool
from portal.models.handoff.proposal import Proposal
from portal.models.handoff.rule import RoutingRule
from portal.models.intake.lead import Lead
from portal.models.intake.sight import visible_leads
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.ops.webhook import Webhook
from portal.models.team.link import LinkPurpose
from portal.models.team.user import Role, User
from portal.reports import mailbox
from portal.rules.handoff.stages import WITH_REP, WorkStatus
from portal.services.forms import drafting
from portal.services.handoff import disputing, rejecting


@dataclass(frozen=True)
class Persona:
    """Who opens the pages; None while nobody has that role."""

    user: User | None


Sample = Callable[[Persona], Sequence[object]]
SHOWN = (WorkStatus.OFFERED, WorkStatus.WORKING, WorkStatus.NURTURE, WorkStatus.DISQUALIFIED)


def _first(query: Select[Any]) -> Sequence[object]:
    return db.session.scalars(query.limit(1)).all()


def _leads(persona: Persona) -> Sequence[object]:
    """One lead of each status that looks different."""
    found = [_first(_sight(persona).where(Lead.status == status).with_only_columns(Lead.id)) for status in SHOWN]
    return [lead for leads in found for lead in leads]


def _sight(persona: Persona) -> Select[Lead]:
    sight = visible_leads(persona.user) if persona.user else select(Lead)
    return sight.order_by(None).order_by(Lead.id.desc())


def _theirs(*statuses: WorkStatus) -> Sample:
    """A lead in one of the states that the persona has in hand, or that anybody has where the persona manages reps."""

    def sample(persona: Persona) -> Sequence[object]:
        query = _sight(persona).where(Lead.status.in_(statuses)).with_only_columns(Lead.id)
        if persona.user is not None and not persona.user.has(Role.MANAGER):
            query = query.where(Lead.owner_id == persona.user.id)
        return _first(query)

    return sample


def _known(persona: Persona) -> Sequence[object]:
    """A lead whose answers the persona may correct."""
    if persona.user is None or persona.user.has(Role.MANAGER, Role.MARKETING):
        return _leads(persona)[:1]
    return _theirs(*WITH_REP)(persona)


def _disputable(persona: Persona) -> Sequence[object]:
    """A lead that sales gave back a short while ago."""
    returned = _sight(persona).where(Lead.rejected_at.is_not(None), Lead.status.in_(disputing.RETURNED))
    now = datetime.now(UTC)
    leads = db.session.scalars(returned.order_by(None).order_by(Lead.rejected_at.desc()).limit(100))
    return [lead.id for lead in leads if not disputing.why_not(lead, now)][:1]


def _form() -> Form | None:
    return db.session.scalars(select(Form).where(Form.archived_at.is_(None)).order_by(Form.id).limit(1)).first()


def _forms(_persona: Persona) -> Sequence[object]:
    form = _form()
    return [form.id] if form else []


def _form_versions(_persona: Persona) -> Sequence[object]:
    """The newest version of that form."""
    form = _form()
    of_form = select(FormVersion.id).where(FormVersion.form_id == form.id) if form else None
    return _first(of_form.order_by(FormVersion.id.desc())) if of_form is not None else []


def _form_fields(_persona: Persona) -> Sequence[object]:
    """The first field of that form's draft."""
    form = _form()
    return [field.key for field in drafting.current(form).fields()][:1] if form else []


def _form_steps(_persona: Persona) -> Sequence[object]:
    form = _form()
    return [step.id for step in drafting.current(form).steps][:1] if form else []


def _form_visitors(_persona: Persona) -> Sequence[object]:
    form = _form()
    return _first(select(SavedVisitor.id).where(SavedVisitor.form_id == form.id)) if form else []


def _form_links(_persona: Persona) -> Sequence[object]:
    """The newest campaign link of that form."""
    form = _form()
    return _first(links_of(form.id).with_only_columns(FormLink.id)) if form else []


def _live(_persona: Persona) -> Sequence[object]:
    return db.session.scalars(select(Form.slug).where(Form.live_version_id.is_not(None)).order_by(Form.id)).all()


def _agreements(status: AgreementStatus) -> Sample:
    """The newest version in that state."""
    query = select(AgreementVersion.number).where(AgreementVersion.status == status)
    return lambda _persona: _first(query.order_by(AgreementVersion.number.desc()))


def _these(*values: object) -> Sample:
    return lambda _persona: values


def _row(column: Any) -> Sample:
    return lambda _persona: _first(select(column).order_by(column.desc()))


def _mail(_persona: Persona) -> Sequence[object]:
    batch = mailbox.newest(current_app.config["BATON"].MAILBOX_DIR)
    return [envelope.key for envelope in batch.envelopes[:1]]


DRAFT_PAGES = (
    "agreement_criteria",
    "agreement_deletion",
    "agreement_details",
    "agreement_doubt_removal",
    "agreement_doubts",
    "agreement_group",
    "agreement_key_removal",
    "agreement_keys",
    "agreement_part_removal",
    "agreement_promises",
    "agreement_proposal",
    "agreement_reason_removal",
    "agreement_reasons",
    "edit_agreement",
    "edit_agreement_criterion",
    "edit_agreement_doubt",
    "edit_agreement_reason",
    "new_agreement_criterion",
    "new_agreement_doubt",
    "new_agreement_group",
    "new_agreement_reason",
)
PARTS = ("agreement_group", "agreement_part_removal", "edit_agreement_criterion")
"""Pages of one part of a draft's criteria: of the SQL's, which every template has."""

SAMPLES: dict[tuple[str, str], Sample] = {
    **{(f"marketing.{page}", "number"): _agreements(AgreementStatus.DRAFT) for page in DRAFT_PAGES},
    **{(f"marketing.{page}", "level"): _these("sql") for page in PARTS},
    ("marketing.agreement_withdrawal", "number"): _agreements(AgreementStatus.PROPOSED),
    ("marketing.agreement_group", "way"): _these("1"),
    ("", "level"): _these("mql", "sql"),
    ("", "way"): _these("0"),
    ("", "code"): _these("not_now"),
    ("", "doubt"): _these("0"),
    ("", "lead_id"): _leads,
    ("", "form_id"): _forms,
    ("", "slug"): _live,
    ("", "reference"): _row(Submission.reference),
    ("", "submission_id"): _row(Submission.id),
    ("", "user_id"): _row(User.id),
    ("", "pool_id"): _row(Pool.id),
    ("", "member_id"): _row(PoolMember.id),
    ("", "rule_id"): _row(RoutingRule.id),
    ("", "dispute_id"): _row(Dispute.id),
    ("", "proposal_id"): _row(Proposal.id),
    ("", "message_id"): _row(Message.id),
    ("", "event_id"): _row(Event.id),
    ("", "webhook_id"): _row(Webhook.id),
    ("", "version_id"): _form_versions,
    ("", "field_key"): _form_fields,
    ("", "step_id"): _form_steps,
    ("", "link_id"): _form_links,
    ("", "visitor_id"): _form_visitors,
    ("", "number"): _agreements(AgreementStatus.ACTIVE),
    ("", "key"): lambda _persona: _first(select(LibraryKey.key).order_by(LibraryKey.position)),
    ("admin.mail", "key"): _mail,
    ("sales.answer", "lead_id"): _known,
    ("sales.dispute", "lead_id"): _disputable,
    ("sales.moving", "lead_id"): _theirs(*WITH_REP),
    ("sales.recycling", "lead_id"): _theirs(*rejecting.RECYCLED_FROM),
    ("sales.rejection", "lead_id"): _theirs(*WITH_REP - {WorkStatus.OPPORTUNITY}),
    ("sales.rep", "user_id"): _row(PoolMember.user_id),
    ("sales.offer", "token"): signed.offers,
    ("public.go_on", "slug"): signed.begun_at,
    ("public.go_on", "token"): signed.begun_tokens,
    ("public.consent", "token"): signed.consents,
    ("public.completion", "token"): signed.completions,
    ("auth.invitation", "token"): signed.one_time(LinkPurpose.INVITATION),
    ("auth.reset", "token"): signed.one_time(LinkPurpose.RESET),
}
"""By endpoint and name of the part; the endpoint is empty where the name says enough."""
