"""Lines as files: CSV sent while it is read, a workbook, a JSON list. No cell is taken for a formula."""

import csv
import io
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]

from portal.rules.canonical import Json
from portal.rules.cells import safe_cell

BYTE_ORDER_MARK = "\ufeff"
ROWS_AT_ONCE = 500
MOST_ROWS = 1_048_576
"""What a worksheet holds."""

Cell = str | int | Decimal
_PERHAPS_RUN = re.compile(r'[=+@\t-](?<![^,\n"].)|"[\r\n]')
"""Somewhere in the piece a cell begins as those do that spreadsheets run. Looking at a piece is cheaper than at its
cells, and most pieces hold none."""


def csv_pieces(lines: Iterable[tuple[Cell | None, ...]]) -> Iterator[str]:
    """CSV in pieces; the mark at the beginning tells spreadsheets that this is UTF-8."""
    yield BYTE_ORDER_MARK
    rest = iter(lines)
    while some := list(islice(rest, ROWS_AT_ONCE)):
        piece = _written(some)
        yield piece if not _PERHAPS_RUN.search(piece) else _written([_safe(line) for line in some])


def _written(lines: Iterable[Sequence[Cell | None]]) -> str:
    piece = io.StringIO()
    csv.writer(piece).writerows(lines)
    return piece.getvalue()


def _safe(line: Sequence[Cell | None]) -> list[Cell | None]:
    return [safe_cell(cell) if isinstance(cell, str) else cell for cell in line]


def json_pieces(documents: Iterable[Mapping[str, Json]]) -> Iterator[str]:
    """A JSON list in pieces, an object a line."""
    before = "[\n"
    for document in documents:
        yield before + json.dumps(document, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def workbook(lines: Iterable[tuple[Cell, ...]], title: str, *, widths: Sequence[int] = ()) -> IO[bytes]:
    """A workbook of one sheet, written row by row into a file that goes when it is closed. Numbers stay numbers.
    ``widths``: characters a column, for texts that are to be read and wrapped there."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  whoever sends it closes it
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        sheet.freeze_panes(1, 0)
        wrapped = book.add_format({"text_wrap": True, "valign": "top"}) if widths else None
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        for number, line in enumerate(lines):
            if number == MOST_ROWS:
                break
            for place, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell, wrapped)
                else:
                    sheet.write_number(number, place, cell)
    file.seek(0)
    return file


def _sheet_name(title: str) -> str:
    """Excel's rules: at most 31 characters, none of ``[]:*?/\\``, no quote at the ends."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in title)[:31].strip(" '") or "Answers"
