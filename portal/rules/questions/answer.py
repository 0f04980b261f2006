"""What was answered: one typed value with a state, because nothing has four kinds (X4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

Value: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...]


class AnswerState(StrEnum):
    """Answered, or one of the four kinds of nothing."""

    ANSWERED = "answered"
    BLANK = "blank"
    NOT_SHOWN = "not_shown"
    UNKNOWN = "unknown"
    PURGED = "purged"


@dataclass(frozen=True)
class Answer:
    """One answer. ``value`` is normalised and set exactly when the state is answered; ``raw`` is what was typed.

    ``cleared``: a person has looked at a doubted value and said that it is right. ``own`` are the words that came with
    an option that asks for some, such as "Other".
    """

    key: str
    state: AnswerState
    value: Value | None = None
    raw: str = ""
    cleared: bool = False
    own: str = ""

    @property
    def answered(self) -> bool:
        """True for a given value; 0, "no" and False are values."""
        return self.state is AnswerState.ANSWERED


Answers: TypeAlias = Mapping[str, Answer]


def blank(key: str) -> Answer:
    """The answer of a question that was shown and left empty."""
    return Answer(key, AnswerState.BLANK)
