"""requests to move a meeting, and the times they offer.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "move_request",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Enum("investor", "pitch", name="wishside", native_enum=False, length=40), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "withdrawn",
                "expired",
                "overtaken",
                name="movestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("from_slot_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_slot_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_move_request_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_move_request_asked_by")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_move_request_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_move_request_event_id")),
        sa.ForeignKeyConstraint(["from_slot_id"], ["meeting_slot.id"], name=op.f("fk_move_request_from_slot_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_move_request_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["to_slot_id"], ["meeting_slot.id"], name=op.f("fk_move_request_to_slot_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_move_request_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_request")),
    )
    with op.batch_alter_table("move_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_request_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_request_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_move_request_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_move_request_open",
            ["meeting_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "move_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_move_offer_one_to_three")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["move_request.id"], name=op.f("fk_move_offer_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_move_offer_slot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move_offer")),
        sa.UniqueConstraint("request_id", "position", name=op.f("uq_move_offer_request_id_position")),
        sa.UniqueConstraint("request_id", "slot_id", name=op.f("uq_move_offer_request_id_slot_id")),
    )
    with op.batch_alter_table("move_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_offer_request_id"), ["request_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("move_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_move_offer_request_id"))

    op.drop_table("move_offer")
    with op.batch_alter_table("move_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_move_request_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_move_request_state"))
        batch_op.drop_index(batch_op.f("ix_move_request_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_move_request_event_id"))

    op.drop_table("move_request")
