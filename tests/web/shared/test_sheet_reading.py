"""Files that somebody brings: read whatever program wrote them, refused in words where they cannot be."""

import io
import zipfile

import pytest

from portal.web.shared.sheet_reading import SheetRefused, lines_in


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(40 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Choose a file."),
        (b"PK\x03\x04 nothing", "This is no workbook that can be read."),
        (bomb(), "too large once it is unpacked"),
        (b"Part,Words\npage.title,x", "“Translation” is not among them"),
        (b"[1, 2]", "a list of objects"),
        (b"[" * 100_000, "no JSON file"),
        (b"Part,Translation\n" + b"a,b\n" * 5001, "more than 5,000 lines"),
        (b'Part,Translation\n"' + b"x" * 140_000, "no CSV file"),
        (bytes(1024 * 1024 + 5), "larger than 1 MB"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(SheetRefused, match=sentence):
        lines_in(data, ("Part", "Translation"), ("Part", "Translation"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_of_any_spreadsheet(mark: str, encoding: str) -> None:
    text = mark.join(("PART ", "translation")) + "\r\n" + mark.join(("a", '"Grüße,\nzwei; Zeilen"')) + "\r\n\r\n"
    assert lines_in(text.encode(encoding), ("Part", "Translation"), ("Part",)) == [
        (2, {"Part": "a", "Translation": "Grüße,\nzwei; Zeilen"})
    ]
