"""A great many leads at once: rows made by SQL inside SQLite, over the demo company's people, forms and agreement.

Every table that a submission writes is filled, and every column that the measured pages read; long texts are short.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Table

from bench.kept import AHEAD, FIRST
from portal.models import Base

DAYS = 730
SOURCES = 12
MOMENT = "strftime('%Y-%m-%d %H:%M:%f000', 'now', printf('-%d minutes', {minutes}))"
MINUTES = f"(({{count}} - i) * {DAYS * 1440} / {{count}})"
FAST = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-800000", "temp_store=MEMORY")
TENTH = "i % 100"
STATUS = f"""CASE WHEN i % 1000 < 2 THEN 'offered' WHEN {TENTH} < 3 THEN 'working' WHEN {TENTH} < 8 THEN 'nurture'
  WHEN {TENTH} < 40 THEN 'disqualified' WHEN {TENTH} < 75 THEN 'lost' ELSE 'won' END"""
WORDS = ("Ada", "Grace", "Linus", "Priya", "Hana", "Luis", "Jonas", "Amara", "Yusuf", "Clara")
NAMES = ("Lovelace", "Hopper", "Okafor", "Raman", "Kimura", "Ortega", "Weber", "Mwangi", "Rossi", "Novak")


def fill(database: Path, count: int) -> None:
    """So many leads with all that belongs to them, spread evenly over two years and twelve sources.

    Without ``ANALYZE``, which Baton never runs on SQLite: plans must be good without statistics.
    """
    with sqlite3.connect(database, isolation_level=None) as connection:
        for pragma in FAST:
            connection.execute(f"PRAGMA {pragma}")
        indexes = _unindexed(connection)
        connection.execute("BEGIN")
        for name, row in _rows(connection, count).items():
            _insert(connection, Base.metadata.tables[name], row, count)
        connection.execute("COMMIT")
        for text in (*indexes, *AHEAD):
            connection.execute(text)
        connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _unindexed(connection: sqlite3.Connection) -> list[str]:
    """Drop the indexes that can be made again; how to make them."""
    found = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in found:
        connection.execute(f'DROP INDEX "{name}"')
    return [text for _, text in found]


def _insert(connection: sqlite3.Connection, table: Table, row: Mapping[str, str], count: int) -> None:
    """``row``: column to SQL over ``i``. What it leaves out takes its plain default where there must be one."""
    columns = dict(row)
    for column in table.columns:
        if column.name not in columns and not column.nullable and not column.primary_key:
            default = None if column.default is None else getattr(column.default, "arg", "")
            columns[column.name] = _literal("[]" if callable(default) else default)
    names, values = ", ".join(columns), ", ".join(columns.values())
    connection.execute(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM n"
    )


def _literal(value: object) -> str:
    if isinstance(value, bool | int):
        return str(int(value))
    return "''" if value is None else "'" + str(value).replace("'", "''") + "'"


def _rows(connection: sqlite3.Connection, count: int) -> dict[str, dict[str, str]]:
    """A row of each table, in the order of their references."""
    form, version = connection.execute("SELECT id, live_version_id FROM form WHERE slug = 'contact-sales'").fetchone()
    judged = "SELECT agreement_id, agreement_hash, inputs, outcome FROM verdict WHERE scope = 'lead' AND level = 'sql'"
    agreement, digest, inputs, outcome = connection.execute(judged).fetchone()
    pool = connection.execute("SELECT id FROM pool WHERE name = 'Round the clock'").fetchone()[0]
    reps = [row[0] for row in connection.execute("SELECT user_id FROM pool_member WHERE pool_id = ?", (pool,))]
    at = MOMENT.format(minutes=MINUTES.format(count=count))
    lead, rep = f"{FIRST} + i", _among(reps)
    person = "'person' || i || '@firm' || (i / 4) || '.example'"
    name = f"{_among(WORDS)} || ' ' || {_among(NAMES, 10)} || ' ' || i"
    event = {"at": at, "subject": f"'lead:' || ({lead})", "lead_id": lead, "data": "'{}'"}
    return {
        "company": {"id": lead, "name": "'Firm ' || i", "domain": "'firm-' || i || '.example'", "created_at": at},
        "person": {
            "id": lead,
            "email": person,
            "email_key": person,
            "name": name,
            "company_id": f"{FIRST} + 1 + i / 4",
            "profile": "'{}'",
            "created_at": at,
        },
        "lead": _lead(form, at, name, rep),
        "submission": {
            "id": lead,
            "reference": "printf('L%09d', i)",
            "form_id": str(form),
            "form_version_id": str(version),
            "attempt_key": "'attempt-' || i",
            "body_hash": "printf('%064d', i)",
            "raw": "'{}'",
            "lead_id": lead,
            "received_at": at,
            "received_day": _day(at),
            "disposition": "'new_lead'",
            "person_id": lead,
            "utm_source": _source(),
            "source": f"'{{\"utm_source\":\"' || {_source()} || '\"}}'",
        },
        "answer": {"submission_id": lead, "key": "'company'", "state": "'answered'", "text": "'Firm ' || i"},
        "verdict": {
            "scope": "'lead'",
            "lead_id": lead,
            "submission_id": lead,
            "agreement_id": str(agreement),
            "agreement_hash": f"'{digest}'",
            "level": "'sql'",
            "inputs": _of_open(inputs),
            "outcome": _of_open(outcome),
            "judged_at": at,
        },
        "assignment": {
            "id": lead,
            "lead_id": lead,
            "user_id": rep,
            "pool_id": str(pool),
            "kind": "'sales'",
            "reason": "'turn'",
            "offered_at": at,
            "accepted_at": at,
            "ended_at": f"CASE WHEN {TENTH} >= 3 THEN {at} END",
            "end_reason": f"CASE WHEN {TENTH} >= 3 THEN 'closed' END",
        },
        "timer": {
            "lead_id": lead,
            "assignment_id": lead,
            "user_id": rep,
            "kind": "'accept_by'",
            "state": "'met'",
            "started_at": at,
            "due_at": at,
            "steps": "'[]'",
        },
        "event": {**event, "kind": "'lead.created'"},
        "message": {
            "key": f"'lead-offered:' || ({lead})",
            "kind": "'lead-offered'",
            "user_id": rep,
            "lead_id": lead,
            "payload": "'{}'",
            "state": "'sent'",
            "created_at": at,
            "queued_at": at,
            "sent_at": at,
            "message_id": "'<' || i || '@bench>'",
        },
    }


def _lead(form: int, at: str, name: str, rep: str) -> dict[str, str]:
    """Four in ten stay MQLs or less, the others are SQLs, and most of those were accepted."""
    facts = {"known_at": 100, "mql_at": 80, "sql_at": 60, "accepted_at": 55, "first_response_at": 50}
    return {
        "id": f"{FIRST} + i",
        "person_id": f"{FIRST} + i",
        "company_id": f"{FIRST} + 1 + i / 4",
        "form_id": str(form),
        "status": STATUS,
        "owner_id": rep,
        "accountable_id": rep,
        "origin": "'marketing'",
        "qualification": f"CASE WHEN {TENTH} >= 40 THEN 'sql' ELSE 'mql' END",
        "due_at": f"CASE WHEN {TENTH} < 8 THEN {at} END",
        "person_name": name,
        "company_name": "'Firm ' || (i / 4)",
        "job_title": "'VP Engineering'",
        "size": "i % 5000",
        "size_text": "(i % 5000) || ' people'",
        "need_text": "'See it on our own data'",
        "country": "'DE'",
        "utm_source": _source(),
        "created_at": at,
        "created_day": _day(at),
        **{fact: f"CASE WHEN {TENTH} >= {100 - share} THEN {at} END" for fact, share in facts.items()},
    }


def _of_open(text: str) -> str:
    """Only pages of open leads read it, and for every lead it would take gigabytes."""
    return f"CASE WHEN {TENTH} < 8 THEN {_literal(text)} ELSE '{{}}' END"


def _source() -> str:
    return f"CASE i % {SOURCES} WHEN 0 THEN '' ELSE 'source-' || (i % {SOURCES}) END"


def _day(at: str) -> str:
    return f"CAST(replace(substr({at}, 1, 10), '-', '') AS INTEGER)"


def _among(values: list[int] | tuple[str, ...], shift: int = 1) -> str:
    """One of the values for each ``i``."""
    whens = " ".join(f"WHEN {place} THEN {_literal(value)}" for place, value in enumerate(values))
    return f"CASE (i / {shift}) % {len(values)} {whens} END"
