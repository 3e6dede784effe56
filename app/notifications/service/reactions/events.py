"""What people are told about events, their programme and their registrations."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.events.facts import events as facts
from app.events.facts import programme as programme_facts
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.programme import EventSession, ProgrammeRelease, SessionPerson
from app.events.models.registration import Registration
from app.events.models.venue import Room
from app.events.service.states import EVENT_CANCELLED
from app.events.service.waiting import EXPIRED
from app.notifications.logic import Template, Trusted, Words, harmless
from app.notifications.queries.recipients import (
    WAITING_TOO,
    list_attendees,
    list_operators,
    list_organisers,
    list_stage,
    list_touched,
)
from app.notifications.service.feeds import refresh_marks
from app.notifications.service.telling import Notice, cancel_drafts, tell

E = EventState
PROGRAM_REASONS = frozenset({EVENT_CANCELLED, EXPIRED})


def get_event(session: Session, event_id: int) -> Event:
    """Return an event with its venue and owner."""
    return session.scalars(
        select(Event).where(Event.id == event_id).options(joinedload(Event.venue), joinedload(Event.owner))
    ).one()


def about(event: Event) -> dict[str, object]:
    """Return what messages say of an event: its title, and when and where it is."""
    venue = event.venue.name if event.venue else ""
    return {"event": event.title, "when": event.start_at, "where": " · ".join(p for p in (event.city, venue) if p)}


def reason_of(text: str | None, known: frozenset[str] = PROGRAM_REASONS) -> str | None:
    """Return a reason as a quotation, or as a sentence of the program if the program gave it."""
    return Words(text) if text in known else text


def tell_state(session: Session, fact: facts.EventStateChanged) -> None:
    """Tell the centre, the organisers or everybody concerned what became of an event."""
    event, new, old = get_event(session, fact.event_id), E(fact.new), E(fact.old)
    if new is E.IN_REVIEW:
        _tell(session, Template.EVENT_TO_APPROVE, event, list_operators(session, event.centre_id))
    elif new is E.APPROVED and old is E.IN_REVIEW:
        _tell(session, Template.EVENT_APPROVED, event, list_organisers(session, event))
    elif new is E.DRAFT and old is E.IN_REVIEW:
        _tell(session, Template.EVENT_RETURNED, event, list_organisers(session, event), fact.reason)
    elif old is E.POSTPONED and new is E.APPROVED:
        _tell_moved(session, event, before="")
    elif new in {E.CANCELLED, E.POSTPONED}:
        _call_off(session, event, new, fact.reason)


def _call_off(session: Session, event: Event, new: EventState, reason: str | None) -> None:
    template = Template.EVENT_CANCELLED if new is E.CANCELLED else Template.EVENT_POSTPONED
    people = list_attendees(session, event.id, WAITING_TOO) | list_stage(session, event.id)
    if new is E.CANCELLED:
        people |= _ended_with(session, event.id)
    for outdated in (Template.EVENT_MOVED, Template.PROGRAMME_PUBLISHED, Template.PROGRAMME_CHANGED):
        cancel_drafts(session, template=outdated, event_id=event.id)
    _tell(session, template, event, people, reason)
    refresh_marks(session, people)


def _ended_with(session: Session, event_id: int) -> set[int]:
    """Return whose registration ended because the event was called off."""
    rows = select(Registration.person_id).where(
        Registration.event_id == event_id, Registration.state == RegistrationState.CANCELLED,
        Registration.state_reason == EVENT_CANCELLED,
    )  # fmt: skip
    return set(session.scalars(rows))


def _tell(
    session: Session, template: Template, event: Event, people: set[int], reason: str | None = None
) -> None:  # fmt: skip
    tell(session, Notice(
        template=template, values=about(event), path={"slug": event.slug}, quote=reason_of(reason), event=event,
    ), people)  # fmt: skip


def tell_moved(session: Session, fact: facts.EventMoved) -> None:
    """Prepare the notice of a new time or place for everybody who counts on the old one."""
    event = get_event(session, fact.event_id)
    start = datetime.fromisoformat(fact.start_before)
    local = f"{start.astimezone(ZoneInfo(event.zone)):%Y-%m-%d %H:%M}"
    _tell_moved(session, event, before=" · ".join(part for part in (local, harmless(fact.place_before or "")) if part))


def _tell_moved(session: Session, event: Event, *, before: str) -> None:
    people = list_attendees(session, event.id, WAITING_TOO) | list_stage(session, event.id)
    tell(session, Notice(
        template=Template.EVENT_MOVED, values=about(event) | {"before": Trusted(before)}, path={"slug": event.slug},
        event=event, replaces=True,
    ), people)  # fmt: skip
    refresh_marks(session, people)


def tell_handed_over(session: Session, fact: facts.EventHandedOver) -> None:
    """Tell the old and the new owner of an event."""
    event = get_event(session, fact.event_id)
    values = {"event": event.title, "owner": event.owner.name}
    notice = Notice(template=Template.EVENT_HANDED_OVER, values=values, path={"slug": event.slug}, event=event)
    tell(session, notice, [fact.old_owner_id, fact.new_owner_id])


def tell_released(session: Session, fact: programme_facts.ProgrammeReleased) -> None:
    """Prepare the notice of a new version, and let calendars know."""
    event = get_event(session, fact.event_id)
    release = session.get_one(ProgrammeRelease, fact.release_id)
    touched = list_touched(session, fact.changed_session_ids)
    people = list_attendees(session, event.id) | touched
    if fact.number == 1:
        _tell(session, Template.PROGRAMME_PUBLISHED, event, people | list_stage(session, event.id))
    elif fact.changed_session_ids:
        titles = {entry["id"]: entry["title"] for entry in release.programme["sessions"]}
        changed = [titles[session_id] for session_id in fact.changed_session_ids if session_id in titles]
        lines = Trusted("\n".join(f"· {harmless(title)}" for title in changed))
        values = {"event": event.title, "version": release.name, "sessions": lines}
        tell(session, Notice(
            template=Template.PROGRAMME_CHANGED, values=values, path={"slug": event.slug}, event=event, replaces=True,
        ), people)  # fmt: skip
    refresh_marks(session, list_stage(session, event.id) | touched)


def _get_duty(session: Session, session_person_id: int) -> SessionPerson | None:
    return session.scalar(
        select(SessionPerson)
        .where(SessionPerson.id == session_person_id)
        .options(
            joinedload(SessionPerson.person),
            joinedload(SessionPerson.event_session).joinedload(EventSession.room),
        )
    )


def _room(room: Room | None) -> str:
    return room.name if room else ""


def invite_speaker(session: Session, fact: programme_facts.SpeakerInvited) -> None:
    """Send an invitation that can be answered without an account."""
    duty = _get_duty(session, fact.session_person_id)
    if duty is None:
        return
    event, part = get_event(session, fact.event_id), duty.event_session
    where = " · ".join(p for p in (str(about(event)["where"]), _room(part.room)) if p)
    values = about(event) | {
        "session": part.title, "duty": duty.duty, "topic": duty.topic, "when": part.start_at or event.start_at,
        "where": where,
    }  # fmt: skip
    completed = {"secret": {"duty_id": duty.id, "slug": event.slug}}
    notice = Notice(template=Template.SPEAKER_INVITED, values=values, event=event, completed_with=completed)
    tell(session, notice, [duty.person_id])


def tell_speaker_answered(session: Session, fact: programme_facts.SpeakerAnswered) -> None:
    """Tell the organisers what an invited person answered."""
    duty = _get_duty(session, fact.session_person_id)
    if duty is None:
        return
    event = get_event(session, fact.event_id)
    values = {"person": duty.person.name if duty.person else duty.role_name, "session": duty.event_session.title,
              "answer": duty.state}  # fmt: skip
    tell(session, Notice(
        template=Template.SPEAKER_ANSWERED, values=values, path={"slug": event.slug}, quote=duty.state_reason,
        event=event,
    ), list_organisers(session, event))  # fmt: skip
    refresh_marks(session, [duty.person_id])


def tell_speaker_cancelled(session: Session, fact: programme_facts.SpeakerCancelled) -> None:
    """Prepare the change notice once somebody of the programme cannot come; the reason is not passed on."""
    part = session.get(EventSession, fact.session_id)
    if part is None:
        return
    event = get_event(session, fact.event_id)
    people = list_attendees(session, event.id) | list_touched(session, [part.id])
    values = {"event": event.title, "session": part.title, "person": fact.name}
    notice = Notice(template=Template.SPEAKER_CANCELLED, values=values, path={"slug": event.slug}, event=event)
    tell(session, notice, people | list_organisers(session, event))
    duty = _get_duty(session, fact.session_person_id)
    refresh_marks(session, [duty.person_id if duty else None])


def tell_session_cancelled(session: Session, fact: programme_facts.SessionCancelled) -> None:
    """Tell the people of a session that it will not take place; visitors read it in the next version."""
    part = session.get(EventSession, fact.session_id)
    if part is None:
        return
    event = get_event(session, fact.event_id)
    busy = select(SessionPerson.person_id).where(SessionPerson.session_id == part.id)
    tell(session, Notice(
        template=Template.SESSION_CANCELLED, values={"event": event.title, "session": part.title},
        path={"slug": event.slug}, quote=fact.reason, event=event,
    ), session.scalars(busy))  # fmt: skip
