"""Where somebody goes after signing in: never to another site."""

from urllib.parse import urlsplit

from flask import current_app, url_for

from portal.models.team.user import Role, User
from portal.services.agreement.progress import setup_finished

# The first room that the user may enter and that exists.
FIRST_ROOMS = (
    (Role.REP, "sales.inbox"),
    (Role.MANAGER, "sales.inbox"),
    (Role.MARKETING, "marketing.nurture"),
    (Role.ADMIN, "admin.index"),
)
FIRST_RUN = "marketing.setup"


def local_path(address: str | None) -> str | None:
    """The address if it is a path of this portal, else None: nothing that a browser could read as another host."""
    if not address or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or any(ord(sign) <= 32 or ord(sign) == 127 for sign in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address


def first_page(user: User) -> str:
    """The page that the user's day begins with; for an admin, the first run until it is through."""
    if Role.ADMIN in user.roles and FIRST_RUN in current_app.view_functions and not setup_finished():
        return url_for(FIRST_RUN)
    for role, endpoint in FIRST_ROOMS:
        if role in user.roles and endpoint in current_app.view_functions:
            return url_for(endpoint)
    return url_for("auth.account")
