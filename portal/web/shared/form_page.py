"""One page of a form as its template draws it: the step, its questions, what was typed, what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from portal.rules.forms.definition import Definition, Field, Step
from portal.rules.forms.names import names_of
from portal.rules.forms.onward import deciding
from portal.rules.forms.reading import FieldError, Posted, read
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import keys_of
from portal.web.shared.language import t
from portal.web.shared.questions import NOTHING, Question, id_of, question

NAMES_SIDE_BY_SIDE = frozenset({("first_name", "last_name"), ("country", "phone"), ("phone", "country")})
"""Neighbours that belong together and are short enough for one row."""


@dataclass(frozen=True)
class FormPage:
    """Ready values for ``templates/public/form.html``. ``later`` are questions of later pages that this page's answers
    call for, where they decide whether it is the last one.

    ``rows`` are questions, or pairs of them side by side. ``carried`` are hidden inputs with what other steps were
    answered. ``shown`` are the keys that this page asks. ``problems`` are (id of the control or None, sentence).
    """

    definition: Definition
    index: int
    steps: tuple[dict[str, Any], ...]
    rows: tuple[tuple[Question, ...], ...]
    carried: tuple[tuple[str, str], ...]
    shown: tuple[str, ...]
    problems: tuple[tuple[str | None, str], ...]
    back: bool
    last: bool
    links: bool = True
    later: tuple[str, ...] = ()

    @property
    def step(self) -> Step:
        """The step that is shown."""
        return self.definition.steps[self.index]

    @property
    def several(self) -> bool:
        """The form is asked in steps."""
        return len(self.definition.steps) > 1

    @property
    def place(self) -> str:
        """For the title: ``step 1 of 2``."""
        number = next(number for number, item in enumerate(self.steps, 1) if item["state"] == "current")
        return str(t("step {number} of {count}", number=number, count=len(self.steps)))

    @property
    def has_required(self) -> bool:
        """Some question of this page must be answered, so the page says what the mark means."""
        return any(item.keywords.get("required") for row in self.rows for item in row)

    @property
    def branches(self) -> bool:
        """An answer on this page may call for another question on it."""
        return any(field.show_if is not None for field in self.step.fields)

    @property
    def counts(self) -> bool:
        """Some long text says how many characters are left."""
        return any(item.keywords.get("most") for row in self.rows for item in row)

    @property
    def may_send(self) -> bool:
        """Its button may send the form: no page follows, or its answers decide that."""
        return self.last or bool(self.later)

    @property
    def lives(self) -> bool:
        """An answer changes something on the page, so that it needs the rules of the form."""
        return self.branches or bool(self.later)

    @property
    def multipart(self) -> bool:
        """Whether files may be sent from this page."""
        return any(field.type is TypeName.FILE for field in self.step.fields)


def page_of(
    definition: Definition,
    posted: Posted,
    *,
    index: int,
    errors: Sequence[FieldError] = (),
    notes: Sequence[str] = (),
    uploads: Mapping[str, str] = NOTHING,
    links: bool = True,
) -> FormPage:
    """The page of that step, given what was posted so far. ``notes`` are problems of the page as a whole; ``uploads``
    name the files that were sent, by their tokens."""
    reading = read(definition, posted)
    visible = frozenset(reading.visible)
    order = relevant_steps(definition, visible, index)
    paper = _Paper(definition, posted, visible | frozenset(reading.drawn), errors, uploads, links)
    questions = paper.questions(definition.steps[index])
    return FormPage(
        definition=definition,
        index=index,
        steps=tuple(_indicator(definition, order, index)),
        rows=tuple(_rows(questions)),
        carried=tuple(_carried(definition, posted, index)),
        shown=tuple(item.name for item in questions if item.shown and item.asks),
        problems=(*((None, note) for note in notes), *_problems(questions, errors)),
        back=order.index(index) > 0,
        last=order[-1] == index,
        links=links,
        later=deciding(definition, index, visible),
    )


@dataclass(frozen=True)
class _Paper:
    """What a page is drawn from. ``visible`` are the keys of everything that is shown."""

    definition: Definition
    posted: Posted
    visible: frozenset[str]
    errors: Sequence[FieldError]
    uploads: Mapping[str, str]
    links: bool

    def questions(self, step: Step) -> list[Question]:
        faults = {error.part or error.key: error.message for error in self.errors}
        return [
            question(
                field,
                self.posted,
                errors=faults,
                locale=self.definition.locale,
                shown=field.key in self.visible,
                uploads=self.uploads,
                links=self.links,
            )
            for field in step.fields
            if field.key in self.visible or _may_appear(field, step)
        ]


def relevant_steps(definition: Definition, visible: frozenset[str], current: int) -> list[int]:
    """The steps that ask something of this visitor, and the current one."""
    return [
        index
        for index, step in enumerate(definition.steps)
        if index == current or any(field.is_seen and field.key in visible for field in step.fields)
    ]


def _may_appear(field: Field, step: Step) -> bool:
    """A question that an answer on the same page can call for is in the page, hidden until then."""
    return field.show_if is not None and not keys_of(field.show_if).isdisjoint(item.key for item in step.fields)


def _indicator(definition: Definition, order: list[int], current: int) -> Iterator[dict[str, Any]]:
    for index in order:
        state = "current" if index == current else "done" if index < current else "todo"
        yield {"label": definition.steps[index].title, "state": state}


def _rows(questions: list[Question]) -> Iterator[tuple[Question, ...]]:
    pairs = {
        first.name: second
        for first, second in pairwise(questions)
        if (first.name, second.name) in NAMES_SIDE_BY_SIDE and first.shown and second.shown
    }
    taken: set[str] = set()
    for item in questions:
        if item.name in taken:
            continue
        partner = pairs.get(item.name)
        if partner is not None:
            taken.add(partner.name)
        yield (item,) if partner is None else (item, partner)


def _carried(definition: Definition, posted: Posted, index: int) -> Iterator[tuple[str, str]]:
    """Answers of the other steps travel along and are checked again at the end."""
    here = {field.key for field in definition.steps[index].fields}
    for field in definition.fields():
        if field.key not in here:
            for name in names_of(field):
                yield from ((name, value) for value in posted.get(name, ()) if value)


def _problems(questions: list[Question], errors: Sequence[FieldError]) -> Iterator[tuple[str | None, str]]:
    asked = {item.name for item in questions}
    yield from ((id_of(error.part or error.key), error.message) for error in errors if error.key in asked)
