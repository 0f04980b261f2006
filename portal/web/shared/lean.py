"""Flask without two things that Baton pays for on every request and uses on few or none."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


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
