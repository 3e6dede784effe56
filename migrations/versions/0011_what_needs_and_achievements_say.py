"""the readiness and regions a need asks for; what an achievement does, and where it can be used.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.add_column(sa.Column("least_trl", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("regions", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_check_constraint(batch_op.f("ck_need_trl_from_one_to_nine"), "least_trl BETWEEN 1 AND 9")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        for key in ("effect", "applies_to"):
            batch_op.add_column(sa.Column(key, sa.String(), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        for key in ("applies_to", "effect"):
            batch_op.drop_column(key)
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_need_trl_from_one_to_nine"), type_="check")
        batch_op.drop_column("regions")
        batch_op.drop_column("least_trl")
