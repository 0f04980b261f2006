"""Test visitors kept, accepted and taken away."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.models.agreement.standard import Standard
from portal.models.base import db
from portal.models.forms.form import Form
from portal.models.forms.visitor import AcceptedOutcome, SavedVisitor
from portal.models.team.user import User
from portal.rules.forms.rehearsal import Outcome
from portal.rules.refusal import Refusal
from portal.services.ops import history
from portal.services.rehearsal.running import Rehearsal


class OtherOutcome(Refusal):
    """The result changed again after the page was opened."""

    def __init__(self) -> None:
        super().__init__("The result has changed since you opened the page. Look at it again before you accept it.")


def keep(
    form: Form,
    name: str,
    posted: Mapping[str, Sequence[str]],
    outcome: Outcome,
    by_standard: Standard,
    *,
    by: User,
    now: datetime,
) -> SavedVisitor:
    """Save the answers with what is expected of them under the agreement in force."""
    visitor = SavedVisitor(
        form_id=form.id,
        name=name,
        posted={key: list(values) for key, values in posted.items()},
        created_by_id=by.id,
        created_at=now,
        accepted=[_accepted(outcome, by_standard, by, now)],
    )
    db.session.add(visitor)
    db.session.flush()
    data = {"visitor": name, "result": outcome.result.value}
    history.record("form.visitor_kept", f"form:{form.id}", now=now, actor=by, data=data)
    return visitor


def accept(found: Rehearsal, seen: Outcome, by_standard: Standard, *, by: User, now: datetime) -> None:
    """From now on this result is expected under that agreement. ``seen`` is what the page showed.

    Raises OtherOutcome.
    """
    if found.run.outcome != seen:
        raise OtherOutcome
    if not found.changed:
        return
    found.visitor.accepted.append(_accepted(seen, by_standard, by, now))
    data = {"visitor": found.visitor.name, "result": seen.result.value, "agreement": by_standard.number}
    history.record("form.visitor_accepted", f"form:{found.form.id}", now=now, actor=by, data=data)
    db.session.flush()


def remove(visitor: SavedVisitor, *, by: User, now: datetime) -> None:
    """Take the visitor away, with everything that was expected of it."""
    data = {"visitor": visitor.name}
    history.record("form.visitor_removed", f"form:{visitor.form_id}", now=now, actor=by, data=data)
    db.session.delete(visitor)
    db.session.flush()


def _accepted(outcome: Outcome, by_standard: Standard, by: User, now: datetime) -> AcceptedOutcome:
    return AcceptedOutcome(
        result=outcome.result,
        destination=outcome.destination,
        agreement_number=by_standard.number,
        agreement_hash=by_standard.content_hash,
        accepted_by=by,
        accepted_at=now,
    )
