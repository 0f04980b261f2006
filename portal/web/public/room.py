"""The public blueprint with all its views."""

from portal.web.public import forms
from portal.web.public.blueprint import bp

__all__ = ["bp", "forms"]
