"""Consent, purpose by purpose (P14): recorded with the exact words, taken back on the record, never deleted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal.models.base import db, table_of
from portal.models.hot import hot_insert
from portal.models.intake.consent import ConsentRecord, consents_of
from portal.models.intake.submission import Submission
from portal.models.team.user import User
from portal.rules.canonical import digest
from portal.rules.questions.key import TypeName
from portal.rules.refusal import Refusal
from portal.services.intake.incoming import Incoming
from portal.services.ops import history

_NEW = hot_insert(table_of(ConsentRecord), once=["submission_id", "purpose"])


class NotGiven(Refusal):
    """There is nothing to take back."""

    def __init__(self) -> None:
        super().__init__("This consent was withdrawn before.")


def record(submission_id: int, person_id: int, post: Incoming) -> None:
    """Every purpose whose box was ticked. No query for a form that asks for none."""
    ticked = {row["key"] for row in post.answer_rows if row["flag"]}
    asked = [field for field in post.asked.definition.fields() if field.type is TypeName.CONSENT]
    given = [field for field in asked if field.key in ticked]
    if not given:
        return
    came = db.session.scalars(select(Submission.received_at).where(Submission.id == submission_id)).one()
    for field in given:
        _NEW.run(
            {
                "person_id": person_id,
                "submission_id": submission_id,
                "purpose": field.key,
                "text": field.label,
                "text_hash": digest(field.label),
                "form_version_id": post.asked.version_id,
                "given_at": came,
            }
        )


def standing(person_id: int) -> tuple[ConsentRecord, ...]:
    """What the person agreed to and did not take back, newest first."""
    return tuple(one for one in db.session.scalars(consents_of(person_id)) if one.withdrawn_at is None)


def language_of(person_id: int) -> str:
    """The one in which the person agreed last; empty where they never did."""
    latest = db.session.scalars(consents_of(person_id).limit(1)).first()
    agreed = db.session.get(Submission, latest.submission_id) if latest else None
    return agreed.language if agreed else ""


def withdraw(records: Sequence[ConsentRecord], *, by: User | None, now: datetime, lead_id: int | None = None) -> None:
    """Take them back, from now on. ``by`` None is the person, by their own link. Raises NotGiven."""
    for one in records:
        db.session.refresh(one, with_for_update=True)
        if one.withdrawn_at is not None:
            raise NotGiven
        one.withdrawn_at, one.withdrawn_by_id = now, by.id if by else None
        data = {"purpose": one.purpose, "consent_id": one.id}
        subject = f"person:{one.person_id}"
        history.record("consent.withdrawn", subject, now=now, actor=by, lead_id=lead_id, data=data)
    db.session.flush()
