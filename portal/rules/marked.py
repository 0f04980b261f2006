"""The few marks that texts of forms may hold: **bold**, [words](address) and, in text blocks, lists of lines with "- ".

What was written is what is stored, hashed and sent; this takes it apart for whoever draws it. Nothing in it is HTML.
Each mark is looked for over a limited length, so that reading takes time in proportion to the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ADDRESS = r"(?:https?://[^\s()<>\"/][^\s()<>\"]{0,499}|mailto:[^\s()<>\"@]{1,100}@[^\s()<>\"@]{1,200})"
_MARK = re.compile(rf"\*\*(\S[^*\n]{{0,299}})\*\*|\[([^\[\]\n]{{1,200}})\]\(({_ADDRESS})\)", re.IGNORECASE)
_LINK = re.compile(r"\[[^\[\]\n]{1,200}\]\(([^()\n]{0,600})\)")
_WHOLE = re.compile(_ADDRESS, re.IGNORECASE)
_BULLET = "- "


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``href`` is where it leads, empty for no link."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list with several lines."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


def pieces(text: str) -> tuple[Piece, ...]:
    """The text in its pieces; marks that are not whole, and links to anything but pages and mail, stay as written."""
    return tuple(_pieces(text))


def blocks(text: str) -> tuple[Block, ...]:
    """Paragraphs, parted by an empty line; one whose lines all begin with "- " is a list."""
    return tuple(_block(part) for part in re.split(r"\n[^\S\n]*\n", text) if part.strip())


def plain(text: str, *, addresses: bool = True) -> str:
    """The words without marks; a link's address follows in brackets, unless it is left out or is what the words say."""
    return "".join(_said(piece, addresses) for piece in pieces(text))


def wrong_link(text: str) -> str | None:
    """The first address of a link that cannot be followed, None where all can."""
    return next((found[1] for found in _LINK.finditer(text) if not _WHOLE.fullmatch(found[1])), None)


def _pieces(text: str) -> Iterator[Piece]:
    done = 0
    for found in _MARK.finditer(text):
        if found.start() > done:
            yield Piece(text[done : found.start()])
        yield Piece(found[1], bold=True) if found[1] else Piece(found[2], href=found[3])
        done = found.end()
    if done < len(text):
        yield Piece(text[done:])


def _block(part: str) -> Block:
    lines = part.strip("\n").split("\n")
    if all(line.lstrip().startswith(_BULLET) for line in lines):
        return Block(tuple(pieces(line.lstrip()[len(_BULLET) :].strip()) for line in lines), is_list=True)
    return Block((pieces("\n".join(lines)),))


def _said(piece: Piece, addresses: bool) -> str:
    address = re.sub("^mailto:", "", piece.href, flags=re.IGNORECASE)
    return f"{piece.text} ({address})" if address and addresses and address != piece.text else piece.text
