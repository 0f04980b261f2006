"""Taking a submission in: stored first, safe whatever follows; then matched, judged and routed in a savepoint."""

import secrets
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.models.agreement import standard
from portal.models.base import db, table_of
from portal.models.hot import hot_insert
from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Disposition, Submission
from portal.rules.canonical import canonical
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import Posted, Reading
from portal.services.intake import verdicts
from portal.services.intake.incoming import Incoming, asked_of, prepare
from portal.services.intake.matching import Sent, sent_before
from portal.services.intake.placing import place
from portal.services.ops import history

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O or U, which are misread or make words."""

_SUBMISSION = table_of(Submission)
_STORE = hot_insert(_SUBMISSION, once=["form_id", "attempt_key", "body_hash"], returning="id")
_ANSWERS = hot_insert(table_of(AnswerRow))
log = structlog.get_logger()


class PublishedVersion(Protocol):
    """What receiving needs of a form version; the row is one."""

    @property
    def id(self) -> int: ...
    @property
    def form_id(self) -> int: ...


@dataclass(frozen=True)
class Receipt:
    """What the sender is told. ``duplicate``: the very same post of the same attempt was stored before."""

    reference: str
    submission_id: int
    duplicate: bool


def receive(
    version: PublishedVersion,
    definition: Definition,
    reading: Reading,
    *,
    posted: Posted,
    source: Mapping[str, str],
    attempt_key: str,
    channel: str = "form",
    suspect: str = "",
    test: bool = False,
    now: datetime,
) -> Receipt:
    """Prepare and take in at once, for callers to whom it does not matter how long the database is locked.

    ``suspect`` says why it looks like spam: then it is kept aside, and nothing follows. ``posted`` and ``reading`` must
    belong together, and the reading be ok.
    """
    asked = asked_of(version.form_id, version.id, definition)
    post = prepare(
        asked,
        reading,
        posted=posted,
        source=source,
        attempt_key=attempt_key,
        channel=channel,
        suspect=suspect,
        test=test,
    )
    return take_in(post, now=now)


def judged_early(post: Incoming) -> Incoming:
    """The post with the verdict on its answers, so that the database is not locked meanwhile.

    A fault here must not cost the submission: it comes again when the post is placed, and is caught there.
    """
    if post.disposition is not Disposition.UNJUDGED:
        return post
    try:
        return replace(post, own=verdicts.opinion(post.answers, standard.in_force()))
    except Exception as fault:  # noqa: BLE001  see above: nothing may cost the submission
        log.warning("judging early failed", **_what(fault))
        return post


def take_in(post: Incoming, *, now: datetime) -> Receipt:
    """Store the post, then place it. The same attempt with the same body is the same submission; with another body
    it is a further one for the same lead."""
    before = sent_before(post.asked.form_id, post.attempt_key)
    receipt = _known(post, before) or _store(post, now)
    if receipt is None:  # another process stored the very same post in this moment
        receipt = _known(post, sent_before(post.asked.form_id, post.attempt_key))
        assert receipt is not None  # noqa: S101  the unique constraint has just said that it is there
    if not receipt.duplicate:
        _store_answers(receipt.submission_id, post)
        _follow_up(receipt.submission_id, post, before, now)
    return receipt


def _known(post: Incoming, before: Sequence[Sent]) -> Receipt | None:
    same = next((sent for sent in before if sent.body_hash == post.body_hash), None)
    return None if same is None else Receipt(same.reference, same.submission_id, duplicate=True)


def _store(post: Incoming, now: datetime) -> Receipt | None:
    """The submission's own row; None when the same post is there already."""
    row = {
        "reference": _reference(),
        "form_id": post.asked.form_id,
        "form_version_id": post.asked.version_id,
        "attempt_key": post.attempt_key,
        "body_hash": post.body_hash,
        "raw": post.raw,
        "source": canonical(post.source),
        "utm_source": post.source.get("utm_source", ""),
        "utm_campaign": post.source.get("utm_campaign", ""),
        "channel": post.channel,
        "language": post.asked.definition.locale,
        "received_at": now,
        "received_day": int(f"{now:%Y%m%d}"),
        "disposition": post.disposition,
        "why": post.why,
    }
    made = _STORE.scalar(row)
    return None if made is None else Receipt(str(row["reference"]), made, duplicate=False)


def _reference() -> str:
    """Fifty random bits in two groups that can be read out on the telephone."""
    bits = secrets.randbits(50)
    letters = [ALPHABET[bits >> place & 31] for place in range(0, 50, 5)]
    return "".join([*letters[:5], "-", *letters[5:]])


def _store_answers(submission_id: int, post: Incoming) -> None:
    _ANSWERS.run_many({**row, "submission_id": submission_id} for row in post.answer_rows)


def _follow_up(submission_id: int, post: Incoming, before: Sequence[Sent], now: datetime) -> None:
    """What becomes of it. Spam and tests make no lead and no mail (trap 9)."""
    if post.disposition is Disposition.UNJUDGED:
        placed(submission_id, post, before, now)
    else:
        history.record(
            f"submission.{post.disposition}", f"submission:{submission_id}", now=now, actor=None, data={"why": post.why}
        )


def placed(submission_id: int, post: Incoming, before: Sequence[Sent], now: datetime) -> bool:
    """Whether the submission found its lead. If something breaks on the way it stays unjudged for the sweep."""
    try:
        with db.session.begin_nested():
            place(submission_id, post, before, now=now)
    except Exception as fault:  # the one broad catch: what was stored must be kept whatever broke
        if not _still_there(submission_id):
            raise
        log.error(  # noqa: TRY400  without the traceback, which may quote what the visitor wrote
            "intake failed", submission=submission_id, **_what(fault)
        )
        return False
    return True


def _still_there(submission_id: int) -> bool:
    """False when the fault took the whole transaction with it (connection gone, disk full): then nothing was stored."""
    try:
        row = select(_SUBMISSION.c.id).where(_SUBMISSION.c.id == submission_id)
        return db.session.execute(row).scalar() is not None
    except SQLAlchemyError:
        return False


def _what(fault: Exception) -> dict[str, str]:
    """The kind of fault and where it arose. Its message stays out: it may quote what the visitor wrote."""
    frames = traceback.extract_tb(fault.__traceback__)[-6:]
    where = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames))
    return {"error": type(fault).__name__, "where": where}
