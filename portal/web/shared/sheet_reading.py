"""Lines of a file that somebody brings: a workbook, CSV as any spreadsheet writes it, or a JSON list. Nothing in it is
run: of a formula only the value that was last computed is read."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from portal.rules.refusal import Refusal

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_LINES = 5000
MOST_COLUMNS = 50
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Line = tuple[int, Mapping[str, str]]
"""The number of the line as its program counts it, and what stands under each column's name."""


class SheetRefused(Refusal):
    """The file cannot be read; the sentence says why."""


def lines_in(data: bytes, columns: Sequence[str], needed: Sequence[str]) -> list[Line]:
    """The lines below the columns' names, which may stand in any order and case. Raises SheetRefused."""
    if not data:
        raise SheetRefused("Choose a file.")
    if len(data) > MOST_BYTES:
        raise SheetRefused("The file is larger than 1 MB.")
    rows = list(_rows(data))
    if len(rows) > MOST_LINES + 1:
        raise SheetRefused(f"The file has more than {MOST_LINES:,} lines.")
    header = [cell.strip().casefold() for cell in rows[0]] if rows else []
    places = {name: header.index(name.casefold()) for name in columns if name.casefold() in header}
    lacking = [name for name in needed if name not in places]
    if lacking:
        raise SheetRefused(f"The first line of the file must name its columns; “{lacking[0]}” is not among them.")
    return [(number, _under(places, cells)) for number, cells in enumerate(rows[1:], 2) if any(cells)]


def _under(places: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {name: cells[place] if place < len(cells) else "" for name, place in places.items()}


def _rows(data: bytes) -> Iterator[list[str]]:
    if data.startswith(b"PK"):
        return _of_workbook(data)
    text = _text(data)
    return _of_json(text) if text.lstrip()[:1] in {"[", "{"} else _of_csv(text)


def _of_workbook(data: bytes) -> Iterator[list[str]]:
    """Of its first sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MOST_UNPACKED:
            raise SheetRefused("The workbook is too large once it is unpacked.")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.width > MOST_COLUMNS or sheet.height > MOST_LINES + 1:
            raise SheetRefused(f"The workbook has more than {MOST_LINES:,} lines or {MOST_COLUMNS} columns.")
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError, NotImplementedError) as fault:
        raise SheetRefused("This is no workbook that can be read. Save it as .xlsx or .csv.") from fault
    return ([_cell(value) for value in line] for line in lines)


def _cell(value: Any) -> str:
    """As it is shown: a number that a spreadsheet made of 250 is 250 again."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _text(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark; else what older spreadsheets write in Western Europe."""
    encoding = _BYTE_ORDER_MARKS.get(data[:2], "utf-8-sig")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _of_csv(text: str) -> Iterator[list[str]]:
    """Comma, semicolon or tab: whichever the first line has most of."""
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        return iter(list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)))
    except csv.Error as fault:
        raise SheetRefused("This is no CSV file that can be read.") from fault


def _of_json(text: str) -> Iterator[list[str]]:
    """A list of objects: their names are the columns."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise SheetRefused("This is no JSON file that can be read.") from fault
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        raise SheetRefused("The JSON file must hold a list of objects, as the export does.")
    names = list(dict.fromkeys(str(name) for entry in document for name in entry))[:MOST_COLUMNS]
    yield names
    for entry in document:
        yield [str(entry.get(name) or "") for name in names]
