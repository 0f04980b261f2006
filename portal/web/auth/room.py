"""The blueprint of signing in and of one's own account, with all its views."""

from portal.web.auth import account, availability, hours, invitation, login, password, sessions
from portal.web.auth.blueprint import bp

__all__ = ["account", "availability", "bp", "hours", "invitation", "login", "password", "sessions"]
