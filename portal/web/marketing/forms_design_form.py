"""The look of a form, and its words beside and around the questions, as a form."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from wtforms import Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs lack it
from wtforms.validators import Length

from portal.models.forms.asset import FormAsset
from portal.rules.forms.colours import COLOUR
from portal.rules.forms.definition import Definition
from portal.rules.forms.theme import BATON_LOOK, COLOURS, FONT_SIZES, Radius, Theme, faint_pairs
from portal.web.shared.checks import one_line
from portal.web.shared.forms import BatonForm

WORDS = ("quote", "quote_by", "error_title")
CORNERS = {Radius.SMALL: "Nearly square", Radius.MEDIUM: "Rounded", Radius.LARGE: "Very round"}


def colour(text: str | None) -> str | None:
    """A filter: ``FA0`` and ``#FFAA00`` are both ``#ffaa00``; what is no colour stays as typed."""
    typed = (text or "").strip().lower().removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", typed):
        typed = "".join(sign * 2 for sign in typed)
    return f"#{typed}" if COLOUR.fullmatch(f"#{typed}") else text


def _colour(_form: object, field: Field) -> None:
    if field.data and not COLOUR.fullmatch(field.data):
        raise ValidationError("Enter a colour as a code like #3446d1.")


class DesignForm(BatonForm):
    """An empty colour is Baton's own."""

    _pictures: Mapping[str, str] = {}

    accent = StringField("Accent colour", [_colour], filters=[colour], description="Buttons, links and what is chosen.")
    accent_text = StringField("Text on buttons", [_colour], filters=[colour])
    side = StringField("Side panel", [_colour], filters=[colour])
    side_end = StringField(
        "Side panel, second colour", [_colour], filters=[colour], description="Makes a gradient with the first."
    )
    side_text = StringField("Text on the side panel", [_colour], filters=[colour])
    logo = SelectField("Logo", choices=[], validate_choice=False)
    radius = RadioField("Corners", choices=[SelectChoice(str(value), words) for value, words in CORNERS.items()])
    font_size = SelectField(
        "Size of the text",
        coerce=int,
        choices=[SelectChoice(size, f"{size} px{', as usual' if size == 16 else ''}") for size in FONT_SIZES],
    )
    quote = TextAreaField("Quote", [Length(max=400)], description="What a customer says, on the side panel.")
    quote_by = StringField("Who said it", [Length(max=120)], filters=[one_line])
    error_title = StringField(
        "Words over errors", [Length(max=120)], filters=[one_line], description="Shown when answers must be mended."
    )

    def offer(self, pictures: Sequence[FormAsset]) -> None:
        """The pictures that can be the logo; one that is gone counts as none."""
        self._pictures = {picture.name: picture.alt for picture in pictures}
        names = [SelectChoice(picture.name, picture.file_name) for picture in pictures]
        self.logo.choices = [SelectChoice("", "None: the organisation’s name"), *names]

    def show(self, definition: Definition) -> None:
        """Fill the form in."""
        for name in (*COLOURS, "font_size", "logo"):
            self[name].data = getattr(definition.theme, name)
        self.radius.data = str(definition.theme.radius)
        for name in WORDS:
            self[name].data = getattr(definition.page, name)

    def theme(self, before: Theme = BATON_LOOK) -> Theme:
        """What was chosen; the rest is kept. Colours that are none count as Baton's own."""
        chosen = {name: self[name].data or "" for name in COLOURS}
        colours = {name: value if COLOUR.fullmatch(value) else "" for name, value in chosen.items()}
        logo = self.logo.data if self.logo.data in self._pictures else ""
        alt = self._pictures.get(logo, "")
        corners, size = Radius(self.radius.data), self.font_size.data
        return replace(before, **colours, radius=corners, font_size=size, logo=logo, logo_alt=alt)

    def value(self, definition: Definition) -> Definition:
        """The form with what was typed."""
        quote, quote_by, error_title = (self[name].data or "" for name in WORDS)
        page = replace(definition.page, quote=quote, quote_by=quote_by, error_title=error_title)
        return replace(definition, page=page, theme=self.theme(definition.theme))

    def complete(self) -> None:
        """Where an address left something out, as usual."""
        self.radius.data = self.radius.data if self.radius.data in tuple(Radius) else str(BATON_LOOK.radius)
        self.font_size.data = self.font_size.data if self.font_size.data in FONT_SIZES else BATON_LOOK.font_size

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuses what cannot be read, with the nearest colour that would do."""
        if not super().validate(extra_validators):
            return False
        faint = faint_pairs(self.theme())
        for fault in faint:
            self[fault.name].errors = [fault.message]
        return not faint
