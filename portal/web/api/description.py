"""The API in OpenAPI 3.1."""

from typing import Any

ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"key": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
LANG: dict[str, Any] = {
    "name": "lang",
    "in": "query",
    "description": "One of the form's languages: of its texts, of errors, and of numbers that are sent as texts.",
    "schema": {"type": "string"},
}
SLUG: dict[str, Any] = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
VALUE: dict[str, Any] = {
    "oneOf": [
        {"type": ["string", "number", "boolean", "null"]},
        {"type": "array", "items": {"type": "string"}},
    ]
}


def describe(base_url: str) -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baton forms",
            "version": "1",
            "description": "Published forms: what they ask, and sending answers.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/v1/forms/{slug}": {"get": _schema()},
            "/api/v1/forms/{slug}/submissions": {"post": _submit()},
        },
    }


def _schema() -> dict[str, Any]:
    return {
        "operationId": "form",
        "summary": "What the live version of a form asks",
        "parameters": [SLUG, LANG],
        "responses": {"200": _json("The form", {"type": "object"}), "404": _json("No such form", ERROR)},
    }


def _submit() -> dict[str, Any]:
    body = {
        "type": "object",
        "required": ["answers"],
        "properties": {
            "answers": {
                "type": "object",
                "additionalProperties": VALUE,
                "description": "By key. “I don't know yet” is sent as KEY.unknown: true, "
                "words beside an option as KEY.own.",
            },
            "source": {"type": "object", "additionalProperties": VALUE, "description": "utm_source and so on."},
        },
    }
    key = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
    done = {"type": "object", "required": ["reference"], "properties": {"reference": {"type": "string"}}}
    return {
        "operationId": "submit",
        "summary": "Send answers",
        "parameters": [SLUG, LANG, key],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "201": _json("Taken in", done),
            "200": _json("Taken in before, with the same Idempotency-Key", done),
            "400": _json("No JSON", ERROR),
            "404": _json("No such form", ERROR),
            "409": _json("A request with the same Idempotency-Key is still being worked on", ERROR),
            "410": _json("The form takes no answers now", ERROR),
            "413": _json("Larger than 1 MB", ERROR),
            "415": _json("Not application/json", ERROR),
            "422": _json("Answers that need another look, or an Idempotency-Key of another request", ERROR),
            "429": _json("More requests than people make", ERROR),
            "503": _json("The database is busy: send the same again after Retry-After seconds", ERROR),
        },
    }


def _json(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}
