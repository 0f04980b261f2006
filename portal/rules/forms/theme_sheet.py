"""A theme as a style sheet. What the theme does not say is derived so that it can be read, in light and in dark."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from portal.rules.canonical import digest
from portal.rules.forms.colours import BLACK, EDGE, TEXT, WHITE, contrast, mix, nearest
from portal.rules.forms.theme import BATON_LOOK, Radius, Theme, accent_pair, side_colours

_ROUND: Mapping[Radius, tuple[str, str, str]] = {
    Radius.SMALL: ("0.125rem", "0.25rem", "0.375rem"),
    Radius.MEDIUM: ("0.375rem", "0.625rem", "0.875rem"),
    Radius.LARGE: ("0.75rem", "1.125rem", "1.5rem"),
}
_HOVER = 0.12


@dataclass(frozen=True)
class _Ground:
    """The surfaces of static/css/tokens.css that text stands on, and how much accent a tint of them holds."""

    surface: str
    page: str
    sunken: str
    tint: float


_LIGHT = _Ground("#ffffff", "#f5f6f9", "#edeff3", 0.1)
_DARK = _Ground("#171b22", "#0f1217", "#20262f", 0.14)


@lru_cache(maxsize=256)
def sheet(theme: Theme) -> str:
    """The style sheet; empty for Baton's look. Its rules stand in no layer, so they win over all that do."""
    if theme == BATON_LOOK:
        return ""
    shape = {**_corners(theme), **_button(theme), **_panel(theme)}
    light, dark = (_rules(_accents(theme, ground)) for ground in (_LIGHT, _DARK))
    dark_rule = f'@media screen and (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}'
    return f"{_size(theme)}:root{{{_rules(shape)}{light}}}\n{dark_rule if dark else ''}\n"


@lru_cache(maxsize=256)
def sheet_digest(theme: Theme) -> str:
    """Names the content of the sheet; empty for Baton's look."""
    text = sheet(theme)
    return digest(text)[:20] if text else ""


def _size(theme: Theme) -> str:
    """In percent, so that a visitor's own choice of size still counts."""
    return "" if theme.font_size == BATON_LOOK.font_size else f"html{{font-size:{theme.font_size / 16:.2%}}}\n"


def _corners(theme: Theme) -> dict[str, str]:
    if theme.radius is BATON_LOOK.radius:
        return {}
    return {f"round-{number}": size for number, size in enumerate(_ROUND[theme.radius], 1)}


def _button(theme: Theme) -> dict[str, str]:
    """The same in light and dark: the pair was proven, and under the pointer it only gets clearer."""
    if not (theme.accent or theme.accent_text):
        return {}
    accent, text = accent_pair(theme)
    away = max((BLACK, WHITE), key=lambda pole: contrast(pole, text))
    return {"brand": accent, "brand-ink": text, "brand-hover": mix(accent, away, _HOVER)}


def _panel(theme: Theme) -> dict[str, str]:
    if not (theme.side or theme.side_end or theme.side_text):
        return {}
    start, end, text = side_colours(theme)
    ink = {"pitch-ink": text, "pitch-soft": text, "pitch-mark": text}
    return {"pitch-1": start, "pitch-2": mix(start, end, 0.6), "pitch-3": end, **ink}


def _accents(theme: Theme, ground: _Ground) -> dict[str, str]:
    """Edges, links and tints of the accent on that ground."""
    if not theme.accent:
        return {}
    edge = nearest(theme.accent, [ground.surface, ground.page], EDGE)
    soft = mix(ground.surface, theme.accent, ground.tint)
    ink = nearest(theme.accent, [ground.surface, ground.page, ground.sunken, soft], TEXT)
    return {
        "accent": edge,
        "accent-strong": ink,
        "accent-ink": ink,
        "accent-soft": soft,
        "on-accent": max((BLACK, WHITE), key=lambda pole: contrast(pole, edge)),
    }


def _rules(tokens: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in tokens.items())
