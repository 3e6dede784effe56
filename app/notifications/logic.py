"""Kinds and states of messages, what people typed made harmless, and what stands in an agenda."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MOST_ATTEMPTS: Final = 5
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
STALE_AFTER: Final = timedelta(days=3)
LONGEST_NAME: Final = 120
LONGEST_QUOTE: Final = 1500
LONGEST_SUBJECT: Final = 200
LONGEST_BODY: Final = 5000
_SPACE: Final = re.compile(r"\s+")
_SCHEME: Final = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}):(?=/|\S+@)")
_HOST: Final = re.compile(r"(?<=[^\W_])(?:[.．｡](?=[^\W\d_]{2}|xn--)|。(?=[a-zA-Z]{2}))")


class Channel(StrEnum):
    """How a message reaches a person."""

    EMAIL = "email"
    IN_APP = "in_app"


class MessageState(StrEnum):
    """Where a message stands."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


S = MessageState
STEPS: Final[dict[MessageState, frozenset[MessageState]]] = {
    S.DRAFT: frozenset({S.QUEUED, S.SENT, S.FAILED, S.CANCELLED}),
    S.QUEUED: frozenset({S.SENDING, S.SENT, S.FAILED, S.CANCELLED}),
    S.SENDING: frozenset({S.SENT, S.QUEUED, S.FAILED}),
    S.FAILED: frozenset({S.QUEUED, S.SENT, S.CANCELLED}),
    S.SENT: frozenset(),
    S.CANCELLED: frozenset(),
}
SHOWN_IN_INBOX: Final = frozenset({S.QUEUED, S.SENDING, S.SENT, S.FAILED})


def may_become(before: MessageState, after: MessageState) -> bool:
    """Tell whether a message may take this step."""
    return after in STEPS[before]


def pause_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts, or None when it is time to give up."""
    return None if attempts >= MOST_ATTEMPTS else PAUSES[min(attempts, len(PAUSES)) - 1]


class Template(StrEnum):
    """What a message is about; its words stand in the service."""

    VERIFY_ADDRESS = "verify_address"
    SIGN_UP_REPEATED = "sign_up_repeated"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- the name of a message
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- the name of a message
    CHANGE_ADDRESS = "change_address"
    STOP_ADDRESS_CHANGE = "stop_address_change"
    ADDRESS_CHANGED = "address_changed"
    ACCOUNT_LOCKED = "account_locked"
    ROLE_GRANTED = "role_granted"
    ROLE_INVITED = "role_invited"
    ROLE_REVOKED = "role_revoked"
    EVENT_TO_APPROVE = "event_to_approve"
    EVENT_APPROVED = "event_approved"
    EVENT_RETURNED = "event_returned"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_POSTPONED = "event_postponed"
    EVENT_MOVED = "event_moved"
    EVENT_HANDED_OVER = "event_handed_over"
    PROGRAMME_PUBLISHED = "programme_published"
    PROGRAMME_CHANGED = "programme_changed"
    SPEAKER_INVITED = "speaker_invited"
    SPEAKER_ANSWERED = "speaker_answered"
    SPEAKER_CANCELLED = "speaker_cancelled"
    SESSION_CANCELLED = "session_cancelled"
    REGISTRATION_RECEIVED = "registration_received"
    REGISTRATION_APPROVED = "registration_approved"
    REGISTRATION_REJECTED = "registration_rejected"
    REGISTRATION_WAITLISTED = "registration_waitlisted"
    REGISTRATION_CANCELLED = "registration_cancelled"
    PLACE_OFFERED = "place_offered"
    OFFER_EXPIRED = "offer_expired"
    REGISTRATIONS_MERGED = "registrations_merged"
    ORGANISATION_APPLIED = "organisation_applied"
    ORGANISATION_DECIDED = "organisation_decided"
    INVESTOR_APPLIED = "investor_applied"
    INVESTOR_DECIDED = "investor_decided"
    INVESTOR_NAMED = "investor_named"
    ENTRY_SUBMITTED = "entry_submitted"
    ENTRY_RETURNED = "entry_returned"
    ENTRY_PUBLISHED = "entry_published"
    EXPERT_ASKED = "expert_asked"
    EXPERT_ACCEPTED = "expert_accepted"
    EXPERT_DECLINED = "expert_declined"
    EXPERT_RELEASED = "expert_released"
    PROOF_HANDED_IN = "proof_handed_in"
    PROOF_DECIDED = "proof_decided"
    PROOF_DECIDER = "proof_decider"
    PROOF_DUE = "proof_due"
    PROOF_LATE = "proof_late"
    PROOF_WITHDRAWN = "proof_withdrawn"
    INTEREST_MUTUAL = "interest_mutual"
    MEETING_REQUESTED = "meeting_requested"
    MEETING_REQUEST_CHANGED = "meeting_request_changed"
    MEETING_WITHDRAWN = "meeting_withdrawn"
    MEETING_ACCEPTED = "meeting_accepted"
    MEETING_DECLINED = "meeting_declined"
    MEETING_EXPIRED = "meeting_expired"
    MEETING_SCHEDULED = "meeting_scheduled"
    MEETING_MOVED = "meeting_moved"
    MOVE_ASKED = "move_asked"
    MOVE_TO_DECIDE = "move_to_decide"
    MOVE_DECLINED = "move_declined"
    MOVE_WITHDRAWN = "move_withdrawn"
    MOVE_EXPIRED = "move_expired"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_MISSED = "meeting_missed"
    TIMETABLE_CHANGED = "timetable_changed"
    PLAN_SHOWN = "plan_shown"
    TABLES_SET = "tables_set"
    PLAN_MADE = "plan_made"
    PITCH_SUBMITTED = "pitch_submitted"
    PITCH_RETURNED = "pitch_returned"
    PITCH_SHORTLISTED = "pitch_shortlisted"
    PITCH_WAITLISTED = "pitch_waitlisted"
    PITCH_REJECTED = "pitch_rejected"
    PITCH_CONFIRMED = "pitch_confirmed"
    PITCH_WITHDRAWN = "pitch_withdrawn"
    SLIDES_LATE = "slides_late"
    TEAM_INVITED = "team_invited"
    NDA_ACCEPTED = "nda_accepted"
    ACCESS_GRANTED = "access_granted"
    ACCESS_WITHDRAWN = "access_withdrawn"
    TURN_ON_STAGE = "turn_on_stage"
    QUESTION_IN_CONFIDENCE = "question_in_confidence"
    QUESTION_HIDDEN = "question_hidden"
    QUESTION_ANSWERED = "question_answered"
    JUDGE_INVITED = "judge_invited"
    JUDGE_DECLINED = "judge_declined"
    JUDGE_DOUBLE_BOOKED = "judge_double_booked"
    JUDGE_RECUSED = "judge_recused"
    SHEET_RETURNED = "sheet_returned"
    SCORING_OPENED = "scoring_opened"
    OUTCOME_CHANGED = "outcome_changed"
    NAMES_ASKED = "names_asked"
    NAMES_RESET = "names_reset"
    NAMES_CONFIRMED = "names_confirmed"
    AGREEMENT_WITHDRAWN = "agreement_withdrawn"
    AGREEMENT_ENDED = "agreement_ended"
    RENEWAL_DUE = "renewal_due"
    AGREEMENT_SILENT = "agreement_silent"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_REVOKED = "certificate_revoked"
    REGISTRATION_FORM_OFFERED = "registration_form_offered"
    ENQUIRY_SENT = "enquiry_sent"
    ENQUIRY_ANSWERED = "enquiry_answered"
    FOLLOW_UP_ASSIGNED = "follow_up_assigned"


SECRET_LINKS: Final = frozenset({
    Template.VERIFY_ADDRESS, Template.RESET_PASSWORD, Template.CHANGE_ADDRESS, Template.STOP_ADDRESS_CHANGE,
    Template.SPEAKER_INVITED,
})  # fmt: skip
MAIL_ONLY: Final = SECRET_LINKS - {Template.SPEAKER_INVITED}


class Trusted(str):
    """Text the program made itself; every other text is what somebody typed, and is made harmless."""

    __slots__ = ()


class Words(str):
    """A sentence of the program, to be said in the language of the reader."""

    __slots__ = ()


def harmless(text: str, longest: int = LONGEST_NAME) -> str:
    """Return what somebody typed as one line in which no mail program finds an address to click.

    A name such as "Your account is locked, see https://example.net" must not turn our mails into somebody's bait.
    """
    plain = _SPACE.sub(" ", "".join(_visible(text))).strip()
    plain = _HOST.sub("[.]", _SCHEME.sub(r"\1[:]", plain))
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"


def quoted(text: str) -> str:
    """Return what somebody wrote as a marked quotation, as harmless as a name."""
    lines = [harmless(line, LONGEST_QUOTE) for line in text.strip()[:LONGEST_QUOTE].splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _visible(text: str) -> Iterator[str]:
    """Drop what turns or hides text: control, format and private characters."""
    for character in text:
        category = unicodedata.category(character)
        if category[0] != "C":
            yield character
        elif category == "Cc":
            yield " "


class AgendaKind(StrEnum):
    """Why something stands in a person's agenda."""

    DUTY = "duty"
    BOOKMARK = "bookmark"
    PITCH = "pitch"
    MEETING = "meeting"


class AgendaState(StrEnum):
    """Whether an entry of an agenda takes place; a cancelled one has to be forgotten by calendars."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One entry of a person's agenda; `uid` never changes, `url` is a path of this program."""

    uid: str
    kind: AgendaKind
    title: str
    start_at: datetime
    end_at: datetime
    place: str
    url: str
    state: AgendaState
    event_title: str
    event_id: int
    zone: str
    description: str = ""
    people: tuple[str, ...] = ()  # who meet, in a meeting

    @property
    def is_cancelled(self) -> bool:
        """Tell whether this will not take place."""
        return self.state is AgendaState.CANCELLED
