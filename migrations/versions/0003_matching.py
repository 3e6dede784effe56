"""What matching remembers: verdicts, synonyms, vectors of texts, versions of what was learned.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


# The search of the database beside match_entry: FTS5 follows it by triggers, PostgreSQL by an index.
SQLITE = (
    """CREATE VIRTUAL TABLE match_entry_fts USING fts5(
        tokens, content='match_entry', content_rowid='achievement_id', detail='none', columnsize=0,
        tokenize="unicode61 remove_diacritics 0 tokenchars '_'")""",
    """CREATE TRIGGER match_entry_fts_added AFTER INSERT ON match_entry BEGIN
        INSERT INTO match_entry_fts(rowid, tokens) VALUES (new.achievement_id, new.tokens); END""",
    """CREATE TRIGGER match_entry_fts_gone AFTER DELETE ON match_entry BEGIN
        INSERT INTO match_entry_fts(match_entry_fts, rowid, tokens)
        VALUES ('delete', old.achievement_id, old.tokens); END""",
    """CREATE TRIGGER match_entry_fts_changed AFTER UPDATE ON match_entry BEGIN
        INSERT INTO match_entry_fts(match_entry_fts, rowid, tokens)
        VALUES ('delete', old.achievement_id, old.tokens);
        INSERT INTO match_entry_fts(rowid, tokens) VALUES (new.achievement_id, new.tokens); END""",
)
POSTGRESQL = (
    "CREATE INDEX match_entry_fts ON match_entry USING gin (array_to_tsvector(string_to_array(tokens, ' ')))",
)


def recorded(table: str) -> list[sa.Column | sa.Constraint]:
    """The columns and keys that every lasting row has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=f"fk_{table}_created_by", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=f"fk_{table}_updated_by", ondelete="SET NULL"),
    ]


def upgrade():
    op.create_table(
        "match_verdict",
        *recorded("match_verdict"),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("company", "manager", name="verdictside", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "choice",
            sa.Enum("interested", "declined", "pinned", "hidden", "noted", name="choice", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "other_subject",
                "not_mature",
                "too_dear",
                "too_far",
                "other",
                name="declinereason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name="fk_match_verdict_need_id"),
        sa.ForeignKeyConstraint(["achievement_id"], ["achievement.id"], name="fk_match_verdict_achievement_id"),
        sa.UniqueConstraint("need_id", "achievement_id", "side", name="uq_match_verdict_need_id_achievement_id_side"),
    )
    op.create_index("ix_match_verdict_need_id", "match_verdict", ["need_id"])
    op.create_index("ix_match_verdict_achievement_id", "match_verdict", ["achievement_id"])
    op.create_table("synonym_group", *recorded("synonym_group"), sa.Column("words", sa.JSON(), nullable=False))
    op.create_table(
        "text_vector",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_text_vector"),
    )
    op.create_table(
        "match_model",
        *recorded("match_model"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("active", "retired", "refused", name="modelstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("judgements", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.UniqueConstraint("number", name="uq_match_model_number"),
    )
    op.create_index("ix_match_model_state", "match_model", ["state"])
    op.create_table(
        "match_entry",
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("achievement_id", name="pk_match_entry"),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name="fk_match_entry_achievement_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "match_token",
        sa.Column("token", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_match_token"),
    )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade():
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE match_entry_fts")
    op.drop_table("match_token")
    op.drop_table("match_entry")
    op.drop_table("match_model")
    op.drop_table("text_vector")
    op.drop_table("synonym_group")
    op.drop_table("match_verdict")
