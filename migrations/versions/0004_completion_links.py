"""Links that ask a lead's person for just what is missing"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "completion_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_completion_link_lead_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_completion_link_made_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_completion_link_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion_link")),
    )
    op.create_index(op.f("ix_completion_link_lead_id_id"), "completion_link", ["lead_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_completion_link_lead_id_id"), table_name="completion_link")
    op.drop_table("completion_link")
