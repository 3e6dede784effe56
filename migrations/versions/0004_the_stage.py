"""the stage and its jury: clock, log, history, votes, recordings, releases, panels, scores.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def word(name):
    """A column that holds a member of an enumeration."""
    return sa.Enum(name=name, native_enum=False, length=40, create_constraint=False)


def recorded():
    """The columns that every lasting row has."""
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("updated_by", sa.Integer(), nullable=True),
    ]


def recorded_keys(table):
    """The keys of those columns."""
    return [
        sa.ForeignKeyConstraint([name], ["person.id"], name=f"fk_{table}_{name}", ondelete="SET NULL")
        for name in ("created_by", "updated_by")
    ]


def key(table, column, other, **more):
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", **more)


def upgrade():
    upgrade_orders()
    upgrade_stage()
    upgrade_jury()


def upgrade_orders():
    with op.batch_alter_table("running_order_item") as table:
        table.add_column(sa.Column("pause_after", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("lead_minutes", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("began_at", MOMENT, nullable=True))
        table.add_column(sa.Column("finished_at", MOMENT, nullable=True))
    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("asker_text", sa.String(), nullable=True))
    op.create_table(
        "running_order_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        key("running_order_version", "order_id", "running_order"),
        key("running_order_version", "made_by", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_running_order_version"),
        sa.UniqueConstraint("order_id", "number", name="uq_running_order_version_order_id_number"),
    )
    op.create_index("ix_running_order_version_order_id", "running_order_version", ["order_id"])


def upgrade_stage():
    op.create_table(
        "stage_run",
        *recorded(),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("phase", word("phase"), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("paused_at", MOMENT, nullable=True),
        sa.Column("paused_ms", sa.Integer(), nullable=False),
        sa.Column("screen", word("screen"), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        key("stage_run", "session_id", "event_session"),
        key("stage_run", "pitch_id", "pitch"),
        key("stage_run", "question_id", "question"),
        *recorded_keys("stage_run"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_run"),
        sa.UniqueConstraint("session_id", name="uq_stage_run_session_id"),
    )
    op.create_table(
        "stage_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("deed", word("deed"), nullable=False),
        sa.Column("phase", word("phase"), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        key("stage_step", "session_id", "event_session"),
        key("stage_step", "pitch_id", "pitch"),
        key("stage_step", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_stage_step"),
    )
    op.create_index("ix_stage_step_session_id", "stage_step", ["session_id"])
    op.create_table(
        "question_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key("question_vote", "question_id", "question"),
        key("question_vote", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_question_vote"),
        sa.UniqueConstraint("question_id", "person_id", name="uq_question_vote_question_id_person_id"),
    )
    op.create_index("ix_question_vote_question_id", "question_vote", ["question_id"])


def upgrade_jury():
    op.create_table(
        "indicator_set",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("kind", word("setkind"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("frozen_at", MOMENT, nullable=True),
        *recorded(),
        *recorded_keys("indicator_set"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_set"),
        key("indicator_set", "event_id", "event"),
        sa.UniqueConstraint("event_id", "code", "edition", name="uq_indicator_set_event_id_code_edition"),
    )
    op.create_index("ix_indicator_set_event_id", "indicator_set", ["event_id"])
    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("guide", sa.String(), nullable=True),
        key("criterion", "set_id", "indicator_set"),
        sa.PrimaryKeyConstraint("id", name="pk_criterion"),
        sa.UniqueConstraint("set_id", "code", name="uq_criterion_set_id_code"),
    )
    with op.batch_alter_table("criterion") as batch_op:
        batch_op.create_index("ix_criterion_set_id", ["set_id"])

    op.create_table(
        "declared_tie",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("relation", word("relation"), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        *recorded(),
        *recorded_keys("declared_tie"),
        key("declared_tie", "organisation_id", "organisation"),
        key("declared_tie", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_declared_tie"),
        sa.UniqueConstraint(
            "person_id", "organisation_id", "relation", name="uq_declared_tie_person_id_organisation_id_relation"
        ),
    )
    with op.batch_alter_table("declared_tie") as batch_op:
        batch_op.create_index("ix_declared_tie_person_id", ["person_id"])

    op.create_table(
        "panel",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("method", word("method"), nullable=False),
        sa.Column("tie_rule", word("tierule"), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("state", word("panelstate"), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("revealed_at", MOMENT, nullable=True),
        *recorded(),
        *recorded_keys("panel"),
        key("panel", "event_id", "event"),
        key("panel", "set_id", "indicator_set"),
        sa.PrimaryKeyConstraint("id", name="pk_panel"),
        sa.UniqueConstraint("number", name="uq_panel_number"),
    )
    with op.batch_alter_table("panel") as batch_op:
        batch_op.create_index("ix_panel_event_id", ["event_id"])

    op.create_table(
        "release",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        *recorded(),
        *recorded_keys("release"),
        key("release", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.UniqueConstraint("number", name="uq_release_number"),
    )
    with op.batch_alter_table("release") as batch_op:
        batch_op.create_index("ix_release_event_id", ["event_id"])
        batch_op.create_index("ix_release_opens_at", ["opens_at"])

    op.create_table(
        "panel_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        key("panel_outcome", "made_by", "person"),
        key("panel_outcome", "panel_id", "panel"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_outcome"),
        sa.UniqueConstraint("panel_id", "number", name="uq_panel_outcome_panel_id_number"),
    )
    with op.batch_alter_table("panel_outcome") as batch_op:
        batch_op.create_index("ix_panel_outcome_panel_id", ["panel_id"])

    op.create_table(
        "panel_seat",
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", word("seatstate"), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        *recorded(),
        *recorded_keys("panel_seat"),
        key("panel_seat", "panel_id", "panel"),
        key("panel_seat", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_seat"),
        sa.UniqueConstraint("panel_id", "person_id", name="uq_panel_seat_panel_id_person_id"),
    )
    with op.batch_alter_table("panel_seat") as batch_op:
        batch_op.create_index("ix_panel_seat_panel_id", ["panel_id"])
        batch_op.create_index("ix_panel_seat_person_id", ["person_id"])

    op.create_table(
        "panel_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("panel_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("achievement_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("pitch_id IS NULL OR achievement_id IS NULL", name="ck_panel_target_one_thing"),
        key("panel_target", "achievement_id", "achievement"),
        key("panel_target", "panel_id", "panel"),
        key("panel_target", "pitch_id", "pitch"),
        sa.PrimaryKeyConstraint("id", name="pk_panel_target"),
        sa.UniqueConstraint("panel_id", "achievement_id", name="uq_panel_target_panel_id_achievement_id"),
        sa.UniqueConstraint("panel_id", "pitch_id", name="uq_panel_target_panel_id_pitch_id"),
    )
    with op.batch_alter_table("panel_target") as batch_op:
        batch_op.create_index("ix_panel_target_panel_id", ["panel_id"])

    op.create_table(
        "conflict_of_interest",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("relation", word("relation"), nullable=False),
        sa.Column("is_automatic", sa.Boolean(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        *recorded(),
        *recorded_keys("conflict_of_interest"),
        key("conflict_of_interest", "seat_id", "panel_seat"),
        key("conflict_of_interest", "target_id", "panel_target"),
        sa.PrimaryKeyConstraint("id", name="pk_conflict_of_interest"),
        sa.UniqueConstraint(
            "seat_id", "target_id", "relation", name="uq_conflict_of_interest_seat_id_target_id_relation"
        ),
    )
    with op.batch_alter_table("conflict_of_interest") as batch_op:
        batch_op.create_index("ix_conflict_of_interest_seat_id", ["seat_id"])

    op.create_table(
        "pair_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key("pair_choice", "first_id", "panel_target"),
        key("pair_choice", "seat_id", "panel_seat"),
        key("pair_choice", "second_id", "panel_target"),
        key("pair_choice", "winner_id", "panel_target"),
        sa.PrimaryKeyConstraint("id", name="pk_pair_choice"),
        sa.UniqueConstraint("seat_id", "first_id", "second_id", name="uq_pair_choice_seat_id_first_id_second_id"),
    )
    with op.batch_alter_table("pair_choice") as batch_op:
        batch_op.create_index("ix_pair_choice_seat_id", ["seat_id"])

    op.create_table(
        "recording",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("pitch_id", sa.Integer(), nullable=True),
        sa.Column("kind", word("recordingkind"), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("level", word("visibility"), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        *recorded(),
        *recorded_keys("recording"),
        key("recording", "pitch_id", "pitch"),
        key("recording", "session_id", "event_session"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
    )
    with op.batch_alter_table("recording") as batch_op:
        batch_op.create_index("ix_recording_session_id", ["session_id"])

    op.create_table(
        "score_sheet",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("state", word("sheetstate"), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("submit_key", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        *recorded(),
        *recorded_keys("score_sheet"),
        key("score_sheet", "seat_id", "panel_seat"),
        key("score_sheet", "target_id", "panel_target"),
        sa.PrimaryKeyConstraint("id", name="pk_score_sheet"),
        sa.UniqueConstraint("seat_id", "target_id", name="uq_score_sheet_seat_id_target_id"),
    )
    with op.batch_alter_table("score_sheet") as batch_op:
        batch_op.create_index("ix_score_sheet_seat_id", ["seat_id"])
        batch_op.create_index("ix_score_sheet_target_id", ["target_id"])

    op.create_table(
        "recording_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        key("recording_view", "person_id", "person"),
        key("recording_view", "recording_id", "recording"),
        sa.PrimaryKeyConstraint("id", name="pk_recording_view"),
    )
    with op.batch_alter_table("recording_view") as batch_op:
        batch_op.create_index("ix_recording_view_recording_id", ["recording_id"])

    op.create_table(
        "score_correction",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", word("correctionstate"), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        *recorded(),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="ck_score_correction_two_people"),
        *recorded_keys("score_correction"),
        key("score_correction", "decided_by", "person"),
        key("score_correction", "proposed_by", "person"),
        key("score_correction", "sheet_id", "score_sheet"),
        sa.PrimaryKeyConstraint("id", name="pk_score_correction"),
    )
    with op.batch_alter_table("score_correction") as batch_op:
        batch_op.create_index("ix_score_correction_sheet_id", ["sheet_id"])


def downgrade():
    with op.batch_alter_table("score_correction") as batch_op:
        batch_op.drop_index("ix_score_correction_sheet_id")

    op.drop_table("score_correction")
    with op.batch_alter_table("recording_view") as batch_op:
        batch_op.drop_index("ix_recording_view_recording_id")

    op.drop_table("recording_view")
    with op.batch_alter_table("score_sheet") as batch_op:
        batch_op.drop_index("ix_score_sheet_target_id")
        batch_op.drop_index("ix_score_sheet_seat_id")

    op.drop_table("score_sheet")
    with op.batch_alter_table("recording") as batch_op:
        batch_op.drop_index("ix_recording_session_id")

    op.drop_table("recording")
    with op.batch_alter_table("pair_choice") as batch_op:
        batch_op.drop_index("ix_pair_choice_seat_id")

    op.drop_table("pair_choice")
    with op.batch_alter_table("conflict_of_interest") as batch_op:
        batch_op.drop_index("ix_conflict_of_interest_seat_id")

    op.drop_table("conflict_of_interest")
    with op.batch_alter_table("panel_target") as batch_op:
        batch_op.drop_index("ix_panel_target_panel_id")

    op.drop_table("panel_target")
    with op.batch_alter_table("panel_seat") as batch_op:
        batch_op.drop_index("ix_panel_seat_person_id")
        batch_op.drop_index("ix_panel_seat_panel_id")

    op.drop_table("panel_seat")
    with op.batch_alter_table("panel_outcome") as batch_op:
        batch_op.drop_index("ix_panel_outcome_panel_id")

    op.drop_table("panel_outcome")
    with op.batch_alter_table("release") as batch_op:
        batch_op.drop_index("ix_release_opens_at")
        batch_op.drop_index("ix_release_event_id")

    op.drop_table("release")
    with op.batch_alter_table("panel") as batch_op:
        batch_op.drop_index("ix_panel_event_id")

    op.drop_table("panel")
    with op.batch_alter_table("declared_tie") as batch_op:
        batch_op.drop_index("ix_declared_tie_person_id")

    op.drop_table("declared_tie")
    with op.batch_alter_table("criterion") as batch_op:
        batch_op.drop_index("ix_criterion_set_id")

    op.drop_table("criterion")
    op.drop_table("indicator_set")
    for table in ("question_vote", "stage_step", "stage_run", "running_order_version"):
        op.drop_table(table)
    with op.batch_alter_table("question") as table:
        table.drop_column("asker_text")
        table.drop_column("due_on")
    with op.batch_alter_table("running_order_item") as table:
        for name in ("finished_at", "began_at", "lead_minutes", "pause_after"):
            table.drop_column(name)
