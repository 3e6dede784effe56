"""The checklist of an organiser, from sixty days before the first day to half a year after it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class TaskCode(StrEnum):
    """A task every event has; shown as a sentence."""

    THEME = "decide_theme_goals_budget_and_hosts"
    APPROVAL = "ask_the_centre_for_approval"
    ROOMS = "book_the_rooms"
    RISK = "check_risk_and_compliance"
    CALL = "open_the_project_call"
    NEEDS = "collect_needs_and_plan_visits"
    CONSENTS = "write_the_consent_texts"
    KEYNOTES = "invite_keynote_speakers_and_leaders"
    MEDIA = "plan_the_media"
    REGISTRATION = "open_registration"
    CLOSE_CALL = "close_the_call_and_check_the_forms"
    JUDGES = "appoint_judges_and_collect_conflict_declarations"
    SHORTLIST = "review_and_shortlist_the_projects"
    CONFIRM_PITCHES = "confirm_the_projects_and_coach_them"
    SIGNING_LIST = "collect_agreement_texts_and_legal_names"
    BOOKLET = "send_the_booklet_to_investors_and_collect_interests"
    AGENDA = "release_the_agenda_and_the_running_order"
    NAMES = "let_each_party_confirm_its_names"
    MEETING_PLAN = "publish_the_meeting_schedule"
    SEATING = "plan_seats_and_have_ndas_signed"
    SLIDES = "collect_the_slides"
    EMERGENCY = "plan_rehearsal_and_emergencies_and_notify_everybody"
    PRINT = "lock_the_slides_and_print_booklet_badges_and_tents"
    REHEARSAL = "rehearse_and_check_network_timers_and_devices"
    OFFLINE_LIST = "export_the_offline_check_in_list"
    EVENT_DAY = "run_check_in_questions_signing_and_meetings"
    THANKS = "send_thanks_survey_and_photos"
    MINUTES = "enter_minutes_and_outcomes_of_all_meetings"
    REPORT = "write_the_report_and_assign_follow_ups"
    ARCHIVE_SCANS = "archive_the_signed_texts"
    CONTRACTS = "hand_registration_drafts_to_the_sellers"
    ROUND_30 = "follow_up_after_30_days"
    ROUND_60 = "follow_up_after_60_days"
    ROUND_90 = "follow_up_after_90_days"
    RESULT = "write_the_result_report_and_delete_personal_data"


@dataclass(frozen=True)
class Template:
    """A task with its distance in days from the first day of the event."""

    code: TaskCode
    offset: int
    after: TaskCode | None = None


T = TaskCode
CHECKLIST = (
    Template(T.THEME, -60),
    Template(T.APPROVAL, -60, T.THEME),
    Template(T.ROOMS, -60),
    Template(T.RISK, -60),
    Template(T.CALL, -50, T.APPROVAL),
    Template(T.NEEDS, -50),
    Template(T.CONSENTS, -50),
    Template(T.KEYNOTES, -45, T.APPROVAL),
    Template(T.MEDIA, -45),
    Template(T.REGISTRATION, -45, T.CONSENTS),
    Template(T.CLOSE_CALL, -35, T.CALL),
    Template(T.JUDGES, -30),
    Template(T.SHORTLIST, -30, T.CLOSE_CALL),
    Template(T.CONFIRM_PITCHES, -25, T.SHORTLIST),
    Template(T.SIGNING_LIST, -25),
    Template(T.BOOKLET, -20, T.CONFIRM_PITCHES),
    Template(T.AGENDA, -15, T.CONFIRM_PITCHES),
    Template(T.NAMES, -15, T.SIGNING_LIST),
    Template(T.MEETING_PLAN, -10, T.BOOKLET),
    Template(T.SEATING, -10),
    Template(T.SLIDES, -7, T.CONFIRM_PITCHES),
    Template(T.EMERGENCY, -7),
    Template(T.PRINT, -3, T.SLIDES),
    Template(T.REHEARSAL, -1),
    Template(T.OFFLINE_LIST, -1, T.REGISTRATION),
    Template(T.EVENT_DAY, 0),
    Template(T.THANKS, 1, T.EVENT_DAY),
    Template(T.MINUTES, 3, T.EVENT_DAY),
    Template(T.REPORT, 7, T.MINUTES),
    Template(T.ARCHIVE_SCANS, 7, T.EVENT_DAY),
    Template(T.CONTRACTS, 10, T.EVENT_DAY),
    Template(T.ROUND_30, 30, T.REPORT),
    Template(T.ROUND_60, 60, T.ROUND_30),
    Template(T.ROUND_90, 90, T.ROUND_60),
    Template(T.RESULT, 180, T.ROUND_90),
)
FIRST_OFFSET, LAST_OFFSET = -60, 180


def due_on(first_day: date, offset: int) -> date:
    """Return the day on which a task is due."""
    return first_day + timedelta(days=offset)


def distance(offset: int) -> str:
    """Return how organisers write the distance: T−60, T, T+7."""
    return "T" if offset == 0 else f"T+{offset}" if offset > 0 else f"T−{-offset}"
