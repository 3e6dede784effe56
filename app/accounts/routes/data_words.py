"""Everything that is stored about a person, put into words: names of tables and columns, and values people can read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any

from flask_babel import gettext as _

from app.core.display import day, day_and_time, label, listed

NO_NEWS = frozenset({"id", "version", "updated_at", "created_by", "updated_by", "sort_key", "assumed", "source"})
Line = tuple[str, str]
MOST_ROWS = 50
WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Enum, label),
    (datetime, day_and_time),
    (date, day),
    (list, listed),
    (Decimal, lambda amount: f"{amount:,.2f}"),
)


class StoredTable(StrEnum):
    """Tables that name people."""

    PERSON = "person"
    ACCOUNT = "account"
    MEMBERSHIP = "membership"
    CONSENT = "consent"
    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    CHECK_IN_SCAN = "check_in_scan"
    BOOKMARK = "bookmark"
    CALENDAR_FEED = "calendar_feed"
    CALENDAR_MARK = "calendar_mark"
    EVENT = "event"
    EVENT_TASK = "event_task"
    PROGRAMME_RELEASE = "programme_release"
    SESSION_PERSON = "session_person"
    PITCH_MEMBER = "pitch_member"
    PITCH_STEP = "pitch_step"
    PITCH_ACCESS = "pitch_access"
    PITCH_VIEW = "pitch_view"
    ACHIEVEMENT = "achievement"
    NEED_EXPERT = "need_expert"
    INVESTOR_REPRESENTATIVE = "investor_representative"
    INVESTOR_PARTICIPATION = "investor_participation"
    MEETING = "meeting"
    MEETING_STEP = "meeting_step"
    MEETING_PLAN = "meeting_plan"
    UNAVAILABILITY = "unavailability"
    QUESTION = "question"
    AGREEMENT = "agreement"
    AGREEMENT_PARTY = "agreement_party"
    AGREEMENT_STEP = "agreement_step"
    CERTIFICATE = "certificate"
    FOLLOW_UP = "follow_up"
    ACTION_ITEM = "action_item"
    MESSAGE = "message"
    ACCOUNT_LINK = "account_link"
    AUDIT_ENTRY = "audit_entry"


class StoredColumn(StrEnum):
    """Columns of such tables."""

    ACTION = "action"
    ADDRESS = "address"
    AGREEMENT_TYPE = "agreement_type"
    ALLOWED = "allowed"
    AMOUNT = "amount"
    ANSWER = "answer"
    ANSWERED_AT = "answered_at"
    ASKED_AT = "asked_at"
    AT = "at"
    ATTEMPTS = "attempts"
    BADGE_NUMBER = "badge_number"
    BATCH = "batch"
    BODY = "body"
    BRAND = "brand"
    BROWSER = "browser"
    CALL_CLOSES_AT = "call_closes_at"
    CALL_OPENS_AT = "call_opens_at"
    CALL_TEXT = "call_text"
    CANCELLED_AT = "cancelled_at"
    CAPACITY = "capacity"
    CHANGED_AT = "changed_at"
    CHANNEL = "channel"
    CHECKED_IN_AT = "checked_in_at"
    CITY = "city"
    CLOSED_AT = "closed_at"
    CODE = "code"
    CONFIRMED_AT = "confirmed_at"
    CONFIRMED_NOTE = "confirmed_note"
    CONTACT = "contact"
    CONTENT = "content"
    CONTRACT_TYPE = "contract_type"
    COPIES = "copies"
    CREATED_AT = "created_at"
    DEPARTMENT = "department"
    DESCRIPTION = "description"
    DETAIL = "detail"
    DEVICE = "device"
    DIETARY = "dietary"
    DONE_AT = "done_at"
    DUE_ON = "due_on"
    DUTY = "duty"
    EDITION = "edition"
    EMAIL = "email"
    EMAIL_VERIFIED_AT = "email_verified_at"
    END_AT = "end_at"
    ENDED_AT = "ended_at"
    EVENT_TYPE = "event_type"
    EXPECTED_ATTENDANCE = "expected_attendance"
    EXPIRES_AT = "expires_at"
    FAILED_COUNT = "failed_count"
    FEE = "fee"
    FIELD = "field"
    GIVEN_AT = "given_at"
    GRANTED_AT = "granted_at"
    HONORIFIC = "honorific"
    HOST_WORDS = "host_words"
    INVITED_LOGIN = "invited_login"
    IS_CONFIDENTIAL = "is_confidential"
    IS_LOCKED = "is_locked"
    IS_MUST = "is_must"
    ISSUED_AT = "issued_at"
    JOB_TITLE = "job_title"
    LANGUAGE = "language"
    LANGUAGES = "languages"
    LAST_LOGIN_AT = "last_login_at"
    LAST_SEEN_AT = "last_seen_at"
    LEVEL = "level"
    LINK = "link"
    LOCKED_UNTIL = "locked_until"
    MADE_AT = "made_at"
    MAX_MEETINGS_PER_DAY = "max_meetings_per_day"
    MESSAGE = "message"
    MINUTE = "minute"
    MINUTES = "minutes"
    MINUTES_TEXT = "minutes_text"
    MOBILE = "mobile"
    MOBILE_TAIL = "mobile_tail"
    MOBILE_VERIFIED_AT = "mobile_verified_at"
    MUST_CHANGE = "must_change"
    NAME = "name"
    NAME_EN = "name_en"
    NEW_EMAIL = "new_email"
    NEXT_ON = "next_on"
    NEXT_STEP = "next_step"
    NOTE = "note"
    NOTICE = "notice"
    NUMBER = "number"
    OBJECT_KIND = "object_kind"
    OFFERED_UNTIL = "offered_until"
    ORGANISATION_NAME = "organisation_name"
    OUTCOME = "outcome"
    PLACE = "place"
    POSITION = "position"
    PRICE = "price"
    PRINTED_NAME = "printed_name"
    PROBLEM_SOLVED = "problem_solved"
    PROFESSIONAL_TITLE = "professional_title"
    PROOFREAD_AT = "proofread_at"
    PUBLISHED_AT = "published_at"
    PURPOSE = "purpose"
    READ_AT = "read_at"
    REASON = "reason"
    REGISTRATION_CLOSES_AT = "registration_closes_at"
    REGISTRATION_OPENS_AT = "registration_opens_at"
    RELEASED_AT = "released_at"
    RESEARCH_FIELDS = "research_fields"
    RESULT = "result"
    REVOKED_AT = "revoked_at"
    ROLE = "role"
    ROLE_NAME = "role_name"
    ROLE_TEXT = "role_text"
    SCANNED_AT = "scanned_at"
    SCOPE_KIND = "scope_kind"
    SENT_AT = "sent_at"
    SET_AT = "set_at"
    SHOWS_ASKER = "shows_asker"
    SIDE = "side"
    SIGN_ON = "sign_on"
    SIGNATORY = "signatory"
    SIGNED_AT = "signed_at"
    SLIDES_DUE_ON = "slides_due_on"
    SOURCE = "source"
    STAGE = "stage"
    START_AT = "start_at"
    STARTED_AT = "started_at"
    STATE = "state"
    STATE_REASON = "state_reason"
    SUBJECT = "subject"
    SUBJECT_KIND = "subject_kind"
    SUMMARY = "summary"
    TERM_FROM = "term_from"
    TERM_TO = "term_to"
    TEXT_VERSION = "text_version"
    THEME = "theme"
    TICKET_CODE = "ticket_code"
    TITLE = "title"
    TITLE_EN = "title_en"
    TOPIC = "topic"
    TRANSFER_MODES = "transfer_modes"
    TRANSPORT = "transport"
    TRL = "trl"
    VISIBILITY = "visibility"
    WAITING_SINCE = "waiting_since"
    WEIGHT = "weight"
    WITHDRAWN_AT = "withdrawn_at"
    WITNESS = "witness"
    ZONE = "zone"


@dataclass(frozen=True)
class Part:
    """One table: what it is called, how many rows name the person, and the first of them in words."""

    title: str
    count: int
    rows: list[list[Line]]


def readable(data: dict[str, list[dict[str, Any]]]) -> list[Part]:
    """Return each table in words; keys, empty values, stamps and very long lists are left to the file."""
    return [
        Part(word_of(StoredTable, table), len(rows), [_lines(row) for row in rows[:MOST_ROWS]])
        for table, rows in data.items()
    ]


def word_of(kind: type[StoredTable] | type[StoredColumn], name: str) -> str:
    """Return what a table or column is called, or its plain name when nobody gave it one."""
    return label(kind(name)) if name in set(kind) else name.replace("_", " ")


def _lines(row: dict[str, Any]) -> list[Line]:
    return [
        (word_of(StoredColumn, name), text)
        for name, value in row.items()
        if name not in NO_NEWS and not name.endswith("_id") and (text := _text(value))
    ]


def _text(value: object) -> str:
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    for kind, write in WRITERS:
        if isinstance(value, kind):
            return write(value)
    return str(value)
