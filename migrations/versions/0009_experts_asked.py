"""experts who were asked to help with a need: the question, the answer, and when.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STATES = sa.Enum("asked", "accepted", "declined", name="expertstate", native_enum=False, length=40)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("need_expert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state", STATES, nullable=False, server_default="accepted"))
        batch_op.add_column(sa.Column("note", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("asked_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_need_expert_asked_by"), "person", ["asked_by"], ["id"])
        batch_op.create_unique_constraint(batch_op.f("uq_need_expert_need_id_person_id"), ["need_id", "person_id"])


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("need_expert", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_need_expert_need_id_person_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_need_expert_asked_by"), type_="foreignkey")
        for name in ("answered_at", "answer", "asked_at", "asked_by", "note", "state"):
            batch_op.drop_column(name)
