"""The options of a free question as lines of a form. Their ids travel along and never change (B11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import request

from portal.rules.forms.definition import Field
from portal.rules.forms.editing_options import new_option
from portal.rules.questions.cleaning import one_line
from portal.rules.questions.key import Option
from portal.rules.questions.library import option_faults
from portal.rules.questions.numbers import Marks, parse_number
from portal.web.shared.forms import clean

LONGEST = 200
COLUMNS = ("option.id", "option.label", "option.low", "option.high")
HELP = "option.help"


@dataclass(frozen=True)
class OptionRow:
    """One line; ``place`` counts from 1. The last one is empty, for one more; it has no id yet."""

    place: int
    id: str
    label: str = ""
    low: str = ""
    high: str = ""
    retired: bool = False
    error: str = ""
    help: str = ""
    own_words: bool = False


def rows_of(options: Sequence[Option]) -> tuple[OptionRow, ...]:
    """The options as lines, and an empty one."""
    rows = [
        OptionRow(
            place,
            one.id,
            one.label,
            _typed(one.low),
            _typed(one.high),
            one.retired,
            help=one.help,
            own_words=one.own_words,
        )
        for place, one in enumerate(options, 1)
    ]
    return (*rows, OptionRow(len(rows) + 1, ""))


def posted_rows(options: Sequence[Option]) -> tuple[OptionRow, ...]:
    """The lines as posted. Ids that the question does not have are taken for new options."""
    known = {one.id: one for one in options}
    columns = [[one_line(str(clean(text))) for text in request.form.getlist(name)] for name in COLUMNS]
    helps = [one_line(str(clean(text))) for text in request.form.getlist(HELP)]
    helps += [""] * (len(columns[0]) - len(helps))
    rows = [
        _row(place, known.get(name), label, low, high, told)
        for place, (name, label, low, high, told) in enumerate(zip(*columns, helps, strict=False), 1)
    ]
    return tuple(rows) or rows_of(options)


def _row(place: int, known: Option | None, label: str, low: str, high: str, told: str) -> OptionRow:
    if known is None:
        return OptionRow(place, "", label, low, high, help=told)
    return OptionRow(place, known.id, label, low, high, known.retired, help=told, own_words=known.own_words)


def read_options(
    rows: tuple[OptionRow, ...], field: Field, published: frozenset[str]
) -> tuple[tuple[Option, ...], tuple[OptionRow, ...]]:
    """The options, and the lines with what is wrong with them. An empty new line is none."""
    found: list[Option] = []
    checked: list[OptionRow] = []
    for row in rows:
        if not (row.id or row.label or row.low or row.high):
            checked.append(row)
            continue
        option, error = _option(row, {*(one.id for one in field.options), *(one.id for one in found)})
        found.append(option)
        checked.append(replace(row, error=error))
    if any(row.error for row in checked):
        return tuple(found), tuple(checked)
    before = [one for one in field.options if one.id in published]
    faults = option_faults(found, before=before)
    if faults and checked:
        checked[0] = replace(checked[0], error=" ".join(faults))
    return tuple(found), tuple(checked)


def _option(row: OptionRow, taken: set[str]) -> tuple[Option, str]:
    option = Option(row.id, row.label) if row.id else new_option(row.label, taken)
    if not row.label:
        return option, "Give this option a label, or remove it."
    if max(len(row.label), len(row.help)) > LONGEST:
        return option, f"Shorten this to {LONGEST} characters or fewer."
    ends = [parse_number(text, Marks()) if text else None for text in (row.low, row.high)]
    if any(end is None and text for end, text in zip(ends, (row.low, row.high), strict=True)):
        return option, "Enter the ends of the band as numbers, like 250."
    return replace(option, low=ends[0], high=ends[1], retired=row.retired, help=row.help, own_words=row.own_words), ""


def _typed(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
