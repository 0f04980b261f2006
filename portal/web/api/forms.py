"""The JSON API of published forms: what they ask, and sending answers. The same reader and intake as the pages."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Response, current_app, jsonify, request, url_for
from werkzeug.exceptions import HTTPException

from portal.models.base import db
from portal.models.engine import begin_write
from portal.rules.canonical import canonical, digest
from portal.rules.forms.definition import Definition
from portal.rules.forms.mailboxes import refusing
from portal.rules.forms.names import UNKNOWN_SUFFIX
from portal.rules.forms.reading import SOURCE_NAMES, Posted, Reading, read
from portal.rules.forms.respoken import respoken
from portal.rules.forms.suspicion import suspicion
from portal.rules.forms.translation import in_language, languages
from portal.rules.questions.cleaning import without_controls
from portal.services.forms.live import Availability, LiveForm, Version, live, replaced_since
from portal.services.forms.schema import schema_of
from portal.services.intake import flagging, receiving, sources, uploads
from portal.services.intake.incoming import Asked, Incoming, prepare
from portal.services.intake.matching import sent_before
from portal.services.ops import running
from portal.services.team import throttling
from portal.web.api.blueprint import bp
from portal.web.api.description import describe
from portal.web.shared.clock import utcnow
from portal.web.shared.guards import public
from portal.web.shared.language import speak, told

Answer = tuple[Response, int]
FROM_ONE_ADDRESS = throttling.Limit(120, timedelta(minutes=10))
STILL_TAKEN = timedelta(days=1)
"""So long answers to a version count that was replaced."""
RUNNING = "A request with this Idempotency-Key is still being worked on. Send it again in a moment."


@dataclass(frozen=True)
class Sent:
    """What a program sent. ``numbers`` are the names under which JSON numbers came, which are written in no language.
    ``body_hash`` is of the answers and source as they came; ``keyed``: it said which request it is."""

    posted: Posted
    numbers: frozenset[str]
    body_hash: str
    attempt_key: str
    keyed: bool


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
    return jsonify(schema_of(slug, _spoken(form.definition), languages(form.definition))), 200


@bp.post("/api/v1/forms/<slug>/submissions")
@public(late_write=True)
def post_submission(slug: str) -> Answer:
    """Take answers in. ``Idempotency-Key`` makes a repeated request harmless: same key and body, same reference."""
    form = live(slug)
    if form is None:
        return _problem(404, "There is no published form at this address.")
    sent = _sent()
    if not isinstance(sent, Sent):
        return sent
    with running.alone(f"api {form.form_id} {sent.attempt_key}") as mine:
        return _answered(form, sent) if mine else _problem(409, RUNNING)


def _sent() -> Sent | Answer:
    """The request as a value, or what is wrong with it."""
    try:
        document = request.get_json()
    except (HTTPException, RecursionError) as error:
        code = error.code if isinstance(error, HTTPException) else None
        return _problem(code or 400, "Send a JSON object with “answers”, as application/json.")
    posted = _posted(document)
    if isinstance(posted, str):
        return _problem(422, posted)
    key = request.headers.get("Idempotency-Key", "")
    attempt_key = digest(f"api {key}") if key else secrets.token_hex(32)
    return Sent(posted, _numbers(document["answers"]), digest(canonical(posted)), attempt_key, bool(key))


def _answered(form: LiveForm, sent: Sent) -> Answer:
    """The answer of the same request before, whatever became of the form since; else a new one."""
    if sent.keyed and (known := _known(form, sent)) is not None:
        return known
    if form.availability is not Availability.OPEN:
        return _problem(410, "This form takes no answers now.")
    shown, posted, reading = _read(form, sent)
    if not reading.ok:
        return _wrong(reading)
    begin_write()
    if not _within_limits(form):
        db.session.commit()
        return _problem(429, "These are more requests than people make. Send the rest later.")
    return _take_in(form, shown, replace(sent, posted=posted), reading)


def _known(form: LiveForm, sent: Sent) -> Answer | None:
    before = sent_before(form.form_id, sent.attempt_key)
    same = next((one for one in before if one.body_hash == sent.body_hash), None)
    if same is not None:
        return jsonify({"reference": same.reference}), 200
    return _problem(422, "This Idempotency-Key was used with other answers before.") if before else None


def _read(form: LiveForm, sent: Sent) -> tuple[Version, Posted, Reading]:
    """By the live version; else by one that was replaced in the last day and that the answers were made for (P18)."""
    first = _read_by(form.version, sent)
    if first[2].ok:
        return first
    older = (_read_by(version, sent) for version in replaced_since(form.form_id, utcnow() - STILL_TAKEN))
    return next((found for found in older if found[2].ok), first)


def _read_by(version: Version, sent: Sent) -> tuple[Version, Posted, Reading]:
    definition = _spoken(version.definition)
    numbers = {name: texts for name, texts in sent.posted.items() if name in sent.numbers}
    posted = {**sent.posted, **respoken(definition, numbers, "en")}
    taken = uploads.without_strangers(definition, posted, version.form_id, utcnow())
    reading = read(definition, taken.posted, now=utcnow())
    reading = refusing(definition, replace(reading, errors=(*reading.errors, *taken.errors)))
    return replace(version, definition=definition), taken.posted, reading


def _spoken(definition: Definition) -> Definition:
    """The form in the language that the address names (``?lang=de``), where it is offered in it; else in its own. What
    a program's own language is says nothing: only the address counts."""
    wanted = request.args.get("lang", "")
    if wanted in languages(definition):
        speak(wanted)
    return in_language(definition, wanted)


def _numbers(answers: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(without_controls(name) for name, value in answers.items() if type(value) in {int, float})


def _within_limits(form: LiveForm) -> bool:
    """Whether this address has sent no more than a program does that hands on what people asked for."""
    if not current_app.config["BATON"].RATE_LIMITS:
        return True
    scope = throttling.scope(str(current_app.config["SECRET_KEY"]), "api", form.slug, request.remote_addr or "")
    return throttling.hit(scope, FROM_ONE_ADDRESS.events, FROM_ONE_ADDRESS.window, utcnow())


def _take_in(form: LiveForm, shown: Version, sent: Sent, reading: Reading) -> Answer:
    now = utcnow()
    receipt = receiving.take_in(_prepared(form, shown, sent, reading), now=now)
    uploads.claim(shown.definition, reading, receipt.submission_id)
    flagging.doubt_address(shown.definition.behaviour, reading, receipt.submission_id, now=now)
    db.session.commit()
    return jsonify({"reference": receipt.reference}), 201


def _prepared(form: LiveForm, shown: Version, sent: Sent, reading: Reading) -> Incoming:
    """A program solves no puzzle for browsers, so where the form sets one its posts are doubted more."""
    strict = shown.definition.behaviour.puzzle
    post = prepare(
        Asked(shown.id, form.form_id, form.slug, form.owner_id, shown.definition),
        reading,
        posted=sent.posted,
        source=sources.clean(sent.posted),
        attempt_key=sent.attempt_key,
        channel="api",
        suspect=suspicion(sent.posted, decoy="", age=0, minimum=0, strict=strict),
    )
    return replace(post, body_hash=sent.body_hash)


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
    errors = [{"key": error.part or error.key, "message": told(error.message)} for error in reading.errors]
    refused = [{"key": name, "message": "This form does not ask for it."} for name in reading.refused]
    return jsonify({"error": "Some answers need another look.", "errors": [*errors, *refused]}), 422


def _problem(status: int, sentence: str) -> Answer:
    return jsonify({"error": sentence, "docs": url_for("api.openapi")}), status
