"""Moving an event from state to state, by hand or by the clock, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.core.words import N_
from app.events.facts.events import EventStateChanged
from app.events.logic.states import EventState, RegistrationState
from app.events.logic.steps import (
    BY_APPROVER,
    WITH_NEW_DATE,
    EventCheck,
    clock_state,
    may_step,
    missing,
    needs_reason,
)
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.events.queries.events import get_event_by_id, list_turning, standing_of
from app.events.queries.registration import count_states
from app.events.service.tasks import move_checklist
from app.events.service.waiting import offer_free_places

OPEN_REGISTRATIONS = (RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.WAITLISTED)
EVENT_CANCELLED = N_("The event was cancelled.")


@dataclass(frozen=True)
class Step:
    """A step somebody wants to take, with what it needs."""

    to: EventState
    reason: str | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None


def permission_for(old: EventState, new: EventState) -> Permission:
    """Return who may take a step: approving is for the centre, the rest for those who run the event."""
    return Permission.EVENT_APPROVE if (old, new) in BY_APPROVER else Permission.EVENT_EDIT


def change_state(session: Session, actor: Actor, *, event_id: int, step: Step, version: int | None = None) -> Event:
    """Take a step; the refusal names the first thing that is missing."""
    event = get_event_by_id(session, event_id)
    old = event.state
    authorise(actor, permission_for(old, step.to), event)
    check_version(event, version)
    if not may_step(old, step.to):
        raise RuleBroken("An event that is “%(old)s” cannot become “%(new)s”.", old=old, new=step.to)
    reason = tidy(step.reason or "")
    if needs_reason(old, step.to) and not reason:
        raise RuleBroken("Please give a reason; it is shown to the people concerned.", field="reason")
    if (old, step.to) in WITH_NEW_DATE:
        _set_new_date(session, event, step)
    for check in missing(standing_of(session, event), step.to):
        raise RuleBroken("This step is not possible yet: %(problem)s.", problem=check)
    _enter(session, event, step.to, reason or None)
    return event


def _set_new_date(session: Session, event: Event, step: Step) -> None:
    if step.start_at is None or step.start_at <= now():
        raise RuleBroken("Please choose a new date in the future.", field="start_at")
    end = step.end_at or step.start_at + (event.end_at - event.start_at)
    if end <= step.start_at:
        raise RuleBroken("The end has to be after the beginning.", field="end_at")
    shift = step.start_at - event.start_at
    event.start_at, event.end_at = step.start_at, end
    if event.registration_closes_at:
        event.registration_closes_at += shift
    if event.call_closes_at:
        event.call_closes_at += shift
    session.flush()
    move_checklist(session, event)


def list_missing(session: Session, event: Event, to: EventState | None) -> list[EventCheck]:
    """Return what is missing before an event may enter a state."""
    return missing(standing_of(session, event), to) if to else []


def _enter(session: Session, event: Event, new: EventState, reason: str | None) -> None:
    old = event.state
    event.state, event.state_reason = new, reason
    session.flush()
    if new is EventState.CANCELLED:
        _close_registrations(session, event.id, OPEN_REGISTRATIONS, RegistrationState.CANCELLED, EVENT_CANCELLED)
    if new is EventState.ENDED:
        _close_registrations(session, event.id, (RegistrationState.APPROVED,), RegistrationState.NO_SHOW, None)
    if new is EventState.REGISTRATION_OPEN:
        offer_free_places(session, event.id)
    outbox.record(session, EventStateChanged(event.id, old.value, new.value, reason))
    detail = {"old": old.value, "new": new.value, "reason": reason}
    write_audit(session, "event:state", kind="event", row_id=event.id, event_id=event.id, detail=detail)


def _close_registrations(
    session: Session,
    event_id: int,
    states: Sequence[RegistrationState],
    new: RegistrationState,
    reason: str | None,
) -> None:
    rows = select(Registration).where(Registration.event_id == event_id, Registration.state.in_(states))
    for registration in session.scalars(rows):
        registration.state, registration.state_reason, registration.offered_until = new, reason, None
    session.flush()


def consequences_of(session: Session, event: Event, to: EventState) -> list[tuple[str, int]]:
    """Return what calling an event off does to registrations, as msgid and number."""
    counts = count_states(session, event.id)
    touched = sum(counts.get(state, 0) for state in OPEN_REGISTRATIONS)
    if to is EventState.CANCELLED:
        lines = [(N_("%(num)d registrations will be cancelled"), touched), (N_("%(num)d people will be told"), touched)]
    elif to is EventState.POSTPONED:
        lines = [(N_("%(num)d registrations stay valid for the new date"), touched),
                 (N_("%(num)d people will be told"), touched)]  # fmt: skip
    elif to is EventState.ENDED:
        lines = [(N_("%(num)d people who did not come are marked as absent"),
                  counts.get(RegistrationState.APPROVED, 0))]  # fmt: skip
    else:
        lines = []
    return [(words, number) for words, number in lines if number]


def turn_events(session: Session) -> int:
    """Let the clock open, close and end events where nothing is missing, and count the steps."""
    turned = 0
    for event in list_turning(session):
        new = clock_state(
            event.state, now(), closes=event.registration_closes_at, start=event.start_at, end=event.end_at
        )
        if new and not missing(standing_of(session, event), new):
            _enter(session, event, new, None)
            turned += 1
    return turned
