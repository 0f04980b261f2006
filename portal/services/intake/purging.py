"""Answers whose time is over are deleted, batch after batch (P20): what is due, and how far it has come.

Each line of what a form says (``rules.forms.keeping``) has a mark per version: everything before it was looked at. A
batch moves the marks in the transaction in which it deletes, so a worker that is killed has done it or has not; the
next one goes on from there, and deleting twice does nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from portal.models.base import db, table_of
from portal.models.engine import insert_once
from portal.models.forms.form import Form
from portal.models.forms.version import FormVersion
from portal.models.intake.answer import AnswerRow
from portal.models.intake.purging import PurgeMark, marks_of
from portal.models.intake.submission import Disposition, Submission
from portal.rules.canonical import digest
from portal.rules.forms import keeping
from portal.rules.forms.definition import Definition
from portal.rules.forms.keeping import Line
from portal.rules.questions.answer import AnswerState
from portal.services.forms.live import version
from portal.services.intake.forgetting import EMPTY, forget

log = structlog.get_logger("baton.purging")
NEVER = 99_999_999
KEEPS = '"keep_days"'
"""What every published text holds that says how long something is kept."""


@dataclass(frozen=True)
class Asked:
    """A published version that was answered, and what its form shows now."""

    form_id: int
    version_id: int
    definition: Definition
    live: Definition | None

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is deleted when."""
        return keeping.lines(self.definition, self.live)


class Task(NamedTuple):
    """One line of one version, with the place that it has come to: a day and a submission on it."""

    asked: Asked
    line: Line
    mark: PurgeMark | None

    @property
    def place(self) -> tuple[int, int]:
        """Where it goes on; from the beginning where the line asks for other keys than before."""
        known = self.mark is not None and self.mark.keys == _name(self.line)
        return (self.mark.day, self.mark.last) if known and self.mark is not None else (0, 0)

    def until(self, now: datetime) -> int:
        """The last day of which something is due (yyyymmdd)."""
        return int(f"{self.line.since(now):%Y%m%d}")


def anything_due(now: datetime) -> bool:
    """Whether ``purge`` would find something, or has not looked at a day yet; asks without the write lock."""
    return any(task.place[0] < task.until(now) or db.session.scalar(_due(task, now).limit(1)) for task in _tasks())


def purge(now: datetime, limit: int) -> int:
    """Delete what is due in up to so many submissions; how many were worked off. Call within ``begin_write``."""
    left, done = limit, 0
    for task in filter(None, map(_taken, _tasks())):
        rows = db.session.scalars(_due(task, now).limit(left)).all()
        done += _work_off(task, rows, now, all_of_them=len(rows) < left)
        left -= len(rows)
        if left <= 0:
            break
    db.session.flush()
    return done


def _taken(task: Task) -> Task | None:
    """The task with its mark as it is now, nobody else's until the transaction ends; None where it is another's."""
    key = {"form_version_id": task.asked.version_id, "days": task.line.days}
    fresh = {**key, "keys": _name(task.line), "day": 0, "last": 0}
    db.session.execute(insert_once(table_of(PurgeMark), *key).values(fresh))
    mine = (
        select(PurgeMark).filter_by(**key).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    mark = db.session.scalars(mine).one_or_none()
    return None if mark is None else task._replace(mark=mark)


def _work_off(task: Task, rows: Sequence[Submission], now: datetime, *, all_of_them: bool) -> int:
    """One after another, each in a savepoint. The mark stays before the first that failed, and before the day of one
    that still waits to be judged: those are looked at again, the others between are known by what is left of them."""
    done, place, hold = 0, task.place, _first_unjudged(task)
    for row in rows:
        went = _forgotten(task.asked, row, now)
        done += bool(went)
        hold = min(hold, row.received_day) if went is None else hold
        if row.received_day < hold:
            place = (row.received_day, row.id)
    if all_of_them:
        place = max(place, (min(task.until(now), hold), 0))
    if place > task.place:
        _move(task, place)
    return done


def _first_unjudged(task: Task) -> int:
    """The day of the version's oldest submission that waits to be judged; far away where there is none."""
    mine = Submission.form_version_id == task.asked.version_id, Submission.disposition == Disposition.UNJUDGED
    return db.session.scalar(select(func.min(Submission.received_day)).where(*mine)) or NEVER


def _forgotten(asked: Asked, row: Submission, now: datetime) -> bool | None:
    """Whether something went, or the submission was looked at for the first time; None where it could not be done."""
    submission_id, first = row.id, row.purged_at is None
    try:
        with db.session.begin_nested():
            return forget(row, keeping.due(asked.definition, asked.live, row.received_at, now), now) or first
    except Exception:  # one that cannot be worked off must not keep the others' answers from going
        log.exception("answers could not be deleted", submission=submission_id)
        return None


def _move(task: Task, place: tuple[int, int]) -> None:
    assert task.mark is not None  # noqa: S101  it was taken
    task.mark.keys, (task.mark.day, task.mark.last) = _name(task.line), place


def _name(line: Line) -> str:
    """The keys of the line as a mark remembers them; all of them is a set of its own."""
    return digest("*" if line.keys is None else " ".join(line.keys))


def _due(task: Task, now: datetime) -> Select[Submission]:
    """The version's submissions after the mark that the line is due for, oldest first."""
    return select(Submission).where(*_waiting(task, now)).order_by(Submission.received_day, Submission.id)


def _waiting(task: Task, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Something of the keys is left, and it does not wait to be judged: until then it is kept."""
    (day, last), since = task.place, task.line.since(now)
    return (
        Submission.received_day.between(day, task.until(now)),
        or_(Submission.received_day > day, and_(Submission.received_day == day, Submission.id > last)),
        Submission.form_version_id == task.asked.version_id,
        Submission.received_at <= since,
        Submission.disposition != Disposition.UNJUDGED,
        _something_left(task.line.keys),
    )


def _something_left(keys: tuple[str, ...] | None) -> ColumnElement[bool]:
    if keys is None:
        return or_(Submission.purged_at.is_(None), Submission.raw != EMPTY, Submission.source != EMPTY)
    posted = [Submission.raw.contains(f'"{key}"', autoescape=True) for key in keys]
    answered = AnswerRow.submission_id == Submission.id, AnswerRow.state == AnswerState.ANSWERED
    return or_(Submission.purged_at.is_(None), *posted, exists().where(*answered, AnswerRow.key.in_(keys)))


def _tasks() -> list[Task]:
    """Every line of every version that was answered under one, whatever became of its form."""
    found = list(_versions())
    marks = {
        (mark.form_version_id, mark.days): mark
        for mark in db.session.scalars(marks_of([asked.version_id for asked in found]))
    }
    return [Task(asked, line, marks.get((asked.version_id, line.days))) for asked in found for line in asked.lines]


def _versions() -> Iterator[Asked]:
    """Of forms that say, or ever said, how long answers are kept."""
    saying = select(FormVersion.form_id).where(FormVersion.definition.contains(KEEPS))
    query = select(FormVersion.id, Form.id, Form.live_version_id).join(Form, Form.id == FormVersion.form_id)
    for version_id, form_id, live_id in db.session.execute(query.where(Form.id.in_(saying)).order_by(FormVersion.id)):
        asked, shown = version(version_id), version(live_id) if live_id else None
        if asked is not None:
            yield Asked(form_id, version_id, asked.definition, shown.definition if shown else None)


def counted(now: datetime) -> dict[int, int]:
    """Submissions that have something due, by form: what ``purge`` would look at, however many turns that takes."""
    found: dict[int, set[int]] = {}
    for task in _tasks():
        ids = db.session.scalars(select(Submission.id).where(*_waiting(task, now)))
        found.setdefault(task.asked.form_id, set()).update(ids)
    return {form_id: len(ids) for form_id, ids in found.items()}
