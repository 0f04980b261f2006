"""Errors as designed pages, in plain words, without a stack trace."""

from typing import TypeAlias

import structlog
from flask import Flask, jsonify, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, ServiceUnavailable
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response

from portal.models.base import db
from portal.rules.handoff.stages import MoveRefused
from portal.rules.refusal import Refusal
from portal.web.shared.language import speak_to_strangers

PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})
API = "/api/"
RETRY_SECONDS = 5
log = structlog.get_logger()
Answer: TypeAlias = tuple[Response | str, int] | tuple[Response | str, int, dict[str, str]]


def init_errors(app: Flask) -> None:
    """Register one handler per family of errors."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refusal, _refusal)
    app.register_error_handler(MoveRefused, _refusal)
    app.register_error_handler(PoolTimeout, _busy)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)


def page(code: int, sentence: str = "") -> tuple[Response | str, int]:
    """The error page of that status; it needs neither a user nor the database. Programs get it as JSON."""
    if request.path.startswith(API):
        return jsonify({"error": sentence or HTTP_STATUS_CODES.get(code, "Error")}), code
    name = code if code in PAGES else 400
    to_visitor = speak_to_strangers()
    return render_template(f"errors/{name}.html", sentence=sentence, to_visitor=to_visitor), code


def _http(error: HTTPException) -> Response | Answer:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # a foreign host: no address can be built for the page's links
        return Response("This address is not one of Baton's.\n", code, mimetype="text/plain")
    if code == ServiceUnavailable.code:
        return _busy(error)
    return page(code)


def _refusal(error: Exception) -> Answer:
    db.session.rollback()
    return page(409, str(error))


def _database(error: DBAPIError) -> Answer:
    """A locked, full or absent database answers 503: what was asked can be asked again."""
    db.session.rollback()
    if isinstance(error, OperationalError) or error.connection_invalidated:
        log.warning("database unavailable", rule=_rule(), error=type(error.orig).__name__)
        return _busy(error)
    return _unexpected(error)


def _busy(_error: Exception) -> Answer:
    body, code = page(ServiceUnavailable.code)
    return body, code, {"Retry-After": str(RETRY_SECONDS)}


def _unexpected(error: Exception) -> Answer:
    db.session.rollback()
    log.error("unexpected error", rule=_rule(), exc_info=error)
    return page(InternalServerError.code)


def _rule() -> str:
    """The route, never the address: an address may hold a token."""
    return request.url_rule.rule if request.url_rule else "none"
