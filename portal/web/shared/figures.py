"""Whole figures as fields of a form, typed with or without thousands marks."""

from wtforms import StringField, ValidationError
from wtforms.form import BaseForm

from portal.rules.questions.cleaning import one_line
from portal.rules.questions.numbers import Marks, parse_number

LARGEST = 10**12


class FigureField(StringField):
    """A whole figure; ``figure`` is it, None while the field is empty."""

    figure: int | None = None

    def show(self, figure: int | None) -> None:
        """Fill it in."""
        self.data = "" if figure is None else str(figure)

    def post_validate(self, form: BaseForm, validation_stopped: bool) -> None:
        """WTForms calls this after the validators."""
        del form
        if validation_stopped or not self.data:
            return
        number = parse_number(one_line(self.data), Marks())
        if number is None or number != int(number) or abs(number) > LARGEST:
            raise ValidationError("Enter a whole number, like 250.")
        self.figure = int(number)
