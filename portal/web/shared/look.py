"""The look of a form as its pages' templates need it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """``sheet`` is the address of the theme's style sheet, ``logo`` that of the logo; empty where the form has none."""

    sheet: str = ""
    logo: str = ""
    logo_alt: str = ""


BATON = Look()
