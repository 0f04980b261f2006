"""What is known about a person: per key the answer that counts, where it came from and since when (X8).

Kept as JSON text on the person. Only keys of the library are here: a form's own questions stay with their submissions.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from portal.models.intake.person import Person
from portal.rules.canonical import Json, canonical
from portal.rules.identity import email_key
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.document import answer_from_json, answer_to_json
from portal.rules.questions.key import TypeName

_WORTH = {
    AnswerState.NOT_SHOWN: 0,
    AnswerState.PURGED: 0,
    AnswerState.BLANK: 1,
    AnswerState.UNKNOWN: 2,
    AnswerState.ANSWERED: 3,
}
"""An answer never gives way to one that says less: a blank erases nothing, "I don't know yet" replaces no value."""


@dataclass(frozen=True)
class Known:
    """One answer with its provenance: the submission that brought it, or the colleague (``by_id``) who entered it.
    ``cleared_by_id`` is who said that the value is right although it was doubted; another value is doubted again."""

    answer: Answer
    type: TypeName
    at: datetime
    submission_id: int | None = None
    by_id: int | None = None
    cleared_by_id: int | None = None
    cleared_at: datetime | None = None


Profile: TypeAlias = Mapping[str, Known]


@dataclass(frozen=True)
class Merged:
    """``profile`` as it counts now, which keys changed in it, what differs and waits for the rep, and which values were
    given once more as they are known."""

    profile: dict[str, Known]
    changed: tuple[str, ...] = ()
    proposed: tuple[Known, ...] = ()
    confirmed: tuple[str, ...] = ()


def profile_of(person: Person) -> dict[str, Known]:
    """What is known about the person."""
    return {key: _from_json(key, part) for key, part in json.loads(person.profile).items()}


def to_text(profile: Profile) -> str:
    """The text that is kept on the person."""
    return canonical({key: _to_json(known) for key, known in profile.items()})


def answers(profile: Profile) -> dict[str, Answer]:
    """The answers alone, for judging."""
    return {
        key: known.answer if known.cleared_at is None else replace(known.answer, cleared=True)
        for key, known in profile.items()
    }


def merge(profile: Profile, news: Profile, *, settled: bool) -> Merged:
    """Take the news in. A gap is filled at once; until ``settled`` (a rep accepted) the newest value counts, afterwards
    a value that differs is only proposed."""
    sorted_out: dict[_Fate, list[str]] = {fate: [] for fate in _Fate}
    for key, new in news.items():
        sorted_out[_fate(profile.get(key), new, settled)].append(key)
    taken = sorted_out[_Fate.TAKEN]
    return Merged(
        profile={**profile, **{key: news[key] for key in taken}},
        changed=tuple(taken),
        proposed=tuple(news[key] for key in sorted_out[_Fate.PROPOSED]),
        confirmed=tuple(sorted_out[_Fate.CONFIRMED]),
    )


class _Fate(Enum):
    TAKEN = 1
    PROPOSED = 2
    CONFIRMED = 3
    NO_NEWS = 4


def _fate(old: Known | None, new: Known, settled: bool) -> _Fate:
    if old is None:
        return _Fate.TAKEN
    if not (old.answer.answered and new.answer.answered):
        return _Fate.TAKEN if _WORTH[new.answer.state] > _WORTH[old.answer.state] else _Fate.NO_NEWS
    if same(old, new):
        return _Fate.CONFIRMED
    return _Fate.PROPOSED if settled else _Fate.TAKEN


def same(old: Known, new: Known) -> bool:
    """Whether two given answers say the same; how an email address is written does not matter."""
    if new.type is TypeName.EMAIL:
        return email_key(str(old.answer.value)) == email_key(str(new.answer.value))
    return old.answer.value == new.answer.value


def bare(answer: Answer) -> Answer:
    """The answer without what was typed: the submission keeps that."""
    return Answer(answer.key, answer.state, answer.value)


def _to_json(known: Known) -> Json:
    document = answer_to_json(known.answer, known.type)
    assert isinstance(document, dict)  # noqa: S101  an answer is always written as an object
    clearing: dict[str, Json] = {}
    if known.cleared_at is not None:
        clearing = {"cleared_at": known.cleared_at.isoformat(), "cleared_by": known.cleared_by_id}
    return {
        **document,
        "type": known.type.value,
        "at": known.at.isoformat(),
        "submission": known.submission_id,
        "by": known.by_id,
        **clearing,
    }


def _from_json(key: str, part: Mapping[str, Json]) -> Known:
    kind = TypeName(str(part["type"]))
    document = {name: part[name] for name in ("state", "value", "raw") if name in part}
    submission, by, cleared_by = part.get("submission"), part.get("by"), part.get("cleared_by")
    return Known(
        answer=answer_from_json(key, document, kind),
        type=kind,
        at=datetime.fromisoformat(str(part["at"])),
        submission_id=submission if isinstance(submission, int) else None,
        by_id=by if isinstance(by, int) else None,
        cleared_by_id=cleared_by if isinstance(cleared_by, int) else None,
        cleared_at=datetime.fromisoformat(str(part["cleared_at"])) if "cleared_at" in part else None,
    )
