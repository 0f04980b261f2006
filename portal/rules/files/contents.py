"""What a file is, by its content and never by its name; what cannot be told, or hides something, is none of ours."""

import io
import zipfile

from portal.rules.files.pictures import picture

PDF, TEXT, CSV = "application/pdf", "text/plain", "text/csv"
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX, PPTX = (
    f"{_OPEN_XML}.wordprocessingml.document",
    f"{_OPEN_XML}.spreadsheetml.sheet",
    f"{_OPEN_XML}.presentationml.presentation",
)
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    TEXT: (".txt", ".csv"),
}
"""The endings that names of each kind may have."""

_PARTS = {"word/": DOCX, "xl/": XLSX, "ppt/": PPTX}
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_TAIL = 66_000
_MOST_PARTS = 5_000
_MOST_UNPACKED = 400 * 1024 * 1024
_MOST_RATIO = 200
_MARKUP = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "<iframe", "%!ps", "#!")
_SPACES = frozenset("\t\n\r\f")


def media_of(data: bytes) -> str:
    """The media type; empty for what is no kind that we take. Unpacks nothing."""
    shown = picture(data)
    if shown is not None:
        return shown.media
    if data.startswith(b"%PDF-"):
        return PDF if b"%%EOF" in data[-2048:] and _ZIP_END not in data[-_TAIL:] else ""
    if data.startswith(_ZIP):
        return _office(data)
    return TEXT if _is_text(data) else ""


def _office(data: bytes) -> str:
    """An office document without macros, of a size that can be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return ""
    names = [part.filename for part in parts]
    if "[Content_Types].xml" not in names or len(parts) > _MOST_PARTS or any(map(_suspect, names)):
        return ""
    unpacked = sum(part.file_size for part in parts)
    if unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * len(data) or any(part.flag_bits & 1 for part in parts):
        return ""
    found = {media for prefix, media in _PARTS.items() if any(name.startswith(prefix) for name in names)}
    return found.pop() if len(found) == 1 else ""


def _suspect(name: str) -> bool:
    """A part that leads out of its folder, or holds a program."""
    return ".." in name.split("/") or name.startswith(("/", "\\")) or name.lower().endswith("vbaproject.bin")


def _is_text(data: bytes) -> bool:
    """Words and no markup: a page or a script that calls itself text is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if not text.strip() or any(sign < " " and sign not in _SPACES for sign in text):
        return False
    start = text.lstrip()[:2048].lower()
    return not start.startswith(_MARKUP) and "<script" not in text.lower()
