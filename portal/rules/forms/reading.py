"""The one reader of a post: what is visible, what was answered, what is wrong. Render, validation, storage, verdict,
mail, webhook and export all use it, so that "required" and "hidden" mean the same everywhere (P2, P3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.names import OWN_SUFFIX, UNKNOWN_SUFFIX, names_of
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import TypeName
from portal.rules.questions.library import missing
from portal.rules.questions.logic import evaluate
from portal.rules.questions.types.base import ReadingContext, Unreadable
from portal.rules.questions.types.hidden import HiddenType
from portal.rules.questions.types.own_words import own_words
from portal.rules.questions.types.registry import TYPES

Posted: TypeAlias = Mapping[str, Sequence[str]]
"""Name → every value posted under it, in order."""

SOURCE_NAMES: tuple[str, ...] = (
    *("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"),
    *("gclid", "msclkid", "referrer", "landing_url", "embed_url"),
    *("first_utm_source", "first_utm_medium", "first_utm_campaign", "first_utm_term", "first_utm_content"),
    *("first_gclid", "first_msclkid", "first_referrer", "first_landing_url", "first_embed_url"),
)
"""Names of the last and first touch (P10); they may come with any post and are no answers."""

FORM_TOKEN = "form_token"  # noqa: S105  the name of a field
PAGE_NAMES = ("_step", "_go", "_shown", "_homepage", "_proof", "_sure")
"""What a form's own page sends beside the answers: the page answered, the button, the questions shown, and the question
that people do not see."""

SEEN = "_seen"
"""Added by the page's script that counts (static/js/seen.js): its visitor has JavaScript."""

_NOT_ANSWERS = frozenset({*SOURCE_NAMES, FORM_TOKEN, SEEN, *PAGE_NAMES})


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field, in words that say how to mend it. ``part`` is the posted name that it is about,
    where that is not the key itself."""

    key: str
    message: str
    part: str = ""


@dataclass(frozen=True)
class Reading:
    """What a post says. ``answers`` has every question of the definition in its order; ``visible`` are the keys asked,
    ``drawn`` those of the headings, texts and pictures that stand among them.

    ``errors`` come in the order of the fields; a field in error counts as blank in ``answers``, with what was typed
    in ``raw``. ``refused`` are posted names that the definition does not know.
    """

    answers: dict[str, Answer]
    visible: tuple[str, ...]
    errors: tuple[FieldError, ...]
    refused: tuple[str, ...]
    drawn: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the post can be stored as a submission: no error, no unknown name."""
        return not self.errors and not self.refused


@dataclass(frozen=True)
class _Taken:
    """One field's part of a reading. ``seen`` is the answer as conditions see it."""

    answer: Answer
    seen: Answer
    error: str = ""
    part: str = ""


def read(
    definition: Definition, posted: Posted, *, through_step: int | None = None, now: datetime | None = None
) -> Reading:
    """Read a post against a definition. Pure, and never raises whatever was posted.

    ``through_step`` (0 is the first) reads the steps up to and with that one; fields of later steps are not shown yet.
    ``now`` is when it came in: bounds of dates that are told from today need it, and what came in before is not judged
    by them again.
    """
    context = ReadingContext(definition.locale, definition.default_country, now=now)
    steps = definition.steps if through_step is None else definition.steps[: max(through_step + 1, 0)]
    way = _walk(steps, posted, context)
    country = _country_after_a_phone(definition, way.taken)
    if country is not None:
        way = _walk(steps, posted, replace(context, country=country))
    taken = {field.key: way.taken.get(field.key) or _not_shown(field) for field in definition.fields()}
    return Reading(
        answers={key: part.answer for key, part in taken.items()},
        visible=tuple(key for key, part in taken.items() if part.answer.state is not AnswerState.NOT_SHOWN),
        errors=tuple(FieldError(key, part.error, part.part) for key, part in taken.items() if part.error),
        refused=_refused(definition, posted),
        drawn=tuple(way.drawn),
    )


def _refused(definition: Definition, posted: Posted) -> tuple[str, ...]:
    """Posted names that the form does not know, cleaned and cut for showing."""
    known = {name for field in definition.fields() for name in names_of(field)}
    strange = (name for name in posted if name not in known and name not in _NOT_ANSWERS)
    return tuple(sorted(one_line(name)[:80] for name in strange))


class _Way:
    """Field after field: a condition sees the answers of the fields before it, nothing where one is not visible."""

    def __init__(self, posted: Posted, context: ReadingContext) -> None:
        self.posted, self.context = posted, context
        self.taken: dict[str, _Taken] = {}
        self.seen: dict[str, Answer] = {}
        self.drawn: list[str] = []

    def go(self, step: Step) -> None:
        shown = step.show_if is None or evaluate(step.show_if, self.seen)
        for field in step.fields:
            visible = shown and (field.show_if is None or evaluate(field.show_if, self.seen))
            if field.asks:
                self._ask(field, visible)
            elif visible:
                self.drawn.append(field.key)

    def _ask(self, field: Field, visible: bool) -> None:
        part = _take(field, self.posted, self.context) if visible else _not_shown(field)
        self.taken[field.key], self.seen[field.key] = part, part.seen
        if field.type is TypeName.COUNTRY and part.answer.answered:
            self.context = replace(self.context, country=str(part.answer.value))


def _walk(steps: Sequence[Step], posted: Posted, context: ReadingContext) -> _Way:
    way = _Way(posted, context)
    for step in steps:
        way.go(step)
    return way


def _country_after_a_phone(definition: Definition, taken: Mapping[str, _Taken]) -> str | None:
    """The country answered further down than a phone number, which was therefore read without it."""
    phone_came = False
    for field in definition.fields():
        phone_came = phone_came or field.type is TypeName.PHONE
        answer = taken[field.key].answer if field.key in taken else None
        if field.type is TypeName.COUNTRY and phone_came and answer is not None and answer.answered:
            return str(answer.value)
    return None


def _not_shown(field: Field) -> _Taken:
    answer = Answer(field.key, AnswerState.NOT_SHOWN)
    return _Taken(answer, answer)


def _take(field: Field, posted: Posted, context: ReadingContext) -> _Taken:
    """The answer to a visible field."""
    kind, values = TYPES[field.type], given(field, posted)
    if len(values) > 1 and not kind.multiple:
        blank = Answer(field.key, AnswerState.BLANK, raw=kind.raw(values))
        return _Taken(blank, blank, f"Give one answer to “{field.label}”; several were sent")
    if kind.blank(values):
        return _left_blank(field, posted)
    try:
        value = kind.read(values, field, context)
    except Unreadable as fault:
        return _unreadable(field, kind.raw(values), values, fault)
    return _with_own_words(field, Answer(field.key, AnswerState.ANSWERED, value, kind.raw(values)), posted)


def _with_own_words(field: Field, answer: Answer, posted: Posted) -> _Taken:
    """The choice with the words that belong to it; conditions see the choice, whatever is wrong with the words."""
    if answer.value is None or not field.options:
        return _Taken(answer, answer)
    name = field.key + OWN_SUFFIX
    try:
        whole = replace(answer, own=own_words(answer.value, field, posted.get(name, ())))
    except Unreadable as fault:
        return _Taken(Answer(field.key, AnswerState.BLANK, raw=answer.raw), answer, fault.message, name)
    return _Taken(whole, whole)


def given(field: Field, posted: Posted) -> Sequence[str]:
    """What counts as posted to the field: its own values, and for a hidden one what it declares."""
    kind, values = TYPES[field.type], posted.get(field.key, ())
    if not isinstance(kind, HiddenType):
        return values
    return kind.given(values, field, declared=field.prefill != "")


def _left_blank(field: Field, posted: Posted) -> _Taken:
    unknown = field.offers_unknown and any(one_line(text) for text in posted.get(f"{field.key}{UNKNOWN_SUFFIX}", ()))
    answer = Answer(field.key, AnswerState.UNKNOWN if unknown else AnswerState.BLANK)
    return _Taken(answer, answer, missing(field, field.type) if field.must_answer and not unknown else "")


def _unreadable(field: Field, raw: str, values: Sequence[str], fault: Unreadable) -> _Taken:
    """Not stored; conditions see what was understood, or the text as typed, as the browser's copy does."""
    seen = one_line(values[0]) if fault.value is None else fault.value
    return _Taken(
        Answer(field.key, AnswerState.BLANK, raw=raw), Answer(field.key, AnswerState.ANSWERED, seen, raw), fault.message
    )
