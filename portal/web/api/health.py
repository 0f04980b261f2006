"""For monitors: is the process up, is everything ready, and the figures."""

import hmac

from flask import Response, abort, current_app, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy.exc import SQLAlchemyError

from portal.models.base import db
from portal.models.migrations import newest
from portal.reports import health
from portal.web.api.blueprint import bp
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public


@bp.get("/healthz")
@public()
def healthz() -> Response:
    """The process answers; nothing else is touched."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@public()
def readyz() -> tuple[Response, int]:
    """Everything that Baton needs, each with what was found; 503 while something is missing."""
    try:
        checks = health.readiness(utcnow(), head=newest())
    except SQLAlchemyError:
        db.session.rollback()
        checks = [health.Check("database", False, "does not answer")]
    found = {check.name: {"ok": check.ok, "found": check.words} for check in checks}
    return jsonify(found), 200 if all(check.ok for check in checks) else 503


@bp.get("/metrics")
@public()
def metrics() -> Response:
    """Prometheus figures for whoever has METRICS_TOKEN; to everybody else the page does not exist."""
    token = current_app.config["BATON"].METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        abort(404)
    registry = CollectorRegistry()
    for figure in health.figures(utcnow()):
        gauge = Gauge(figure.name, figure.help, [figure.label] if figure.label else [], registry=registry)
        for label, value in figure.values.items():
            (gauge.labels(label) if figure.label else gauge).set(value)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
