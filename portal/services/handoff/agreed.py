"""What both sides agreed on that the handoff goes by: promises, fit calls, and the reasons for giving a lead back."""

from dataclasses import dataclass

from portal.models.agreement import standard
from portal.models.base import db
from portal.models.intake.lead import Lead
from portal.models.intake.verdict import latest_verdict
from portal.rules.agreement import fit_modes
from portal.rules.agreement.fit_call import FitCall, FitMode
from portal.rules.agreement.playbook import Attempt
from portal.rules.agreement.terms import Budget, Promises, RejectReason
from portal.rules.questions.answer import Answers


@dataclass(frozen=True)
class Reasons:
    """The coded reasons that may be given for this lead."""

    offered: tuple[RejectReason, ...]
    by_code: dict[str, RejectReason]


def promises() -> Promises:
    """The promises of the agreement in force; the defaults while there is none."""
    current = standard.active()
    return Promises() if current is None else current.terms.promises


def reasons_for(lead: Lead) -> Reasons:
    """Offered are those of the agreement in force; those of the version that judged the lead count as well, so that a
    page that was opened before a new agreement still works."""
    current, verdict = standard.active(), db.session.scalars(latest_verdict(lead.id)).first()
    judged = None if verdict is None else standard.of_version(verdict.agreement_id)
    offering = current or judged
    offered = () if offering is None else offering.terms.reject_reasons
    older = () if judged is None else judged.terms.reject_reasons
    return Reasons(offered, {reason.code: reason for reason in (*older, *offered)})


def fit_mode(profile: Answers) -> FitMode:
    """Whether the agreement in force asks for a fit call with whoever gave these answers."""
    current = standard.active()
    return fit_modes.mode_for(profile, FitCall() if current is None else current.terms.fit_call)


def playbook() -> tuple[Attempt, ...]:
    """The follow-up of the agreement in force."""
    current = standard.active()
    return () if current is None else current.terms.playbook


def currency() -> str:
    """What both sides count money in."""
    current = standard.active()
    return Budget().currency if current is None else current.terms.budget.currency
