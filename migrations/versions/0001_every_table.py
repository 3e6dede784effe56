"""every table.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Keys between tables that need each other: SQLite takes them with the table, PostgreSQL afterwards.
LATE_KEYS = (
    ("fk_account_created_by", "account", "person", "created_by", "SET NULL"),
    ("fk_account_updated_by", "account", "person", "updated_by", "SET NULL"),
    ("fk_achievement_created_by", "achievement", "person", "created_by", "SET NULL"),
    ("fk_achievement_updated_by", "achievement", "person", "updated_by", "SET NULL"),
    ("fk_action_item_created_by", "action_item", "person", "created_by", "SET NULL"),
    ("fk_action_item_updated_by", "action_item", "person", "updated_by", "SET NULL"),
    ("fk_agreement_created_by", "agreement", "person", "created_by", "SET NULL"),
    ("fk_agreement_party_created_by", "agreement_party", "person", "created_by", "SET NULL"),
    ("fk_agreement_party_updated_by", "agreement_party", "person", "updated_by", "SET NULL"),
    ("fk_agreement_updated_by", "agreement", "person", "updated_by", "SET NULL"),
    ("fk_centre_created_by", "centre", "person", "created_by", "SET NULL"),
    ("fk_centre_organisation_id", "centre", "organisation", "organisation_id", None),
    ("fk_centre_updated_by", "centre", "person", "updated_by", "SET NULL"),
    ("fk_certificate_created_by", "certificate", "person", "created_by", "SET NULL"),
    ("fk_certificate_updated_by", "certificate", "person", "updated_by", "SET NULL"),
    ("fk_consent_event_id", "consent", "event", "event_id", None),
    ("fk_contract_registration_created_by", "contract_registration", "person", "created_by", "SET NULL"),
    ("fk_contract_registration_updated_by", "contract_registration", "person", "updated_by", "SET NULL"),
    ("fk_document_created_by", "document", "person", "created_by", "SET NULL"),
    ("fk_document_updated_by", "document", "person", "updated_by", "SET NULL"),
    ("fk_event_created_by", "event", "person", "created_by", "SET NULL"),
    ("fk_event_session_created_by", "event_session", "person", "created_by", "SET NULL"),
    ("fk_event_session_updated_by", "event_session", "person", "updated_by", "SET NULL"),
    ("fk_event_task_created_by", "event_task", "person", "created_by", "SET NULL"),
    ("fk_event_task_updated_by", "event_task", "person", "updated_by", "SET NULL"),
    ("fk_event_updated_by", "event", "person", "updated_by", "SET NULL"),
    ("fk_figure_created_by", "figure", "person", "created_by", "SET NULL"),
    ("fk_figure_updated_by", "figure", "person", "updated_by", "SET NULL"),
    ("fk_follow_up_created_by", "follow_up", "person", "created_by", "SET NULL"),
    ("fk_follow_up_updated_by", "follow_up", "person", "updated_by", "SET NULL"),
    ("fk_interest_created_by", "interest", "person", "created_by", "SET NULL"),
    ("fk_interest_updated_by", "interest", "person", "updated_by", "SET NULL"),
    ("fk_investor_created_by", "investor", "person", "created_by", "SET NULL"),
    ("fk_investor_participation_created_by", "investor_participation", "person", "created_by", "SET NULL"),
    ("fk_investor_participation_updated_by", "investor_participation", "person", "updated_by", "SET NULL"),
    ("fk_investor_representative_created_by", "investor_representative", "person", "created_by", "SET NULL"),
    ("fk_investor_representative_updated_by", "investor_representative", "person", "updated_by", "SET NULL"),
    ("fk_investor_updated_by", "investor", "person", "updated_by", "SET NULL"),
    ("fk_mandate_created_by", "mandate", "person", "created_by", "SET NULL"),
    ("fk_mandate_updated_by", "mandate", "person", "updated_by", "SET NULL"),
    ("fk_meeting_block_created_by", "meeting_block", "person", "created_by", "SET NULL"),
    ("fk_meeting_block_updated_by", "meeting_block", "person", "updated_by", "SET NULL"),
    ("fk_meeting_created_by", "meeting", "person", "created_by", "SET NULL"),
    ("fk_meeting_settings_created_by", "meeting_settings", "person", "created_by", "SET NULL"),
    ("fk_meeting_settings_updated_by", "meeting_settings", "person", "updated_by", "SET NULL"),
    ("fk_meeting_table_created_by", "meeting_table", "person", "created_by", "SET NULL"),
    ("fk_meeting_table_updated_by", "meeting_table", "person", "updated_by", "SET NULL"),
    ("fk_meeting_updated_by", "meeting", "person", "updated_by", "SET NULL"),
    ("fk_membership_created_by", "membership", "person", "created_by", "SET NULL"),
    ("fk_membership_updated_by", "membership", "person", "updated_by", "SET NULL"),
    ("fk_message_created_by", "message", "person", "created_by", "SET NULL"),
    ("fk_message_updated_by", "message", "person", "updated_by", "SET NULL"),
    ("fk_need_created_by", "need", "person", "created_by", "SET NULL"),
    ("fk_need_updated_by", "need", "person", "updated_by", "SET NULL"),
    ("fk_organisation_created_by", "organisation", "person", "created_by", "SET NULL"),
    ("fk_organisation_relation_created_by", "organisation_relation", "person", "created_by", "SET NULL"),
    ("fk_organisation_relation_updated_by", "organisation_relation", "person", "updated_by", "SET NULL"),
    ("fk_organisation_updated_by", "organisation", "person", "updated_by", "SET NULL"),
    ("fk_person_created_by", "person", "person", "created_by", "SET NULL"),
    ("fk_person_organisation_id", "person", "organisation", "organisation_id", None),
    ("fk_person_updated_by", "person", "person", "updated_by", "SET NULL"),
    ("fk_pitch_created_by", "pitch", "person", "created_by", "SET NULL"),
    ("fk_pitch_updated_by", "pitch", "person", "updated_by", "SET NULL"),
    ("fk_question_created_by", "question", "person", "created_by", "SET NULL"),
    ("fk_question_updated_by", "question", "person", "updated_by", "SET NULL"),
    ("fk_registration_created_by", "registration", "person", "created_by", "SET NULL"),
    ("fk_registration_updated_by", "registration", "person", "updated_by", "SET NULL"),
    ("fk_room_created_by", "room", "person", "created_by", "SET NULL"),
    ("fk_room_updated_by", "room", "person", "updated_by", "SET NULL"),
    ("fk_running_order_created_by", "running_order", "person", "created_by", "SET NULL"),
    ("fk_running_order_item_created_by", "running_order_item", "person", "created_by", "SET NULL"),
    ("fk_running_order_item_updated_by", "running_order_item", "person", "updated_by", "SET NULL"),
    ("fk_running_order_updated_by", "running_order", "person", "updated_by", "SET NULL"),
    ("fk_session_person_created_by", "session_person", "person", "created_by", "SET NULL"),
    ("fk_session_person_updated_by", "session_person", "person", "updated_by", "SET NULL"),
    ("fk_signing_batch_created_by", "signing_batch", "person", "created_by", "SET NULL"),
    ("fk_signing_batch_updated_by", "signing_batch", "person", "updated_by", "SET NULL"),
    ("fk_stored_file_created_by", "stored_file", "person", "created_by", "SET NULL"),
    ("fk_stored_file_updated_by", "stored_file", "person", "updated_by", "SET NULL"),
    ("fk_venue_created_by", "venue", "person", "created_by", "SET NULL"),
    ("fk_venue_updated_by", "venue", "person", "updated_by", "SET NULL"),
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("object_kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_entry_previous_hash")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_person_id"), ["person_id"], unique=False)

    op.create_table(
        "centre",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_centre_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_centre_organisation_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["centre.id"], name=op.f("fk_centre_parent_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_centre_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centre")),
        sa.UniqueConstraint("name", name=op.f("uq_centre_name")),
    )
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_centre_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fact")),
    )
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fact_name"), ["name"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("queued", "running", "done", "failed", name="jobstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("done_units", sa.Integer(), nullable=False),
        sa.Column("all_units", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "run_at"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_series")),
        sa.UniqueConstraint("prefix", "year", name=op.f("uq_number_series_prefix_year")),
    )
    op.create_table(
        "occupancy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "resource_kind",
            sa.Enum("person", "room", "table", name="resourcekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("tick", sa.Integer(), nullable=False),
        sa.Column("holder_kind", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy")),
        sa.UniqueConstraint("resource_kind", "resource_id", "tick", name="uq_occupancy_tick"),
    )
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_occupancy_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_occupancy_holder", ["holder_kind", "holder_id"], unique=False)

    op.create_table(
        "person",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("professional_title", sa.String(), nullable=True),
        sa.Column("honorific", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("mobile_index", sa.String(), nullable=True),
        sa.Column("research_fields", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_person_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_person_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_mobile_index"), ["mobile_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_person_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "schedule_mark",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("watermark", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule_mark")),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_stored_file_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_stored_file_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_sha256"), ["sha256"], unique=False)

    op.create_table(
        "worker_beat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beat")),
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("mobile_index", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mobile_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_account_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_account_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
        sa.UniqueConstraint("mobile_index", name=op.f("uq_account_mobile_index")),
        sa.UniqueConstraint("person_id", name=op.f("uq_account_person_id")),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "calendar_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("face", sa.JSON(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_mark_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_mark")),
        sa.UniqueConstraint("person_id", "uid", name=op.f("uq_calendar_mark_person_id_uid")),
    )
    with op.batch_alter_table("calendar_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_mark_person_id"), ["person_id"], unique=False)

    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "run_event",
                "public_name",
                "share_contact",
                "photos",
                "personal_push",
                name="consentpurpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text_version", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_consent_event_id"), use_alter=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_person_id"), ["person_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_key", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_document_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_document_file_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_document_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_content_key"), ["content_key"], unique=False)
        batch_op.create_index("ix_document_subject", ["kind", "subject_kind", "subject_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invited_login", sa.Text(), nullable=True),
        sa.Column("invited_index", sa.String(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "platform_admin",
                "centre_operator",
                "event_organiser",
                "check_in_helper",
                "reviewer",
                "tech_manager",
                "project_team",
                "need_company",
                "investor",
                "speaker",
                "attendee",
                "press",
                "public",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope_kind",
            sa.Enum(
                "platform", "centre", "event", "organisation", "person", name="scopekind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_membership_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_membership_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("invited_index", "role", "scope_kind", "scope_id", name="uq_membership_invited"),
        sa.UniqueConstraint("person_id", "role", "scope_kind", "scope_id", name="uq_membership_person"),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_invited_index"), ["invited_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_membership_scope", ["scope_kind", "scope_id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=True),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("sort_key", sa.String(), nullable=False),
        sa.Column("known_as", sa.String(), nullable=False),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column(
            "org_type",
            sa.Enum(
                "government",
                "public_institution",
                "university",
                "research_institute",
                "hospital",
                "company",
                "investor_financial",
                "investor_industrial",
                "investor_state",
                "service_institution",
                "tech_transfer_center",
                "poc_center",
                "alliance",
                "association",
                "media",
                name="organisationtype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sides", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("legal_person", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("sme_tags", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "verified",
                "rejected",
                "suspended",
                "merged",
                name="organisationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_organisation_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_organisation_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["organisation.id"], name=op.f("fk_organisation_merged_into_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_organisation_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("uscc", name=op.f("uq_organisation_uscc")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "venue",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("area_m2", sa.Integer(), nullable=True),
        sa.Column("directions", sa.String(), nullable=True),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_venue_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_venue_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_venue_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venue_centre_id"), ["centre_id"], unique=False)

    op.create_table(
        "account_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("verify_email", "reset_password", "change_email", name="linkpurpose", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("stop_hash", sa.String(), nullable=True),
        sa.Column("new_email", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_link_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("stop_hash", name=op.f("uq_account_link_stop_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_link_token_hash")),
    )
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "achievement",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_group", sa.String(), nullable=True),
        sa.Column("contact_person_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("problem_solved", sa.String(), nullable=True),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("transfer_modes", sa.JSON(), nullable=False),
        sa.Column("price", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "sorting",
                "returned",
                "in_library",
                "evaluating",
                "evaluated",
                "published",
                "delisted",
                "listed",
                "reserved",
                "transferred",
                "licensed",
                "archived",
                "frozen",
                name="achievementstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state_before_freeze",
            sa.Enum(
                "draft",
                "submitted",
                "sorting",
                "returned",
                "in_library",
                "evaluating",
                "evaluated",
                "published",
                "delisted",
                "listed",
                "reserved",
                "transferred",
                "licensed",
                "archived",
                "frozen",
                name="achievementstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_achievement_centre_id")),
        sa.ForeignKeyConstraint(["contact_person_id"], ["person.id"], name=op.f("fk_achievement_contact_person_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_achievement_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_achievement_organisation_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_achievement_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_achievement")),
        sa.UniqueConstraint("number", name=op.f("uq_achievement_number")),
    )
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_achievement_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_achievement_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_achievement_state"), ["state"], unique=False)

    op.create_table(
        "event",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column("brand", sa.String(), nullable=True),
        sa.Column(
            "event_type",
            sa.Enum(
                "conference_with_roadshow",
                "roadshow",
                "matchmaking_tour",
                "signing_ceremony",
                "release",
                "unveiling",
                "training",
                name="eventtype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "approved",
                "registration_open",
                "registration_closed",
                "live",
                "ended",
                "following_up",
                "archived",
                "postponed",
                "cancelled",
                name="eventstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("expected_attendance", sa.Integer(), nullable=True),
        sa.Column("fee", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("stream_url", sa.String(), nullable=True),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("call_text", sa.String(), nullable=True),
        sa.Column("call_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("call_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("walking_minutes", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("cloned_from_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_event_centre_id")),
        sa.ForeignKeyConstraint(["cloned_from_id"], ["event.id"], name=op.f("fk_event_cloned_from_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_event_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_event_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["event.id"], name=op.f("fk_event_parent_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_event_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_event_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("number", name=op.f("uq_event_number")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_start_at"), ["start_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_state"), ["state"], unique=False)

    op.create_table(
        "figure",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=2), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("at_least", sa.Boolean(), nullable=False),
        sa.Column("at_most", sa.Boolean(), nullable=False),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("is_on_front", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_figure_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_figure_organisation_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_figure_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint("code", "organisation_id", name=op.f("uq_figure_code_organisation_id")),
    )
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_figure_code"), ["code"], unique=False)

    op.create_table(
        "floor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_floor_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor")),
        sa.UniqueConstraint("venue_id", "level", name=op.f("uq_floor_venue_id_level")),
    )
    op.create_table(
        "investor",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "vc", "pe", "cvc", "government_fund", "angel", "bank", name="investorkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "applied",
                "verifying",
                "active",
                "rejected",
                "suspended",
                "left",
                name="investorstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("assets_under_management", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("fund_registration_number", sa.String(), nullable=True),
        sa.Column("decision_days", sa.Integer(), nullable=True),
        sa.Column("introduction", sa.String(), nullable=True),
        sa.Column("is_overseas", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_investor_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_investor_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_investor_organisation_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_investor_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investor")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_investor_organisation_id")),
    )
    with op.batch_alter_table("investor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_investor_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_investor_state"), ["state"], unique=False)

    op.create_table(
        "old_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_old_password_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_old_password")),
    )
    with op.batch_alter_table("old_password", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_old_password_account_id"), ["account_id"], unique=False)

    op.create_table(
        "organisation_relation",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "lead_founder",
                "co_founder",
                "spin_off",
                "parent",
                "cooperation",
                name="relationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_organisation_relation_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_relation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["organisation.id"], name=op.f("fk_organisation_relation_other_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_organisation_relation_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_relation")),
    )
    with op.batch_alter_table("organisation_relation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_relation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_relation_other_id"), ["other_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("browser", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_account_id"), ["account_id"], unique=False)

    op.create_table(
        "audience_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("badge_colour", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_audience_group_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience_group")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_audience_group_event_id_name")),
    )
    with op.batch_alter_table("audience_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audience_group_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_organiser",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "guidance_org",
                "host_org",
                "undertaker_org",
                "co_organiser",
                "support_org",
                "media_org",
                name="hostrole",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_organiser_event_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_event_organiser_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_organiser")),
        sa.UniqueConstraint(
            "event_id", "organisation_id", "role", name=op.f("uq_event_organiser_event_id_organisation_id_role")
        ),
    )
    with op.batch_alter_table("event_organiser", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_organiser_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_task",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("offset_days", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("depends_on_id", sa.Integer(), nullable=True),
        sa.Column(
            "state", sa.Enum("open", "done", "skipped", name="taskstate", native_enum=False, length=40), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_event_task_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["depends_on_id"], ["event_task.id"], name=op.f("fk_event_task_depends_on_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_task_event_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_event_task_owner_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_event_task_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_task")),
    )
    with op.batch_alter_table("event_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_task_event_id"), ["event_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "in_progress",
                "waiting",
                "done",
                "abandoned",
                name="followupstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "intent",
                "nda",
                "due_diligence",
                "investment_committee",
                "term_sheet",
                "contract",
                "closed",
                "failed",
                name="followupstage",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_follow_up_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_follow_up_event_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_follow_up_owner_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_follow_up_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("source_key", name=op.f("uq_follow_up_source_key")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "honour",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_honour_investor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
    )
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_honour_investor_id"), ["investor_id"], unique=False)

    op.create_table(
        "investor_participation",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("role_text", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_investor_participation_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_investor_participation_event_id")),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_investor_participation_investor_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["person.id"], name=op.f("fk_investor_participation_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_investor_participation_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investor_participation")),
        sa.UniqueConstraint("event_id", "investor_id", name=op.f("uq_investor_participation_event_id_investor_id")),
    )
    with op.batch_alter_table("investor_participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_investor_participation_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_investor_participation_investor_id"), ["investor_id"], unique=False)

    op.create_table(
        "investor_representative",
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("max_meetings_per_day", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_investor_representative_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_investor_representative_investor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_investor_representative_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_investor_representative_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_investor_representative")),
        sa.UniqueConstraint("investor_id", "person_id", name=op.f("uq_investor_representative_investor_id_person_id")),
    )
    with op.batch_alter_table("investor_representative", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_investor_representative_investor_id"), ["investor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_investor_representative_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("ticket_min", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("ticket_max", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("exclusions", sa.JSON(), nullable=False),
        sa.Column("min_trl", sa.Integer(), nullable=True),
        sa.Column("looking_for", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_mandate_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_mandate_investor_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_mandate_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("investor_id", name=op.f("uq_mandate_investor_id")),
    )
    op.create_table(
        "meeting_block",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_minutes", sa.Integer(), nullable=False),
        sa.Column("gap_minutes", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_meeting_block_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_block_event_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_meeting_block_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_block")),
    )
    with op.batch_alter_table("meeting_block", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_block_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meeting_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("assignments", sa.JSON(), nullable=False),
        sa.Column("unplanned", sa.JSON(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_plan_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_meeting_plan_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_plan")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_meeting_plan_event_id_number")),
    )
    with op.batch_alter_table("meeting_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_plan_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meeting_settings",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("participants", "organiser", "mixed", name="bookingmode", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("cap_per_day", sa.Integer(), nullable=True),
        sa.Column("cap_total", sa.Integer(), nullable=True),
        sa.Column("expiry_hours", sa.Integer(), nullable=False),
        sa.Column("booking_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("booking_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_plan_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_meeting_settings_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_settings_event_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_meeting_settings_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_settings")),
        sa.UniqueConstraint("event_id", name=op.f("uq_meeting_settings_event_id")),
    )
    op.create_table(
        "message",
        sa.Column("channel", sa.Enum("email", "in_app", name="channel", native_enum=False, length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column(
            "template",
            sa.Enum(
                "verify_address",
                "sign_up_repeated",
                "reset_password",
                "password_changed",
                "change_address",
                "stop_address_change",
                "address_changed",
                "account_locked",
                "role_granted",
                "role_invited",
                "role_revoked",
                "event_to_approve",
                "event_approved",
                "event_returned",
                "event_cancelled",
                "event_postponed",
                "event_moved",
                "event_handed_over",
                "programme_published",
                "programme_changed",
                "speaker_invited",
                "speaker_answered",
                "speaker_cancelled",
                "session_cancelled",
                "registration_received",
                "registration_approved",
                "registration_rejected",
                "registration_waitlisted",
                "registration_cancelled",
                "place_offered",
                "offer_expired",
                "registrations_merged",
                "organisation_applied",
                "organisation_decided",
                "investor_applied",
                "investor_decided",
                "investor_named",
                "entry_submitted",
                "entry_returned",
                "entry_published",
                "interest_mutual",
                "meeting_requested",
                "meeting_request_changed",
                "meeting_withdrawn",
                "meeting_accepted",
                "meeting_declined",
                "meeting_expired",
                "meeting_scheduled",
                "meeting_moved",
                "meeting_cancelled",
                "meeting_missed",
                "plan_made",
                "pitch_submitted",
                "pitch_returned",
                "pitch_shortlisted",
                "pitch_waitlisted",
                "pitch_rejected",
                "pitch_confirmed",
                "pitch_withdrawn",
                "slides_late",
                "team_invited",
                "nda_accepted",
                "access_granted",
                "access_withdrawn",
                "turn_on_stage",
                "question_in_confidence",
                "question_hidden",
                "question_answered",
                "names_asked",
                "names_reset",
                "names_confirmed",
                "agreement_withdrawn",
                "agreement_ended",
                "renewal_due",
                "agreement_silent",
                "certificate_issued",
                "certificate_revoked",
                "registration_form_offered",
                "follow_up_assigned",
                name="template",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("calendar_method", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "queued",
                "sending",
                "sent",
                "failed",
                "cancelled",
                name="messagestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_message_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_message_event_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_message_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_message_dedupe_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_message_inbox", ["person_id", "read_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_message_template"), ["template"], unique=False)

    op.create_table(
        "need",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_group", sa.String(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("budget_min", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("budget_max", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "sorting",
                "returned",
                "verified",
                "in_library",
                "published",
                "matching",
                "negotiating",
                "signed",
                "fulfilled",
                "closed",
                "withdrawn",
                "expired",
                name="needstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_need_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_need_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_need_event_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_need_organisation_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_need_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
        sa.UniqueConstraint("number", name=op.f("uq_need_number")),
    )
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_state"), ["state"], unique=False)

    op.create_table(
        "pitch",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("innovation", sa.String(), nullable=True),
        sa.Column("transfer_outlook", sa.String(), nullable=True),
        sa.Column("market_outlook", sa.String(), nullable=True),
        sa.Column("investment_value", sa.String(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("trl", sa.Integer(), nullable=True),
        sa.Column(
            "investment_round",
            sa.Enum(
                "seed",
                "angel",
                "pre_a",
                "a",
                "a_plus",
                "b",
                "b_plus",
                "c",
                "d_and_later",
                "pre_ipo",
                "strategic",
                "merger",
                name="investmentround",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ask_amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("equity_offered", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("valuation", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("use_of_funds", sa.JSON(), nullable=False),
        sa.Column("team_structure", sa.String(), nullable=True),
        sa.Column("cap_table", sa.String(), nullable=True),
        sa.Column("ip_summary", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("qa_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "visibility",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("field_visibility", sa.JSON(), nullable=False),
        sa.Column(
            "disclosure",
            sa.Enum(
                "patent_filed", "not_an_invention", "trade_secret", name="disclosure", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("patent_number", sa.String(), nullable=True),
        sa.Column("disclosure_ok", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "formal_check",
                "returned",
                "in_review",
                "shortlisted",
                "waitlisted",
                "rejected",
                "confirmed",
                "scheduled",
                "slides_locked",
                "presented",
                "scored",
                "following_up",
                "closed",
                "withdrawn",
                "no_show",
                name="pitchstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("returned_fields", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slides_file_id", sa.Integer(), nullable=True),
        sa.Column("slides_pages", sa.Integer(), nullable=True),
        sa.Column("slides_late", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["achievement_id"], ["achievement.id"], name=op.f("fk_pitch_achievement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_pitch_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_pitch_event_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pitch_organisation_id")),
        sa.ForeignKeyConstraint(["slides_file_id"], ["stored_file.id"], name=op.f("fk_pitch_slides_file_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_pitch_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch")),
        sa.UniqueConstraint("number", name=op.f("uq_pitch_number")),
    )
    with op.batch_alter_table("pitch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_state"), ["state"], unique=False)

    op.create_table(
        "portfolio_company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_portfolio_company_investor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_company")),
    )
    with op.batch_alter_table("portfolio_company", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portfolio_company_investor_id"), ["investor_id"], unique=False)

    op.create_table(
        "programme_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("programme", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_programme_release_event_id")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_programme_release_released_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_release")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_programme_release_event_id_number")),
    )
    with op.batch_alter_table("programme_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_release_event_id"), ["event_id"], unique=False)

    op.create_table(
        "removed_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_removed_session_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_session")),
    )
    with op.batch_alter_table("removed_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_removed_session_event_id"), ["event_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("floor_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("equipment", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_room_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["floor_id"], ["floor.id"], name=op.f("fk_room_floor_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_room_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_room_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_room_venue_id_name")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "signing_batch",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("host_words", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_signing_batch_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_signing_batch_event_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_signing_batch_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_batch")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_signing_batch_event_id_number")),
    )
    with op.batch_alter_table("signing_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_batch_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_session",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("guid", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=True),
        sa.Column(
            "session_type",
            sa.Enum(
                "opening",
                "keynote",
                "panel",
                "signing",
                "roadshow",
                "qa",
                "roundtable",
                "onsite_exchange",
                "release",
                "unveiling",
                "meeting_block",
                "break",
                name="sessiontype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "scheduled",
                "moved",
                "live",
                "paused",
                "ended",
                "cancelled",
                name="sessionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column(
            "visibility",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("minutes_text", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("place_before", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_event_session_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_session_event_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_event_session_room_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_event_session_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_session")),
        sa.UniqueConstraint("guid", name=op.f("uq_event_session_guid")),
    )
    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_session_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_session_start_at"), ["start_at"], unique=False)

    op.create_table(
        "interest",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.Enum("investor", "pitch", name="wishside", native_enum=False, length=40), nullable=False),
        sa.Column(
            "wish", sa.Enum("must_meet", "meet", "no_thanks", name="wish", native_enum=False, length=40), nullable=False
        ),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_interest_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_interest_event_id")),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_interest_investor_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_interest_pitch_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_interest_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interest")),
        sa.UniqueConstraint("investor_id", "pitch_id", "side", name=op.f("uq_interest_investor_id_pitch_id_side")),
    )
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_interest_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interest_investor_id"), ["investor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_interest_pitch_id"), ["pitch_id"], unique=False)

    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["block_id"], ["meeting_block.id"], name=op.f("fk_meeting_slot_block_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_slot_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("block_id", "position", name=op.f("uq_meeting_slot_block_id_position")),
    )
    with op.batch_alter_table("meeting_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_slot_block_id"), ["block_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_slot_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meeting_table",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_meeting_table_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_table_event_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_meeting_table_room_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_meeting_table_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_table")),
        sa.UniqueConstraint("event_id", "name", name=op.f("uq_meeting_table_event_id_name")),
    )
    with op.batch_alter_table("meeting_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_table_event_id"), ["event_id"], unique=False)

    op.create_table(
        "need_expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("role_name", sa.String(), nullable=False),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_need_expert_event_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_need_expert_need_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_need_expert_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_expert")),
    )
    with op.batch_alter_table("need_expert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_expert_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_expert_need_id"), ["need_id"], unique=False)

    op.create_table(
        "pitch_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum("public", "registered", "after_nda", "named", name="visibility", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("nda_version", sa.String(), nullable=True),
        sa.Column("nda_hash", sa.String(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pitch_access_person_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_access_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_access")),
        sa.UniqueConstraint("pitch_id", "person_id", "level", name=op.f("uq_pitch_access_pitch_id_person_id_level")),
    )
    with op.batch_alter_table("pitch_access", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_access_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_access_pitch_id"), ["pitch_id"], unique=False)

    op.create_table(
        "pitch_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invited_login", sa.String(), nullable=True),
        sa.Column(
            "role",
            sa.Enum("presenter", "co_presenter", "editor", name="pitchrole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pitch_member_person_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_member_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_member")),
        sa.UniqueConstraint("pitch_id", "person_id", name=op.f("uq_pitch_member_pitch_id_person_id")),
    )
    with op.batch_alter_table("pitch_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_member_invited_login"), ["invited_login"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_member_pitch_id"), ["pitch_id"], unique=False)

    op.create_table(
        "pitch_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "draft",
                "submitted",
                "formal_check",
                "returned",
                "in_review",
                "shortlisted",
                "waitlisted",
                "rejected",
                "confirmed",
                "scheduled",
                "slides_locked",
                "presented",
                "scored",
                "following_up",
                "closed",
                "withdrawn",
                "no_show",
                name="pitchstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "formal_check",
                "returned",
                "in_review",
                "shortlisted",
                "waitlisted",
                "rejected",
                "confirmed",
                "scheduled",
                "slides_locked",
                "presented",
                "scored",
                "following_up",
                "closed",
                "withdrawn",
                "no_show",
                name="pitchstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pitch_step_person_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_step_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_step")),
    )
    with op.batch_alter_table("pitch_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_step_batch"), ["batch"], unique=False)
        batch_op.create_index(batch_op.f("ix_pitch_step_pitch_id"), ["pitch_id"], unique=False)

    op.create_table(
        "pitch_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_pitch_view_person_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_pitch_view_pitch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pitch_view")),
    )
    with op.batch_alter_table("pitch_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pitch_view_pitch_id"), ["pitch_id"], unique=False)

    op.create_table(
        "registration",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("ticket_code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "approved",
                "waitlisted",
                "rejected",
                "checked_in",
                "cancelled",
                "no_show",
                name="registrationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("badge_number", sa.String(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=True),
        sa.Column("job_title", sa.String(), nullable=True),
        sa.Column("mobile_tail", sa.String(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("dietary", sa.String(), nullable=True),
        sa.Column("transport", sa.String(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_in_by", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["checked_in_by"], ["person.id"], name=op.f("fk_registration_checked_in_by")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_registration_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_registration_event_id")),
        sa.ForeignKeyConstraint(["group_id"], ["audience_group.id"], name=op.f("fk_registration_group_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["registration.id"], name=op.f("fk_registration_merged_into_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_registration_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("event_id", "person_id", name="uq_registration_person"),
        sa.UniqueConstraint("number", name=op.f("uq_registration_number")),
        sa.UniqueConstraint("ticket_code", name=op.f("uq_registration_ticket_code")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_badge_number"), ["badge_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_mobile_tail"), ["mobile_tail"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registration_state"), ["state"], unique=False)

    op.create_table(
        "released_resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column(
            "resource_kind",
            sa.Enum("person", "room", "table", name="resourcekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["programme_release.id"], name=op.f("fk_released_resource_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_released_resource")),
        sa.UniqueConstraint(
            "release_id",
            "resource_kind",
            "resource_id",
            name=op.f("uq_released_resource_release_id_resource_kind_resource_id"),
        ),
    )
    op.create_table(
        "action_item",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_action_item_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_item_owner_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_action_item_session_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_action_item_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_item_session_id"), ["session_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column(
            "agreement_type",
            sa.Enum(
                "strategic_cooperation",
                "framework",
                "intent",
                "platform_co_construction",
                "transformation_cooperation",
                "ttc_cooperation",
                "technology_contract",
                "nda",
                "investment",
                name="agreementtype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "contract_type",
            sa.Enum(
                "tech_development",
                "tech_transfer",
                "tech_licence",
                "tech_consulting",
                "tech_service",
                name="contracttype",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=16, scale=2), nullable=True),
        sa.Column("amount_is_secret", sa.Boolean(), nullable=False),
        sa.Column("sign_on", sa.Date(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("witness", sa.String(), nullable=True),
        sa.Column("term_from", sa.Date(), nullable=True),
        sa.Column("term_to", sa.Date(), nullable=True),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(), nullable=True),
        sa.Column("host_words", sa.String(), nullable=True),
        sa.Column("supply_group", sa.String(), nullable=True),
        sa.Column("achievement_id", sa.Integer(), nullable=True),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "legal_check",
                "names_confirmed",
                "print_ready",
                "signed",
                "in_performance",
                "completed",
                "terminated",
                "void",
                name="agreementstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["achievement_id"], ["achievement.id"], name=op.f("fk_agreement_achievement_id")),
        sa.ForeignKeyConstraint(["centre_id"], ["centre.id"], name=op.f("fk_agreement_centre_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_agreement_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_agreement_event_id")),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_agreement_need_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_agreement_owner_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_agreement_pitch_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_agreement_session_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["agreement.id"], name=op.f("fk_agreement_supersedes_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_agreement_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_centre_id"), ["centre_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_state"), ["state"], unique=False)

    op.create_table(
        "bookmark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bookmark_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_bookmark_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("person_id", "session_id", name=op.f("uq_bookmark_person_id_session_id")),
    )
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bookmark_person_id"), ["person_id"], unique=False)

    op.create_table(
        "check_in_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_check_in_scan_event_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_check_in_scan_registration_id")
        ),
        sa.ForeignKeyConstraint(["scanned_by"], ["person.id"], name=op.f("fk_check_in_scan_scanned_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_scan")),
        sa.UniqueConstraint("registration_id", "minute", "device", name="uq_check_in_scan_minute"),
    )
    with op.batch_alter_table("check_in_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_scan_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("investor_id", sa.Integer(), nullable=False),
        sa.Column("presenter_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "accepted",
                "scheduled",
                "confirmed",
                "in_progress",
                "completed",
                "outcome_recorded",
                "declined",
                "expired",
                "rescheduled",
                "cancelled",
                "no_show_investor",
                "no_show_project",
                "refilled",
                name="meetingstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column(
            "asked_by_side", sa.Enum("investor", "pitch", name="wishside", native_enum=False, length=40), nullable=False
        ),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("is_must", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "no_interest", "follow_up", "nda", "due_diligence", name="meetingoutcome", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("minutes_text", sa.String(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("ics_sequence", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_meeting_asked_by")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_meeting_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_meeting_event_id")),
        sa.ForeignKeyConstraint(["investor_id"], ["investor.id"], name=op.f("fk_meeting_investor_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_meeting_pitch_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["meeting_plan.id"], name=op.f("fk_meeting_plan_id")),
        sa.ForeignKeyConstraint(["presenter_id"], ["person.id"], name=op.f("fk_meeting_presenter_id")),
        sa.ForeignKeyConstraint(["representative_id"], ["person.id"], name=op.f("fk_meeting_representative_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_slot_id")),
        sa.ForeignKeyConstraint(["table_id"], ["meeting_table.id"], name=op.f("fk_meeting_table_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_meeting_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_investor_id"), ["investor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_pitch_id"), ["pitch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_presenter_id"), ["presenter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_representative_id"), ["representative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_table_id"), ["table_id"], unique=False)
        batch_op.create_index(
            "uq_meeting_open_pair",
            ["event_id", "pitch_id", "investor_id"],
            unique=True,
            sqlite_where=sa.text(
                "state NOT IN ('declined', 'expired', 'cancelled', 'refilled', 'no_show_investor', 'no_show_project')"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('declined', 'expired', 'cancelled', 'refilled', 'no_show_investor', 'no_show_project')"
            ),
        )

    op.create_table(
        "question",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("asker_organisation_id", sa.Integer(), nullable=True),
        sa.Column(
            "theme",
            sa.Enum(
                "threshold",
                "market",
                "team",
                "equity",
                "clinical",
                "finance",
                "intellectual_property",
                "use_of_funds",
                "exit",
                name="questiontheme",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "approved",
                "hidden",
                "selected",
                "answered_live",
                "to_be_answered",
                "answered_written",
                "closed",
                name="questionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("shows_asker", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_open_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_question_answered_by")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_question_asker_id")),
        sa.ForeignKeyConstraint(
            ["asker_organisation_id"], ["organisation.id"], name=op.f("fk_question_asker_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_question_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_question_event_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_question_pitch_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_question_session_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_question_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_pitch_id"), ["pitch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_session_id"), ["session_id"], unique=False)

    op.create_table(
        "running_order",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("change_minutes", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_running_order_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_running_order_session_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_running_order_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_order")),
        sa.UniqueConstraint("session_id", name=op.f("uq_running_order_session_id")),
    )
    op.create_table(
        "session_person",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role_name", sa.String(), nullable=True),
        sa.Column(
            "duty",
            sa.Enum("speaker", "moderator", "judge", "host", name="duty", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("invited", "confirmed", "declined", "cancelled", name="confirmstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("slides_file_id", sa.Integer(), nullable=True),
        sa.Column("slides_due_on", sa.Date(), nullable=True),
        sa.Column("assumed", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_session_person_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["event_session.id"], name=op.f("fk_session_person_session_id")),
        sa.ForeignKeyConstraint(["slides_file_id"], ["stored_file.id"], name=op.f("fk_session_person_slides_file_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_session_person_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_person")),
        sa.UniqueConstraint(
            "session_id", "person_id", "duty", name=op.f("uq_session_person_session_id_person_id_duty")
        ),
    )
    with op.batch_alter_table("session_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_person_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_person_session_id"), ["session_id"], unique=False)

    op.create_table(
        "unavailability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unavailability_person_id")),
        sa.ForeignKeyConstraint(
            ["slot_id"], ["meeting_slot.id"], name=op.f("fk_unavailability_slot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unavailability")),
        sa.UniqueConstraint("person_id", "slot_id", name=op.f("uq_unavailability_person_id_slot_id")),
    )
    with op.batch_alter_table("unavailability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unavailability_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unavailability_slot_id"), ["slot_id"], unique=False)

    op.create_table(
        "agreement_party",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column(
            "side", sa.Enum("first", "second", "third", name="partyside", native_enum=False, length=40), nullable=False
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.String(), nullable=False),
        sa.Column("signatory", sa.String(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proofread_by", sa.Integer(), nullable=True),
        sa.Column("proofread_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_note", sa.String(), nullable=True),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_party_agreement_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_agreement_party_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_agreement_party_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agreement_party_organisation_id")
        ),
        sa.ForeignKeyConstraint(["proofread_by"], ["person.id"], name=op.f("fk_agreement_party_proofread_by")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_agreement_party_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_party")),
        sa.UniqueConstraint("agreement_id", "position", name=op.f("uq_agreement_party_agreement_id_position")),
    )
    with op.batch_alter_table("agreement_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_party_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_party_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "agreement_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafting",
                "legal_check",
                "names_confirmed",
                "print_ready",
                "signed",
                "in_performance",
                "completed",
                "terminated",
                "void",
                name="agreementstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_step_agreement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_step")),
    )
    with op.batch_alter_table("agreement_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_step_agreement_id"), ["agreement_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proofread",
                "issued",
                "revoked",
                "reissued",
                name="certificatestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("printed", sa.JSON(), nullable=False),
        sa.Column("template_version", sa.String(), nullable=False),
        sa.Column("verify_code", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("proofread_by", sa.Integer(), nullable=True),
        sa.Column("proofread_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_certificate_agreement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_certificate_created_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_certificate_made_by")),
        sa.ForeignKeyConstraint(["proofread_by"], ["person.id"], name=op.f("fk_certificate_proofread_by")),
        sa.ForeignKeyConstraint(["replaces_id"], ["certificate.id"], name=op.f("fk_certificate_replaces_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"], ["person.id"], name=op.f("fk_certificate_updated_by"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(
            "uq_certificate_valid",
            ["agreement_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('draft', 'proofread', 'issued')"),
            postgresql_where=sa.text("state IN ('draft', 'proofread', 'issued')"),
        )

    op.create_table(
        "contract_registration",
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("seller_id", sa.Integer(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "self_checked",
                "submitted",
                "registered",
                "not_registered",
                name="contractregistrationstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("registered_number", sa.String(), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("state_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_contract_registration_agreement_id")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_contract_registration_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["organisation.id"], name=op.f("fk_contract_registration_seller_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_contract_registration_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_registration")),
        sa.UniqueConstraint("agreement_id", name=op.f("uq_contract_registration_agreement_id")),
        sa.UniqueConstraint("registered_number", name=op.f("uq_contract_registration_registered_number")),
    )
    with op.batch_alter_table("contract_registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_registration_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "meeting_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "requested",
                "accepted",
                "scheduled",
                "confirmed",
                "in_progress",
                "completed",
                "outcome_recorded",
                "declined",
                "expired",
                "rescheduled",
                "cancelled",
                "no_show_investor",
                "no_show_project",
                "refilled",
                name="meetingstate",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "accepted",
                "scheduled",
                "confirmed",
                "in_progress",
                "completed",
                "outcome_recorded",
                "declined",
                "expired",
                "rescheduled",
                "cancelled",
                "no_show_investor",
                "no_show_project",
                "refilled",
                name="meetingstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("slot_id", sa.Integer(), nullable=True),
        sa.Column("table_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_step_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_step_person_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_step_slot_id")),
        sa.ForeignKeyConstraint(["table_id"], ["meeting_table.id"], name=op.f("fk_meeting_step_table_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_step")),
    )
    with op.batch_alter_table("meeting_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_step_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "running_order_item",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("present_minutes", sa.Integer(), nullable=False),
        sa.Column("qa_minutes", sa.Integer(), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_reason", sa.String(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["person.id"],
            name=op.f("fk_running_order_item_created_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.ForeignKeyConstraint(["order_id"], ["running_order.id"], name=op.f("fk_running_order_item_order_id")),
        sa.ForeignKeyConstraint(["pitch_id"], ["pitch.id"], name=op.f("fk_running_order_item_pitch_id")),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["person.id"],
            name=op.f("fk_running_order_item_updated_by"),
            ondelete="SET NULL",
            use_alter=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_order_item")),
        sa.UniqueConstraint("order_id", "pitch_id", name=op.f("uq_running_order_item_order_id_pitch_id")),
    )
    with op.batch_alter_table("running_order_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_running_order_item_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_running_order_item_pitch_id"), ["pitch_id"], unique=False)

    if op.get_bind().dialect.name != "sqlite":
        for name, table, other, column, on_delete in LATE_KEYS:
            op.create_foreign_key(name, table, other, [column], ["id"], ondelete=on_delete)


def downgrade() -> None:
    """Take the schema back."""
    if op.get_bind().dialect.name != "sqlite":
        for name, table, *_rest in LATE_KEYS:
            op.drop_constraint(name, table, type_="foreignkey")
    with op.batch_alter_table("running_order_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_running_order_item_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_running_order_item_order_id"))

    op.drop_table("running_order_item")
    with op.batch_alter_table("meeting_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_step_meeting_id"))

    op.drop_table("meeting_step")
    with op.batch_alter_table("contract_registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_registration_seller_id"))

    op.drop_table("contract_registration")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificate_valid",
            sqlite_where=sa.text("state IN ('draft', 'proofread', 'issued')"),
            postgresql_where=sa.text("state IN ('draft', 'proofread', 'issued')"),
        )
        batch_op.drop_index(batch_op.f("ix_certificate_agreement_id"))

    op.drop_table("certificate")
    with op.batch_alter_table("agreement_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_step_agreement_id"))

    op.drop_table("agreement_step")
    with op.batch_alter_table("agreement_party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_party_agreement_id"))

    op.drop_table("agreement_party")
    with op.batch_alter_table("unavailability", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unavailability_slot_id"))
        batch_op.drop_index(batch_op.f("ix_unavailability_person_id"))

    op.drop_table("unavailability")
    with op.batch_alter_table("session_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_person_session_id"))
        batch_op.drop_index(batch_op.f("ix_session_person_person_id"))

    op.drop_table("session_person")
    op.drop_table("running_order")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_session_id"))
        batch_op.drop_index(batch_op.f("ix_question_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_question_event_id"))

    op.drop_table("question")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_meeting_open_pair",
            sqlite_where=sa.text(
                "state NOT IN ('declined', 'expired', 'cancelled', 'refilled', 'no_show_investor', 'no_show_project')"
            ),
            postgresql_where=sa.text(
                "state NOT IN ('declined', 'expired', 'cancelled', 'refilled', 'no_show_investor', 'no_show_project')"
            ),
        )
        batch_op.drop_index(batch_op.f("ix_meeting_table_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_state"))
        batch_op.drop_index(batch_op.f("ix_meeting_slot_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_representative_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_presenter_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_investor_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_event_id"))

    op.drop_table("meeting")
    with op.batch_alter_table("check_in_scan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_scan_event_id"))

    op.drop_table("check_in_scan")
    with op.batch_alter_table("bookmark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bookmark_person_id"))

    op.drop_table("bookmark")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_state"))
        batch_op.drop_index(batch_op.f("ix_agreement_session_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_event_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_centre_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_item_session_id"))

    op.drop_table("action_item")
    op.drop_table("released_resource")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_state"))
        batch_op.drop_index(batch_op.f("ix_registration_person_id"))
        batch_op.drop_index(batch_op.f("ix_registration_mobile_tail"))
        batch_op.drop_index(batch_op.f("ix_registration_group_id"))
        batch_op.drop_index(batch_op.f("ix_registration_event_id"))
        batch_op.drop_index(batch_op.f("ix_registration_badge_number"))

    op.drop_table("registration")
    with op.batch_alter_table("pitch_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pitch_view_pitch_id"))

    op.drop_table("pitch_view")
    with op.batch_alter_table("pitch_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pitch_step_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_pitch_step_batch"))

    op.drop_table("pitch_step")
    with op.batch_alter_table("pitch_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pitch_member_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_pitch_member_person_id"))
        batch_op.drop_index(batch_op.f("ix_pitch_member_invited_login"))

    op.drop_table("pitch_member")
    with op.batch_alter_table("pitch_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pitch_access_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_pitch_access_person_id"))

    op.drop_table("pitch_access")
    with op.batch_alter_table("need_expert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_expert_need_id"))
        batch_op.drop_index(batch_op.f("ix_need_expert_event_id"))

    op.drop_table("need_expert")
    with op.batch_alter_table("meeting_table", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_table_event_id"))

    op.drop_table("meeting_table")
    with op.batch_alter_table("meeting_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_slot_event_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_slot_block_id"))

    op.drop_table("meeting_slot")
    with op.batch_alter_table("interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interest_pitch_id"))
        batch_op.drop_index(batch_op.f("ix_interest_investor_id"))
        batch_op.drop_index(batch_op.f("ix_interest_event_id"))

    op.drop_table("interest")
    with op.batch_alter_table("event_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_session_start_at"))
        batch_op.drop_index(batch_op.f("ix_event_session_event_id"))

    op.drop_table("event_session")
    with op.batch_alter_table("signing_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_batch_event_id"))

    op.drop_table("signing_batch")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_venue_id"))

    op.drop_table("room")
    with op.batch_alter_table("removed_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_removed_session_event_id"))

    op.drop_table("removed_session")
    with op.batch_alter_table("programme_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_release_event_id"))

    op.drop_table("programme_release")
    with op.batch_alter_table("portfolio_company", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_portfolio_company_investor_id"))

    op.drop_table("portfolio_company")
    with op.batch_alter_table("pitch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pitch_state"))
        batch_op.drop_index(batch_op.f("ix_pitch_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_pitch_event_id"))

    op.drop_table("pitch")
    with op.batch_alter_table("need", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_state"))
        batch_op.drop_index(batch_op.f("ix_need_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_need_event_id"))
        batch_op.drop_index(batch_op.f("ix_need_centre_id"))

    op.drop_table("need")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_template"))
        batch_op.drop_index(batch_op.f("ix_message_state"))
        batch_op.drop_index("ix_message_inbox")
        batch_op.drop_index(batch_op.f("ix_message_event_id"))

    op.drop_table("message")
    op.drop_table("meeting_settings")
    with op.batch_alter_table("meeting_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_plan_event_id"))

    op.drop_table("meeting_plan")
    with op.batch_alter_table("meeting_block", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_block_event_id"))

    op.drop_table("meeting_block")
    op.drop_table("mandate")
    with op.batch_alter_table("investor_representative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_investor_representative_person_id"))
        batch_op.drop_index(batch_op.f("ix_investor_representative_investor_id"))

    op.drop_table("investor_representative")
    with op.batch_alter_table("investor_participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_investor_participation_investor_id"))
        batch_op.drop_index(batch_op.f("ix_investor_participation_event_id"))

    op.drop_table("investor_participation")
    with op.batch_alter_table("honour", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_honour_investor_id"))

    op.drop_table("honour")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_owner_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_event_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("event_task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_task_event_id"))

    op.drop_table("event_task")
    with op.batch_alter_table("event_organiser", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_organiser_event_id"))

    op.drop_table("event_organiser")
    with op.batch_alter_table("audience_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audience_group_event_id"))

    op.drop_table("audience_group")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_account_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("organisation_relation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_relation_other_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_relation_organisation_id"))

    op.drop_table("organisation_relation")
    with op.batch_alter_table("old_password", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_old_password_account_id"))

    op.drop_table("old_password")
    with op.batch_alter_table("investor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_investor_state"))
        batch_op.drop_index(batch_op.f("ix_investor_centre_id"))

    op.drop_table("investor")
    op.drop_table("floor")
    with op.batch_alter_table("figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_figure_code"))

    op.drop_table("figure")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_state"))
        batch_op.drop_index(batch_op.f("ix_event_start_at"))
        batch_op.drop_index(batch_op.f("ix_event_parent_id"))
        batch_op.drop_index(batch_op.f("ix_event_centre_id"))

    op.drop_table("event")
    with op.batch_alter_table("achievement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_achievement_state"))
        batch_op.drop_index(batch_op.f("ix_achievement_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_achievement_centre_id"))

    op.drop_table("achievement")
    with op.batch_alter_table("account_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_link_account_id"))

    op.drop_table("account_link")
    with op.batch_alter_table("venue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venue_centre_id"))

    op.drop_table("venue")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_sort_key"))
        batch_op.drop_index(batch_op.f("ix_organisation_centre_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_scope")
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_invited_index"))

    op.drop_table("membership")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_subject")
        batch_op.drop_index(batch_op.f("ix_document_content_key"))

    op.drop_table("document")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_person_id"))

    op.drop_table("consent")
    with op.batch_alter_table("calendar_mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_mark_person_id"))

    op.drop_table("calendar_mark")
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calendar_feed_person_id"))

    op.drop_table("calendar_feed")
    op.drop_table("account")
    op.drop_table("worker_beat")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_sha256"))

    op.drop_table("stored_file")
    op.drop_table("schedule_mark")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_sort_key"))
        batch_op.drop_index(batch_op.f("ix_person_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_person_name"))
        batch_op.drop_index(batch_op.f("ix_person_mobile_index"))
        batch_op.drop_index(batch_op.f("ix_person_email"))

    op.drop_table("person")
    with op.batch_alter_table("occupancy", schema=None) as batch_op:
        batch_op.drop_index("ix_occupancy_holder")
        batch_op.drop_index(batch_op.f("ix_occupancy_event_id"))

    op.drop_table("occupancy")
    op.drop_table("number_series")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    with op.batch_alter_table("fact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fact_name"))

    op.drop_table("fact")
    with op.batch_alter_table("centre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_centre_parent_id"))

    op.drop_table("centre")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_person_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_event_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
