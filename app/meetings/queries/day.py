"""The run sheet of a day, and who could fill a slot that fell free."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.investors.queries import list_participations
from app.matching.queries.interests import mutual_pairs
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting
from app.meetings.queries.availability import list_free
from app.meetings.queries.changes import list_standby
from app.meetings.queries.meetings import CALLED_OFF, list_event_meetings
from app.pitches.models import PitchMember
from app.pitches.queries.pitches import list_event_pitches


@dataclass(frozen=True)
class Stand:
    """A pair that wants to meet, has not met, and is free in a slot that fell free."""

    pitch_number: str
    pitch_title: str
    investor_id: int
    investor_name: str
    is_standing_by: bool = False

    def is_pair(self, number: str, investor_id: int) -> bool:
        """Tell whether this is the pair named."""
        return (self.pitch_number, self.investor_id) == (number, investor_id)


def list_stand_ins(session: Session, missed: Meeting) -> list[Stand]:
    """Return the pairs that could use a missed slot with whoever did come: first those who stand by, first come first.

    The others follow in the order of registration.
    """
    missing_investor = missed.state is MeetingState.NO_SHOW_INVESTOR
    wanted = mutual_pairs(session, missed.event_id)
    met = {
        (each.investor_id, each.pitch_id)
        for each in list_event_meetings(session, missed.event_id)
        if each.state not in CALLED_OFF
    }
    pitches = {each.id: each for each in list_event_pitches(session, missed.event_id, OPEN_PITCHES)}
    houses = {each.investor_id: each for each in list_participations(session, missed.event_id)}
    here = (
        (investor, pitch)
        for investor, pitch in sorted(wanted - met)
        if pitch in pitches and investor in houses
        and (pitch == missed.pitch_id if missing_investor else investor == missed.investor_id)
    )  # fmt: skip
    waiting = {person: place for place, person in enumerate(list_standby(session, missed.event_id))}
    found: list[tuple[int, Stand]] = []
    for investor, pitch in here:
        presenter, seat = pitches[pitch].presenter, houses[investor].representative
        people = {presenter.person_id if presenter else None, seat.id if seat else None}
        if None in people or not is_free_now(session, missed, {person for person in people if person}):
            continue
        name, fresh = houses[investor].investor.organisation.name, seat if missing_investor else presenter
        place = waiting.get(_person_of(fresh), len(waiting))
        stand = Stand(pitches[pitch].number, pitches[pitch].title, investor, name, place < len(waiting))
        found.append((place, stand))
    return [stand for _place, stand in sorted(found, key=lambda each: each[0])]


def _person_of(fresh: Person | PitchMember | None) -> int:
    """Return who would sit down anew; nobody is 0."""
    return (fresh.person_id if isinstance(fresh, PitchMember) else fresh.id if fresh else None) or 0


def is_free_now(session: Session, missed: Meeting, people: set[int]) -> bool:
    """Tell whether people are free in the slot and at the table of a missed meeting, also once it has begun."""
    free = list_free(session, missed.event, people, until_ended=True)
    tables = {table.id for each in free if each.slot.id == missed.slot_id for table in each.tables}
    return missed.table_id in tables
