"""Submissions that still wait for their lead: tried again by the worker, or restored from quarantine."""

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update

from portal.models.base import db, table_of
from portal.models.intake.answer import answers_of
from portal.models.intake.submission import Disposition, Submission, unjudged
from portal.models.team.user import User
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import Posted, Reading, read
from portal.rules.forms.translation import in_language
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.refusal import Refusal
from portal.services.forms.live import version
from portal.services.intake import completing
from portal.services.intake.incoming import EMAIL, Asked, Incoming, asked_of, prepare
from portal.services.intake.matching import sent_before
from portal.services.intake.receiving import placed
from portal.services.ops import history

_SUBMISSION = table_of(Submission)


class NotQuarantined(Refusal):
    """Only what was kept aside as spam can be restored."""

    def __init__(self) -> None:
        super().__init__("This submission is not in the spam box any more, or what was typed has been deleted.")


def sweep_unjudged(now: datetime, limit: int) -> int:
    """Try the waiting submissions again, those tried least first; returns how many found their lead.

    One that fails again waits behind the others, and other workers' ones are skipped on PostgreSQL.
    """
    waiting = db.session.scalars(unjudged(limit).with_for_update(skip_locked=True, key_share=True)).all()
    return sum(_again(submission, now) for submission in waiting)


def restore(submission: Submission, actor: User, now: datetime) -> None:
    """Intake runs again from what is stored. Raises NotQuarantined."""
    db.session.refresh(submission, with_for_update={"key_share": True})
    if submission.disposition is not Disposition.QUARANTINED or _is_nobodys(submission):
        raise NotQuarantined
    submission.disposition = Disposition.UNJUDGED
    subject, why = f"submission:{submission.id}", {"why": submission.why}
    history.record("submission.restored", subject, now=now, actor=actor, data=why)
    db.session.flush()
    _again(submission, now)


def _again(submission: Submission, now: datetime) -> bool:
    submission_id = submission.id
    found = placed(submission_id, _stored(submission), sent_before(submission.form_id, submission.attempt_key), now)
    if not found:
        tried = update(_SUBMISSION).where(_SUBMISSION.c.id == submission_id)
        db.session.execute(tried.values(tries=_SUBMISSION.c.tries + 1))
    db.session.expire(submission)
    return found


def _stored(submission: Submission) -> Incoming:
    """The post as it was, read once more by the version that asked, or by what the link asked."""
    if submission.channel == completing.CHANNEL:
        asked, lead = completing.asked_again(submission)
        asked = replace(asked, definition=_spoken(asked.definition, submission.language))
        return completing.joined(_prepared(submission, asked), lead)
    asked_by = version(submission.form_version_id)
    assert asked_by is not None  # noqa: S101  a foreign key holds it, and versions are never deleted
    definition = in_language(asked_by.definition, submission.language)
    return _prepared(submission, asked_of(submission.form_id, asked_by.id, definition))


def _spoken(definition: Definition, language: str) -> Definition:
    """The definition that reads numbers as they were written."""
    return replace(definition, locale=language) if language else definition


def _prepared(submission: Submission, asked: Asked) -> Incoming:
    posted = json.loads(submission.raw)
    return prepare(
        asked,
        _reading(submission, asked, posted),
        posted=posted,
        source=json.loads(submission.source),
        attempt_key=submission.attempt_key,
        channel=submission.channel,
    )


def _is_nobodys(submission: Submission) -> bool:
    """Its address was deleted, so it is no enquiry of anybody any more."""
    return submission.purged_at is not None and EMAIL not in json.loads(submission.raw)


def _reading(submission: Submission, asked: Asked, posted: Posted) -> Reading:
    """What was deleted meanwhile is no blank."""
    found = read(asked.definition, posted)
    if submission.purged_at is None:
        return found
    rows = db.session.scalars(answers_of(submission.id)).all()
    gone = {row.key: Answer(row.key, row.state) for row in rows if row.state is AnswerState.PURGED}
    return replace(found, answers={**found.answers, **gone})
