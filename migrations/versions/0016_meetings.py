"""Meetings that prospects book with reps, how reps take them, and the time that is taken"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
KINDS = sa.Enum("discovery", "demo", "strategy", name="kind", native_enum=False, create_constraint=True, length=30)
STATES = sa.Enum(
    "booked",
    "cancelled",
    "held",
    "no_show",
    "lapsed",
    name="state",
    native_enum=False,
    create_constraint=True,
    length=30,
)


def upgrade() -> None:
    op.create_table(
        "availability",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("bookable", sa.Boolean(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("types", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_availability_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_availability")),
    )
    op.create_table(
        "meeting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("lead_id", BIG, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", BIG, nullable=True),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("booked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meeting_order")),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], name=op.f("fk_meeting_lead_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_meeting_user_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_meeting_submission_id")),
        sa.ForeignKeyConstraint(["booked_by_id"], ["user_account.id"], name=op.f("fk_meeting_booked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    booked = sa.text("state = 'booked'")
    op.create_index(
        "uq_meeting_one_booked", "meeting", ["lead_id"], unique=True, sqlite_where=booked, postgresql_where=booked
    )
    op.create_index(op.f("ix_meeting_lead_id_id"), "meeting", ["lead_id", "id"], unique=False)
    op.create_index(
        op.f("ix_meeting_user_id_state_starts_at"), "meeting", ["user_id", "state", "starts_at"], unique=False
    )
    op.create_index(op.f("ix_meeting_state_starts_at"), "meeting", ["state", "starts_at"], unique=False)
    op.create_table(
        "held_time",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("quantum", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_held_time_user_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_held_time_meeting_id")),
        sa.PrimaryKeyConstraint("user_id", "quantum", name=op.f("pk_held_time")),
    )
    op.create_index(op.f("ix_held_time_meeting_id"), "held_time", ["meeting_id"], unique=False)


def downgrade() -> None:
    op.drop_table("held_time")
    op.drop_table("meeting")
    op.drop_table("availability")
