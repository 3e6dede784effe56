"""Reading single sessions, the people in them, and what they decided."""

import hmac
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Person
from app.core.errors import NotFound
from app.core.secrets import blind_index
from app.documents.models import Document
from app.events.logic.programme import is_present
from app.events.logic.states import RegistrationState, Visibility
from app.events.models.event import Event
from app.events.models.programme import ActionItem, Bookmark, EventSession, RemovedSession, SessionPerson
from app.events.models.registration import Registration

COMING = (RegistrationState.SUBMITTED, RegistrationState.APPROVED, RegistrationState.CHECKED_IN)
CODE_LENGTH = 32


def get_session(session: Session, event: Event, session_id: int) -> EventSession:
    """Return a session of an event with its people, room and action items."""
    found = session.scalar(
        select(EventSession)
        .where(EventSession.id == session_id, EventSession.event_id == event.id)
        .options(
            joinedload(EventSession.event),
            joinedload(EventSession.room),
            selectinload(EventSession.people).joinedload(SessionPerson.person),
            selectinload(EventSession.action_items).joinedload(ActionItem.owner),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such session.")
    return found


def get_removed_session(session: Session, event: Event, removed_session_id: int) -> RemovedSession:
    """Return a session that was removed from the draft of an event."""
    found = session.scalar(
        select(RemovedSession)
        .where(RemovedSession.id == removed_session_id, RemovedSession.event_id == event.id)
        .options(joinedload(RemovedSession.event))
    )
    if found is None:
        raise NotFound("This session was removed too long ago, or is back already.")
    return found


def get_session_person(session: Session, event: Event, session_person_id: int) -> SessionPerson:
    """Return a duty with its person and the whole session around it."""
    each = session.scalar(
        select(EventSession)
        .join(EventSession.people)
        .where(SessionPerson.id == session_person_id, EventSession.event_id == event.id)
        .options(
            joinedload(EventSession.event),
            joinedload(EventSession.room),
            selectinload(EventSession.people).joinedload(SessionPerson.person),
        )
        .execution_options(populate_existing=True)
    )
    if each is None:
        raise NotFound("There is no such person in the programme.")
    found = next(duty for duty in each.people if duty.id == session_person_id)
    set_committed_value(found, "event_session", each)  # loading the people anew has made it forget its session
    return found


def invitation_code(duty: SessionPerson) -> str:
    """Return the secret part of the address at which an invited person answers."""
    return blind_index(f"invitation:{duty.id}:{duty.person_id}")[:CODE_LENGTH]


def is_invitation_code(duty: SessionPerson, code: str) -> bool:
    """Tell whether an answer comes from the address that was sent to this person."""
    return hmac.compare_digest(invitation_code(duty).encode(), code.encode())


def list_papers_touched(session: Session, event_id: int) -> list[Document]:
    """Return the papers of an event that were made and would no longer be right after a change."""
    return list(
        session.scalars(
            select(Document)
            .where(Document.subject_kind == "event", Document.subject_id == event_id, Document.superseded_at.is_(None))
            .order_by(Document.kind, Document.id)
        )
    )


def count_people_touched(session: Session, each: EventSession) -> int:
    """Count who is told of a change: those registered, those who marked the session, and the others in it."""
    registered = select(Registration.person_id).where(
        Registration.event_id == each.event_id, Registration.state.in_(COMING)
    )
    marked = select(Bookmark.person_id).where(Bookmark.session_id == each.id)
    busy = select(SessionPerson.person_id).where(
        SessionPerson.session_id == each.id, SessionPerson.person_id.is_not(None)
    )
    everybody = registered.union(marked, busy).subquery()
    return session.scalar(select(func.count()).select_from(everybody)) or 0


def visible_levels(session: Session, event_id: int, *, person_id: int | None, is_organiser: bool) -> list[Visibility]:
    """Return up to which level somebody sees the sessions of an event."""
    if is_organiser:
        return list(Visibility)
    if person_id is None:
        return []
    row = select(Registration.id).where(
        Registration.event_id == event_id, Registration.person_id == person_id, Registration.state.in_(COMING)
    )
    return [Visibility.REGISTERED] if session.scalar(row) is not None else []


def bookmarked_ids(session: Session, event_id: int, person_id: int | None) -> frozenset[int]:
    """Return the sessions of an event that somebody put into the personal agenda."""
    if person_id is None:
        return frozenset()
    rows = session.scalars(
        select(Bookmark.session_id)
        .join(EventSession, EventSession.id == Bookmark.session_id)
        .where(Bookmark.person_id == person_id, EventSession.event_id == event_id)
    )
    return frozenset(rows)


def list_known_people(session: Session, event_id: int, *, most: int = 300) -> Sequence[Person]:
    """Return people to choose from: in the programme of the event or registered for it."""
    speaking = select(SessionPerson.person_id).join(EventSession).where(EventSession.event_id == event_id)
    coming = select(Registration.person_id).where(Registration.event_id == event_id)
    known = select(Person).where(Person.id.in_(speaking.union(coming))).order_by(Person.sort_key, Person.id)
    return list(session.scalars(known.limit(most)))


def list_stage_people(session: Session, event_id: int) -> list[SessionPerson]:
    """Return everybody who still has a duty in the programme, for badges and table tents; the cancelled are gone."""
    rows = session.scalars(
        select(SessionPerson)
        .join(SessionPerson.event_session)
        .where(EventSession.event_id == event_id, SessionPerson.person_id.is_not(None))
        .options(joinedload(SessionPerson.person), joinedload(SessionPerson.event_session))
        .order_by(EventSession.start_at, EventSession.id, SessionPerson.position, SessionPerson.id)
    )
    return [row for row in rows if is_present(row.state)]


def find_person_by_email(session: Session, email: str) -> Person | None:
    """Return the person who uses an e-mail address."""
    return session.scalar(select(Person).where(func.lower(Person.email) == email.lower()).order_by(Person.id).limit(1))


def names_of_people(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the names of some people by their keys."""
    if not ids:
        return {}
    return {row.id: row.name for row in session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))}
