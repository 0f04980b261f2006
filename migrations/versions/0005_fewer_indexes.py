"""Indexes that every submission wrote and no query read

Four in ten of the pages that a submission wrote were theirs (docs/performance.md).
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

UNREAD = (
    ("answer", ("key", "number")),
    ("answer", ("key", "state")),
    ("answer", ("key", "text")),
    ("event", ("at", "id")),
    ("lead", ("created_at", "id")),
    ("message", ("user_id", "id")),
    ("submission", ("received_at", "id")),
)


def upgrade() -> None:
    for table, columns in UNREAD:
        op.drop_index(_name(table, columns), table_name=table)


def downgrade() -> None:
    for table, columns in UNREAD:
        op.create_index(_name(table, columns), table, list(columns), unique=False)


def _name(table: str, columns: tuple[str, ...]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")
