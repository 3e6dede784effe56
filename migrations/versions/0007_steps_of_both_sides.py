"""steps of two sides as other domains report them, and what a version of matching was learned about.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KINDS = (
    "wished", "wished_much", "wished_not", "found_good", "pinned", "hidden", "asked", "accepted", "declined",
    "no_interest", "follow_up", "confidential", "due_diligence", "introduced", "signed",
)  # fmt: skip
REASONS = ("other_subject", "not_mature", "too_dear", "too_far", "other")
PAIR = (
    "(investor_id IS NOT NULL AND pitch_id IS NOT NULL AND need_id IS NULL AND achievement_id IS NULL)"
    " OR (investor_id IS NULL AND pitch_id IS NULL AND need_id IS NOT NULL AND achievement_id IS NOT NULL)"
)
# What happened before this table was there: outcomes of meetings, and signatures.
BEFORE = (
    """INSERT INTO match_step (source, kind, happened_at, event_id, investor_id, pitch_id, created_at, updated_at, version)
    SELECT 'meeting:' || m.id || '\\:outcome', CASE m.outcome WHEN 'nda' THEN 'confidential' ELSE m.outcome END,
        COALESCE(s.start_at, m.updated_at), m.event_id, m.investor_id, m.pitch_id, m.updated_at, m.updated_at, 1
    FROM meeting m LEFT JOIN meeting_slot s ON s.id = m.slot_id WHERE m.outcome IS NOT NULL""",
    """INSERT INTO match_step
        (source, kind, happened_at, event_id, need_id, achievement_id, created_at, updated_at, version)
    SELECT 'agreement:' || id, CASE agreement_type WHEN 'nda' THEN 'confidential' ELSE 'signed' END, signed_at,
        event_id, need_id, achievement_id, updated_at, updated_at, 1
    FROM agreement WHERE signed_at IS NOT NULL AND need_id IS NOT NULL AND achievement_id IS NOT NULL""",
)
KEYS = ("event_id", "investor_id", "pitch_id", "need_id", "achievement_id")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "match_step",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="stepkind", native_enum=False, length=40), nullable=False),
        sa.Column("side", sa.Enum("investor", "pitch", name="wishside", native_enum=False, length=40), nullable=True),
        sa.Column("reason", sa.Enum(*REASONS, name="declinereason", native_enum=False, length=40), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(key, sa.Integer(), nullable=True) for key in KEYS),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(PAIR, name=op.f("ck_match_step_one_pair")),
        *(
            sa.ForeignKeyConstraint([key], [f"{key.removesuffix('_id')}.id"], name=op.f(f"fk_match_step_{key}"))
            for key in KEYS
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_match_step_created_by"),
                                ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_match_step_updated_by"),
                                ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_step")),
        sa.UniqueConstraint("source", name=op.f("uq_match_step_source")),
    )  # fmt: skip
    with op.batch_alter_table("match_step", schema=None) as batch_op:
        for key in KEYS:
            batch_op.create_index(batch_op.f(f"ix_match_step_{key}"), [key], unique=False)
    for statement in BEFORE:
        op.execute(sa.text(statement))
    subjects = sa.Enum("achievements", "pitches", name="subject", native_enum=False, length=40)
    with op.batch_alter_table("match_model", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", subjects, server_default="achievements", nullable=False))


def downgrade() -> None:
    """Take the schema back."""
    op.execute(sa.text("DELETE FROM match_model WHERE subject = 'pitches'"))
    with op.batch_alter_table("match_model", schema=None) as batch_op:
        batch_op.drop_column("subject")
    with op.batch_alter_table("match_step", schema=None) as batch_op:
        for key in reversed(KEYS):
            batch_op.drop_index(batch_op.f(f"ix_match_step_{key}"))
    op.drop_table("match_step")
