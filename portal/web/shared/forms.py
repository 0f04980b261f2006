"""The base of every staff form: text arrives trimmed and without control characters."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.meta import DefaultMeta

KEPT = frozenset("\n\t")


def clean(text: Any) -> Any:
    """Text without NUL and other control characters (PostgreSQL refuses NUL), line ends as \\n, trimmed."""
    if not isinstance(text, str):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in text if sign in KEPT or unicodedata.category(sign) != "Cc").strip()


class BatonForm(FlaskForm):
    """Every field's input is cleaned first, except passwords, which are taken as typed."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Puts the cleaning before each field's own filters. CSRF is checked by the guards, for every view at once."""

        csrf = False

        def bind_field(self, form: Any, unbound_field: Any, options: Mapping[str, Any]) -> Field:
            """WTForms' hook for building a field."""
            options = dict(options)
            if unbound_field.field_class.__name__ != "PasswordField":
                own = tuple(unbound_field.kwargs.get("filters", ()))
                options["filters"] = (clean, *own)
            field: Field = DefaultMeta.bind_field(self, form, unbound_field, options)
            return field
