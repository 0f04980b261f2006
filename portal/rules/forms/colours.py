"""Colours by number: how well one reads on another, and the nearest one that would.

After WCAG 2.2: relative luminance and contrast ratio (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), 4.5:1 for
text (criterion 1.4.3), 3:1 for the edges of controls (1.4.11).
"""

import re
from collections.abc import Iterator, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

TEXT = 4.5
EDGE = 3.0
BLACK, WHITE = "#000000", "#ffffff"
COLOUR = re.compile(r"#[0-9a-f]{6}")
_SHADES = 100
_STOPS = 8


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def worst(ink: str, grounds: Sequence[str]) -> float:
    """The lowest contrast of the ink on any of the grounds."""
    return min(contrast(ink, ground) for ground in grounds)


def nearest(colour: str, others: Sequence[str], least: float) -> str:
    """The shade of the colour closest to it that reaches ``least`` against all others; else black or white, whichever
    reads better."""
    for shade in _shades(colour):
        if worst(shade, others) >= least:
            return shade
    return max((BLACK, WHITE), key=lambda pole: worst(pole, others))


def mix(one: str, other: str, share: float) -> str:
    """``share`` of the other in the one, channel by channel as style sheets' gradients do it."""
    parts = zip(_channels(one), _channels(other), strict=True)
    return _hex([a + (b - a) * share for a, b in parts])


def between(one: str, other: str) -> tuple[str, ...]:
    """Colours of a gradient from its one end to the other, both included."""
    return tuple(mix(one, other, step / _STOPS) for step in range(_STOPS + 1)) if one != other else (one,)


def _shades(colour: str) -> Iterator[str]:
    """The colour, then lighter and darker ones in turn, further and further away."""
    yield colour
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    for step in range(1, _SHADES + 1):
        for shade in (lightness - step / _SHADES, lightness + step / _SHADES):
            if 0 <= shade <= 1:
                yield _hex(hls_to_rgb(hue, shade, saturation))


@lru_cache(maxsize=4096)
def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(channels: Sequence[float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
