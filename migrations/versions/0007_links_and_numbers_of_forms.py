"""Campaign links of forms, and what their visitors did as sums"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = ("load", "view", "start", "step", "error", "left", "submit", "time")


def upgrade() -> None:
    op.create_table(
        "form_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("utm_source", sa.String(length=120), nullable=False),
        sa.Column("utm_medium", sa.String(length=120), nullable=False),
        sa.Column("utm_campaign", sa.String(length=120), nullable=False),
        sa.Column("utm_term", sa.String(length=120), nullable=False),
        sa.Column("utm_content", sa.String(length=120), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_form_link_created_by_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_form_link_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_link")),
        sa.UniqueConstraint("code", name=op.f("uq_form_link_code")),
    )
    op.create_index(op.f("ix_form_link_form_id"), "form_link", ["form_id"], unique=False)
    op.create_table(
        "form_count",
        sa.Column("form_version_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_version_id"], ["form_version.id"], name=op.f("fk_form_count_form_version_id")),
        sa.PrimaryKeyConstraint("form_version_id", "day", "kind", "name", "source", name=op.f("pk_form_count")),
    )


def downgrade() -> None:
    op.drop_table("form_count")
    op.drop_index(op.f("ix_form_link_form_id"), table_name="form_link")
    op.drop_table("form_link")
