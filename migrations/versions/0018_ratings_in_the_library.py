"""Ratings as keys of the library: the type came after the table, whose check refused it"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BEFORE = (
    *("text", "long_text", "email", "phone", "whole", "decimal", "money", "choice", "choices", "yes_no", "country"),
    *("date", "url", "consent"),
)
LATER = ("rating", "file", "hidden", "heading", "paragraph", "image")
KINDS = ("contact", "sizing", "need", "readiness", "consent", "question")


def upgrade() -> None:
    _allow((*BEFORE, *LATER))


def downgrade() -> None:
    keys = sa.table("library_key", sa.column("type"))
    op.execute(sa.delete(keys).where(keys.c.type.in_(LATER)))
    _allow(BEFORE)


def _allow(types: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        listed = ", ".join(f"'{name}'" for name in types)
        op.drop_constraint(op.f("ck_library_key_type"), "library_key", type_="check")
        op.create_check_constraint(op.f("ck_library_key_type"), "library_key", f"type IN ({listed})")
        return
    op.rename_table("library_key", "library_key_before")
    op.create_table(
        "library_key",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("type", _choice("type", types), nullable=False),
        sa.Column("kind", _choice("kind", KINDS), nullable=False),
        sa.Column("label", sa.String(length=500), nullable=False),
        sa.Column("help", sa.String(length=500), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_library_key")),
    )
    op.execute("INSERT INTO library_key SELECT * FROM library_key_before")
    op.drop_table("library_key_before")


def _choice(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)
