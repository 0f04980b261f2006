"""Deleting answers of one submission whose time is over (P16, P20, X4): everywhere they stand, in one transaction.

The submission, its disposition, the lead with its level and dates, and the history stay, so the ledger comes out; what
was consented to stays as proof. Bytes of files are deleted afterwards by ``uploads.purge_unclaimed``, which survives a
crash.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import select, update

from portal.models.base import db, table_of
from portal.models.intake.abandoned import AbandonedItem, AbandonedState
from portal.models.intake.answer import AnswerRow, answers_of
from portal.models.intake.submission import Submission
from portal.models.intake.upload import Upload
from portal.rules.questions.answer import AnswerState
from portal.services.intake import unlearning
from portal.services.intake.incoming import EMAIL
from portal.services.ops import history

EMPTY = "{}"
_NOTHING = dict.fromkeys(("text", "long_text", "number", "day", "flag", "choices"))
_ANSWER = table_of(AnswerRow)


def forget(submission: Submission, keys: frozenset[str] | None, now: datetime) -> bool:
    """Delete the answers to these keys, or all of them with where the visitor came from (None); whether there was
    anything. Doing it again does nothing. Locks submission, person and leads, in this order.
    """
    db.session.refresh(submission, with_for_update={"key_share": True})
    rows = {row.key: row for row in db.session.scalars(answers_of(submission.id))}
    gone = {key: row for key, row in rows.items() if _is_meant(key, keys) and row.state is AnswerState.ANSWERED}
    raw = EMPTY if keys is None else _raw_without(submission.raw, _silenced(rows.values(), keys))
    source = EMPTY if keys is None else submission.source
    before = submission.raw
    anything = bool(gone) or (raw, source) != (submission.raw, submission.source)
    if submission.person_id is not None and gone:
        unlearning.unlearn(submission, gone, now)
    _empty_rows(submission.id, list(gone))
    _give_up_files(submission.id, list(gone), now)
    _let_go(submission.id, gone, now)
    submission.raw, submission.source, submission.purged_at = raw, source, now
    if gone or (raw == EMPTY and before != EMPTY):
        _note(submission, sorted(gone), now)
    db.session.flush()
    return anything


def _is_meant(key: str, keys: frozenset[str] | None) -> bool:
    return keys is None or key in keys


def _silenced(rows: Iterable[AnswerRow], keys: frozenset[str]) -> frozenset[str]:
    """Keys of which nothing that was typed may stay; "I don't know yet" is no value."""
    return keys - {row.key for row in rows if row.state is AnswerState.UNKNOWN}


def _raw_without(raw: str, keys: frozenset[str]) -> str:
    """The post without the names of these keys (``phone``, ``phone.unknown``); the others as they came."""
    posted = json.loads(raw)
    left = {name: values for name, values in posted.items() if name.partition(".")[0] not in keys}
    return raw if len(left) == len(posted) else json.dumps(left)


def _empty_rows(submission_id: int, keys: list[str]) -> None:
    mine = _ANSWER.c.submission_id == submission_id, _ANSWER.c.key.in_(keys)
    db.session.execute(update(_ANSWER).where(*mine).values(state=AnswerState.PURGED, **_NOTHING))


def _give_up_files(submission_id: int, keys: list[str], now: datetime) -> None:
    """From here on nobody can fetch them. ``expires_at`` says that the bytes are still to be deleted. Names and
    fingerprints of files can tell who somebody is: they go, too."""
    mine = Upload.submission_id == submission_id, Upload.field_key.in_(keys), Upload.purged_at.is_(None)
    for file in db.session.scalars(select(Upload).where(*mine)):
        file.purged_at = file.expires_at = now
        file.file_name, file.sha256 = f"file{PurePath(file.file_name).suffix}", ""


def _let_go(submission_id: int, gone: Mapping[str, AnswerRow], now: datetime) -> None:
    """An enquiry that was never sent goes with its address: nobody can write to it any more."""
    if EMAIL not in gone:
        return
    mine = select(AbandonedItem).where(AbandonedItem.submission_id == submission_id)
    item = db.session.scalars(mine.with_for_update()).first()
    if item is None:
        return
    item.email = ""
    if item.state is AbandonedState.OPEN:
        item.state, item.decided_at = AbandonedState.DISMISSED, now
        history.record("abandoned.dismissed", f"submission:{submission_id}", now=now, actor=None)


def _note(submission: Submission, keys: list[str], now: datetime) -> None:
    data = {"submission_id": submission.id, "keys": keys}
    noun = "submission" if submission.lead_id is None else "lead"
    subject, lead_id = f"submission:{submission.id}", submission.lead_id
    history.record(f"{noun}.answers_deleted", subject, now=now, actor=None, lead_id=lead_id, data=data)
