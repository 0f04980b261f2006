"""Forms of the field library."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from flask import request
from wtforms import Field, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Key, KeyKind, Option, Settings, TypeName
from portal.rules.questions.numbers import Marks, parse_number
from portal.rules.questions.types.rating import MAX_SCALE, MIN_SCALE
from portal.rules.questions.types.registry import TYPES, of
from portal.services.agreement.library import name_from
from portal.web.shared.forms import BatonForm, clean

BLANK_ROWS = 3
LONGEST_LABEL = 200
KIND_CHOICES = (
    (KeyKind.CONTACT, "Who to speak to"),
    (KeyKind.SIZING, "How large the prospect is"),
    (KeyKind.NEED, "What the prospect needs"),
    (KeyKind.READINESS, "When and how they would buy"),
    (KeyKind.CONSENT, "Consent"),
)


def number_of(text: str | None) -> Decimal | None:
    """The number typed, None for nothing. Raises ValidationError."""
    if not text:
        return None
    number = parse_number(one_line(text), Marks())
    if number is None:
        raise ValidationError("Enter a number, like 250.")
    return number


def a_number(_form: BatonForm, field: Field) -> None:
    """The field holds a number or nothing."""
    number_of(field.data)


def whole_within(text: str | None, least: int, most: int) -> int | None:
    """The whole number typed, None for nothing. Raises ValidationError."""
    number = number_of(text)
    if number is not None and (number != int(number) or not least <= number <= most):
        raise ValidationError(f"Enter a whole number from {least} to {most:,}.")
    return None if number is None else int(number)


class WordsForm(BatonForm):
    """What visitors read."""

    label = StringField("Question", [DataRequired("Enter the question."), Length(max=500)])
    help = StringField("Help", [Length(max=500)], description="A line under the question. Forms may reword both.")


class KeyForm(WordsForm):
    """A key of one's own."""

    type = SelectField(
        "Type of answer",
        choices=[SelectChoice(name.value, kind.title) for name, kind in TYPES.items() if kind.in_library],
    )
    kind = SelectField("What it is for", choices=[SelectChoice(kind.value, words) for kind, words in KIND_CHOICES])
    key = StringField(
        "Name in reports",
        [Length(max=60)],
        description="Small letters, digits, underscores. Left empty, it is made from the question. It never changes.",
    )
    options = TextAreaField("Options", description="For choices: one a line. Bands get their limits afterwards.")
    minimum = StringField("Lowest value", [a_number], description="For numbers and money.")
    maximum = StringField("Highest value", [a_number])
    max_length = StringField("Longest text", [a_number], description="Characters, for texts.")
    currency = StringField("Currency", [Length(max=3)], description="For money: three letters, like USD.")

    scale = StringField("Points", [a_number], description=f"For ratings: {MIN_SCALE} to {MAX_SCALE}; 5 if left empty.")
    low_words = StringField("Words at 1", [Length(max=60)], description="For ratings.")
    high_words = StringField("Words at the highest", [Length(max=60)])

    def validate_currency(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        code = (field.data or "").upper()
        if self.type.data == TypeName.MONEY and not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise ValidationError("Enter the currency as three letters, like USD.")

    def validate_maximum(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        if self.minimum.errors or field.errors:
            return
        low, high = number_of(self.minimum.data), number_of(field.data)
        if low is not None and high is not None and low > high:
            raise ValidationError("The highest value is below the lowest.")

    def validate_max_length(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        whole_within(field.data, 1, 10_000)

    def validate_scale(self, field: Field) -> None:
        """WTForms calls this after the field's own validators."""
        whole_within(field.data, MIN_SCALE, MAX_SCALE)

    def value(self) -> Key:
        """What was typed; settings that the type has no use for are left out."""
        type_name = TypeName(self.type.data)
        return Key(
            key=self.key.data or name_from(self.label.data or ""),
            type=type_name,
            kind=KeyKind(self.kind.data),
            label=self.label.data or "",
            help=self.help.data or "",
            options=tuple(_new_options(self.options.data or "")) if of(type_name).has_options else (),
            settings=self._settings(type_name),
        )

    def _settings(self, type_name: TypeName) -> Settings:
        typed = {
            "minimum": number_of(self.minimum.data),
            "maximum": number_of(self.maximum.data),
            "max_length": whole_within(self.max_length.data, 1, 10_000),
            "currency": (self.currency.data or "").upper(),
            "scale": whole_within(self.scale.data, MIN_SCALE, MAX_SCALE),
            "low_words": self.low_words.data or "",
            "high_words": self.high_words.data or "",
        }
        return Settings(**{name: value for name, value in typed.items() if name in of(type_name).settings})  # type: ignore[arg-type]


@dataclass(frozen=True)
class OptionRow:
    """One line of the options' form as it was typed; a new one has no id yet."""

    id: str
    label: str
    low: str
    high: str
    retired: bool


def rows_of(options: tuple[Option, ...]) -> list[OptionRow]:
    """The options as lines, with blank ones for more."""
    known = [
        OptionRow(option.id, option.label, _typed(option.low), _typed(option.high), option.retired)
        for option in options
    ]
    return known + [OptionRow("", "", "", "", retired=False) for _ in range(BLANK_ROWS)]


def posted_rows() -> list[OptionRow]:
    """The lines that were posted."""
    ids, labels, lows, highs = (_column(name) for name in ("id", "label", "low", "high"))
    retired = set(request.form.getlist("retired"))
    rows = enumerate(zip(ids, labels, lows, highs, strict=False))
    return [OptionRow(*row, str(index) in retired) for index, row in rows]


def options_from(rows: list[OptionRow], known: frozenset[str]) -> list[Option]:
    """The options that the lines describe; a line without label is none. Raises ValidationError for a bad limit."""
    taken = {row.id for row in rows if row.id in known}
    found = []
    for row in rows:
        if not row.label and row.id not in known:
            continue
        option_id = row.id if row.id in known else _free_id(row.label, taken)
        taken.add(option_id)
        found.append(_option(option_id, row))
    return found


def _option(option_id: str, row: OptionRow) -> Option:
    if len(row.label) > LONGEST_LABEL:
        raise ValidationError(f"Shorten “{row.label[:40]}…” to {LONGEST_LABEL} characters or fewer.")
    try:
        return Option(option_id, row.label, number_of(row.low), number_of(row.high), row.retired)
    except ValidationError as refusal:
        raise ValidationError(f"“{row.label}”: {refusal}") from None


def _column(name: str) -> list[str]:
    return [str(clean(text)) for text in request.form.getlist(name)]


def _new_options(text: str) -> Iterator[Option]:
    taken: set[str] = set()
    for label in filter(None, map(one_line, text.splitlines())):
        option_id = _free_id(label, taken)
        taken.add(option_id)
        yield Option(option_id, label)


def _free_id(label: str, taken: set[str]) -> str:
    """An id for a new option, from its label; it never changes afterwards."""
    stem = name_from(label)[:36].rstrip("_") or "option"
    return next(name for name in (stem, *(f"{stem}_{count}" for count in range(2, 999))) if name not in taken)


def _typed(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
