"""Kinds and states of events, sessions and registrations, and the steps between states."""

from enum import StrEnum


class EventType(StrEnum):
    """What an event is."""

    CONFERENCE_WITH_ROADSHOW = "conference_with_roadshow"
    ROADSHOW = "roadshow"
    MATCHMAKING_TOUR = "matchmaking_tour"
    SIGNING_CEREMONY = "signing_ceremony"
    RELEASE = "release"
    UNVEILING = "unveiling"
    TRAINING = "training"


class EventState(StrEnum):
    """Where an event stands between idea and archive."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REGISTRATION_OPEN = "registration_open"
    REGISTRATION_CLOSED = "registration_closed"
    LIVE = "live"
    ENDED = "ended"
    FOLLOWING_UP = "following_up"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class Visibility(StrEnum):
    """Who may see something."""

    PUBLIC = "public"
    REGISTERED = "registered"
    AFTER_NDA = "after_nda"
    NAMED = "named"


class HostRole(StrEnum):
    """What an organisation does for an event, in the order in which it is printed."""

    GUIDANCE = "guidance_org"
    HOST = "host_org"
    UNDERTAKER = "undertaker_org"
    CO_ORGANISER = "co_organiser"
    SUPPORT = "support_org"
    MEDIA = "media_org"


class SessionType(StrEnum):
    """What happens in a session."""

    OPENING = "opening"
    KEYNOTE = "keynote"
    PANEL = "panel"
    SIGNING = "signing"
    ROADSHOW = "roadshow"
    QA = "qa"
    ROUNDTABLE = "roundtable"
    ONSITE_EXCHANGE = "onsite_exchange"
    RELEASE = "release"
    UNVEILING = "unveiling"
    MEETING_BLOCK = "meeting_block"
    BREAK = "break"


class SessionState(StrEnum):
    """Where a session stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    MOVED = "moved"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Duty(StrEnum):
    """What a person does in a session."""

    SPEAKER = "speaker"
    MODERATOR = "moderator"
    JUDGE = "judge"
    HOST = "host"


class ConfirmState(StrEnum):
    """Whether an invited person said yes."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class RegistrationState(StrEnum):
    """Where a registration stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    CHECKED_IN = "checked_in"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class TaskState(StrEnum):
    """Where a task of the checklist stands."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class ResourceKind(StrEnum):
    """What can be in only one place at a time."""

    PERSON = "person"
    ROOM = "room"
    TABLE = "table"


class HolderKind(StrEnum):
    """What can hold a room, a table or a person."""

    SESSION = "session"
    MEETING = "meeting"
    DUTY = "duty"
    BOOKING = "booking"
    ABSENCE = "absence"
    ROUND_TABLE = "round_table"
