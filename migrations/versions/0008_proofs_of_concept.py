"""proofs of concept, services of agreements, sittings of juries, sessions without photographs.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("no_photos", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("panel", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_panel_session_id"), ["session_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_panel_session_id"), "event_session", ["session_id"], ["id"])

    op.create_table(
        "service_listing",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_service_listing_agreement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_service_listing_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_service_listing_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_listing")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_service_listing_agreement_id")),
    )
    op.create_table(
        "service_enquiry",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_service_enquiry_answered_by")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_service_enquiry_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["service_listing.id"], name=op.f("fk_service_enquiry_listing_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_service_enquiry_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_service_enquiry_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_service_enquiry_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_enquiry")),
    )
    with op.batch_alter_table("service_enquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_enquiry_listing_id"), ["listing_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_enquiry_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_enquiry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "poc_project",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("apply", "plan", "verify", "report", name="pocstage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "submitted",
                "returned",
                "completed",
                "stopped",
                "withdrawn",
                name="pocstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("question", sa.String(), nullable=True),
        sa.Column("expected_use", sa.String(), nullable=True),
        sa.Column("trl_before", sa.Integer(), nullable=True),
        sa.Column("work", sa.String(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("findings", sa.String(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("trl_after", sa.Integer(), nullable=True),
        sa.Column(
            "advice",
            sa.Enum("transfer", "more_work", "give_up", name="pocadvice", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["achievement_id"], ["achievement.id"], name=op.f("fk_poc_project_achievement_id")),
        sa.ForeignKeyConstraint(["applicant_id"], ["organisation.id"], name=op.f("fk_poc_project_applicant_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_poc_project_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_poc_project_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_poc_project_organisation_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_poc_project_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poc_project")),
        sa.UniqueConstraint(
            "achievement_id",
            "organisation_id",
            "attempt",
            name=op.f("uq_poc_project_achievement_id_organisation_id_attempt"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_poc_project_number")),
    )
    with op.batch_alter_table("poc_project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poc_project_achievement_id"), ["achievement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poc_project_applicant_id"), ["applicant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poc_project_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poc_project_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poc_project_state"), ["state"], unique=False)

    op.create_table(
        "poc_gate",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("apply", "plan", "verify", "report", name="pocstage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum("passed", "returned", "stopped", name="pocverdict", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("reminded_of", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_poc_gate_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_poc_gate_decided_by")),
        sa.ForeignKeyConstraint(["decider_id"], ["person.id"], name=op.f("fk_poc_gate_decider_id")),
        sa.ForeignKeyConstraint(["handed_in_by"], ["person.id"], name=op.f("fk_poc_gate_handed_in_by")),
        sa.ForeignKeyConstraint(["project_id"], ["poc_project.id"], name=op.f("fk_poc_gate_project_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_poc_gate_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poc_gate")),
        sa.UniqueConstraint("project_id", "stage", name=op.f("uq_poc_gate_project_id_stage")),
    )
    with op.batch_alter_table("poc_gate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poc_gate_decider_id"), ["decider_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_poc_gate_project_id"), ["project_id"], unique=False)

    op.create_table(
        "poc_measure",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_poc_measure_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["project_id"], ["poc_project.id"], name=op.f("fk_poc_measure_project_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_poc_measure_updated_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poc_measure")),
        sa.UniqueConstraint("project_id", "position", name=op.f("uq_poc_measure_project_id_position")),
    )
    with op.batch_alter_table("poc_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poc_measure_project_id"), ["project_id"], unique=False)

    op.create_table(
        "poc_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum("apply", "plan", "verify", "report", name="pocstage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "deed",
            sa.Enum(
                "handed_in",
                "passed",
                "returned",
                "stopped",
                "withdrawn",
                "decider_named",
                "due_moved",
                name="pocdeed",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_poc_record_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["poc_project.id"], name=op.f("fk_poc_record_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poc_record")),
    )
    with op.batch_alter_table("poc_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_poc_record_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Take the schema back."""
    with op.batch_alter_table("poc_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poc_record_project_id"))

    op.drop_table("poc_record")
    with op.batch_alter_table("poc_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poc_measure_project_id"))

    op.drop_table("poc_measure")
    with op.batch_alter_table("poc_gate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poc_gate_project_id"))
        batch_op.drop_index(batch_op.f("ix_poc_gate_decider_id"))

    op.drop_table("poc_gate")
    with op.batch_alter_table("poc_project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poc_project_state"))
        batch_op.drop_index(batch_op.f("ix_poc_project_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_poc_project_centre_id"))
        batch_op.drop_index(batch_op.f("ix_poc_project_applicant_id"))
        batch_op.drop_index(batch_op.f("ix_poc_project_achievement_id"))

    op.drop_table("poc_project")
    with op.batch_alter_table("service_enquiry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_enquiry_person_id"))
        batch_op.drop_index(batch_op.f("ix_service_enquiry_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_service_enquiry_listing_id"))

    op.drop_table("service_enquiry")
    op.drop_table("service_listing")
    with op.batch_alter_table("panel", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_panel_session_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_panel_session_id"))
        batch_op.drop_column("session_id")

    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.drop_column("no_photos")
