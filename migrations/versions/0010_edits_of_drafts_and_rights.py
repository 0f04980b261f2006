"""Edits of drafts that can be taken back, and what each user may do with forms"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_form_edit_author_id")),
        sa.ForeignKeyConstraint(["form_id"], ["form.id"], name=op.f("fk_form_edit_form_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_edit")),
    )
    op.create_index("ix_form_edit_form_id_id", "form_edit", ["form_id", "id"], unique=False)
    # Not in batch mode: rebuilding the table that most others point at is refused on a SQLite database with rows in it.
    op.execute(
        "ALTER TABLE user_account ADD COLUMN form_right VARCHAR(30) CONSTRAINT ck_user_account_form_right "
        "CHECK (form_right IN ('none', 'viewer', 'editor', 'publisher'))"
    )
    op.execute("ALTER TABLE user_account ADD COLUMN signs BOOLEAN")


def downgrade() -> None:
    op.execute("ALTER TABLE user_account DROP COLUMN signs")
    op.execute("ALTER TABLE user_account DROP COLUMN form_right")
    op.drop_index("ix_form_edit_form_id_id", table_name="form_edit")
    op.drop_table("form_edit")
