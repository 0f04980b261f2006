"""Texts of forms with their marks, as HTML. Everything that somebody wrote is escaped piece by piece."""

from flask import Flask
from markupsafe import Markup

from portal.rules.marked import Block, Piece, blocks, pieces, plain
from portal.web.shared.language import t

_AWAY = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{} <span class="away">({})</span></a>')
_MAIL = Markup('<a href="{}">{}</a>')
_BOLD = Markup("<strong>{}</strong>")


def init_marked(app: Flask) -> None:
    """``marked`` for a line, ``marked_blocks`` for a text of several paragraphs, ``unmarked`` for its plain words."""
    app.jinja_env.filters.update(marked=line, marked_blocks=passage, unmarked=plain)


def line(text: str, *, links: bool = True) -> Markup:
    """One line or paragraph. Without ``links`` their words alone are shown, as in a booth that nobody may leave."""
    return Markup("").join(_drawn(piece, links) for piece in pieces(text))


def passage(text: str, *, links: bool = True) -> Markup:
    """Paragraphs and lists."""
    return Markup("").join(_block(block, links) for block in blocks(text))


def _block(block: Block, links: bool) -> Markup:
    inner = [Markup("").join(_drawn(piece, links) for piece in pieces) for pieces in block.lines]
    if block.is_list:
        return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(item) for item in inner))
    return Markup("").join(Markup("<p>{}</p>").format(item) for item in inner)


def _drawn(piece: Piece, links: bool) -> Markup:
    if piece.bold:
        return _BOLD.format(piece.text)
    if not piece.href or not links:
        return Markup("{}").format(piece.text)
    if piece.href.lower().startswith("mailto:"):
        return _MAIL.format(piece.href, piece.text)
    return _AWAY.format(piece.href, piece.text, t("opens in a new tab"))
