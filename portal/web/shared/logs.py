"""Logs as JSON lines: what was asked by route, never by whom or with which values."""

import logging
import sys
import time
import traceback
from collections.abc import Iterator
from uuid import uuid4

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from config import Config

QUIET = frozenset({"static", "api.healthz"})
FRAMES = 12
ID = "X-Request-Id"
"""Header with which an answer can be found in the log."""
PROCESSORS: list[structlog.typing.Processor] = []
"""One list for the life of the process: a logger keeps the one that it found first."""

log = structlog.get_logger("baton.web")


def init_logs(app: Flask, config: Config) -> None:
    """JSON in production, readable lines in development; one line per request, by rule and not by path."""
    last: tuple[structlog.typing.Processor, ...] = (_where_it_broke, structlog.processors.JSONRenderer())
    if not config.production:
        last = (structlog.processors.format_exc_info, structlog.dev.ConsoleRenderer(colors=False))
    PROCESSORS[:] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *last,
    ]
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if config.production else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    app.before_request(_begin)
    app.after_request(_end)


def _where_it_broke(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Errors by type and place. Their messages quote what people typed: the database's even the whole row."""
    given = event.pop("exc_info", None)
    error = sys.exception() if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["errors"] = [_named(link) for link in _chain(error)]
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _named(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"type": f"{type(error).__module__}.{type(error).__qualname__}", "at": places}


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = new_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if request.endpoint not in QUIET:
        rule = request.url_rule.rule if request.url_rule else "none"
        answered(request.method, rule, response.status_code, g.get("began", time.perf_counter()))
    response.headers.setdefault(ID, g.get("request_id", ""))
    return response


def new_id() -> str:
    """What names one request in the log and in its answer."""
    return uuid4().hex[:16]


def answered(method: str, rule: str, status: int, began: float, **more: str) -> None:
    """The one line of a request. ``began``: by the performance counter."""
    log.info(
        "request", method=method, rule=rule, status=status, ms=round((time.perf_counter() - began) * 1000, 1), **more
    )
