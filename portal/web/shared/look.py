"""The look of a form as its pages' templates need it."""

from dataclasses import dataclass

from flask import url_for

from portal.rules.forms.theme import Theme


@dataclass(frozen=True)
class Look:
    """``sheet`` is the address of the theme's style sheet, ``logo`` that of the logo; empty where the form has none."""

    sheet: str = ""
    logo: str = ""
    logo_alt: str = ""


def look_of(theme: Theme, sheet: str = "") -> Look:
    """The look with its logo, and the sheet at that address."""
    logo = url_for("public.asset", name=theme.logo) if theme.logo else ""
    return Look(sheet, logo, theme.logo_alt)
