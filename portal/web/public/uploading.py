"""Files in a post, taken in before the answers are read: they are kept whatever else is wrong with the page."""

from collections.abc import Mapping, Sequence

from flask import current_app, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.forms.definition import Definition
from portal.rules.forms.reading import Posted
from portal.rules.questions.types.file import megabytes, most_files
from portal.services.intake import uploads
from portal.services.intake.uploads import Attempt, Sent, Taken
from portal.web.shared.clock import utcnow


def make_room(definition: Definition) -> None:
    """Let a post that may bring files be as large as those of the form; to be called before anything of it is read."""
    room = uploads.room_for(definition) if request.mimetype == "multipart/form-data" else 0
    if room:
        request.max_content_length = room


def taken_in(definition: Definition, posted: Posted, form_id: int, attempt_key: str) -> Taken:
    """The post with tokens where files came. A form without such questions costs nothing."""
    fields = uploads.file_fields(definition)
    if not fields:
        return Taken(posted)
    config = current_app.config["BATON"]
    attempt = Attempt(form_id, attempt_key, config.UPLOAD_DIR, config.SECRET_KEY)
    sent = {item.key: _sent(item.key, megabytes(item.settings), most_files(item.settings)) for item in fields}
    begin_write()
    taken = uploads.take(definition, posted, sent, attempt, utcnow())
    db.session.commit()
    return taken


def names(definition: Definition, posted: Posted) -> Mapping[str, str]:
    """Names of the files that the post tells of; none while the database is away."""
    tokens = [token for item in uploads.file_fields(definition) for token in posted.get(item.key, ())]
    try:
        return uploads.names_of(tokens)
    except (OperationalError, PoolTimeout):
        db.session.rollback()
        return {}


def _sent(key: str, size: int, most: int) -> Sequence[Sent]:
    """The files that were chosen, at most one more than are taken, each read no further than needed."""
    chosen = [file for file in request.files.getlist(key) if file.filename]
    sent = [Sent(file.filename or "", file.read(size * uploads.MEGABYTE + 1)) for file in chosen[: most + 1]]
    for file in request.files.getlist(key):  # what is large lies in a temporary file
        file.close()
    return sent
