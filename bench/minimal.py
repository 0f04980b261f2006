"""Baseline: the least that takes a form with Flask. A Jinja page, a signed token, checks by hand, one raw INSERT."""

import json
import os
import re
import sqlite3
import threading
from typing import Any

from flask import Flask, abort, redirect, render_template, request
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

FIELDS = (
    ("first_name", "First name", "text"),
    ("last_name", "Last name", "text"),
    ("email", "Work email", "email"),
    ("phone", "Phone", "tel"),
    ("job_title", "Job title", "text"),
    ("company", "Company", "text"),
    ("employees", "Employees", "number"),
    ("annual_revenue", "Annual revenue", "revenue"),
    ("interest", "Interest", "interest"),
    ("message", "Message", "textarea"),
)
CHOICES = {
    "revenue": ("under_1m", "1m_10m", "10m_50m", "50m_250m", "over_250m"),
    "interest": ("evaluation", "pricing", "migration", "partnership"),
}
EMAIL = re.compile(r"[^@\s]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
TABLE = "CREATE TABLE IF NOT EXISTS lead (id INTEGER PRIMARY KEY, email TEXT NOT NULL, answers TEXT NOT NULL)"

app = Flask(__name__)
tokens = URLSafeTimedSerializer("a-secret-of-the-benchmark", salt="form")
kept = threading.local()


def connection() -> sqlite3.Connection:
    if not hasattr(kept, "connection"):
        kept.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], timeout=30, isolation_level=None)
        kept.connection.execute("PRAGMA journal_mode=WAL")
        kept.connection.execute("PRAGMA synchronous=NORMAL")
        kept.connection.execute(TABLE)
    opened: sqlite3.Connection = kept.connection
    return opened


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.get("/form")
def show() -> str:
    return page({}, {})


@app.post("/form")
def submit() -> str | tuple[str, int] | Response:
    try:
        tokens.loads(request.form.get("csrf_token", ""), max_age=86400)
    except BadData:
        abort(400)
    values = {name: request.form.get(name, "").strip() for name, _, _ in FIELDS}
    errors = {name: fault for name, _, kind in FIELDS if (fault := fault_of(kind, values[name]))}
    if errors:
        return page(values, errors), 422
    connection().execute("INSERT INTO lead (email, answers) VALUES (?, ?)", (values["email"], json.dumps(values)))
    return redirect("/thanks", 303)


def page(values: dict[str, str], errors: dict[str, str]) -> str:
    given: dict[str, Any] = {"fields": FIELDS, "choices": CHOICES, "values": values, "errors": errors}
    return render_template("minimal.html", token=tokens.dumps("contact"), **given)


def fault_of(kind: str, value: str) -> str:
    if not value:
        return "Please fill this in"
    if kind == "email" and not EMAIL.fullmatch(value):
        return "This is no email address"
    if kind == "number" and not value.isdecimal():
        return "This is no whole number"
    return "Please choose" if kind in CHOICES and value not in CHOICES[kind] else ""
