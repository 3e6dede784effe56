"""texts of agreements, landing, places on stage, pages of documents.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "agreement_file",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("draft", "final", "scan", name="agreementfilekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_file_agreement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_agreement_file_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_agreement_file_file_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_file_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_agreement_file_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_file")),
        sa.UniqueConstraint("agreement_id", "kind", "number", name=op.f("uq_agreement_file_agreement_id_kind_number")),
    )
    with op.batch_alter_table("agreement_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_file_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "landing_milestone",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("framework", "site", "company", "production", name="landingstage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("district", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_landing_milestone_agreement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_landing_milestone_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_landing_milestone_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landing_milestone")),
        sa.UniqueConstraint("agreement_id", "stage", name=op.f("uq_landing_milestone_agreement_id_stage")),
    )
    with op.batch_alter_table("landing_milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_landing_milestone_agreement_id"), ["agreement_id"], unique=False)

    with op.batch_alter_table("agreement_party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assistant", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("stage_mark", sa.String(), nullable=True))

    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pages", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_column("pages")

    with op.batch_alter_table("agreement_party", schema=None) as batch_op:
        batch_op.drop_column("stage_mark")
        batch_op.drop_column("assistant")

    with op.batch_alter_table("landing_milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_landing_milestone_agreement_id"))

    op.drop_table("landing_milestone")
    with op.batch_alter_table("agreement_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_file_agreement_id"))

    op.drop_table("agreement_file")
