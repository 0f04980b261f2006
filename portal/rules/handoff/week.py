"""The working hours of a week, how they are written down, and how they are said."""

import json
from dataclasses import dataclass
from itertools import groupby, pairwise

from portal.rules.canonical import canonical

Span = tuple[int, int]
"""From and to, in minutes since midnight on the wall clock; 1440 is the end of the day."""

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CODES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WHOLE_DAY: tuple[Span, ...] = ((0, 1440),)
_CLOCK_PARTS = 2


class WeekError(ValueError):
    """These are not working hours; the message is a sentence for the person who typed them."""


@dataclass(frozen=True)
class Week:
    """Seven days, Monday first; each a tuple of spans in order that do not overlap. Raises ``WeekError``."""

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        """Refuse what working time could not be counted in."""
        if len(self.days) != len(_CODES):
            raise WeekError("A week has seven days.")
        for name, spans in zip(DAY_NAMES, self.days, strict=True):
            _check(name, spans)

    @staticmethod
    def always() -> "Week":
        """Every hour of the week."""
        return Week((_WHOLE_DAY,) * 7)

    @staticmethod
    def office() -> "Week":
        """Monday to Friday, nine to five."""
        return Week((((540, 1020),),) * 5 + ((),) * 2)

    @staticmethod
    def never() -> "Week":
        """No hour at all."""
        return Week(((),) * 7)

    @property
    def is_empty(self) -> bool:
        """True when no hour of the week is worked."""
        return not any(self.days)


def _check(name: str, spans: tuple[Span, ...]) -> None:
    for start, end in spans:
        if not 0 <= start < end <= 1440:
            raise WeekError(f"{name}: working hours must start before they end, within the day.")
    if any(before[1] > after[0] for before, after in pairwise(spans)):
        raise WeekError(f"{name}: working hours must be in order and not overlap.")


def week_to_json(week: Week) -> str:
    """Canonical text: ``{"mon":["09:00-17:00"],…}``; days without hours are left out."""
    return canonical(
        {code: [_span_text(span) for span in spans] for code, spans in zip(_CODES, week.days, strict=True) if spans}
    )


def week_from_json(text: str) -> Week:
    """The week that the text holds. Raises ``WeekError``."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise WeekError("This is not a week in JSON.") from None
    if not isinstance(document, dict) or not set(document) <= set(_CODES):
        raise WeekError(f"A week names its days {', '.join(_CODES)}.")
    return Week(tuple(_spans(document.get(code, [])) for code in _CODES))


def _spans(spans: object) -> tuple[Span, ...]:
    if not isinstance(spans, list):
        raise WeekError("A day is a list of hours such as 09:00-17:00.")
    return tuple(span_from_text(span if isinstance(span, str) else "") for span in spans)


def span_from_text(text: str) -> Span:
    """``09:00-17:00`` (or with a dash, or spaces) as minutes. Raises ``WeekError``."""
    start, dash, end = text.replace("–", "-").replace(" ", "").partition("-")
    if not dash:
        raise WeekError(f"“{text}” is not a span of hours such as 09:00-17:00.")
    return _minute(start), _minute(end)


def _minute(text: str) -> int:
    parts = text.split(":")
    if len(parts) == _CLOCK_PARTS and all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        hours, minutes = map(int, parts)
        if minutes < 60 and hours * 60 + minutes <= 1440:
            return hours * 60 + minutes
    raise WeekError(f"“{text}” is not a time such as 09:00.")


def _span_text(span: Span, dash: str = "-") -> str:
    return dash.join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)


def week_in_words(week: Week) -> str:
    """``Monday to Friday 09:00–17:00; Saturday 10:00–14:00``."""
    if week == Week.always():
        return "Every hour of the week"
    if week.is_empty:
        return "No working hours"
    runs = groupby(zip(DAY_NAMES, week.days, strict=True), key=lambda day: day[1])
    said = [(_days_in_words([name for name, _ in run]), spans) for spans, run in runs]
    return "; ".join(f"{days} {_hours_in_words(spans)}" for days, spans in said if spans)


def _days_in_words(names: list[str]) -> str:
    if len(names) <= 2:
        return " and ".join(names)
    return f"{names[0]} to {names[-1]}"


def _hours_in_words(spans: tuple[Span, ...]) -> str:
    if spans == _WHOLE_DAY:
        return "all day"
    return " and ".join(_span_text(span, "–") for span in spans)
