"""Ways through a form: answers under which one field is, or is not, asked. Exact, by walking the branches (X2)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from portal.rules.forms.branches import Branch, Unproven, branches
from portal.rules.forms.definition import Definition, Field
from portal.rules.questions.answer import Answer, AnswerState
from portal.rules.questions.logic import All, Any, Condition, Not, Test, keys_of, test_holds
from portal.rules.questions.types.base import ReadingContext

MAX_STATES = 200_000
"""Situations looked at before the search gives up; equal situations are looked at once."""

_Holds: TypeAlias = Callable[[int], bool]
"""Whether a condition holds, given the tests that hold as bits."""

Path: TypeAlias = tuple[tuple[Field, Branch], ...]
"""How each visible field on the way is answered, in the order asked."""


@dataclass(frozen=True)
class _Stop:
    """A field on the way: when it is shown, its branches as bits of tests, and the bits when it is not shown."""

    field: Field
    shown: _Holds
    branches: tuple[tuple[Branch, int], ...]
    hidden: int
    own: int
    """The bits of every test on the field."""
    needed: int
    """The bits that this field, those after it and the goal still look at."""


@dataclass(frozen=True)
class Maze:
    """The fields that decide whether the goal is asked, in order, and the goal's condition."""

    stops: tuple[_Stop, ...]
    goal: _Holds
    nothing: int
    """The tests that hold before anything is answered."""


def maze(definition: Definition, goal: Field) -> Maze | None:
    """What decides whether the goal is asked; None when nothing does: it is always asked. Raises Unproven."""
    condition = definition.shown_when(goal.key)
    return None if condition is None else maze_of(definition, condition, before(definition, goal))


def before(definition: Definition, goal: Field) -> tuple[Field, ...]:
    """The questions that stand before it."""
    keys = [item.key for item in definition.items()]
    earlier = frozenset(keys[: keys.index(goal.key)])
    return tuple(field for field in definition.fields() if field.key in earlier)


def maze_of(definition: Definition, goal: Condition, fields: Sequence[Field]) -> Maze:
    """What decides whether the condition holds after these questions. Raises Unproven."""
    conditions = {field.key: definition.shown_when(field.key) for field in fields}
    deciding = _deciding(fields, goal, conditions)
    tests: list[Test] = []
    compiled = [(field, *_compile(conditions[field.key], tests)) for field in deciding]
    holds, needed = _compile(goal, tests)
    context = ReadingContext(definition.locale, definition.default_country)
    stops: list[_Stop] = []
    for field, shown, looked_at in reversed(compiled):
        needed |= looked_at
        stops.insert(0, _stop(field, shown, needed, tests, context))
    return Maze(tuple(stops), holds, _bits(tests, None))


def find(maze: Maze, *, asked: bool, kept: Mapping[str, Branch] | None = None, budget: int = MAX_STATES) -> Path | None:
    """A way to submit on which the goal is asked, or is not; None when there is none.

    ``kept`` fixes how some fields are answered wherever they are shown. Raises Unproven after ``budget`` situations.
    """
    return _Search(maze, asked, kept or {}, budget).path()


class _Search:
    """Depth first; what leads nowhere from equal situations is not walked twice."""

    def __init__(self, maze: Maze, asked: bool, kept: Mapping[str, Branch], budget: int) -> None:
        self.maze, self.asked, self.kept, self.budget = maze, asked, kept, budget
        self.dead: set[tuple[int, int]] = set()
        self.way: list[tuple[Field, Branch]] = []

    def path(self) -> Path | None:
        return tuple(self.way) if self._walk(0, self.maze.nothing) else None

    def _walk(self, place: int, holding: int) -> bool:
        if place == len(self.maze.stops):
            return self.maze.goal(holding) is self.asked
        stop = self.maze.stops[place]
        situation = (place, holding & stop.needed)
        if situation in self.dead:
            return False
        if len(self.dead) >= self.budget:
            raise Unproven
        others = holding & ~stop.own
        if not stop.shown(holding):
            found = self._walk(place + 1, others | stop.hidden)
        else:
            found = any(self._answer(place, branch, others | bits) for branch, bits in self._choices(stop))
        if not found:
            self.dead.add(situation)
        return found

    def _choices(self, stop: _Stop) -> Sequence[tuple[Branch, int]]:
        kept = self.kept.get(stop.field.key)
        return stop.branches if kept is None else [choice for choice in stop.branches if choice[0] is kept]

    def _answer(self, place: int, branch: Branch, holding: int) -> bool:
        self.way.append((self.maze.stops[place].field, branch))
        if self._walk(place + 1, holding):
            return True
        self.way.pop()
        return False


def _deciding(
    fields: Sequence[Field], condition: Condition, conditions: Mapping[str, Condition | None]
) -> tuple[Field, ...]:
    """The fields that the condition looks at, directly or through the conditions of others."""
    keys = set(keys_of(condition))
    for field in reversed(fields):
        own = conditions[field.key]
        if field.key in keys and own is not None:
            keys |= keys_of(own)
    return tuple(field for field in fields if field.key in keys)


def _stop(field: Field, shown: _Holds, needed: int, tests: Sequence[Test], context: ReadingContext) -> _Stop:
    on_field = [test for test in tests if test.key == field.key]
    told_apart: dict[int, Branch] = {}
    for branch in branches(field, on_field, context):
        told_apart.setdefault(_bits(tests, branch.answer), branch)
    own = sum(1 << place for place, test in enumerate(tests) if test.key == field.key)
    hidden = _bits(tests, Answer(field.key, AnswerState.NOT_SHOWN))
    return _Stop(field, shown, tuple((branch, bits) for bits, branch in told_apart.items()), hidden, own, needed)


def _bits(tests: Sequence[Test], answer: Answer | None) -> int:
    """The tests that the answer makes hold; for None, those that hold without any answer."""
    about = [(place, test) for place, test in enumerate(tests) if answer is None or test.key == answer.key]
    return sum(1 << place for place, test in about if test_holds(test, answer))


def _compile(condition: Condition | None, tests: list[Test]) -> tuple[_Holds, int]:
    """The condition over bits, and the bits that it looks at; its tests are appended to ``tests``."""
    first = len(tests)
    holds = _compiled(All() if condition is None else condition, tests)
    return holds, sum(1 << place for place in range(first, len(tests)))


def _compiled(condition: Condition, tests: list[Test]) -> _Holds:
    match condition:
        case Test():
            tests.append(condition)
            bit = 1 << (len(tests) - 1)
            return lambda holding: bool(holding & bit)
        case All(parts):
            every = [_compiled(part, tests) for part in parts]
            return lambda holding: all(holds(holding) for holds in every)
        case Any(parts):
            some = [_compiled(part, tests) for part in parts]
            return lambda holding: any(holds(holding) for holds in some)
        case Not(part):
            inner = _compiled(part, tests)
            return lambda holding: not inner(holding)
