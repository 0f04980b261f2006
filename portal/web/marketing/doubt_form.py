"""A plausibility rule as a form: its name, up to three signs, and the answers that it casts doubt on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from flask import request

from portal.rules.agreement.doubts import PlausibilityRule, Sign
from portal.rules.agreement.plausible import plausibility_faults
from portal.rules.agreement.terms import Level, Terms
from portal.rules.agreement.words import name_of
from portal.rules.questions.cleaning import one_line
from portal.services.agreement import editing
from portal.web.marketing import comparison_rows
from portal.web.marketing.agreements_saving import typed
from portal.web.marketing.comparison_rows import ComparisonRow, keys_of, read_row, row_of
from portal.web.shared.forms import clean

FREE_MAIL = "free_mail"
SIGNS = 3
OPS = ((FREE_MAIL, "is a free mail address"), *comparison_rows.OPS)


@dataclass(frozen=True)
class Choices:
    """What can be chosen: keys and comparisons for a sign, keys that may be doubted."""

    keys: list[tuple[str, str]]
    ops: Sequence[tuple[str, str]]
    doubts: list[tuple[str, str]]


@dataclass(frozen=True)
class DoubtEntry:
    """The form as it is shown. ``errors``: control → sentence."""

    name: str
    signs: tuple[ComparisonRow, ...]
    doubts: tuple[str, ...]
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For the error summary: (id of the control, sentence)."""
        rows = [(f"f-sign-{place}-value", row.error) for place, row in enumerate(self.signs) if row.error]
        return [*((f"f-{name}", words) for name, words in self.errors.items()), *rows]

    def choices(self, terms: Terms) -> Choices:
        """Keys of the draft; of those that an MQL needs none may be doubted."""
        doubts = [(item.key.key, name_of(item.key)) for item in terms.keys if item.level is not Level.MQL]
        return Choices(keys_of(terms), OPS, doubts)


def blank_entry() -> DoubtEntry:
    """Nothing typed yet."""
    return DoubtEntry("", (ComparisonRow(),) * SIGNS, ())


def entry_of(rule: PlausibilityRule, terms: Terms) -> DoubtEntry:
    """The form filled in with the rule."""
    rows = [_row(sign, terms) for sign in rule.when]
    return DoubtEntry(rule.name, (*rows, *(ComparisonRow(),) * (SIGNS - len(rows))), rule.doubts)


def posted_entry() -> DoubtEntry:
    """The form as it was posted."""
    rows = tuple(
        ComparisonRow(typed(f"sign.{place}.key"), typed(f"sign.{place}.op"), typed(f"sign.{place}.value"))
        for place in range(SIGNS)
    )
    return DoubtEntry(one_line(typed("name")), rows, tuple(str(clean(key)) for key in request.form.getlist("doubts")))


def read_entry(entry: DoubtEntry, terms: Terms, place: int | None) -> tuple[DoubtEntry, PlausibilityRule | None]:
    """The rule, or None with the form telling what is wrong. ``place`` is where it stands in the draft, if it does."""
    read = [_read(row, terms) for row in entry.signs if row.key]
    rows = iter(row for row, _ in read)
    entry = replace(entry, signs=tuple(next(rows) if row.key else row for row in entry.signs))
    signs = tuple(sign for _, sign in read if sign is not None)
    if len(signs) < len(read):
        return entry, None
    rule = PlausibilityRule(entry.name, signs, entry.doubts)
    errors = _faults(rule, terms, place)
    return replace(entry, errors=errors), None if errors else rule


def _faults(rule: PlausibilityRule, terms: Terms, place: int | None) -> dict[str, str]:
    """What the rules find wrong with this rule, by control."""
    known = place is not None and place < len(terms.plausibility)
    at = place if known else len(terms.plausibility)
    changed = editing.put_rule(terms, rule, instead_of=place if known else None)
    controls = {"name": "name", "when": "sign-0-key", "doubts": "doubts"}
    found: dict[str, str] = {}
    for fault in plausibility_faults(changed):
        head, _, part = fault.where.rpartition(".")
        if head == f"plausibility[{at}]":
            found.setdefault(controls[part], fault.message)
    return found


def _read(row: ComparisonRow, terms: Terms) -> tuple[ComparisonRow, Sign | None]:
    if row.op == FREE_MAIL:
        return row, Sign(row.key, free_mail=True)
    row, test = read_row(row, terms)
    return row, None if test is None else Sign(test.key, test.op, test.value)


def _row(sign: Sign, terms: Terms) -> ComparisonRow:
    row = row_of(sign.key, sign.op, sign.value, terms)
    return replace(row, op=FREE_MAIL) if sign.free_mail else row
