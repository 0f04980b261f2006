"""The publish gate, and the states of a form: live, paused, archived."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.models.agreement.version import AgreementVersion, active_agreement
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.team.user import User
from portal.rules.agreement.document import terms_from_json
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.document import digest_of, from_json, structure_faults, to_json
from portal.rules.forms.gate import Gap, gaps, missing
from portal.rules.forms.generate import with_agreement
from portal.rules.refusal import Refusal
from portal.services.agreement import library
from portal.services.forms import drafting
from portal.services.ops import history


@dataclass(frozen=True)
class Gate:
    """Whether a draft may go out. ``faults`` are the form's own; ``gaps`` are what the agreement asks for and the form
    does not; while there are faults, only keys that are not on it at all. ``definition`` is what would be published:
    the draft with today's library and agreement."""

    definition: Definition
    agreement: AgreementVersion | None
    faults: tuple[str, ...]
    gaps: tuple[Gap, ...]

    @property
    def is_open(self) -> bool:
        """Nothing stands in the way."""
        return self.agreement is not None and not self.faults and not self.gaps


class PublishRefused(Refusal):
    """The gate is closed; ``gate`` says why."""

    def __init__(self, gate: Gate) -> None:
        super().__init__("This form cannot be published yet.")
        self.gate = gate


class NothingToPublish(Refusal):
    """What visitors see is already this."""

    def __init__(self) -> None:
        super().__init__("Visitors already see exactly this version.")


def gate_of(form: Form) -> Gate:
    """Look at the draft with the eyes of the agreement in force. Two queries."""
    draft = drafting.draft_of(form)
    agreement = db.session.scalars(active_agreement()).first()
    if agreement is None:
        return Gate(draft, None, structure_faults(draft), ())
    terms = terms_from_json(agreement.content)
    definition = with_agreement(draft, terms, library.keys())
    faults = structure_faults(definition)
    return Gate(definition, agreement, faults, (missing if faults else gaps)(definition, terms))


def publish(form: Form, *, rev: int, by: User, now: datetime) -> FormVersion:
    """Make the draft the live version. Raises StaleForm, PublishRefused, NothingToPublish; then nothing has changed."""
    drafting.locked(form)
    if form.draft_rev != rev:
        raise drafting.StaleForm(form)
    gate = gate_of(form)
    if not gate.is_open or gate.agreement is None:
        raise PublishRefused(gate)
    if not has_news(form, gate):
        raise NothingToPublish
    version = _new_version(form, gate.definition, gate.agreement, by=by, now=now)
    form.live_version_id = version.id
    form.draft = None
    form.draft_rev += 1
    data = {"number": version.number, "agreement": gate.agreement.number}
    history.record("form.published", drafting.subject(form), now=now, actor=by, data=data)
    db.session.flush()
    return version


def pause(form: Form, *, by: User, now: datetime) -> None:
    """Visitors are told that the form is closed for now."""
    if form.paused_at is None:
        form.paused_at = now
        history.record("form.paused", drafting.subject(form), now=now, actor=by)


def resume(form: Form, *, by: User, now: datetime) -> None:
    """Visitors see the live version again."""
    if form.paused_at is not None:
        form.paused_at = None
        history.record("form.resumed", drafting.subject(form), now=now, actor=by)


def archive(form: Form, *, by: User, now: datetime) -> None:
    """Put the form away; its submissions and leads stay."""
    if form.archived_at is None:
        form.archived_at = now
        history.record("form.archived", drafting.subject(form), now=now, actor=by)


def restore(form: Form, *, by: User, now: datetime) -> None:
    """Take the form out of the archive, paused, so that nothing goes live by surprise."""
    if form.archived_at is not None:
        form.archived_at = None
        form.paused_at = form.paused_at or now
        history.record("form.restored", drafting.subject(form), now=now, actor=by)


def _new_version(
    form: Form, definition: Definition, agreement: AgreementVersion, *, by: User, now: datetime
) -> FormVersion:
    version = FormVersion(
        form_id=form.id,
        number=_next_number(form),
        definition=to_json(definition),
        digest=digest_of(definition),
        agreement_id=agreement.id,
        published_by_id=by.id,
        published_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _next_number(form: Form) -> int:
    highest = db.session.scalar(select(func.max(FormVersion.number)).where(FormVersion.form_id == form.id))
    return (highest or 0) + 1


def was_published(form: Form, key: str) -> Field | None:
    """The field as the newest version that asked it has it; None for one that visitors never saw."""
    return next(reversed(_published(form, key)), None)


def published_options(form: Form, key: str) -> frozenset[str]:
    """Ids of the options of the field that visitors could choose in some version: they stay readable."""
    return frozenset(option.id for field in _published(form, key) for option in field.options)


def _published(form: Form, key: str) -> list[Field]:
    """The field in every version that asked it, oldest first. One query."""
    query = select(FormVersion.definition).where(
        FormVersion.form_id == form.id, FormVersion.definition.contains(f'"{key}"', autoescape=True)
    )
    found = (from_json(text).find(key) for text in db.session.scalars(query.order_by(FormVersion.number)))
    return [field for field in found if field is not None]


def has_news(form: Form, gate: Gate) -> bool:
    """Whether publishing would change anything: the content, or the agreement that it was proved against."""
    live = db.session.get(FormVersion, form.live_version_id) if form.live_version_id else None
    if live is None or gate.agreement is None:
        return True
    return live.digest != digest_of(gate.definition) or live.agreement_id != gate.agreement.id
