"""The steps of a form as a drawing: boxes one below the other, with a line around each step that can be skipped.

All measures are units of the drawing, which is 360 wide.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from portal.rules.forms.definition import Definition, Step
from portal.rules.forms.differences import shown_in_words

WIDTH, LEFT, BOX, LANE = 360, 44, 306, 18
LINE, PAD, GAP = 17, 12, 34
COLUMN = 41
"""Characters of one line in a box."""


@dataclass(frozen=True)
class Line:
    """Words at a height; ``kind`` is title, when, plain or some (asked under a condition)."""

    y: int
    text: str
    kind: str


@dataclass(frozen=True)
class Box:
    """A step. ``around`` is the path of the line that skips it, empty where nothing does."""

    y: int
    height: int
    lines: tuple[Line, ...]
    around: str


@dataclass(frozen=True)
class Drawing:
    """``end`` is the height of the last mark."""

    boxes: tuple[Box, ...]
    end: int
    width: int = WIDTH
    left: int = LEFT
    box: int = BOX

    @property
    def height(self) -> int:
        """Of the whole drawing."""
        return self.end + 34

    @property
    def middle(self) -> int:
        """Where the lines between boxes run."""
        return self.left + self.box // 2


def drawing_of(definition: Definition) -> Drawing:
    """The drawing of the form."""
    boxes: list[Box] = []
    y = 4
    for number, step in enumerate(definition.steps, 1):
        lines = tuple(_lines(definition, step, number, y + PAD + 12))
        height = lines[-1].y - y + PAD
        boxes.append(Box(y, height, lines, "" if step.show_if is None else _around(y, height)))
        y += height + GAP
    return Drawing(tuple(boxes), y)


def _lines(definition: Definition, step: Step, number: int, y: int) -> Iterator[Line]:
    for text, kind in _words(definition, step, number):
        hang = "\u2007 " if kind in ("plain", "some") else ""
        for part in wrap(text, COLUMN, subsequent_indent=hang):
            yield Line(y, part, kind)
            y += LINE


def _words(definition: Definition, step: Step, number: int) -> Iterator[tuple[str, str]]:
    yield f"{number}. {step.title or 'Without a title'}", "title"
    if step.show_if is not None:
        yield f"Shown {shown_in_words(step, definition)}", "when"
    for field in step.fields:
        if field.is_seen:
            if field.show_if is None:
                yield f"• {field.words}", "plain"
            else:
                yield f"◇ {field.words} ({shown_in_words(field, definition)})", "some"


def _around(y: int, height: int) -> str:
    """From the line above the box, down the lane at its left, to the line below it."""
    middle, above, below = LEFT + BOX // 2, y - GAP // 2, y + height + GAP // 2
    return f"M{middle} {above}H{LANE}V{below}H{middle}"
