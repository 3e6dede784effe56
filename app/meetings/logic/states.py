"""What a meeting may become, how it may end, and who may book."""

from enum import StrEnum
from typing import Final


class MeetingState(StrEnum):
    """Where a meeting stands between being asked for and its written outcome."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    OUTCOME_RECORDED = "outcome_recorded"
    DECLINED = "declined"
    EXPIRED = "expired"
    RESCHEDULED = "rescheduled"
    CANCELLED = "cancelled"
    NO_SHOW_INVESTOR = "no_show_investor"
    NO_SHOW_PROJECT = "no_show_project"
    REFILLED = "refilled"


class MeetingOutcome(StrEnum):
    """What two sides agreed at the end of a meeting."""

    NO_INTEREST = "no_interest"
    FOLLOW_UP = "follow_up"
    NDA = "nda"
    DUE_DILIGENCE = "due_diligence"


class BookingMode(StrEnum):
    """Who fills the timetable of an event."""

    PARTICIPANTS = "participants"
    ORGANISER = "organiser"
    MIXED = "mixed"


class ChangeKind(StrEnum):
    """What was done to the timetable."""

    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    MOVED_BY_HAND = "moved_by_hand"
    PERSON_AWAY = "person_away"
    PERSON_LATE = "person_late"
    TABLE_CLOSED = "table_closed"
    SESSION_OVERRUNS = "session_overruns"
    HOLES_FILLED = "holes_filled"


class FeedbackKind(StrEnum):
    """What a participant says about a meeting of a provisional plan."""

    FITS = "fits"
    BAD_TIME = "bad_time"
    NOT_WANTED = "not_wanted"


class SeatRole(StrEnum):
    """As what somebody sits at a table for more than two."""

    EXPERT = "expert"
    HOST = "host"
    GUEST = "guest"


TRANSITIONS: Final[dict[MeetingState, frozenset[MeetingState]]] = {
    MeetingState.REQUESTED: frozenset(
        {MeetingState.ACCEPTED, MeetingState.DECLINED, MeetingState.EXPIRED, MeetingState.CANCELLED}
    ),
    MeetingState.ACCEPTED: frozenset({MeetingState.SCHEDULED, MeetingState.CANCELLED}),
    MeetingState.SCHEDULED: frozenset({MeetingState.CONFIRMED, MeetingState.RESCHEDULED, MeetingState.CANCELLED}),
    MeetingState.CONFIRMED: frozenset({MeetingState.IN_PROGRESS, MeetingState.RESCHEDULED, MeetingState.CANCELLED}),
    MeetingState.RESCHEDULED: frozenset({MeetingState.SCHEDULED, MeetingState.CANCELLED}),
    MeetingState.IN_PROGRESS: frozenset(
        {MeetingState.COMPLETED, MeetingState.NO_SHOW_INVESTOR, MeetingState.NO_SHOW_PROJECT}
    ),
    MeetingState.COMPLETED: frozenset({MeetingState.OUTCOME_RECORDED}),
    MeetingState.NO_SHOW_INVESTOR: frozenset({MeetingState.REFILLED}),
    MeetingState.NO_SHOW_PROJECT: frozenset({MeetingState.REFILLED}),
    MeetingState.OUTCOME_RECORDED: frozenset(),
    MeetingState.DECLINED: frozenset(),
    MeetingState.EXPIRED: frozenset(),
    MeetingState.CANCELLED: frozenset(),
    MeetingState.REFILLED: frozenset(),
}

NEEDS_REASON: Final = frozenset({MeetingState.CANCELLED, MeetingState.DECLINED})

HOLDS_A_SLOT: Final = frozenset(
    {
        MeetingState.SCHEDULED,
        MeetingState.CONFIRMED,
        MeetingState.IN_PROGRESS,
        MeetingState.COMPLETED,
        MeetingState.OUTCOME_RECORDED,
    }
)


def may_move(before: MeetingState, after: MeetingState) -> bool:
    """May a meeting go from one state straight to the other?"""
    return after in TRANSITIONS[before]


def needs_reason(after: MeetingState) -> bool:
    """Must whoever brings a meeting into this state say why?"""
    return after in NEEDS_REASON
