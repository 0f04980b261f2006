"""The API's blueprint with all its views."""

from portal.web.api import forms, health
from portal.web.api.blueprint import bp

__all__ = ["bp", "forms", "health"]
