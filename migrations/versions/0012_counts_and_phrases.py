"""Counts by day and phrases of leads, which the worker keeps for reports and searches over many leads"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BYTES = sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql")
COUNTS = ("submissions", "lead", "mql", "sql", "accepted")


def upgrade() -> None:
    op.create_table(
        "day_count",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("day", "form_id", "source", name=op.f("pk_day_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lead_phrase",
        sa.Column("phrase", BYTES, nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("phrase", "lead_id", name=op.f("pk_lead_phrase")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_lead_phrase_lead_id"), "lead_phrase", ["lead_id"], unique=False)
    op.create_table(
        "bookmark",
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bookmark")),
    )
    op.create_index(op.f("ix_submission_received_day"), "submission", ["received_day"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_submission_received_day"), table_name="submission")
    op.drop_table("bookmark")
    op.drop_table("lead_phrase")
    op.drop_table("day_count")
