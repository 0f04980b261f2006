"""How long a form may stay under a former agreement before its owner is warned"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("organisation", sa.Column("upgrade_grace_days", sa.Integer(), nullable=False, server_default="14"))


def downgrade() -> None:
    op.drop_column("organisation", "upgrade_grace_days")
