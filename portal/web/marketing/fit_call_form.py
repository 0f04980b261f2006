"""The agreed fit call as a form: the mode for most leads, and up to four segments that go by another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.rules.agreement.fit_call import FitCall, FitMode, FitSegment
from portal.rules.agreement.fit_modes import MAX_SEGMENTS, fit_faults
from portal.rules.agreement.terms import Terms
from portal.web.marketing.agreements_saving import typed
from portal.web.marketing.comparison_rows import OPS, ComparisonRow, keys_of, read_row, row_of

WORDS: dict[str, str] = {FitMode.OFF: "No fit call", FitMode.OPTIONAL: "May be held", FitMode.MANDATORY: "Comes first"}
MODES = (
    (FitMode.OFF.value, "There is no fit call", "A lead in work becomes an opportunity directly."),
    (FitMode.OPTIONAL.value, "It may be held", "The rep decides from lead to lead."),
    (FitMode.MANDATORY.value, "It comes first", "Without a confirmed fit there is no opportunity."),
)
EMPTY = ComparisonRow()


@dataclass(frozen=True)
class SegmentRow:
    """One segment as it was typed; a row without a key is empty."""

    test: ComparisonRow = EMPTY
    mode: str = FitMode.MANDATORY.value


@dataclass(frozen=True)
class Choices:
    """What can be chosen: answers, comparisons and modes of a segment, and the mode for every other lead."""

    keys: Sequence[tuple[str, str]]
    ops: Sequence[tuple[str, str]]
    modes: Sequence[tuple[str, str]]
    every: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class FitEntry:
    """The form as it is shown. ``error`` is about the mode."""

    mode: str
    rows: tuple[SegmentRow, ...]
    error: str = ""

    @property
    def summary(self) -> list[tuple[str, str]]:
        """For the error summary: (id of the control, sentence)."""
        rows = [(f"f-segment-{place}-value", row.test.error) for place, row in enumerate(self.rows) if row.test.error]
        return [("f-mode", self.error), *rows] if self.error else rows


def entry_of(terms: Terms) -> FitEntry:
    """The form filled in with what is agreed."""
    agreed = terms.fit_call
    rows = tuple(SegmentRow(row_of(one.key, one.op, one.value, terms), one.mode.value) for one in agreed.segments)
    return FitEntry(agreed.mode.value, (*rows, *(SegmentRow(),) * (MAX_SEGMENTS - len(rows))))


def posted_entry() -> FitEntry:
    """The form as it was posted."""
    return FitEntry(typed("mode"), tuple(_posted(f"segment.{place}") for place in range(MAX_SEGMENTS)))


def read_entry(entry: FitEntry, terms: Terms) -> tuple[FitEntry, FitCall | None]:
    """What was agreed, or None with the form telling what is wrong."""
    if entry.mode not in WORDS:
        return replace(entry, error="Choose one."), None
    read = [_read(row, terms) for row in entry.rows]
    entry = replace(entry, rows=tuple(row for row, _ in read))
    segments = tuple(segment for _, segment in read if segment is not None)
    return entry, None if entry.summary else FitCall(FitMode(entry.mode), segments)


def choices(terms: Terms) -> Choices:
    """What can be chosen in a row of a draft."""
    return Choices(keys_of(terms), OPS, list(WORDS.items()), MODES)


def _posted(name: str) -> SegmentRow:
    test = ComparisonRow(typed(f"{name}.key"), typed(f"{name}.op"), typed(f"{name}.value"))
    return SegmentRow(test, typed(f"{name}.mode"))


def _read(row: SegmentRow, terms: Terms) -> tuple[SegmentRow, FitSegment | None]:
    if not row.test.key:
        return row, None
    test, compared = read_row(row.test, terms)
    if compared is None:
        return replace(row, test=test), None
    if row.mode not in WORDS:
        return replace(row, test=replace(test, error="Choose what holds for this segment.")), None
    segment = FitSegment(compared.key, compared.op, compared.value, FitMode(row.mode))
    alone = replace(terms, fit_call=FitCall(segments=(segment,)))
    fault = next(fit_faults(alone), None)
    return (replace(row, test=replace(test, error=fault.message)), None) if fault else (row, segment)
