"""Finding pitches and everything a page needs to show them."""

from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.models import Person
from app.core.errors import NotFound
from app.events.models.event import Event
from app.organisations.models import Organisation
from app.pitches.logic.states import SHOWN_TO_ALL, PitchState
from app.pitches.models import Pitch, PitchMember, PitchStep


def loaded() -> tuple[ExecutableOption, ...]:
    """Return the options that load what `reach()` and every page ask of a pitch."""
    return (
        joinedload(Pitch.event),
        joinedload(Pitch.organisation),
        joinedload(Pitch.slides),
        selectinload(Pitch.members).joinedload(PitchMember.person),
    )


def get_pitch(session: Session, pitch_id: int) -> Pitch:
    """Return a pitch with its event, organisation, slides and members."""
    return _found(session.scalar(select(Pitch).where(Pitch.id == pitch_id).options(*loaded())))


def get_pitch_by_number(session: Session, number: str) -> Pitch:
    """Return the pitch with a public number."""
    return _found(session.scalar(select(Pitch).where(Pitch.number == number).options(*loaded())))


def get_event_by_slug(session: Session, slug: str) -> Event:
    """Return the event of a call."""
    found = session.scalar(select(Event).where(Event.slug == slug))
    if found is None:
        raise NotFound("There is no such event.")
    return found


def list_event_pitches(session: Session, event_id: int, states: Iterable[PitchState] | None = None) -> list[Pitch]:
    """Return the pitches of an event in some states, by number."""
    wanted = select(Pitch).where(Pitch.event_id == event_id).options(*loaded()).order_by(Pitch.number)
    if states is not None:
        wanted = wanted.where(Pitch.state.in_(list(states)))
    return list(session.scalars(wanted))


def list_public_pitches(session: Session, event_id: int) -> list[Pitch]:
    """Return the pitches of an event that are certain to be on stage, by number."""
    return list_event_pitches(session, event_id, SHOWN_TO_ALL)


def list_pitches_of(session: Session, person_id: int) -> list[Pitch]:
    """Return the pitches on whose team a person is, newest first."""
    teams = select(PitchMember.pitch_id).where(PitchMember.person_id == person_id)
    mine = or_(Pitch.id.in_(teams), Pitch.created_by == person_id)
    return list(session.scalars(select(Pitch).where(mine).options(*loaded()).order_by(Pitch.id.desc())))


def count_by_state(session: Session, event_id: int) -> dict[PitchState, int]:
    """Return how many pitches of an event stand in each state that has any."""
    rows = session.execute(select(Pitch.state, func.count()).where(Pitch.event_id == event_id).group_by(Pitch.state))
    counted: dict[PitchState, int] = {state: number for state, number in rows}  # noqa: C416 -- rows are no pairs
    return {state: counted[state] for state in PitchState if state in counted}


def find_organisation_of(session: Session, person_id: int) -> str | None:
    """Return the name of the organisation a person works for, if known."""
    works_for = select(Person.organisation_id).where(Person.id == person_id).scalar_subquery()
    return session.scalar(select(Organisation.name).where(Organisation.id == works_for))


def list_steps(session: Session, pitch_id: int) -> list[PitchStep]:
    """Return the history of a pitch, newest first."""
    return list(
        session.scalars(
            select(PitchStep)
            .where(PitchStep.pitch_id == pitch_id)
            .options(joinedload(PitchStep.person))
            .order_by(PitchStep.id.desc())
        )
    )


def _found(pitch: Pitch | None) -> Pitch:
    if pitch is None:
        raise NotFound("There is no such pitch.")
    return pitch
