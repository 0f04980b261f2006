"""How far the first run has come: from an agreement to a form that visitors see."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, exists, select

from portal.models.agreement.version import AgreementStatus, AgreementVersion
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.handoff.member import PoolMember
from portal.models.handoff.pool import AssignmentKind, Pool
from portal.models.handoff.rule import RoutingRule


class SetupStepName(StrEnum):
    """The steps, in their order."""

    AGREEMENT = "agreement"
    SIGNATURES = "signatures"
    FORM = "form"
    POOL = "pool"
    RULE = "rule"
    PUBLISH = "publish"


class StepState(StrEnum):
    """Done, the one to do next, or for later."""

    DONE = "done"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class SetupStep:
    """One step and how it stands."""

    name: SetupStepName
    state: StepState


def setup_state() -> tuple[SetupStep, ...]:
    """Every step in order; the first that is not done is next. One query."""
    done = _done()
    following = next((name for name in SetupStepName if not done[name]), None)
    return tuple(SetupStep(name, _state(name, following, done[name])) for name in SetupStepName)


def setup_finished() -> bool:
    """Whether visitors can send a form that reaches a rep."""
    return all(_done().values())


def _state(name: SetupStepName, following: SetupStepName | None, done: bool) -> StepState:
    if done:
        return StepState.DONE
    return StepState.NEXT if name is following else StepState.LATER


def _done() -> dict[SetupStepName, bool]:
    forms = select(Form.id).where(Form.archived_at.is_(None))
    members = (
        select(PoolMember.id)
        .join(Pool)
        .where(PoolMember.left_at.is_(None), Pool.archived_at.is_(None), Pool.kind == AssignmentKind.SALES)
    )
    rules = select(RoutingRule.id).where(RoutingRule.disabled_at.is_(None), RoutingRule.kind == AssignmentKind.SALES)
    checks: dict[SetupStepName, Select[int]] = {
        SetupStepName.AGREEMENT: select(AgreementVersion.id),
        SetupStepName.SIGNATURES: select(AgreementVersion.id).where(AgreementVersion.status == AgreementStatus.ACTIVE),
        SetupStepName.FORM: forms,
        SetupStepName.POOL: members,
        SetupStepName.RULE: rules,
        SetupStepName.PUBLISH: forms.where(Form.live_version_id.is_not(None)),
    }
    row = db.session.execute(select(*(exists(check).label(name) for name, check in checks.items()))).one()
    return {name: bool(getattr(row, name)) for name in checks}
