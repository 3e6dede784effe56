"""Reading registrations: places, lists, duplicates and who came."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import NotFound
from app.events.logic.programme import NO_LONGER_THERE
from app.events.logic.registration import HOLDING, OPEN, Entry, Places
from app.events.logic.states import ConfirmState, RegistrationState
from app.events.models.event import AudienceGroup, Event
from app.events.models.programme import EventSession, SessionPerson
from app.events.models.registration import Registration
from app.events.queries.pages import Page, page_of

SORTS: dict[str, ColumnElement[object]] = {
    "name": Person.sort_key,  # type: ignore[dict-item]  # columns are invariant in their type
    "created": Registration.created_at,  # type: ignore[dict-item]
    "number": Registration.number,  # type: ignore[dict-item]
    "state": Registration.state,  # type: ignore[dict-item]
}


def _whole() -> Select[Registration]:
    return select(Registration).options(
        joinedload(Registration.person), joinedload(Registration.group), joinedload(Registration.event)
    )


def get_registration(session: Session, registration_id: int) -> Registration:
    """Return a registration with its person, group and event."""
    found = session.scalar(_whole().where(Registration.id == registration_id))
    if found is None:
        raise NotFound("There is no such registration.")
    return found


def find_registration(session: Session, *, event_id: int, person_id: int) -> Registration | None:
    """Return the registration of a person for an event."""
    return session.scalar(_whole().where(Registration.event_id == event_id, Registration.person_id == person_id))


def find_ticket(session: Session, code: str) -> Registration | None:
    """Return the registration behind a ticket code."""
    return session.scalar(_whole().where(Registration.ticket_code == code))


def list_registrations_of(session: Session, person_id: int) -> list[Registration]:
    """Return the registrations of a person, next event first."""
    rows = _whole().join(Event, Event.id == Registration.event_id).where(Registration.person_id == person_id)
    return list(session.scalars(rows.order_by(Event.start_at.desc())))


def places_of(session: Session, event_id: int) -> Places:
    """Count the places of an event: those who have one and those to whom one is offered."""
    capacity = session.scalar(select(Event.capacity).where(Event.id == event_id))
    groups = session.execute(select(AudienceGroup.id, AudienceGroup.quota).where(AudienceGroup.event_id == event_id))
    counted = (
        select(Registration.group_id, func.count())
        .where(Registration.event_id == event_id, _holds_place())
        .group_by(Registration.group_id)
    )
    taken = dict(session.execute(counted).all())
    return Places(capacity, dict(groups.all()), taken)


def _holds_place() -> ColumnElement[bool]:
    offered = (Registration.state == RegistrationState.WAITLISTED) & (Registration.offered_until > now())
    return or_(Registration.state.in_(HOLDING), offered)


def list_waiting(session: Session, event_id: int) -> list[Registration]:
    """Return the waiting list of an event in its order, without those to whom a place is offered."""
    rows = _whole().where(
        Registration.event_id == event_id,
        Registration.state == RegistrationState.WAITLISTED,
        Registration.offered_until.is_(None),
    )
    return list(session.scalars(rows.order_by(Registration.waiting_since, Registration.id)))


def waiting_place(session: Session, registration: Registration) -> int:
    """Return the place of a registration on the waiting list of its group, counted from one."""
    before = (Registration.waiting_since < registration.waiting_since) | (
        (Registration.waiting_since == registration.waiting_since) & (Registration.id < registration.id)
    )
    counted = select(func.count()).where(
        Registration.event_id == registration.event_id,
        Registration.group_id == registration.group_id,
        Registration.state == RegistrationState.WAITLISTED,
        before,
    )
    return (session.scalar(counted) or 0) + 1


def list_expired_offers(session: Session) -> list[Registration]:
    """Return offers of places that were not accepted in time."""
    rows = _whole().where(Registration.state == RegistrationState.WAITLISTED, Registration.offered_until <= now())
    return list(session.scalars(rows.order_by(Registration.id)))


@dataclass(frozen=True)
class RegistrationFilter:
    """What an organiser looks for."""

    words: str = ""
    state: str = ""
    group_id: int | None = None
    sort: str = ""


def _filtered(event_id: int, wanted: RegistrationFilter) -> Select[Registration]:
    rows = (
        select(Registration)
        .join(Registration.person)
        .options(contains_eager(Registration.person), joinedload(Registration.group), joinedload(Registration.event))
        .where(Registration.event_id == event_id)
    )
    if wanted.state in set(RegistrationState):
        rows = rows.where(Registration.state == RegistrationState(wanted.state))
    if wanted.group_id:
        rows = rows.where(Registration.group_id == wanted.group_id)
    if wanted.words:
        rows = rows.where(_matches(wanted.words))
    descending = wanted.sort.startswith("-")
    column = SORTS.get(wanted.sort.lstrip("-"), Registration.created_at)
    return rows.order_by(column.desc() if descending else column.asc(), Registration.id)


def _matches(words: str) -> ColumnElement[bool]:
    like = f"%{words.strip()}%"
    return or_(
        Person.name.ilike(like), Person.name_en.ilike(like), Registration.organisation_name.ilike(like),
        Registration.number == words.strip().upper(), Registration.mobile_tail == words.strip()[-4:],
        Person.email.ilike(like),
    )  # fmt: skip


def list_registrations(
    session: Session, event_id: int, wanted: RegistrationFilter, *, number: int = 1, per_page: int = 20
) -> Page[Registration]:
    """Return one page of the registrations of an event."""
    return page_of(session, _filtered(event_id, wanted), number=number, per_page=per_page)


def list_all_registrations(
    session: Session, event_id: int, wanted: RegistrationFilter | None = None
) -> list[Registration]:
    """Return every registration of an event that fits a filter, for files."""
    return list(session.scalars(_filtered(event_id, wanted or RegistrationFilter())))


def list_chosen(session: Session, event_id: int, ids: Collection[int]) -> list[Registration]:
    """Return the named registrations as far as they belong to the event."""
    rows = _whole().where(Registration.event_id == event_id, Registration.id.in_(sorted(ids)))
    return list(session.scalars(rows.order_by(Registration.created_at, Registration.id)))


def find_at_door(session: Session, event_id: int, words: str) -> list[Registration]:
    """Return whom the words at the door may mean: a name, a number, or the last four digits of a phone."""
    if not words.strip():
        return []
    rows = _filtered(event_id, RegistrationFilter(words=words, sort="name"))
    return list(session.scalars(rows.where(Registration.state.in_(OPEN)).limit(20)))


def count_states(session: Session, event_id: int) -> dict[RegistrationState, int]:
    """Count the registrations of an event by state."""
    rows = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    return dict(session.execute(rows.group_by(Registration.state)).all())


@dataclass(frozen=True)
class Attendance:
    """How many of a group came, of how many expected."""

    group: str
    came: int
    expected: int


def count_attendance(session: Session, event_id: int) -> list[Attendance]:
    """Count who came, by group; no person is counted twice."""
    came = Registration.state == RegistrationState.CHECKED_IN
    rows = (
        select(
            AudienceGroup.name,
            func.count(Registration.person_id.distinct()).filter(came),
            func.count(Registration.person_id.distinct()).filter(Registration.state.in_(HOLDING)),
        )
        .outerjoin(Registration, Registration.group_id == AudienceGroup.id)
        .where(AudienceGroup.event_id == event_id)
        .group_by(AudienceGroup.id, AudienceGroup.name, AudienceGroup.position)
        .order_by(AudienceGroup.position, AudienceGroup.id)
    )
    return [Attendance(name, came, expected) for name, came, expected in session.execute(rows)]


def count_people_in_series(session: Session, parent_id: int) -> int:
    """Count the different people who came to at least one stop of a series."""
    counted = (
        select(func.count(Registration.person_id.distinct()))
        .join(Event, Event.id == Registration.event_id)
        .where(Event.parent_id == parent_id, Registration.state == RegistrationState.CHECKED_IN)
    )
    return session.scalar(counted) or 0


def list_entries(session: Session, event_id: int) -> list[Entry]:
    """Return what duplicates among the open registrations of an event are recognised by."""
    rows = select(
        Registration.id, Registration.person_id, Person.mobile_index, Person.name, Registration.organisation_name
    ).join(Person, Person.id == Registration.person_id)
    open_rows = rows.where(Registration.event_id == event_id, Registration.state.in_(OPEN))
    return [Entry(*row) for row in session.execute(open_rows)]


def find_badge_number(session: Session, person_id: int, event_ids: Iterable[int]) -> str | None:
    """Return the badge number a person already has in a series."""
    rows = select(Registration.badge_number).where(
        Registration.person_id == person_id,
        Registration.event_id.in_(sorted(event_ids)),
        Registration.badge_number.is_not(None),
    )
    return session.scalar(rows.order_by(Registration.id).limit(1))


def out_of_programme(event_id: int) -> ColumnElement[bool]:
    """Tell whether somebody had a duty at an event and has none left: whoever cancels as a speaker gets no badge."""
    duties = (
        select(SessionPerson.person_id)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .where(EventSession.event_id == event_id, SessionPerson.person_id.is_not(None))
    )
    held, left = SessionPerson.state.not_in(NO_LONGER_THERE), SessionPerson.state == ConfirmState.CANCELLED
    return Registration.person_id.in_(duties.where(left)) & Registration.person_id.not_in(duties.where(held))


def has_void_badge(session: Session, registration: Registration) -> bool:
    """Tell whether the badge of a registration is void, because its bearer cancelled on stage."""
    wanted = select(Registration.id).where(Registration.id == registration.id)
    return session.scalar(wanted.where(out_of_programme(registration.event_id))) is not None
