"""Files that prospects send (P16): looked at before they are stored, stored before the post is read, claimed by the
submission that names them, purged when none does."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from portal.models.base import db, table_of
from portal.models.intake.submission import Submission
from portal.models.intake.upload import Upload, unclaimed_uploads, uploads_named
from portal.rules.files.contents import media_of
from portal.rules.files.names import clean_name, fits, media_by_name
from portal.rules.forms.definition import Definition, Field
from portal.rules.forms.reading import FieldError, Posted, Reading
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.file import SORTS, accepted, limits_in_words, megabytes, most_files
from portal.services.files import store

KEPT_FOR = timedelta(days=1)
MEGABYTE = 1024 * 1024
MOST_OF_A_POST = 64 * MEGABYTE
LEAST_ROOM = 24 * MEGABYTE
"""What people choose by mistake: a photograph, a short film. It is refused beside the question, with all else kept."""
_UPLOAD = table_of(Upload)


@dataclass(frozen=True)
class Sent:
    """One file as it came: a cut of at most one byte more than is allowed."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Attempt:
    """Whose files these are. ``key`` is the visit's attempt key, ``secret`` what names are made from."""

    form_id: int
    key: str
    folder: Path
    secret: str


@dataclass(frozen=True)
class Taken:
    """The post with a token for each good file in place of the files, and what was wrong with the others."""

    posted: Posted
    errors: tuple[FieldError, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def file_fields(definition: Definition) -> tuple[Field, ...]:
    """The questions that take files."""
    return tuple(item for item in definition.fields() if item.type is TypeName.FILE)


def room_for(definition: Definition) -> int:
    """Bytes that a post of this form may have: at least twice what its questions take, so that one too many is refused
    in words; 0 where it takes no files."""
    allowed = sum(megabytes(item.settings) * most_files(item.settings) for item in file_fields(definition))
    return min(max((2 * allowed + 1) * MEGABYTE, LEAST_ROOM), MOST_OF_A_POST) if allowed else 0


def take(
    definition: Definition, posted: Posted, sent: Mapping[str, Sequence[Sent]], attempt: Attempt, now: datetime
) -> Taken:
    """Store the good files, and drop tokens that are none of this attempt's. Writes rows for new files only."""
    fields = file_fields(definition)
    known = _known({token for item in fields for token in posted.get(item.key, ())}, attempt, now)
    errors: list[FieldError] = []
    result, names = dict(posted), {row.token: row.file_name for row in known}
    for item in fields:
        mine = {row.token for row in known if row.field_key == item.key}
        tokens = [token for token in posted.get(item.key, ()) if token in mine]
        if any(token and token not in mine for token in posted.get(item.key, ())):
            errors.append(FieldError(item.key, f"Choose the file for “{item.label}” again"))
        for file in sent.get(item.key, ()):
            fault, media = _looked_at(file, item)
            if fault or len(set(tokens)) >= most_files(item.settings):
                errors.append(FieldError(item.key, fault or _too_many(item)))
                continue
            row = _stored(file, media, item, attempt, now)
            tokens.append(row.token)
            names[row.token] = row.file_name
        result[item.key] = list(dict.fromkeys(tokens))
    return Taken(result, tuple({error.key: error for error in errors}.values()), names)


def without_strangers(definition: Definition, posted: Posted, form_id: int, now: datetime) -> Taken:
    """For posts that bring no files, such as a program's: tokens that are no free file of the form are refused."""
    if not file_fields(definition):
        return Taken(posted)
    return take(definition, posted, {}, Attempt(form_id, "", Path(), ""), now)


def names_of(tokens: Iterable[str]) -> dict[str, str]:
    """Names of stored files by their tokens. One query."""
    asked = tuple(token for token in tokens if token)
    return {row.token: row.file_name for row in db.session.scalars(uploads_named(asked))} if asked else {}


def claim(definition: Definition, reading: Reading, submission_id: int) -> None:
    """The files of the answers belong to the submission now, and stay."""
    tokens = tuple(token for item in file_fields(definition) for token in _tokens(reading, item.key))
    if tokens:
        free = update(_UPLOAD).where(_UPLOAD.c.token.in_(tokens), _UPLOAD.c.submission_id.is_(None))
        db.session.execute(free.values(submission_id=submission_id, expires_at=None))


def purge_unclaimed(now: datetime, folder: Path, limit: int) -> int:
    """Delete files that no submission claimed within a day, and those whose time is over; how many there were.

    The bytes go first: a worker that is killed before its commit finds the row again, and no bytes, which is well.
    """
    rows = db.session.scalars(unclaimed_uploads(now).limit(limit)).all()
    for row in rows:
        store.delete(folder, row.token)
        row.expires_at = None
        if row.purged_at is None:
            db.session.delete(row)
    db.session.flush()
    return len(rows)


def _tokens(reading: Reading, key: str) -> tuple[str, ...]:
    value = reading.answers[key].value if key in reading.answers else None
    return value if isinstance(value, tuple) else ()


def _known(tokens: set[str], attempt: Attempt, now: datetime) -> list[Upload]:
    """Files of this form that are still free, or that this very attempt sent before."""
    rows = db.session.scalars(uploads_named(tuple(filter(None, tokens)))).all() if any(tokens) else []
    mine = [row for row in rows if row.form_id == attempt.form_id and row.purged_at is None]
    return [row for row in mine if _is_free(row, now) or _sent_by(row, attempt)]


def _is_free(row: Upload, now: datetime) -> bool:
    return row.submission_id is None and row.expires_at is not None and row.expires_at > now


def _sent_by(row: Upload, attempt: Attempt) -> bool:
    claimed_by = select(Submission.attempt_key).where(Submission.id == row.submission_id)
    return bool(attempt.key) and db.session.scalar(claimed_by) == attempt.key


def _looked_at(file: Sent, item: Field) -> tuple[str, str]:
    """What is wrong with the file, and its media type."""
    if not file.data:
        return f"The file for “{item.label}” is empty. Choose another one", ""
    if len(file.data) > megabytes(item.settings) * MEGABYTE:
        return f"The file for “{item.label}” is larger than {megabytes(item.settings)} MB", ""
    media = media_of(file.data)
    taken = {each for kind in accepted(item.settings) for each in SORTS[kind].media}
    if media not in taken or not fits(file.name, media):
        return f"Choose another file for “{item.label}”. {limits_in_words(item.settings)[:-1]}", ""
    return "", media


def _too_many(item: Field) -> str:
    most = most_files(item.settings)
    return f"Send at most {most} file{'' if most == 1 else 's'} for “{item.label}”"


def _stored(file: Sent, media: str, item: Field, attempt: Attempt, now: datetime) -> Upload:
    """The file's row. The same file sent twice in one attempt is one file, so that a double click sends one answer."""
    sha = hashlib.sha256(file.data).hexdigest()
    token = _token(attempt, item.key, sha)
    row = db.session.scalars(uploads_named((token,))).first()
    if row is not None:
        return row
    store.keep(attempt.folder, token, file.data)
    row = Upload(
        token=token,
        form_id=attempt.form_id,
        field_key=item.key,
        file_name=clean_name(file.name, media),
        media_type=media_by_name(file.name, media),
        size=len(file.data),
        sha256=sha,
        received_at=now,
        expires_at=now + KEPT_FOR,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _token(attempt: Attempt, key: str, sha: str) -> str:
    if not attempt.key:
        return store.new_name()
    said = f"upload.{attempt.form_id}.{attempt.key}.{key}.{sha}".encode()
    return hmac.new(attempt.secret.encode(), said, hashlib.sha256).hexdigest()[:32]
