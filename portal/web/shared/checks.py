"""Validators of staff forms that read as the rules read: one idea of an email, a phone number, a web address."""

from collections.abc import Callable

from wtforms import Field, Form, ValidationError

from portal.rules.questions import cleaning
from portal.rules.questions.key import Key, KeyKind, TypeName
from portal.rules.questions.types import registry
from portal.rules.questions.types.base import ReadingContext, Unreadable

Check = Callable[[Form, Field], None]


def reads_as(type_name: TypeName, country: Callable[[], str] = lambda: "US") -> Check:
    """The field holds a value of that type, in its stored form; ``country`` is asked for the one of a bare number."""

    def check(_form: Form, field: Field) -> None:
        if not field.data:
            return
        key = Key(field.short_name, type_name, KeyKind.CONTACT, field.label.text)
        try:
            field.data = registry.of(type_name).read((field.data,), key, ReadingContext(default_country=country()))
        except Unreadable as refusal:
            raise ValidationError(f"{refusal.message}.") from None

    return check


def one_line(text: str | None) -> str | None:
    """A filter for names and titles: no line breaks, one space between words."""
    return cleaning.one_line(text) if text else text
