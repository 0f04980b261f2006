"""What visitors began: the progress of forms in steps, and abandoned enquiries"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "progress",
        sa.Column("id", BIG, nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("form_version_id", sa.Integer(), nullable=False),
        sa.Column("attempt_key", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("step_id", sa.String(length=40), nullable=False),
        sa.Column("mail_to", sa.String(length=254), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_progress_form_id")),
        sa.ForeignKeyConstraint(["form_version_id"], ["form_version.id"], name=op.f("fk_progress_form_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
        sa.UniqueConstraint("form_id", "attempt_key", name=op.f("uq_progress_form_id_attempt_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_progress_token_hash")),
    )
    op.create_index(op.f("ix_progress_silent_at"), "progress", ["silent_at"], unique=False)
    op.create_index(op.f("ix_progress_expires_at"), "progress", ["expires_at"], unique=False)
    op.create_table(
        "abandoned_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "contacted", "dismissed", "superseded",
                name="state", native_enum=False, create_constraint=True, length=30,
            ),
            nullable=False,
        ),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_abandoned_item_submission_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_abandoned_item_form_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_abandoned_item_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abandoned_item")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_abandoned_item_submission_id")),
    )
    op.create_index(op.f("ix_abandoned_item_state_id"), "abandoned_item", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_abandoned_item_state_id"), table_name="abandoned_item")
    op.drop_table("abandoned_item")
    op.drop_index(op.f("ix_progress_expires_at"), table_name="progress")
    op.drop_index(op.f("ix_progress_silent_at"), table_name="progress")
    op.drop_table("progress")
