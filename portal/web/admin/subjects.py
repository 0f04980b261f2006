"""Where the things that events and messages are about have a page of their own."""

from typing import Any

from flask import current_app, url_for

PAGES = {
    "user": ("admin.user", "user_id"),
    "message": ("admin.message", "message_id"),
    "lead": ("sales.lead", "lead_id"),
    "form": ("marketing.form", "form_id"),
}


def page_of(noun: str, key: str) -> str | None:
    """The address of ``lead`` ``7``; None where there is no such page."""
    endpoint, argument = PAGES.get(noun, ("", ""))
    if endpoint not in current_app.view_functions or not key.isdecimal():
        return None
    values: dict[str, Any] = {argument: int(key)}
    return url_for(endpoint, **values)
