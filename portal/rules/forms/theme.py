"""How a form looks: a few tokens that marketing chooses, each pair of them legible (B13)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.rules.forms.colours import COLOUR, TEXT, between, contrast, nearest, worst

FONT_SIZES = range(15, 21)
BATON_ACCENT, BATON_ACCENT_TEXT = "#3446d1", "#ffffff"
BATON_SIDE, BATON_SIDE_TEXT = ("#141b46", "#0c6570"), "#ffffff"


class Radius(StrEnum):
    """How round corners are."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True)
class Theme:
    """Colours are ``#rrggbb`` in small letters; an empty one is Baton's own. ``side_end`` makes the side panel's colour
    a gradient. ``font_size`` is in pixels where the visitor's browser has the usual 16. ``logo`` is the name of an
    asset."""

    accent: str = ""
    accent_text: str = ""
    side: str = ""
    side_end: str = ""
    side_text: str = ""
    radius: Radius = Radius.MEDIUM
    font_size: int = 16
    logo: str = ""
    logo_alt: str = ""


BATON_LOOK = Theme()
"""Baton's look."""

_ASSET = re.compile(r"[0-9a-f]{32}")
COLOURS = ("accent", "accent_text", "side", "side_end", "side_text")


@dataclass(frozen=True)
class Faint:
    """A pair that cannot be read: ``name`` is the token to change, ``offer`` the nearest colour that would pass."""

    name: str
    message: str
    offer: str


def accent_pair(theme: Theme) -> tuple[str, str]:
    """The button's colour and its text's."""
    return theme.accent or BATON_ACCENT, theme.accent_text or BATON_ACCENT_TEXT


def side_colours(theme: Theme) -> tuple[str, str, str]:
    """The side panel's colour at its start and its end, and its text's."""
    start = theme.side or BATON_SIDE[0]
    end = theme.side_end or theme.side or BATON_SIDE[1]
    return start, end, theme.side_text or BATON_SIDE_TEXT


def faint_pairs(theme: Theme) -> tuple[Faint, ...]:
    """Every pair of text and ground below 4.5:1; empty for a theme that can be read. Colours must be colours."""
    return (*_faint_button(theme), *_faint_side(theme))


def theme_faults(theme: Theme) -> Iterator[str]:
    """What is no colour or no size, in words."""
    for name in COLOURS:
        value = getattr(theme, name)
        if value and not COLOUR.fullmatch(value):
            yield f"“{value[:20]}” is not a colour: use a code like {BATON_ACCENT}."
    if theme.logo and not _ASSET.fullmatch(theme.logo):
        yield "The logo must be one of the form's pictures."
    if len(theme.logo_alt) > 300:
        yield "The words for the logo are longer than 300 characters."
    if theme.font_size not in FONT_SIZES:
        yield f"The size of the text must be from {FONT_SIZES[0]} to {FONT_SIZES[-1]}."


def _faint_button(theme: Theme) -> Iterator[Faint]:
    accent, text = accent_pair(theme)
    ratio = contrast(accent, text)
    if ratio < TEXT:
        offer = nearest(accent, [text], TEXT)
        yield Faint("accent", _words("The text on buttons", text, "the accent colour", accent, ratio, offer), offer)


def _faint_side(theme: Theme) -> Iterator[Faint]:
    start, end, text = side_colours(theme)
    first = contrast(start, text)
    if first < TEXT:
        offer = nearest(start, [text], TEXT)
        yield Faint("side", _words("The text on the side panel", text, "its colour", start, first, offer), offer)
        return
    ratio = worst(text, between(start, end))
    if ratio < TEXT:
        offer = _end_for(start, end, text)
        ground = "its second colour, or the colours on the way to it,"
        yield Faint("side_end", _words("The text on the side panel", text, ground, end, ratio, offer), offer)


def _end_for(start: str, end: str, text: str) -> str:
    """The nearest end of the gradient that can be read on the whole way; the start itself always can."""
    shade = nearest(end, [text], TEXT)
    ways = (shade, *between(shade, start))
    return next(way for way in ways if worst(text, between(start, way)) >= TEXT)


def _words(ink: str, text: str, ground: str, colour: str, ratio: float, offer: str) -> str:
    shown = int(ratio * 10) / 10  # never rounded up to what would pass
    return (
        f"{ink} ({text}) cannot be read on {ground} ({colour}): the contrast is {shown}:1 and must be at least 4.5:1. "
        f"The nearest colour that would do is {offer}."
    )
