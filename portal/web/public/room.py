"""The public blueprint with all its views."""

from portal.web.public import (
    completing,
    consent,
    continuing,
    counting,
    files,
    forms,
    kiosk,
    links,
    meeting,
    meeting_link,
    plain,
    theme,
)
from portal.web.public.blueprint import bp

__all__ = [
    "bp",
    "completing",
    "consent",
    "continuing",
    "counting",
    "files",
    "forms",
    "kiosk",
    "links",
    "meeting",
    "meeting_link",
    "plain",
    "theme",
]
