"""Who gets a badge, and who a table tent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement
from app.events.logic.registration import HOLDING
from app.events.logic.states import ConfirmState, SessionState, Visibility
from app.events.models.programme import EventSession, SessionPerson
from app.events.models.registration import Registration
from app.events.queries.registration import out_of_programme
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.pitches.logic.visibility import higher
from app.pitches.models import Pitch, PitchAccess
from app.pitches.queries.pitches import list_public_pitches
from app.roadshow.queries.order import list_event_turns

GONE = (ConfirmState.DECLINED, ConfirmState.CANCELLED)


@dataclass(frozen=True)
class StagePerson:
    """Somebody with a place on the rostrum."""

    name: str
    organisation: str


@dataclass(frozen=True)
class StagePlace:
    """A duty on stage: who has it, or, without a name, the role for which somebody is wanted."""

    session_id: int
    session: str
    role: str
    person: str | None
    organisation: str | None


def list_badge_people(session: Session, event_id: int) -> list[Registration]:
    """Return everybody with a place who still comes, in the order in which badges are laid out."""
    rows = (
        select(Registration)
        .join(Person, Person.id == Registration.person_id)
        .where(Registration.event_id == event_id, Registration.state.in_(HOLDING), ~out_of_programme(event_id))
        .options(joinedload(Registration.person), joinedload(Registration.group))
        .order_by(Person.sort_key, Person.name, Registration.id)
    )
    return list(session.scalars(rows))


def list_void_badges(session: Session, event_id: int, since: datetime) -> list[str]:
    """Return who cancelled on stage after badges were printed, so that the printed one is void; by name."""
    left = (
        select(SessionPerson.person_id)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .where(
            EventSession.event_id == event_id, SessionPerson.state == ConfirmState.CANCELLED,
            SessionPerson.updated_at > since,
        )
    )  # fmt: skip
    rows = (
        select(Person.name)
        .join(Registration, Registration.person_id == Person.id)
        .where(Registration.event_id == event_id, Registration.state.in_(HOLDING), Person.id.in_(left))
        .where(out_of_programme(event_id), Registration.created_at <= since)
    )
    return list(session.scalars(rows.order_by(Person.sort_key, Person.id)))


def count_badge_people(session: Session, event_id: int) -> int:
    """Count everybody who gets a badge."""
    rows = select(func.count()).where(
        Registration.event_id == event_id, Registration.state.in_(HOLDING), ~out_of_programme(event_id)
    )
    return session.scalar(rows) or 0


def count_talks(session: Session, event_id: int) -> int:
    """Count the meetings that get a minutes sheet."""
    rows = select(func.count()).where(
        Meeting.event_id == event_id, Meeting.state.in_(HOLDS_A_SLOT), Meeting.slot_id.is_not(None)
    )
    return session.scalar(rows) or 0


def count_slides(session: Session, event_id: int) -> int:
    """Count the pitches with a turn on stage that everybody may know of."""
    return sum(item.pitch.visibility is not Visibility.NAMED for item in list_event_turns(session, event_id))


def count_batches(session: Session, event_id: int) -> int:
    """Count the agreements that come on stage."""
    gone = (AgreementState.VOID, AgreementState.TERMINATED)
    rows = select(func.count()).where(Agreement.event_id == event_id, Agreement.state.not_in(gone))
    return session.scalar(rows) or 0


def list_stage_people(session: Session, event_id: int) -> list[StagePerson]:
    """Return the people on stage, each once, by first appearance; who cancelled and what was called off is left out."""
    wanted = _duties(event_id, Person.id, Person.name, Organisation.name.label("organisation"))
    rows = session.execute(wanted.where(Person.id.is_not(None)))
    found = {row.id: StagePerson(row.name, row.organisation or "") for row in rows}
    return list(found.values())


def list_stage_places(session: Session, event_id: int) -> list[StagePlace]:
    """Return every duty on stage in the order of the programme, also those that nobody is named for yet."""
    house = Organisation.name.label("house")
    rows = session.execute(
        _duties(event_id, EventSession.id, EventSession.title, SessionPerson.role_name, Person.name, house)
    )
    return [StagePlace(row.id, row.title, row.role_name or "", row.name, row.house) for row in rows]


def _duties(event_id: int, *columns: Any) -> Select[Any]:
    """What stands on stage in the order of the programme, with who does it and for which house."""
    return (
        select(*columns)
        .select_from(SessionPerson)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .outerjoin(Person, Person.id == SessionPerson.person_id)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(EventSession.event_id == event_id, EventSession.state != SessionState.CANCELLED)
        .where(SessionPerson.state.not_in(GONE))
        .order_by(EventSession.start_at, EventSession.id, SessionPerson.position, SessionPerson.id)
    )


def list_schedule_people(session: Session, event_id: int) -> list[tuple[Person, str]]:
    """Return everybody who may have a schedule, with the organisation: with a place, on stage, or in a meeting."""
    meetings = select(Meeting.presenter_id, Meeting.representative_id).where(Meeting.event_id == event_id)
    talking = {person for row in session.execute(meetings) for person in row}
    coming = select(Registration.person_id).where(
        Registration.event_id == event_id, Registration.state.in_(HOLDING), ~out_of_programme(event_id)
    )
    on_stage = (
        select(SessionPerson.person_id)
        .join(EventSession, EventSession.id == SessionPerson.session_id)
        .where(EventSession.event_id == event_id, SessionPerson.state.not_in(GONE))
    )
    rows = session.execute(
        select(Person, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .where(Person.id.in_(coming) | Person.id.in_(on_stage) | Person.id.in_(talking))
        .order_by(Person.sort_key, Person.name, Person.id)
    )
    return [(person, organisation or "") for person, organisation in rows]


def list_nda_readers(session: Session, event_id: int) -> list[Person]:
    """Return the people to whom confidential parts of pitches of an event are open, by name."""
    rows = (
        select(PitchAccess.person_id)
        .join(Pitch, Pitch.id == PitchAccess.pitch_id)
        .where(Pitch.event_id == event_id, PitchAccess.withdrawn_at.is_(None))
    )
    people = select(Person).where(Person.id.in_(rows)).order_by(Person.sort_key, Person.name, Person.id)
    return list(session.scalars(people))


def levels_of(session: Session, event_id: int, person_id: int) -> dict[int, Visibility]:
    """Return up to which level a person may read each pitch of an event, where that is more than anybody signed in."""
    rows = session.execute(
        select(PitchAccess.pitch_id, PitchAccess.level)
        .join(Pitch, Pitch.id == PitchAccess.pitch_id)
        .where(Pitch.event_id == event_id, PitchAccess.person_id == person_id, PitchAccess.withdrawn_at.is_(None))
    )
    levels: dict[int, Visibility] = {}
    for pitch_id, level in rows:
        levels[pitch_id] = higher(levels.get(pitch_id, Visibility.REGISTERED), level)
    return levels


@dataclass(frozen=True)
class StagePitch:
    """A pitch of a booklet, with its turn on stage if it has one."""

    pitch: Pitch
    start_at: datetime | None
    end_at: datetime | None


def list_stage_pitches(session: Session, event_id: int) -> list[StagePitch]:
    """Return the pitches of an event in the order of the stage; those without a turn come last, by number."""
    turns = {item.pitch_id: item for item in list_event_turns(session, event_id)}
    pitches = {pitch.id: pitch for pitch in list_public_pitches(session, event_id)}
    order = [*(pitch_id for pitch_id in turns if pitch_id in pitches), *(each for each in pitches if each not in turns)]
    times = {key: (turn.start_at, turn.end_at) for key, turn in turns.items()}
    return [StagePitch(pitches[key], *times.get(key, (None, None))) for key in order]
