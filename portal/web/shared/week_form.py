"""Working hours as people type them: one line for each day."""

from collections.abc import Callable

from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import Length

from portal.rules.handoff.week import DAY_NAMES, Span, Week, WeekError, span_from_text
from portal.web.shared.forms import BatonForm

HOW = "Like 09:00-17:00. Separate several spans with a comma; leave days off empty."
NO_HOURS: tuple[Span, ...] = ()


def _day(weekday: int) -> StringField:
    return StringField(DAY_NAMES[weekday], [Length(max=80), _hours_of(weekday)])


def _hours_of(weekday: int) -> Callable[[Form, Field], None]:
    def check(_form: Form, field: Field) -> None:
        days = [NO_HOURS] * len(DAY_NAMES)
        try:
            days[weekday] = _spans(field.data)
            Week(tuple(days))
        except WeekError as error:
            raise ValidationError(str(error)) from None

    return check


class WeekForm(BatonForm):
    """Seven lines, Monday first."""

    monday = _day(0)
    tuesday = _day(1)
    wednesday = _day(2)
    thursday = _day(3)
    friday = _day(4)
    saturday = _day(5)
    sunday = _day(6)

    @property
    def days(self) -> tuple[Field, ...]:
        """The seven fields."""
        return tuple(self[name.lower()] for name in DAY_NAMES)

    def show(self, week: Week) -> None:
        """Fill in what is set now."""
        for field, spans in zip(self.days, week.days, strict=True):
            field.data = ", ".join(_span_text(span) for span in spans)

    def week(self) -> Week:
        """What was typed; to be asked for after the form was found valid."""
        return Week(tuple(_spans(field.data) for field in self.days))


def _spans(text: str | None) -> tuple[Span, ...]:
    return tuple(sorted(span_from_text(part) for part in (text or "").split(",") if part.strip()))


def _span_text(span: Span) -> str:
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in span)
