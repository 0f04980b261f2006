"""What was sent to a form, a row per submission and a column per key, whatever version asked (P20)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal.models.base import db
from portal.models.forms.version import FormVersion, versions_of
from portal.models.intake.answer import AnswerRow
from portal.models.intake.lead import Lead
from portal.models.intake.submission import Disposition, Submission
from portal.rules.canonical import Json
from portal.rules.forms.definition import Field
from portal.rules.forms.document import from_json
from portal.rules.forms.names import OWN_SUFFIX
from portal.rules.forms.reading import SOURCE_NAMES
from portal.rules.questions.answer import AnswerState

AT_ONCE = 500
LEFT_OUT = (Disposition.QUARANTINED, Disposition.TEST)
"""Spam and tests are no answers; the spam box has them."""

META = ("reference", "received_at", "version", "what_became_of_it", "lead", "level")
NOTHING = {
    AnswerState.BLANK: "",
    AnswerState.NOT_SHOWN: "(not asked)",
    AnswerState.UNKNOWN: "(does not know yet)",
    AnswerState.PURGED: "(purged)",
}
"""The four kinds of nothing stay apart in a file, too (X4)."""


@dataclass(frozen=True)
class Sent:
    """One submission. ``answers`` hold, by key, what the typed row says; ``meta`` has a value for each of META."""

    meta: Mapping[str, str]
    answers: Mapping[str, AnswerRow]
    source: Mapping[str, str]


def columns_of(form_id: int) -> tuple[Field, ...]:
    """Every question that some version asked: as the newest words it, in its order; then those that were given up."""
    found: dict[str, Field] = {}
    for version in db.session.scalars(versions_of(form_id)):
        for field in from_json(version.definition).fields():
            found.setdefault(field.key, field)
    return tuple(found.values())


def sent_to(form_id: int) -> Iterator[Sent]:
    """The submissions in the order in which they came; read in batches, so that memory stays flat."""
    after = 0
    while batch := _batch(form_id, after):
        answers = _answers([submission.id for submission, _, _ in batch])
        for submission, number, level in batch:
            yield Sent(_meta(submission, number, level), answers.get(submission.id, {}), _source(submission))
        after = batch[-1][0].id
        db.session.expunge_all()


def lines(form_id: int) -> Iterator[tuple[str | int | Decimal, ...]]:
    """The head, then a line per submission. Numbers are numbers; everything else is text as it is, not yet made safe
    for spreadsheets."""
    columns = tuple(name for field in columns_of(form_id) for name in _columns(field))
    yield (*META, *columns, *SOURCE_NAMES)
    for sent in sent_to(form_id):
        yield (
            *(sent.meta[name] for name in META),
            *(_said(sent, name) for name in columns),
            *(sent.source.get(name, "") for name in SOURCE_NAMES),
        )


def documents(form_id: int) -> Iterator[dict[str, Json]]:
    """An object per submission, with state and value of each answer."""
    for sent in sent_to(form_id):
        answers = {key: _document(row) for key, row in sent.answers.items()}
        yield {**sent.meta, "answers": answers, "source": dict(sent.source)}


def _columns(field: Field) -> tuple[str, ...]:
    """A question's own column, and one for the words that come with an option such as "Other"."""
    return (field.key, field.key + OWN_SUFFIX) if any(option.own_words for option in field.options) else (field.key,)


def _said(sent: Sent, column: str) -> str | int | Decimal:
    row = sent.answers.get(column.removesuffix(OWN_SUFFIX))
    if column.endswith(OWN_SUFFIX):
        return "" if row is None else row.own_words
    return cell(row)


def _document(row: AnswerRow) -> dict[str, Json]:
    own: dict[str, Json] = {"own": row.own_words} if row.own_words else {}
    return {"state": row.state.value, "value": _json(value_of(row)), **own}


def cell(row: AnswerRow | None) -> str | int | Decimal:
    """The answer in one cell; a question that this version did not have is an empty one."""
    if row is None:
        return ""
    if row.state is not AnswerState.ANSWERED:
        return NOTHING[row.state]
    value = value_of(row)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    return str(value)


def value_of(row: AnswerRow) -> Any:
    """What the row's column of values holds, a choice's before the words beside it; None where nothing was answered."""
    values = (row.text, row.number, row.day, row.flag, row.choices, row.long_text)
    return next((value for value in values if value is not None), None)


def _json(value: Any) -> Json:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if value is None or isinstance(value, bool | list) else str(value)


def _batch(form_id: int, after: int) -> Sequence[Any]:
    query = (
        select(Submission, FormVersion.number, Lead.qualification)
        .join(FormVersion, FormVersion.id == Submission.form_version_id)
        .outerjoin(Lead, Lead.id == Submission.lead_id)
        .where(Submission.form_id == form_id, Submission.id > after, Submission.disposition.not_in(LEFT_OUT))
        .order_by(Submission.id)
        .limit(AT_ONCE)
    )
    return db.session.execute(query).all()


def _answers(submissions: list[int]) -> dict[int, dict[str, AnswerRow]]:
    found: dict[int, dict[str, AnswerRow]] = {}
    for row in db.session.scalars(select(AnswerRow).where(AnswerRow.submission_id.in_(submissions))):
        found.setdefault(row.submission_id, {})[row.key] = row
    return found


def _meta(submission: Submission, number: int, level: Any) -> dict[str, str]:
    values = (
        submission.reference,
        submission.received_at.isoformat(timespec="seconds"),
        str(number),
        submission.disposition.value,
        str(submission.lead_id or ""),
        level.value if level else "",
    )
    return dict(zip(META, values, strict=True))


def _source(submission: Submission) -> dict[str, str]:
    source: dict[str, str] = json.loads(submission.source)
    return source
