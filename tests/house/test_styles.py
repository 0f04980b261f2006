"""Styles: every pair of colours is legible, dark is one look, a component has one sheet, named icons exist."""

import re
from pathlib import Path

import pytest

TEXT = 4.5  # WCAG 1.4.3
EDGE = 3.0  # WCAG 1.4.11
# (ink, ground, least ratio)
PAIRS = [
    *(("ink", ground, TEXT) for ground in ("page", "surface", "sunken", "accent-soft")),
    *(("ink-soft", ground, TEXT) for ground in ("page", "surface", "sunken", "accent-soft")),
    *((tone, ground, TEXT) for tone in ("ok", "warn", "bad", "teal") for ground in ("surface", f"{tone}-soft")),
    *(("accent-ink", ground, TEXT) for ground in ("page", "surface", "sunken", "accent-soft")),
    *((tone, "page", TEXT) for tone in ("ok", "warn", "bad")),
    *((tone, "accent-soft", TEXT) for tone in ("warn", "bad")),
    ("on-accent", "accent", TEXT),
    ("edge", "surface", EDGE),
    ("edge", "page", EDGE),
    ("accent", "surface", EDGE),
    ("chart-2", "surface", EDGE),
]
COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6})\b")
ICON_IN_TEMPLATE = re.compile(r"""(?:\bicon(?:_end)?=|\b(?:icon|draw|_draw)\()"([a-z0-9-]+)\"""")


def themes(repository: Path) -> list[dict[str, str]]:
    """The colours of each block of tokens: light, dark by the system, dark by choice."""
    source = (repository / "static/css/tokens.css").read_text()
    blocks = [dict(COLOUR.findall(block)) for block in re.findall(r":root[^{]*{([^}]*)}", source)]
    return [colours for colours in blocks if "surface" in colours and "ink" in colours]


def luminance(colour: str) -> float:
    """Relative luminance of ``#rgb`` or ``#rrggbb`` (WCAG 2)."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_is_legible(repository: Path, theme: int) -> None:
    colours = themes(repository)[theme]
    faint = {
        (ink, ground): round(contrast(colours[ink], colours[ground]), 2)
        for ink, ground, least in PAIRS
        if contrast(colours[ink], colours[ground]) < least
    }
    assert faint == {}


def test_dark_is_the_same_by_choice_and_by_system(repository: Path) -> None:
    light, by_system, by_choice = themes(repository)
    assert by_system == by_choice
    assert by_system.keys() <= light.keys()


def test_every_component_sheet_belongs_to_a_macro_file(repository: Path) -> None:
    sheets = {path.stem for path in (repository / "static/css/components").glob("*.css")}
    macros = {path.stem for path in (repository / "templates/components").glob("*.html")}
    assert sheets - macros == set()


def test_sheets_hold_no_ids_and_no_important(repository: Path) -> None:
    for sheet in ("app.css", "public.css"):
        built = (repository / "static/css" / sheet).read_text()
        assert "!important" not in built
        assert [selector for selector in re.findall(r"[^{};]+(?={)", built) if "#" in selector] == []


def test_every_icon_that_templates_name_is_in_the_sprite(repository: Path) -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (repository / "static/vendor/lucide/sprite.svg").read_text()))
    pages = [path for path in (repository / "templates").rglob("*.html") if "email" not in path.parts]
    named = {(path.name, icon) for path in pages for icon in ICON_IN_TEMPLATE.findall(path.read_text())}
    assert {(page, icon) for page, icon in named if icon not in drawn} == set()
