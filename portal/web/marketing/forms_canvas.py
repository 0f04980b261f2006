"""The builder as its template draws it: the steps with their fields, and what can be added."""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import shorten
from typing import TypeAlias

from flask import url_for

from portal.models.forms.form import Form
from portal.rules.agreement.terms import Level
from portal.rules.forms.dead_ends import NEVER_HOLDS, never_shown
from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.differences import shown_in_words
from portal.rules.forms.editing import STAYS
from portal.rules.forms.gate import GapKind
from portal.rules.forms.translation import outdated
from portal.rules.questions.types.choice import offered
from portal.rules.questions.types.registry import TYPES
from portal.services.agreement import library
from portal.services.forms.publishing import Gate, gate_of
from portal.web.marketing import forms_palette as palette
from portal.web.marketing import forms_words as words
from portal.web.marketing.forms_length import reasons_of
from portal.web.marketing.forms_price import prices_of
from portal.web.shared.language import name_of

Act: TypeAlias = tuple[str, str, str | None, str]
Chip: TypeAlias = tuple[str, str | None, str | None]
LEVELS = {Level.MQL: ("MQL", "mql", None), Level.SQL: ("SQL", "accent", None)}
NAMELESS = "Question without words"
LONGEST_LABEL = 120


@dataclass(frozen=True)
class Card:
    """A field on the canvas; keywords of components/builder.html ``field_card``, chips as (label, tone, icon). ``drop``
    is where it is posted to when it is dragged."""

    id: str
    drop: str
    label: str
    href: str
    icon: str
    meta: str
    acts: tuple[Act, ...]
    chips: tuple[Chip, ...]
    current: bool
    problem: str | None
    price: str
    shown: str


@dataclass(frozen=True)
class StepCard:
    """A step with its cards. ``name`` is the step's own, without a prefix; ``note`` says when it is shown."""

    number: int
    note: str
    name: str
    id: str
    title: str
    href: str
    acts: tuple[Act, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Canvas:
    """The whole builder but its inspector. ``missing`` are agreed keys that the form lacks. ``open_key`` is the field
    whose settings are open."""

    form: Form
    definition: Definition
    steps: tuple[StepCard, ...]
    missing: palette.Group | None
    groups: tuple[palette.Group, ...]
    length: str
    long: bool
    tasks: int
    open_key: str


def canvas_of(form: Form, open_key: str = "") -> Canvas:
    """The builder of the form, with the field of that key open. Three queries."""
    gate, keys = gate_of(form), library.keys()
    pen = _Pen(form, gate, open_key)
    definition = gate.definition
    lacking = frozenset(gap.key for gap in gate.gaps if gap.kind is GapKind.MISSING)
    return Canvas(
        form=form,
        definition=definition,
        steps=tuple(pen.step(number, step) for number, step in enumerate(definition.steps, 1)),
        missing=palette.missing(keys, lacking, gate.agreement),
        groups=palette.groups(keys, definition, gate.agreement),
        length=words.length_of(definition),
        long=words.is_long(definition),
        tasks=len(gate.faults) + len(gate.gaps),
        open_key=open_key,
    )


class _Pen:
    """Draws the cards of one form."""

    def __init__(self, form: Form, gate: Gate, open_key: str) -> None:
        self.form, self.gate, self.open_key = form, gate, open_key
        self.reasons = reasons_of(gate.definition)
        self.price = prices_of(form.id)
        self.outdated = outdated(gate.definition)
        self.problems = {gap.key: words.gap_in_words(gap) for gap in gate.gaps if gap.kind is not GapKind.MISSING}
        if any(fault.endswith(NEVER_HOLDS) for fault in gate.faults):
            self.problems |= dict.fromkeys(never_shown(gate.definition), "No answers can ever bring this up.")

    def step(self, number: int, step: Step) -> StepCard:
        count = len(self.gate.definition.steps)
        name = step.title or f"Step {number}"
        up = self._step_url("move_step", step, possible=number > 1, way="up")
        down = self._step_url("move_step", step, possible=number < count, way="down")
        stays = any(field.key in STAYS for field in step.fields)
        gone = self._step_url("delete_step", step, possible=count > 1 and not stays)
        return StepCard(
            number=number,
            note="" if step.show_if is None else f"Shown {shown_in_words(step, self.gate.definition)}",
            name=step.id,
            id=f"step-{step.id}",
            title=step.title or "Without a title",
            href=self._url("edit_step", step_id=step.id),
            acts=(
                (f"Move {name} up", "arrow-up", up, "ghost"),
                (f"Move {name} down", "arrow-down", down, "ghost"),
                (f"Remove {name}", "trash-2", gone, "danger"),
            ),
            cards=tuple(self.card(field) for field in step.fields),
        )

    def card(self, field: Field) -> Card:
        kind = TYPES[field.type]
        return Card(
            id=f"field-{field.key}",
            drop=self._field_url("move_field", field, way="to"),
            label=shorten(field.words, LONGEST_LABEL, placeholder=" …") or NAMELESS,
            href=self._url("edit_field", field_key=field.key),
            icon=kind.icon,
            meta=_meta(field, self.reasons.get(field.key, "")),
            acts=tuple(self._acts(field)),
            chips=(*_chips(field), *self._translations(field)),
            current=field.key == self.open_key,
            problem=self.problems.get(field.key),
            price=self.price(field.key) if field.is_seen else "",
            shown="" if field.show_if is None else f"Shown {shown_in_words(field, self.gate.definition)}",
        )

    def _translations(self, field: Field) -> Iterator[Chip]:
        old = self.outdated.get(f"field.{field.key}", ())
        if old:
            names = ", ".join(name_of(locale, "en") for locale in old)
            yield f"{names} {'is' if len(old) == 1 else 'are'} older", "warn", "history"

    def _acts(self, field: Field) -> Iterator[Act]:
        steps = self.gate.definition.steps
        first, last = field in steps[0].fields[:1], field in steps[-1].fields[-1:]
        up, down = (self._field_url("move_field", field, way=way) for way in ("up", "down"))
        yield f"Move {field.words} up", "arrow-up", None if first else up, "ghost"
        yield f"Move {field.words} down", "arrow-down", None if last else down, "ghost"
        copied = self._field_url("duplicate_field", field) if field.is_free else None
        yield f"Duplicate {field.words}", "copy", copied, "ghost"
        gone = None if field.key in STAYS else self._field_url("delete_field", field)
        yield f"Remove {field.words}", "trash-2", gone, "danger"

    def _step_url(self, endpoint: str, step: Step, *, possible: bool, way: str | None = None) -> str | None:
        parts = {} if way is None else {"way": way}
        return self._url(endpoint, step_id=step.id, rev=self.form.draft_rev, **parts) if possible else None

    def _field_url(self, endpoint: str, field: Field, **parts: str) -> str:
        where = {"open": self.open_key} if self.open_key else {}
        return self._url(endpoint, field_key=field.key, rev=self.form.draft_rev, **where, **parts)

    def _url(self, endpoint: str, **parts: str | int) -> str:
        return url_for(f"marketing.{endpoint}", form_id=self.form.id, **parts)  # type: ignore[arg-type]  # its own options


def _meta(field: Field, reason: str) -> str:
    title = TYPES[field.type].title
    if TYPES[field.type].has_options:
        count = len(offered(field.options))
        title = f"{title}, {count} option{'' if count == 1 else 's'}"
    return " · ".join(part for part in (title, "" if field.is_free else field.key, reason) if part)


def _chips(field: Field) -> Iterator[Chip]:
    if field.must_answer:
        yield "Required", None, None
    if field.level in LEVELS:
        yield LEVELS[field.level]
    if field.show_if is not None:
        yield "Shown if", "warn", "git-branch"
