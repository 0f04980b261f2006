"""Concrete values for the parts of addresses: real rows that somebody of the role may open."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.cli import signed
from portal.cli.samples_leads import LEAD_SAMPLES, Persona, Sample, first
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
from portal.models.intake.submission import Submission
from portal.models.ops.event import Event
from portal.models.ops.message import Message
from portal.models.ops.webhook import Webhook
from portal.models.team.link import LinkPurpose
from portal.models.team.user import User
from portal.reports import mailbox
from portal.services.forms import drafting


def _form() -> Form | None:
    return db.session.scalars(select(Form).where(Form.archived_at.is_(None)).order_by(Form.id).limit(1)).first()


def _forms(_persona: Persona) -> Sequence[object]:
    form = _form()
    return [form.id] if form else []


def _form_versions(_persona: Persona) -> Sequence[object]:
    """The newest version of that form."""
    form = _form()
    of_form = select(FormVersion.id).where(FormVersion.form_id == form.id) if form else None
    return first(of_form.order_by(FormVersion.id.desc())) if of_form is not None else []


def _form_fields(_persona: Persona) -> Sequence[object]:
    """The first field of that form's draft."""
    form = _form()
    return [field.key for field in drafting.current(form).fields()][:1] if form else []


def _form_steps(_persona: Persona) -> Sequence[object]:
    form = _form()
    return [step.id for step in drafting.current(form).steps][:1] if form else []


def _form_visitors(_persona: Persona) -> Sequence[object]:
    form = _form()
    return first(select(SavedVisitor.id).where(SavedVisitor.form_id == form.id)) if form else []


def _form_links(_persona: Persona) -> Sequence[object]:
    """The newest campaign link of that form."""
    form = _form()
    return first(links_of(form.id).with_only_columns(FormLink.id)) if form else []


def _live(_persona: Persona) -> Sequence[object]:
    return db.session.scalars(select(Form.slug).where(Form.live_version_id.is_not(None)).order_by(Form.id)).all()


def _agreements(status: AgreementStatus) -> Sample:
    """The newest version in that state."""
    query = select(AgreementVersion.number).where(AgreementVersion.status == status)
    return lambda _persona: first(query.order_by(AgreementVersion.number.desc()))


def _these(*values: object) -> Sample:
    return lambda _persona: values


def _row(column: Any) -> Sample:
    return lambda _persona: first(select(column).order_by(column.desc()))


def _mail(_persona: Persona) -> Sequence[object]:
    batch = mailbox.newest(current_app.config["BATON"].MAILBOX_DIR)
    return [envelope.key for envelope in batch.envelopes[:1]]


DRAFT_PAGES = (
    "agreement_criteria",
    "agreement_deletion",
    "agreement_details",
    "agreement_fit_call",
    "agreement_doubt_removal",
    "agreement_doubts",
    "agreement_group",
    "agreement_key_removal",
    "agreement_keys",
    "agreement_part_removal",
    "agreement_playbook",
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
    ("", "locale"): _these("de"),
    ("", "lang"): _these(None, "de"),
    ("", "way"): _these("0"),
    ("", "code"): _these("not_now"),
    ("", "doubt"): _these("0"),
    **LEAD_SAMPLES,
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
    ("", "key"): lambda _persona: first(select(LibraryKey.key).order_by(LibraryKey.position)),
    ("admin.mail", "key"): _mail,
    ("sales.rep", "user_id"): _row(PoolMember.user_id),
    ("sales.offer", "token"): signed.offers,
    ("public.go_on", "slug"): signed.begun_at,
    ("public.go_on", "token"): signed.begun_tokens,
    ("public.consent", "token"): signed.consents,
    ("public.completion", "token"): signed.completions,
    ("public.meet", "token"): signed.reps,
    ("public.meet_with", "token"): signed.own_links,
    ("public.asked_to_meet", "token"): signed.own_links,
    ("public.meeting_noted", "token"): signed.meetings,
    ("public.change_meeting", "token"): signed.meetings,
    ("public.cancellation", "token"): signed.meetings,
    ("auth.invitation", "token"): signed.one_time(LinkPurpose.INVITATION),
    ("auth.reset", "token"): signed.one_time(LinkPurpose.RESET),
}
"""By endpoint and name of the part; the endpoint is empty where the name says enough."""
