"""Test visitors of forms, and the outcomes that somebody accepted"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "test_visitor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("posted", sa.JSON(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_test_visitor_form_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_test_visitor_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_visitor")),
    )
    op.create_index(op.f("ix_test_visitor_form_id"), "test_visitor", ["form_id"], unique=False)
    op.create_table(
        "test_visitor_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visitor_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "refused", "unqualified", "mql", "sql",
                name="result", native_enum=False, create_constraint=True, length=30,
            ),
            nullable=False,
        ),
        sa.Column("destination", sa.String(length=60), nullable=False),
        sa.Column("agreement_number", sa.Integer(), nullable=False),
        sa.Column("agreement_hash", sa.String(length=64), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["test_visitor.id"], name=op.f("fk_test_visitor_outcome_visitor_id")
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["user_account.id"], name=op.f("fk_test_visitor_outcome_accepted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_visitor_outcome")),
    )
    op.create_index(op.f("ix_test_visitor_outcome_visitor_id"), "test_visitor_outcome", ["visitor_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_test_visitor_outcome_visitor_id"), table_name="test_visitor_outcome")
    op.drop_table("test_visitor_outcome")
    op.drop_index(op.f("ix_test_visitor_form_id"), table_name="test_visitor")
    op.drop_table("test_visitor")
