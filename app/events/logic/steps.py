"""From which state an event may go where, and what has to be true before."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.events.logic.states import EventState

S = EventState
BEFORE_LIVE = (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.REGISTRATION_OPEN, S.REGISTRATION_CLOSED)
CALLED_OFF = (S.POSTPONED, S.CANCELLED)
STEPS: dict[EventState, tuple[EventState, ...]] = {
    S.DRAFT: (S.IN_REVIEW, *CALLED_OFF),
    S.IN_REVIEW: (S.APPROVED, S.DRAFT, *CALLED_OFF),
    S.APPROVED: (S.REGISTRATION_OPEN, *CALLED_OFF),
    S.REGISTRATION_OPEN: (S.REGISTRATION_CLOSED, *CALLED_OFF),
    S.REGISTRATION_CLOSED: (S.LIVE, *CALLED_OFF),
    S.LIVE: (S.ENDED,),
    S.ENDED: (S.FOLLOWING_UP,),
    S.FOLLOWING_UP: (S.ARCHIVED,),
    S.ARCHIVED: (),
    S.POSTPONED: (S.APPROVED, S.CANCELLED),
    S.CANCELLED: (),
}
WITH_REASON = frozenset({(S.IN_REVIEW, S.DRAFT)} | {(old, new) for old in S for new in CALLED_OFF})
BY_APPROVER = frozenset({(S.IN_REVIEW, S.APPROVED), (S.IN_REVIEW, S.DRAFT)})
WITH_NEW_DATE = frozenset({(S.POSTPONED, S.APPROVED)})
PATH = (S.DRAFT, S.IN_REVIEW, S.APPROVED, S.REGISTRATION_OPEN, S.REGISTRATION_CLOSED, S.LIVE, S.ENDED, S.FOLLOWING_UP,
        S.ARCHIVED)  # fmt: skip
PUBLIC_STATES = tuple(state for state in S if state not in (S.DRAFT, S.IN_REVIEW))
OVER = (S.ENDED, S.FOLLOWING_UP, S.ARCHIVED, S.CANCELLED)


class EventCheck(StrEnum):
    """What has to be true before an event may enter a state; shown as the sentence that asks for it."""

    SUMMARY = "write_a_summary_for_visitors"
    PLACE = "say_in_which_city_or_venue_it_takes_place"
    OWNER = "name_the_owner_of_the_event"
    HOST = "name_at_least_one_host"
    GROUPS = "add_at_least_one_audience_group"
    CAPACITY = "the_quotas_of_the_groups_are_larger_than_the_event_holds"
    VENUE_CAPACITY = "the_event_holds_more_people_than_the_rooms_of_its_venue"
    PERIOD = "say_when_registration_opens_and_closes"
    FUTURE = "the_event_has_to_begin_in_the_future"
    NEW_DATE = "choose_a_new_date_in_the_future"
    CHECKED_IN = "nobody_has_been_checked_in_yet"
    CHECKLIST = "finish_or_skip_the_open_tasks_of_the_checklist"


@dataclass(frozen=True)
class Standing:
    """What an event has, in plain values."""

    now: datetime
    start: datetime
    has_owner: bool = True
    has_summary: bool = True
    has_place: bool = True
    hosts: int = 1
    groups: int = 1
    quotas: int = 0
    capacity: int | None = None
    venue_capacity: int | None = None
    has_period: bool = True
    expected: int = 0
    checked_in: int = 0
    open_tasks: int = 0


C = EventCheck
PASSES: dict[EventCheck, Callable[[Standing], bool]] = {
    C.SUMMARY: lambda s: s.has_summary,
    C.PLACE: lambda s: s.has_place,
    C.OWNER: lambda s: s.has_owner,
    C.HOST: lambda s: s.hosts > 0,
    C.GROUPS: lambda s: s.groups > 0,
    C.CAPACITY: lambda s: s.capacity is None or s.quotas <= s.capacity,
    C.VENUE_CAPACITY: lambda s: (s.capacity or s.quotas) <= s.venue_capacity if s.venue_capacity is not None else True,
    C.PERIOD: lambda s: s.has_period,
    C.FUTURE: lambda s: s.start > s.now,
    C.NEW_DATE: lambda s: s.start > s.now,
    C.CHECKED_IN: lambda s: s.checked_in > 0 or s.expected == 0,
    C.CHECKLIST: lambda s: s.open_tasks == 0,
}
_READY = (C.OWNER, C.HOST, C.PLACE, C.CAPACITY)
CHECKS: dict[EventState, tuple[EventCheck, ...]] = {
    S.IN_REVIEW: (C.SUMMARY, C.PLACE, C.HOST),
    S.APPROVED: (C.OWNER, C.HOST, C.PLACE),
    S.REGISTRATION_OPEN: (*_READY, C.GROUPS, C.VENUE_CAPACITY, C.PERIOD, C.FUTURE),
    S.LIVE: (*_READY, C.GROUPS, C.VENUE_CAPACITY),
    S.ENDED: (C.CHECKED_IN,),
    S.ARCHIVED: (C.CHECKLIST,),
}


def may_step(old: EventState, new: EventState) -> bool:
    """Tell whether the table knows a step."""
    return new in STEPS[old]


def needs_reason(old: EventState, new: EventState) -> bool:
    """Tell whether a step has to be explained."""
    return (old, new) in WITH_REASON


def missing(standing: Standing, new: EventState) -> list[EventCheck]:
    """Return what is still missing before an event may enter a state."""
    return [check for check in CHECKS.get(new, ()) if not PASSES[check](standing)]


def next_state(state: EventState) -> EventState | None:
    """Return where an event goes when nothing goes wrong."""
    if state is S.POSTPONED:
        return S.APPROVED
    place = PATH.index(state) if state in PATH else len(PATH)
    return PATH[place + 1] if place + 1 < len(PATH) else None


def clock_state(
    state: EventState, moment: datetime, *, closes: datetime | None, start: datetime, end: datetime
) -> EventState | None:
    """Return the state into which the clock alone moves an event now, if any."""
    if state is S.REGISTRATION_OPEN and moment >= (closes or start):
        return S.REGISTRATION_CLOSED
    if state is S.REGISTRATION_CLOSED and start <= moment < end:
        return S.LIVE
    if state is S.LIVE and moment >= end:
        return S.ENDED
    return None
