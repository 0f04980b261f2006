"""Flask without three things that Baton pays for again and again: sessions that nobody uses, asking whether views are
coroutines, and working out the addresses of static files."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response, g
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

_ONLY_A_FILE = {"filename"}


class LazySessions(SecureCookieSessionInterface):
    """Flask's signed cookies; but nothing is signed, read or looked up where no cookie came and none is to go.

    Public forms have no session, so this is every one of their answers.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Flask's hook."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Flask's hook."""
        if session or session.modified or session.accessed:
            super().save_session(app, session, response)


class LeanFlask(Flask):
    """No view of Baton is asynchronous, so none needs to be asked whether it is."""

    session_interface = LazySessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Flask's hook, called eight times on the way through a request."""
        return func

    def url_for(self, /, endpoint: str, **values: Any) -> str:
        """Flask's hook. A page names the same file of icons two hundred times; one address serves one request."""
        if endpoint != "static" or values.keys() != _ONLY_A_FILE:
            return super().url_for(endpoint, **values)
        known: dict[str, str] = g.setdefault("static_addresses", {})
        name: str = values["filename"]
        if name not in known:
            known[name] = super().url_for(endpoint, **values)
        return known[name]
