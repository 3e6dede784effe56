"""wishes of companies and experts about each other, and how many must-meets an event allows.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SIDES = sa.Enum("company", "expert", name="needside", native_enum=False, length=40)
WISHES = sa.Enum("must_meet", "meet", "no_thanks", name="wish", native_enum=False, length=40)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "wish_rules",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("most_must_meets", sa.Integer(), nullable=False),
        *_record("wish_rules"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_wish_rules_event_id")),
        sa.UniqueConstraint("event_id", name=op.f("uq_wish_rules_event_id")),
    )
    op.create_table(
        "need_wish",
        *(sa.Column(key, sa.Integer(), nullable=False) for key in ("event_id", "need_id", "person_id")),
        sa.Column("side", SIDES, nullable=False),
        sa.Column("wish", WISHES, nullable=False),
        *_record("need_wish"),
        *(
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_need_wish_{table}_id"))
            for table in ("event", "need", "person")
        ),
        sa.UniqueConstraint("need_id", "person_id", "side", name=op.f("uq_need_wish_need_id_person_id_side")),
    )
    for key in ("event_id", "need_id", "person_id"):
        op.create_index(op.f(f"ix_need_wish_{key}"), "need_wish", [key])


def _record(table: str) -> list[sa.schema.SchemaItem]:
    """What every recorded row carries."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([key], ["person.id"], name=op.f(f"fk_{table}_{key}"), ondelete="SET NULL")
            for key in ("created_by", "updated_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table("need_wish")
    op.drop_table("wish_rules")
