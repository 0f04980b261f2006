"""Small files of every kind, good and hostile, made on the spot."""

import io
import struct
import zipfile
import zlib


def png(width: int = 2, height: int = 2) -> bytes:
    """A grey picture."""
    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height)) if width * height < 10_000 else b"\0"
    return png_of(width, height, rows, colour=0)


def png_of(width: int, height: int, rows: bytes, *, colour: int) -> bytes:
    """A picture of these rows, each with its filter in front; colour 0 is grey, 2 is red, green and blue."""
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    name, content = part
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def jpeg(width: int = 2, height: int = 2) -> bytes:
    """The frame of a picture; nobody decodes it."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\x01\x01\x00\x00\x3f\x00"
    segments = b"".join(
        b"\xff" + mark + struct.pack(">H", len(content) + 2) + content
        for mark, content in ((b"\xe0", b"JFIF\0"), (b"\xc0", frame), (b"\xda", scan))
    )
    return b"\xff\xd8" + segments + b"\x12\x34\xff\x00\x56" + b"\xff\xd9"


def webp(width: int = 2, height: int = 2) -> bytes:
    """An extended WebP with nothing in it."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def pdf(words: str = "Offer") -> bytes:
    """Enough of a PDF to be one."""
    return f"%PDF-1.4\n1 0 obj <</Title ({words})>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n".encode()


def docx(extra: dict[str, bytes] | None = None, *, unpacked: int = 0) -> bytes:
    """A document of the office kind, with more parts where asked."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>" + " " * unpacked)
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return packed.getvalue()


HTML = b"<!doctype html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00" + bytes(200)

HOSTILE = {
    "a page": HTML,
    "a page behind blanks": b"\n\n   " + HTML,
    "a page behind words": b"Hello <SCRIPT src=x></SCRIPT>",
    "a drawing": SVG,
    "a drawing with a declaration": b'<?xml version="1.0"?>' + SVG,
    "a program": EXE,
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "nothing": b"",
    "blanks": b" \n\t ",
    "noughts": bytes(100),
    "a picture with a page behind it": png() + HTML,
    "a picture with an archive behind it": png() + docx(),
    "a picture with no end": png()[:-12],
    "a picture of no size": png(0, 0),
    "only the sign of a picture": b"\x89PNG\r\n\x1a\n",
    "a photo with a page behind it": jpeg() + HTML + b"\xff\xd9",
    "a photo with no end": jpeg()[:-2],
    "a WebP with a page behind it": webp() + HTML,
    "a GIF": b"GIF89a" + bytes(20),
    "a paper with an archive behind it": pdf() + docx(),
    "a paper with no end": b"%PDF-1.4\n",
    "an archive": docx()[:30] + b"PK\x05\x06" + bytes(18),
    "a document with macros": docx({"word/vbaProject.bin": b"x"}),
    "a document that leads out": docx({"../../etc/passwd": b"x"}),
    "a document that explodes": docx(unpacked=30_000_000),
    "a document that is two": docx({"xl/workbook.xml": b"<x/>"}),
    "half a document": docx()[: len(docx()) // 2],
    "words in Latin 1": "Grüße".encode("latin-1"),
}
"""What no question takes, whatever it is called."""
