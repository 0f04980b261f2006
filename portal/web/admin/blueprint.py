"""The blueprint of the admins, and the tabs that their pages share."""

from dataclasses import dataclass

from flask import Blueprint, current_app, request, url_for

bp = Blueprint("admin", __name__, url_prefix="/admin")

PAGES = (
    ("Overview", "admin.index"),
    ("People", "admin.users"),
    ("Outbox", "admin.outbox"),
    ("Mailbox", "admin.mailbox"),
    ("Ledger", "admin.ledger"),
    ("Webhooks", "admin.webhooks"),
    ("Organisation", "admin.organisation"),
    ("History", "admin.history"),
)


@dataclass(frozen=True)
class Tab:
    """One page of the admins."""

    label: str
    href: str
    current: bool


@bp.context_processor
def tabs() -> dict[str, list[Tab]]:
    """``admin_tabs``; the mailbox only where mail goes into it."""
    return {"admin_tabs": [_tab(label, endpoint) for label, endpoint in PAGES if _shown(endpoint)]}


def _shown(endpoint: str) -> bool:
    return endpoint != "admin.mailbox" or current_app.config["BATON"].SMTP_URL is None


def _tab(label: str, endpoint: str) -> Tab:
    href = url_for(endpoint)
    here = request.path == href or (endpoint != "admin.index" and request.path.startswith(f"{href}/"))
    return Tab(label, href, here)
