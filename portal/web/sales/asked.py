"""What the prospect asked for: every submission with its answers in words, its origin, what was consented to."""

import json
from dataclasses import dataclass
from datetime import datetime

from portal.models.intake.answer import AnswerRow
from portal.models.intake.submission import Submission
from portal.reports.lead_page import Asked
from portal.rules.agreement.words import nothing
from portal.rules.forms.definition import Field
from portal.rules.questions.answer import AnswerState
from portal.rules.questions.key import TypeName
from portal.rules.questions.types.registry import of
from portal.rules.touches import Touch
from portal.rules.touches import touches as in_words
from portal.services.intake.answers import answer_of

UNKNOWN = "“I don’t know yet”"


@dataclass(frozen=True)
class Reply:
    """One question with its answer; ``given`` is False for every kind of nothing, which ``text`` then names."""

    label: str
    text: str
    given: bool


@dataclass(frozen=True)
class Sent:
    """One submission. ``message`` is what was written in free words."""

    form: str
    reference: str
    at: datetime
    message: str
    replies: tuple[Reply, ...]


def sent(asked: Asked) -> Sent:
    """The submission in words, in the order in which it was asked."""
    fields = [field for field in asked.definition.fields() if field.type is not TypeName.CONSENT]
    replies = [(field, _reply(field, asked.answers.get(field.key))) for field in fields]
    long = [reply.text for field, reply in replies if field.type is TypeName.LONG_TEXT and reply.given]
    shown = tuple(reply for field, reply in replies if not (field.type is TypeName.LONG_TEXT and reply.given))
    return Sent(asked.form, asked.submission.reference, asked.submission.received_at, "\n\n".join(long), shown)


def _reply(field: Field, row: AnswerRow | None) -> Reply:
    answer = None if row is None else answer_of(row, field.type)
    if answer is not None and answer.answered and answer.value is not None:
        return Reply(field.label, of(field.type).in_words(answer, field), given=True)
    if answer is not None and answer.state is AnswerState.UNKNOWN:
        return Reply(field.label, UNKNOWN, given=False)
    return Reply(field.label, nothing(answer)[0], given=False)


def touches(first: Submission | None, last: Submission | None) -> tuple[Touch, ...]:
    """First and last touch; one where they are the same."""
    earliest, latest = (json.loads(one.source) if one else {} for one in (first, last))
    return in_words(earliest, latest, last.language if last else "")
