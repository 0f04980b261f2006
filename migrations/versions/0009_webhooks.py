"""Webhooks, and the calls that are owed to them"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATE = sa.Enum("waiting", "delivered", "dead", name="state", native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.String(length=80), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=True),
        sa.Column("seen_event_id", BIG, nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_webhook_form_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_webhook_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "hook_call",
        sa.Column("id", BIG, nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(length=500), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhook.id"], name=op.f("fk_hook_call_webhook_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_hook_call_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_call")),
        sa.UniqueConstraint("webhook_id", "event_id", name=op.f("uq_hook_call_webhook_id_event_id")),
    )
    op.create_index(
        op.f("ix_hook_call_state_next_attempt_at_id"), "hook_call", ["state", "next_attempt_at", "id"], unique=False
    )
    op.create_index(op.f("ix_hook_call_webhook_id_id"), "hook_call", ["webhook_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_hook_call_webhook_id_id"), table_name="hook_call")
    op.drop_index(op.f("ix_hook_call_state_next_attempt_at_id"), table_name="hook_call")
    op.drop_table("hook_call")
    op.drop_table("webhook")
