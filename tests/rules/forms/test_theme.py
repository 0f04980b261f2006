"""The look of a form: every pair can be read, in light and in dark, whatever colours are chosen."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.forms.colours import BLACK, EDGE, TEXT, WHITE, between, contrast, nearest, worst
from portal.rules.forms.definition import Definition, Page
from portal.rules.forms.differences import differences
from portal.rules.forms.document import DefinitionError, from_json, to_json
from portal.rules.forms.structure import structure_faults
from portal.rules.forms.theme import BATON_LOOK, Radius, Theme, faint_pairs
from portal.rules.forms.theme_sheet import sheet, sheet_digest

INKS = {"ink-soft": "#4a5361", "warn": "#874900", "bad": "#b0241c"}
DARK_INKS = {"ink-soft": "#b6bfcc", "warn": "#f3c073", "bad": "#ffa198"}
colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
maybe = st.one_of(st.just(""), colours)


def tokens(theme: Theme) -> tuple[dict[str, str], dict[str, str]]:
    """The sheet's tokens in light and in dark."""
    light, _, dark = sheet(theme).partition("@media")
    named = dict(re.findall(r"--([a-z0-9-]+):([^;]+);", light))
    return named, {**named, **dict(re.findall(r"--([a-z0-9-]+):([^;]+);", dark))}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#abcdef", "#abcdef", 1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.02)
    assert contrast(one, other) == contrast(other, one)


def test_batons_look_can_be_read_and_needs_no_sheet() -> None:
    assert faint_pairs(BATON_LOOK) == ()
    assert sheet(BATON_LOOK) == sheet_digest(BATON_LOOK) == ""


def test_a_faint_button_is_named_with_the_nearest_colour_that_would_do() -> None:
    (faint,) = faint_pairs(Theme(accent="#ffcc00"))
    assert faint.name == "accent"
    assert (
        "The text on buttons (#ffffff) cannot be read on the accent colour (#ffcc00): the contrast is 1.5:1"
        in faint.message
    )
    assert faint.offer in faint.message
    assert faint_pairs(Theme(accent=faint.offer)) == ()


def test_a_gradient_is_read_on_its_whole_way() -> None:
    """Both ends would carry black text; the colours between them would not."""
    theme = Theme(side="#00ff00", side_end="#ff00ff", side_text="#3c3c3c")
    assert contrast("#00ff00", "#3c3c3c") >= TEXT
    (faint,) = faint_pairs(theme)
    assert faint.name == "side_end"
    assert faint_pairs(replace(theme, side_end=faint.offer)) == ()


@given(st.builds(Theme, maybe, maybe, maybe, maybe, maybe))
def test_following_the_offers_always_ends_in_a_look_that_can_be_read(theme: Theme) -> None:
    for _ in range(4):
        for faint in faint_pairs(theme):
            theme = replace(theme, **{faint.name: faint.offer})
    assert faint_pairs(theme) == ()


@given(colours, colours)
def test_the_nearest_colour_passes_where_any_would(colour: str, other: str) -> None:
    found = nearest(colour, [other], TEXT)
    assert worst(found, [other]) >= TEXT
    assert nearest(found, [other], TEXT) == found


@given(colours)
def test_what_is_derived_can_be_read_in_light_and_dark(accent: str) -> None:
    grounds = (("#ffffff", "#f5f6f9", "#edeff3", INKS), ("#171b22", "#0f1217", "#20262f", DARK_INKS))
    for made, (surface, page, sunken, inks) in zip(tokens(Theme(accent=accent)), grounds, strict=True):
        assert worst(made["accent-ink"], [surface, page, sunken, made["accent-soft"]]) >= TEXT
        assert worst(made["accent"], [surface, page]) >= EDGE
        assert contrast(made["on-accent"], made["accent"]) >= TEXT
        for ink in inks.values():
            assert contrast(ink, made["accent-soft"]) >= TEXT


@given(colours, colours)
def test_a_button_under_the_pointer_only_gets_clearer(accent: str, text: str) -> None:
    light, dark = tokens(Theme(accent=accent, accent_text=text))
    assert light["brand-hover"] == dark["brand-hover"]
    if contrast(accent, text) >= TEXT:
        assert contrast(light["brand-hover"], text) >= TEXT


def test_size_and_corners_are_in_the_sheet() -> None:
    text = sheet(Theme(font_size=20, radius=Radius.SMALL))
    assert "html{font-size:125.00%}" in text
    assert "--round-1:0.125rem;" in text
    assert "--brand" not in text


def test_equal_looks_have_one_address_and_others_another() -> None:
    assert sheet_digest(Theme(accent="#004400")) == sheet_digest(Theme(accent="#004400"))
    assert sheet_digest(Theme(accent="#004400")) != sheet_digest(Theme(accent="#004401"))


def test_a_plain_look_leaves_published_texts_as_they_are() -> None:
    assert "theme" not in to_json(Definition(Page("A form"), ()))


def test_a_look_survives_its_document() -> None:
    definition = Definition(Page("A form", quote="Good.", error_title="Oh"), (), theme=Theme("#004400", font_size=18))
    assert from_json(to_json(definition)) == definition


@pytest.mark.parametrize("theme", [Theme("red"), Theme("#12345"), Theme("#FFFFFF"), Theme(font_size=40)])
def test_what_is_no_colour_or_size_is_refused(theme: Theme) -> None:
    with pytest.raises(DefinitionError):
        from_json(to_json(Definition(Page("A form"), (), theme=theme)))


def test_a_style_sheet_cannot_be_broken_out_of() -> None:
    evil = Theme(accent="#000000;}body{display:none}")
    with pytest.raises(DefinitionError):
        from_json(to_json(Definition(Page("A form"), (), theme=evil)))


def test_a_faint_look_cannot_be_published_and_changes_are_told() -> None:
    plain, faint = Definition(Page("A form"), ()), Definition(Page("A form"), (), theme=Theme(accent="#ffcc00"))
    assert any("cannot be read" in fault for fault in structure_faults(faint))
    assert [(line.label, line.after) for line in differences(plain, faint)] == [("Accent colour", "#ffcc00")]


def test_a_gradient_has_both_its_ends() -> None:
    assert between(BLACK, WHITE)[0] == BLACK
    assert between(BLACK, WHITE)[-1] == WHITE
