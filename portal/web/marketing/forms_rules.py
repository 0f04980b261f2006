"""A condition as a form: its comparisons, in groups of all or any, two levels deep."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.rules.forms.definition import Field
from portal.rules.questions.key import TypeName
from portal.rules.questions.logic import Operator
from portal.rules.questions.types.registry import TYPES
from portal.services.agreement import comparisons

LABELS: Mapping[Operator, str] = {
    Operator.IS_ANSWERED: "is answered",
    Operator.IS_EMPTY: "is left empty",
    **{op: words for op, words in comparisons.LABELS.items() if op is not Operator.COMPLETE},
}
NO_VALUE = frozenset({Operator.IS_ANSWERED, Operator.IS_EMPTY})
LINES = frozenset({TypeName.TEXT, TypeName.LONG_TEXT, TypeName.COUNTRY, TypeName.HIDDEN})
"""Types of which several values are typed one a line."""
MODES = (("all", "all of these"), ("any", "any of these"))


@dataclass(frozen=True)
class Comparison:
    """One line of the form. ``place`` is 0, 1 … or 1.0 inside the group 1; ``values`` are as typed."""

    place: str
    field: Field
    op: str
    values: tuple[str, ...] = ()
    error: str = ""

    @property
    def operators(self) -> list[tuple[str, str]]:
        """The comparisons on offer, with their words."""
        known = TYPES[self.field.type].operators
        return [(str(op), words) for op, words in LABELS.items() if op in known]

    @property
    def control(self) -> str:
        """How the value is asked: nothing, boxes, yes_no, country, lines or two (the second for "between")."""
        if len(self.operators) == len(NO_VALUE):
            return "nothing"
        if TYPES[self.field.type].has_options:
            return "boxes"
        if TYPES[self.field.type].column == "boolean":
            return "yes_no"
        return "lines" if self.field.type in LINES else "two"

    @property
    def options(self) -> list[tuple[str, str]]:
        """What can be ticked or chosen."""
        return [(one.id, f"{one.label}{' (no longer offered)' if one.retired else ''}") for one in self.field.options]

    @property
    def input_type(self) -> str:
        """Of the inputs of ``two``."""
        return "date" if self.field.type is TypeName.DATE else "text"

    @property
    def low(self) -> str:
        """The first value."""
        return self.values[0] if self.values else ""

    @property
    def high(self) -> str:
        """The second one."""
        return self.values[1] if len(self.values) > 1 else ""


@dataclass(frozen=True)
class Bundle:
    """A group inside the condition."""

    place: str
    mode: str
    parts: tuple[Comparison, ...]


@dataclass(frozen=True)
class Rules:
    """The whole condition as a form. ``choices`` are the earlier questions; ``words`` of a condition that this form
    cannot show (a "not" without an opposite)."""

    mode: str
    parts: tuple[Comparison | Bundle, ...]
    choices: tuple[tuple[str, str], ...]
    foreign: bool = False

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Control and sentence of every line in error."""
        return [(f"f-part-{line.place.replace('.', '-')}", line.error) for line in self.lines if line.error]

    @property
    def lines(self) -> list[Comparison]:
        """Every comparison, in reading order."""
        return [line for part in self.parts for line in (part.parts if isinstance(part, Bundle) else (part,))]
