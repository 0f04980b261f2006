"""Pictures by their bytes: what kind, how large, and whether anything is hidden behind their end.

A reader of our own instead of a library: it looks at the frame of a PNG, JPEG or WebP and decodes nothing, so there is
no decoder to attack. After the PNG specification (W3C, 3rd edition), ITU-T T.81 and the WebP container specification.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
_PNG_SIGN = b"\x89PNG\r\n\x1a\n"
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of JPEG frames; the three left out are tables."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""


@dataclass(frozen=True)
class Picture:
    """``media`` is its media type; sizes are in pixels."""

    media: str
    width: int
    height: int


def picture(data: bytes) -> Picture | None:
    """The picture that the bytes are, from the first to the last of them; None for anything else."""
    try:
        if data.startswith(_PNG_SIGN):
            return _png(data)
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        return None
    return None


def _png(data: bytes) -> Picture | None:
    """Chunks from the header to the end; nothing may follow."""
    chunks = list(_chunks(data, len(_PNG_SIGN), ">I", name_first=False, extra=4))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND" or chunks[-1][2] != len(data):
        return None
    if not any(name == b"IDAT" for name, _, _ in chunks):
        return None
    width, height = struct.unpack_from(">II", data, chunks[0][1])
    return _sized(PNG, width, height)


def _webp(data: bytes) -> Picture | None:
    if struct.unpack_from("<I", data, 4)[0] + 8 != len(data):
        return None
    name, at, _ = next(_chunks(data, 12, "<I", name_first=True, extra=0), (b"", 0, 0))
    if name == b"VP8X":
        return _sized(WEBP, _three(data, at + 4) + 1, _three(data, at + 7) + 1)
    if name == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, at + 1)
        return _sized(WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if name == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, at + 6)
        return _sized(WEBP, width & 0x3FFF, height & 0x3FFF)
    return None


def _chunks(data: bytes, at: int, length: str, *, name_first: bool, extra: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, place of the content, end. ``extra`` bytes (a sum) follow each content; WebP pads to even lengths."""
    while at + 8 <= len(data):
        (size,) = struct.unpack_from(length, data, at + 4 if name_first else at)
        name = data[at : at + 4] if name_first else data[at + 4 : at + 8]
        end = at + 8 + size + extra + (size % 2 if name_first else 0)
        if end > len(data):
            return
        yield name, at + 8, end
        at = end


def _jpeg(data: bytes) -> Picture | None:
    """Segments up to the picture itself, which must be the last thing in the file."""
    if not data.endswith(b"\xff\xd9"):
        return None
    found, at = None, 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker == 0xDA:
            return found if found is not None and data.find(b"\xff\xd9", at) == len(data) - 2 else None
        else:
            if marker in _SIZES:
                height, width = struct.unpack_from(">HH", data, at + 5)
                found = _sized(JPEG, width, height)
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return None


def _three(data: bytes, at: int) -> int:
    return data[at] | data[at + 1] << 8 | data[at + 2] << 16


def _sized(media: str, width: int, height: int) -> Picture | None:
    return Picture(media, width, height) if width and height else None
