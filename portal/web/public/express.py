"""The first page of a form on the shortest way, for everybody who brings nothing that could change it.

Most of what the web serves is this one answer, and all that is new in it are a token, where the visitor came from and
an id; Flask's contexts, routing and hooks around it take four times as long as making it. So what the usual way
answered is remembered, with every header that the hooks gave it. Whether it still holds is asked of the database each
time, and whatever is special in any way (a query, a cookie, a paused form, a language other than the form's own, a
database that is away) goes the usual way.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask, g, request
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response
from werkzeug.wsgi import ClosingIterator, get_host

from portal.services.forms.live import Availability, LiveForm, glance
from portal.web.public import counting, drawing, tokens
from portal.web.public.visits import came_from
from portal.web.shared import logs
from portal.web.shared.clock import utcnow

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT = 256
OWN = frozenset({"Content-Length", logs.ID})
"""Headers that each answer has for itself."""


@dataclass(frozen=True)
class Kept:
    """One page as it was drawn for that form. ``rule`` is its route, for the log."""

    form: LiveForm
    page: drawing.Pristine
    rule: str
    headers: tuple[tuple[str, str], ...] = ()


def keep(form: LiveForm, page: drawing.Pristine) -> None:
    """This answer may be given to others; its headers are taken when the hooks have set them all."""
    if request.url_rule is not None:
        g.express = Kept(form, page, request.url_rule.rule)


def init_express(app: Flask, engine: Engine) -> None:
    """To be called before any other hook is set: hooks that run after a request run in the opposite order."""
    express = Express(app, engine)
    app.after_request(express.remember)
    app.wsgi_app = express  # type: ignore[method-assign]


class Express:
    """Stands in front of the application."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self._app, self._engine = app, engine
        self._usual: WSGIApplication = app.wsgi_app
        self._shelf: dict[tuple[str, str, str | None], Kept] = {}
        """By address, and by what the browser says of languages where that counts."""

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The page if it is known to be the answer, else the usual way."""
        began = time.perf_counter()
        kept = self._kept(environ)
        if kept is None or not self._still_holds(kept):
            return self._usual(environ, start_response)
        return self._answer(kept, environ, start_response, began)

    def remember(self, response: Response) -> Response:
        """A hook of Flask's: keeps an answer that others may be given."""
        kept: Kept | None = g.pop("express", None)
        if kept is not None and response.status_code == 200 and not self._app.debug:
            headers = tuple((name, value) for name, value in response.headers if name not in OWN)
            languages = request.headers.get("Accept-Language", "") if kept.form.definition.translations else None
            self._shelf.pop((request.script_root, request.path, None), None)  # before the form was translated
            self._shelf[request.script_root, request.path, languages] = replace(kept, headers=headers)
            if len(self._shelf) > KEPT:
                del self._shelf[next(iter(self._shelf))]
        return response

    def _kept(self, environ: "WSGIEnvironment") -> Kept | None:
        if environ["REQUEST_METHOD"] != "GET" or environ.get("QUERY_STRING") or "HTTP_COOKIE" in environ:
            return None
        hosts = self._app.config["TRUSTED_HOSTS"]
        if hosts and not host_is_trusted(get_host(environ), hosts):
            return None
        place = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        return self._shelf.get((*place, None)) or self._shelf.get((*place, environ.get("HTTP_ACCEPT_LANGUAGE", "")))

    def _still_holds(self, kept: Kept) -> bool:
        try:
            return glance(self._engine, kept.form.slug) == kept.form and kept.form.availability is Availability.OPEN
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            return False  # the usual way finds it out as well, and says it

    def _answer(
        self, kept: Kept, environ: "WSGIEnvironment", start_response: "StartResponse", began: float
    ) -> Iterable[bytes]:
        form, request_id, app = kept.form, logs.new_id(), self._app
        path = environ.get("SCRIPT_NAME", "") + environ["PATH_INFO"]
        source = came_from(app.config["BATON"].BASE_URL, get_host(environ), path, environ.get("HTTP_REFERER"))
        token = tokens.sign(tokens.new_token(form.form_id, form.version_id, utcnow()), app.config["SECRET_KEY"])
        body = drawing.filled(kept.page, token, source).encode()
        counting.loaded(app, form.version_id, source, environ.get("HTTP_USER_AGENT", ""))
        logs.answered("GET", kept.rule, 200, began, request_id=request_id)
        start_response("200 OK", [*kept.headers, ("Content-Length", str(len(body))), (logs.ID, request_id)])
        return ClosingIterator([body], partial(counting.flush, app)) if counting.is_due(app) else [body]
