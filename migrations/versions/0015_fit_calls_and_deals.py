"""Fit calls, opportunities and how leads ended"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        "fit_call",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", BIG, nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("current_who", sa.String(length=300), nullable=False),
        sa.Column("current_what", sa.String(length=300), nullable=False),
        sa.Column("current_why", sa.String(length=300), nullable=False),
        sa.Column("why_replace", sa.String(length=300), nullable=False),
        sa.Column("role", choice("role", "pays", "decides", "influences", "researches"), nullable=True),
        sa.Column("will_switch", sa.Boolean(), nullable=True),
        sa.Column("has_budget", sa.Boolean(), nullable=True),
        sa.Column("result", choice("result", "fits", "not_now", "not_a_fit"), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_fit_call_lead_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_fit_call_user_id")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_fit_call_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_call")),
    )
    op.create_index(op.f("ix_fit_call_lead_id"), "fit_call", ["lead_id"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("stage", choice("stage", "scope", "proposal"), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_opportunity_amount")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_opportunity_lead_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_opportunity_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_opportunity_lead_id")),
    )
    reasons = (
        "price",
        "competitor",
        "no_decision",
        "no_budget",
        "missing_feature",
        "stopped_answering",
        "other",
    )
    op.create_table(
        "outcome",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("ending", choice("ending", "won", "lost"), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("reason", choice("reason", *reasons), nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("churned_on", sa.Date(), nullable=True),
        sa.Column("churn_note", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("(ending = 'won') = (amount IS NOT NULL)", name=op.f("ck_outcome_amount")),
        sa.CheckConstraint("(ending = 'lost') = (reason IS NOT NULL)", name=op.f("ck_outcome_lost")),
        sa.CheckConstraint("churned_on IS NULL OR ending = 'won'", name=op.f("ck_outcome_churned")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_outcome_lead_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outcome_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("lead_id", name=op.f("uq_outcome_lead_id")),
    )


def downgrade() -> None:
    op.drop_table("outcome")
    op.drop_table("opportunity")
    op.drop_index(op.f("ix_fit_call_lead_id"), table_name="fit_call")
    op.drop_table("fit_call")
