"""The people of a session: inviting them, their answers, their order, and what happens when one cannot come."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import outbox
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.names import pinyin_key
from app.core.permissions import Actor, Permission, authorise
from app.events.facts.programme import SpeakerAnswered, SpeakerCancelled, SpeakerInvited
from app.events.logic.programme import is_present
from app.events.logic.states import ConfirmState, Duty, SessionState
from app.events.models.programme import EventSession, SessionPerson
from app.events.queries.sessions import find_person_by_email
from app.events.service.sessions import check_changeable
from app.organisations.models import Organisation

OVER = frozenset({SessionState.CANCELLED, SessionState.ENDED})


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Somebody the platform does not know yet."""

    name: str
    title: str | None = None
    organisation: str | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class DutyValues:
    """Who does what in a session: a known person, a new one, or a role nobody fills yet."""

    duty: Duty
    person_id: int | None = None
    new_person: NewPerson | None = None
    role_name: str | None = None
    topic: str | None = None
    minutes: int | None = None
    slides_due_on: date | None = None
    state: ConfirmState = ConfirmState.INVITED


def add_session_person(session: Session, actor: Actor, *, each: EventSession, values: DutyValues) -> SessionPerson:
    """Give somebody a duty in a session, and invite them unless they have said yes already."""
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_changeable(each)
    person = _person(session, values)
    _check_duty(each, values, person, but=None)
    duty = SessionPerson(position=len(_present(each)) + 1, person=person)
    _write(duty, values)
    each.people.append(duty)
    session.flush()
    _invite(session, each, duty)
    return duty


def edit_session_person(
    session: Session, actor: Actor, *, duty: SessionPerson, values: DutyValues, version: int | None
) -> None:
    """Change the topic, length or person of a duty."""
    each = duty.event_session
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_version(duty, version)
    check_changeable(each)
    if not is_present(duty.state):
        raise RuleBroken("%(name)s is no longer in this session.", name=name_of(duty))
    person = _person(session, values)
    _check_duty(each, values, person, but=duty)
    is_new = person is not None and duty.person_id != person.id
    duty.person = person
    _write(duty, values)
    session.flush()
    if is_new:
        _invite(session, each, duty)


def _write(duty: SessionPerson, values: DutyValues) -> None:
    duty.role_name = None if duty.person else (values.role_name or "").strip()
    duty.duty, duty.topic, duty.minutes = values.duty, values.topic or None, values.minutes
    duty.slides_due_on, duty.state = values.slides_due_on, values.state


def _invite(session: Session, each: EventSession, duty: SessionPerson) -> None:
    if duty.person_id is not None and duty.state is ConfirmState.INVITED:
        outbox.record(session, SpeakerInvited(event_id=each.event_id, session_id=each.id, session_person_id=duty.id))


def _person(session: Session, values: DutyValues) -> Person | None:
    if values.person_id is not None:
        known = session.get(Person, values.person_id)
        if known is None:
            raise RuleBroken("There is no such person.", field="person_id")
        return known
    if values.new_person is None:
        return None
    return _find_or_note(session, values.new_person)


def _find_or_note(session: Session, new: NewPerson) -> Person:
    """Return the person with this e-mail address, or write a new one down."""
    known = find_person_by_email(session, new.email) if new.email else None
    if known is not None:
        return known
    organisation_id = None
    if new.organisation:
        wanted = new.organisation.strip()
        organisation_id = session.scalar(
            select(Organisation.id).where((Organisation.name == wanted) | (Organisation.short_name == wanted))
        )
        if organisation_id is None:
            raise RuleBroken(
                "There is no organisation of this name yet. Please add it first or leave this empty.",
                field="organisation",
            )
    person = Person(
        name=new.name.strip(),
        sort_key=pinyin_key(new.name.strip()),
        title=new.title or None,
        email=new.email or None,
        organisation_id=organisation_id,
    )
    session.add(person)
    session.flush()
    return person


def _check_duty(each: EventSession, values: DutyValues, person: Person | None, *, but: SessionPerson | None) -> None:
    if person is None and not (values.role_name or "").strip():
        raise RuleBroken("Please choose a person, name a new one, or name the role to be filled.", field="person_id")
    if person is None:
        return
    for other in each.people:
        if other is not but and other.person_id == person.id and other.duty is values.duty:
            raise RuleBroken("%(name)s has this duty in this session already.", field="person_id", name=person.name)


def name_of(duty: SessionPerson) -> str:
    """Return the name of the person, or of the role nobody fills yet."""
    return duty.person.name if duty.person else (duty.role_name or "")


def _present(each: EventSession) -> list[SessionPerson]:
    return [duty for duty in each.people if is_present(duty.state)]


def close_up(each: EventSession) -> None:
    """Number those who are still there 1, 2, 3 …; the others follow behind."""
    order = sorted(each.people, key=lambda duty: (not is_present(duty.state), duty.position, duty.id))
    for position, duty in enumerate(order, start=1):
        duty.position = position


def move_session_person(session: Session, actor: Actor, *, duty: SessionPerson, step: int) -> None:
    """Let somebody appear one place earlier (−1) or later (+1)."""
    each = duty.event_session
    authorise(actor, Permission.PROGRAMME_EDIT, each.event)
    check_changeable(each)
    close_up(each)
    line = sorted(_present(each), key=lambda other: other.position)
    at = line.index(duty) if duty in line else -1
    goal = at + step
    if at >= 0 and 0 <= goal < len(line):
        duty.position, line[goal].position = line[goal].position, duty.position
    session.flush()


def cancel_session_person(session: Session, actor: Actor, *, duty: SessionPerson, reason: str) -> None:
    """Note that somebody cannot come: with a reason, once, and the order closes up."""
    authorise(actor, Permission.PROGRAMME_EDIT, duty.event_session.event)
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    _leave(session, duty, ConfirmState.CANCELLED, reason.strip())


def answer_invitation(session: Session, *, duty: SessionPerson, accepts: bool, reason: str = "") -> None:
    """Keep the answer of an invited person; whoever said yes before and now says no has cancelled."""
    each = duty.event_session
    if each.state in OVER:
        raise RuleBroken("This session is over or cancelled; there is nothing left to answer.")
    if not is_present(duty.state):
        raise RuleBroken("You have already declined. Please call the organiser if that has changed.")
    if not accepts and not reason.strip():
        raise RuleBroken("Please tell the organiser why, so that somebody can stand in.", field="reason")
    if accepts:
        if duty.state is ConfirmState.CONFIRMED:
            return
        duty.state, duty.state_reason = ConfirmState.CONFIRMED, None
        session.flush()
    elif duty.state is ConfirmState.CONFIRMED:
        _leave(session, duty, ConfirmState.CANCELLED, reason.strip())
        return
    else:
        duty.state, duty.state_reason = ConfirmState.DECLINED, reason.strip()
        close_up(each)
        session.flush()
    outbox.record(
        session,
        SpeakerAnswered(event_id=each.event_id, session_id=each.id, session_person_id=duty.id, state=str(duty.state)),
    )


def _leave(session: Session, duty: SessionPerson, state: ConfirmState, reason: str) -> None:
    each = duty.event_session
    if not is_present(duty.state):
        raise RuleBroken("%(name)s has already left this session.", name=name_of(duty))
    duty.state, duty.state_reason = state, reason
    close_up(each)
    session.flush()
    outbox.record(
        session,
        SpeakerCancelled(
            event_id=each.event_id,
            session_id=each.id,
            session_person_id=duty.id,
            name=name_of(duty),
            reason=reason,
        ),
    )
