"""Logs as JSON lines: what was asked by route, never by whom or with which values."""

import logging
import sys
import time
from uuid import uuid4

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

from config import Config

QUIET = frozenset({"static", "api.healthz"})
log = structlog.get_logger("baton.web")


def init_logs(app: Flask, config: Config) -> None:
    """JSON in production, readable lines in development; one line per request, by rule and not by path."""
    renderer = structlog.processors.JSONRenderer() if config.production else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if config.production else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = uuid4().hex[:16]
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if request.endpoint not in QUIET:
        rule = request.url_rule.rule if request.url_rule else "none"
        ms = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
        log.info("request", method=request.method, rule=rule, status=response.status_code, ms=ms)
    response.headers.setdefault("X-Request-Id", g.get("request_id", ""))
    return response
