"""The JSON API of published forms: what they ask, and sending answers. The same reader and intake as the pages."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, current_app, jsonify, request, url_for
from werkzeug.exceptions import HTTPException

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.canonical import digest
from portal.rules.forms.mailboxes import refusing
from portal.rules.forms.reading import SOURCE_NAMES, UNKNOWN_SUFFIX, Posted, Reading, read
from portal.rules.forms.suspicion import suspicion
from portal.rules.questions.cleaning import without_controls
from portal.services.forms.live import Availability, LiveForm, live
from portal.services.forms.schema import schema_of
from portal.services.intake import receiving, sources, uploads
from portal.services.intake.incoming import Asked, Incoming, prepare
from portal.services.intake.matching import sent_before
from portal.web.api.blueprint import bp
from portal.web.api.description import describe
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public

Answer = tuple[Response, int]


@bp.get("/api/v1/openapi.json")
@public()
def openapi() -> Response:
    """How to use the API, for programs that read such descriptions."""
    return jsonify(describe(current_app.config["BATON"].BASE_URL))


@bp.get("/api/v1/forms/<slug>")
@public()
def form_schema(slug: str) -> Answer:
    """What the live version asks."""
    form = live(slug)
    if form is None:
        return _problem(404, "There is no published form at this address.")
    return jsonify(schema_of(slug, form.definition)), 200


@bp.post("/api/v1/forms/<slug>/submissions")
@public(late_write=True)
def post_submission(slug: str) -> Answer:
    """Take answers in. ``Idempotency-Key`` makes a repeated request harmless: same key and body, same reference."""
    form = live(slug)
    if form is None:
        return _problem(404, "There is no published form at this address.")
    if form.availability is not Availability.OPEN:
        return _problem(410, "This form takes no answers now.")
    try:
        posted = _posted(request.get_json())
    except (HTTPException, RecursionError) as error:
        code = error.code if isinstance(error, HTTPException) else None
        return _problem(code or 400, "Send a JSON object with “answers”, as application/json.")
    if isinstance(posted, str):
        return _problem(422, posted)
    taken = uploads.without_strangers(form.definition, posted, form.form_id, utcnow())
    reading = read(form.definition, posted := taken.posted)
    reading = refusing(form.definition, replace(reading, errors=(*reading.errors, *taken.errors)))
    if not reading.ok:
        return _wrong(reading)
    return _take_in(form, posted, reading)


def _take_in(form: LiveForm, posted: Posted, reading: Reading) -> Answer:
    key = request.headers.get("Idempotency-Key", "")
    post = _prepared(form, posted, reading, digest(f"api {key}") if key else secrets.token_hex(32))
    begin_write()
    if key and any(sent.body_hash != post.body_hash for sent in sent_before(form.form_id, post.attempt_key)):
        db.session.rollback()
        return _problem(422, "This Idempotency-Key was used with other answers before.")
    receipt = receiving.take_in(post, now=utcnow())
    db.session.commit()
    return jsonify({"reference": receipt.reference}), 200 if receipt.duplicate else 201


def _prepared(form: LiveForm, posted: Posted, reading: Reading, attempt_key: str) -> Incoming:
    return prepare(
        Asked(form.version_id, form.form_id, form.slug, form.owner_id, form.definition),
        reading,
        posted=posted,
        source=sources.clean(posted),
        attempt_key=attempt_key,
        channel="api",
        suspect=suspicion(posted, decoy="", age=0, minimum=0),
    )


def _posted(document: Any) -> Posted | str:
    """The document as a post, or what is wrong with it. Numbers and booleans are taken as they are written."""
    if not isinstance(document, Mapping) or not isinstance(document.get("answers"), Mapping):
        return "Send a JSON object with an object “answers”."
    source = document.get("source") or {}
    if not isinstance(source, Mapping) or not set(source) <= set(SOURCE_NAMES):
        return f"“source” must be an object with some of these names: {', '.join(SOURCE_NAMES)}."
    posted: dict[str, list[str]] = {}
    for name, value in {**source, **document["answers"]}.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(part, (dict, list)) for part in values):
            return f"“{name}” must be a text, a number, true or false, or a list of texts."
        posted[without_controls(name)] = [_text(name, part) for part in values if part is not None]
    return posted


def _text(name: str, value: Any) -> str:
    """As a browser would post it: “I don't know yet” is only sent when it is meant, “no” is an answer."""
    if value is False:
        return "" if name.endswith(UNKNOWN_SUFFIX) else "no"
    return "yes" if value is True else without_controls(str(value))


def _wrong(reading: Reading) -> Answer:
    errors = [{"key": error.key, "message": error.message} for error in reading.errors]
    refused = [{"key": name, "message": "This form does not ask for it."} for name in reading.refused]
    return jsonify({"error": "Some answers need another look.", "errors": [*errors, *refused]}), 422


def _problem(status: int, sentence: str) -> Answer:
    return jsonify({"error": sentence, "docs": url_for("api.openapi")}), status
