"""What the database itself refuses to change: signed agreements, published forms, events, the raw post.

``TRIGGERS`` and ``DROP_TRIGGERS`` hold the statements per dialect, for the migration (and for tests that create the
tables without it). A refused statement raises IntegrityError on both databases. SQLite drops a table's triggers when a
batch migration rebuilds the table: such a migration creates them again.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """Refuse ``act`` on a row of ``table`` when ``when`` holds: SQL over OLD and NEW that both dialects read, in which
    ``PARTS_OF(column)`` stands for the keys and values of a JSON text."""

    table: str
    act: str
    when: str
    message: str

    @property
    def name(self) -> str:
        """Name of the trigger, and on PostgreSQL of its function."""
        return f"guard_{self.table}_{self.act.lower().replace(' ', '_')}"

    def when_in(self, dialect: str) -> str:
        """The condition as that dialect reads it."""
        return _PARTS_OF.sub(_JSON_PARTS[dialect], self.when)


_PARTS_OF = re.compile(r"PARTS_OF\(([A-Z]+\.\w+)\)")
_JSON_PARTS = {"sqlite": r"json_each(\1)", "postgresql": r"json_each(CAST(\1 AS json))"}


_MOVES = """(
    (OLD.status = 'draft' AND NEW.status = 'proposed')
    OR (OLD.status = 'proposed' AND NEW.status IN ('draft', 'signed'))
    OR (OLD.status = 'signed' AND NEW.status IN ('active', 'superseded'))
    OR (OLD.status = 'active' AND NEW.status = 'superseded'))"""

_VERSION_OF_SIGNATURE = "SELECT 1 FROM agreement_version WHERE agreement_version.id = {row}.version_id"

_SIDES_SIGNED = """(SELECT COUNT(DISTINCT side) FROM signature WHERE signature.version_id = NEW.id
    AND signature.content_hash = NEW.content_hash AND signature.side IN ('marketing', 'sales'))"""

_CONTENT_CHANGES = """(NEW.content <> OLD.content OR NEW.content_hash <> OLD.content_hash OR NEW.number <> OLD.number
    OR COALESCE(CAST(NEW.effective_at AS TEXT), '') <> COALESCE(CAST(OLD.effective_at AS TEXT), ''))"""

_SUBMISSION_CHANGES = """(NEW.reference <> OLD.reference
    OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key
    OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at)"""

# Answers may be taken out of a post when their time is over, which is noted in the same breath; what is left stands as
# it came. '{}' is all of them gone.
_RAW_CHANGES = """NEW.raw <> OLD.raw AND NEW.raw <> '{}' AND (
    COALESCE(CAST(NEW.purged_at AS TEXT), '') = COALESCE(CAST(OLD.purged_at AS TEXT), '') OR EXISTS (
    SELECT 1 FROM PARTS_OF(NEW.raw) AS kept WHERE NOT EXISTS (SELECT 1 FROM PARTS_OF(OLD.raw) AS came
    WHERE came.key = kept.key AND CAST(came.value AS TEXT) = CAST(kept.value AS TEXT))))"""

GUARDS = (
    Guard(
        "agreement_version",
        "UPDATE",
        f"""(OLD.status <> 'draft' AND {_CONTENT_CHANGES}) OR (NEW.status <> OLD.status AND NOT {_MOVES})
        OR (NEW.status <> OLD.status AND NEW.status IN ('signed', 'active') AND {_SIDES_SIGNED} < 2)""",
        "an agreement version never changes once it is proposed, and is signed by both sides before it is in force",
    ),
    Guard("agreement_version", "DELETE", "OLD.status <> 'draft'", "only a draft of an agreement can be deleted"),
    Guard(
        "signature",
        "INSERT",
        f"""NOT EXISTS ({_VERSION_OF_SIGNATURE.format(row="NEW")} AND agreement_version.status <> 'draft'
        AND agreement_version.content_hash = NEW.content_hash)""",
        "a signature stands under the very content that was proposed",
    ),
    Guard("signature", "UPDATE", "1 = 1", "a signature never changes"),
    Guard(
        "signature",
        "DELETE",
        f"EXISTS ({_VERSION_OF_SIGNATURE.format(row='OLD')} AND agreement_version.status <> 'draft')",
        "a signature stays while its agreement is proposed, signed or in force",
    ),
    Guard("form_version", "UPDATE", "1 = 1", "a published form version never changes"),
    Guard("form_version", "DELETE", "1 = 1", "a published form version is never deleted"),
    Guard("event", "UPDATE", "1 = 1", "an event never changes"),
    Guard("event", "DELETE", "1 = 1", "an event is never deleted"),
    Guard("submission", "UPDATE", _SUBMISSION_CHANGES, "what was posted never changes"),
    Guard("submission", "UPDATE OF raw", _RAW_CHANGES, "what was posted never changes"),
)


def _sqlite(guard: Guard) -> str:
    return (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} FOR EACH ROW WHEN {guard.when_in('sqlite')} "
        f"BEGIN SELECT RAISE(ABORT, '{guard.message}'); END"
    )


def _postgresql(guard: Guard) -> tuple[str, str]:
    row = "OLD" if guard.act == "DELETE" else "NEW"
    when = guard.when_in("postgresql")
    function = (
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN "
        f"RAISE EXCEPTION USING MESSAGE = '{guard.message}', ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} FOR EACH ROW EXECUTE FUNCTION {guard.name}()"
    )
    return function, trigger


TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(_sqlite(guard) for guard in GUARDS),
    "postgresql": tuple(statement for guard in GUARDS for statement in _postgresql(guard)),
}

DROP_TRIGGERS: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {guard.name}" for guard in GUARDS),
    "postgresql": tuple(f"DROP FUNCTION IF EXISTS {guard.name}() CASCADE" for guard in GUARDS),
}
