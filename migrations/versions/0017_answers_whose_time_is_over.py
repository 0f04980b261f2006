"""Answers are deleted when their time is over: when it happened, how far it has come, and the one change of a post
that the database allows for it

The statements of the triggers are written out, as they were when this migration was made.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = {
    "sqlite": (
        "CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW WHEN ((NEW.raw <> OLD.raw AND NEW.raw <> '{}') OR NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) BEGIN SELECT RAISE(ABORT, 'what was posted never changes'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION guard_submission_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF ((NEW.raw <> OLD.raw AND NEW.raw <> '{}') OR NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) THEN RAISE EXCEPTION USING MESSAGE = 'what was posted never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW EXECUTE FUNCTION guard_submission_update()",
    ),
}
NOW = {
    "sqlite": (
        "CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW WHEN (NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) BEGIN SELECT RAISE(ABORT, 'what was posted never changes'); END",
        "CREATE TRIGGER guard_submission_update_of_raw BEFORE UPDATE OF raw ON submission FOR EACH ROW WHEN NEW.raw <> OLD.raw AND NEW.raw <> '{}' AND ( COALESCE(CAST(NEW.purged_at AS TEXT), '') = COALESCE(CAST(OLD.purged_at AS TEXT), '') OR EXISTS ( SELECT 1 FROM json_each(NEW.raw) AS kept WHERE NOT EXISTS (SELECT 1 FROM json_each(OLD.raw) AS came WHERE came.key = kept.key AND CAST(came.value AS TEXT) = CAST(kept.value AS TEXT)))) BEGIN SELECT RAISE(ABORT, 'what was posted never changes'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION guard_submission_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.reference <> OLD.reference OR NEW.form_id <> OLD.form_id OR NEW.form_version_id <> OLD.form_version_id OR NEW.attempt_key <> OLD.attempt_key OR NEW.body_hash <> OLD.body_hash OR NEW.received_at <> OLD.received_at) THEN RAISE EXCEPTION USING MESSAGE = 'what was posted never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER guard_submission_update BEFORE UPDATE ON submission FOR EACH ROW EXECUTE FUNCTION guard_submission_update()",
        "CREATE FUNCTION guard_submission_update_of_raw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.raw <> OLD.raw AND NEW.raw <> '{}' AND ( COALESCE(CAST(NEW.purged_at AS TEXT), '') = COALESCE(CAST(OLD.purged_at AS TEXT), '') OR EXISTS ( SELECT 1 FROM json_each(CAST(NEW.raw AS json)) AS kept WHERE NOT EXISTS (SELECT 1 FROM json_each(CAST(OLD.raw AS json)) AS came WHERE came.key = kept.key AND CAST(came.value AS TEXT) = CAST(kept.value AS TEXT)))) THEN RAISE EXCEPTION USING MESSAGE = 'what was posted never changes', ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER guard_submission_update_of_raw BEFORE UPDATE OF raw ON submission FOR EACH ROW EXECUTE FUNCTION guard_submission_update_of_raw()",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS guard_submission_update",
        "DROP TRIGGER IF EXISTS guard_submission_update_of_raw",
    ),
    "postgresql": (
        "DROP FUNCTION IF EXISTS guard_submission_update() CASCADE",
        "DROP FUNCTION IF EXISTS guard_submission_update_of_raw() CASCADE",
    ),
}


def upgrade() -> None:
    # Not in batch mode: SQLite would rebuild its largest tables.
    for table in ("submission", "verdict"):
        op.add_column(table, sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "purge_mark",
        sa.Column("form_version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("keys", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["form_version_id"], ["form_version.id"], name=op.f("fk_purge_mark_form_version_id")),
        sa.PrimaryKeyConstraint("form_version_id", "days", name=op.f("pk_purge_mark")),
    )
    _guard_with(NOW)


def downgrade() -> None:
    _guard_with(BEFORE)
    op.drop_table("purge_mark")
    for table in ("verdict", "submission"):
        op.drop_column(table, "purged_at")


def _guard_with(create: dict[str, tuple[str, ...]]) -> None:
    dialect = op.get_bind().dialect.name
    for statement in (*DROP[dialect], *create[dialect]):
        op.execute(statement.replace(":", r"\:"))
