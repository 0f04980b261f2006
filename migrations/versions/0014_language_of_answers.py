"""The language in which a form was answered: numbers are written differently in each"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in batch mode: SQLite would rebuild its largest tables.
    for table in ("submission", "progress"):
        op.add_column(table, sa.Column("language", sa.String(length=20), server_default="", nullable=False))


def downgrade() -> None:
    for table in ("progress", "submission"):
        op.drop_column(table, "language")
