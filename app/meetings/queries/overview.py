"""What an organiser sees: wishes as numbers, plans with names, the timetable as a grid."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.events.models.event import Event
from app.investors.models import Investor
from app.investors.queries import list_participations
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.logic.compare import Comparison, compare
from app.meetings.logic.states import MeetingState
from app.meetings.logic.wants import BEST, Voices
from app.meetings.models import MeetingPlan, MeetingSlot, MeetingTable
from app.meetings.queries.ground import list_slots, list_tables
from app.meetings.queries.meetings import MOVABLE, Bare, list_bare
from app.meetings.queries.planning import is_fixed, list_voices
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_event_pitches

Row = dict[str, Any]


@dataclass(frozen=True)
class Names:
    """Rows by key, for pages that show plans."""

    pitches: dict[int, Pitch]
    investors: dict[int, Investor]
    people: dict[int, Person]
    slots: dict[int, MeetingSlot]
    tables: dict[int, MeetingTable]


@dataclass(frozen=True)
class Wishes:
    """The wishes of an event as numbers, and the matrix behind them."""

    voices: dict[tuple[int, int], Voices] = field(default_factory=dict)

    def count(self) -> dict[str, int]:
        """Return how many pairs are wanted, by both sides, must be, and are refused."""
        all_ = [each for each in self.voices.values() if not each.is_refused]
        return {
            "wanted": sum(each.is_wanted for each in all_),
            "mutual": sum(each.is_mutual for each in all_),
            "must": sum(max(each.investor, each.pitch) == BEST for each in all_),
            "accepted": sum(each.is_accepted for each in all_),
            "refused": sum(each.is_refused for each in self.voices.values()),
        }

    def most_wished(self, names: Names) -> list[tuple[str, int]]:
        """Return the names of pitches and investors with the number of pairs wished, the most wished first."""
        count: Counter[tuple[str, int]] = Counter()
        for (pitch_id, investor_id), voices in self.voices.items():
            if voices.is_wanted and not voices.is_refused:
                count.update((("pitch", pitch_id), ("investor", investor_id)))
        known = {("pitch", key): pitch.title for key, pitch in names.pitches.items()}
        known |= {("investor", key): each.organisation.name for key, each in names.investors.items()}
        ranked = sorted(count.items(), key=lambda each: (-each[1], each[0]))
        return [(known[key], number) for key, number in ranked if key in known]


def read_wishes(session: Session, event: Event) -> Wishes:
    """Return what everybody wishes; for the organiser alone."""
    states = MOVABLE | {MeetingState.REQUESTED, MeetingState.IN_PROGRESS}
    return Wishes(list_voices(session, event, list_bare(session, event.id, states=states)))


def read_names(session: Session, event: Event) -> Names:
    """Return everything that a plan of an event can name, in a fixed number of queries."""
    houses = list_participations(session, event.id)
    pitches = list_event_pitches(session, event.id, OPEN_PITCHES)
    people = [seat.representative for seat in houses if seat.representative]
    people += [member.person for pitch in pitches for member in pitch.members if member.person]
    names = Names(
        {pitch.id: pitch for pitch in pitches},
        {seat.investor_id: seat.investor for seat in houses},
        {person.id: person for person in people},
        {slot.id: slot for slot in list_slots(session, event.id)},
        {table.id: table for table in list_tables(session, event.id)},
    )
    _add_those_gone(session, event, names)
    return names


def _add_those_gone(session: Session, event: Event, names: Names) -> None:
    """Add whom and what only meetings still name: pitches taken back, investors who left, slots that were dropped."""
    meetings = list_bare(session, event.id)
    pitches = {each.pitch_id for each in meetings} - names.pitches.keys()
    if pitches:
        names.pitches.update({each.id: each for each in list_event_pitches(session, event.id) if each.id in pitches})
    houses = {each.investor_id for each in meetings} - names.investors.keys()
    if houses:
        wanted = select(Investor).where(Investor.id.in_(houses)).options(joinedload(Investor.organisation))
        names.investors.update({each.id: each for each in session.scalars(wanted)})
    sitting = {person for each in meetings for person in (each.presenter_id, each.representative_id)}
    people = sitting - names.people.keys()
    if people:
        rows = session.scalars(select(Person).where(Person.id.in_(people)))
        names.people.update({each.id: each for each in rows})
    slots = {each.slot_id for each in meetings if each.slot_id is not None} - names.slots.keys()
    if slots:
        dropped = session.scalars(select(MeetingSlot).where(MeetingSlot.id.in_(slots)))
        names.slots.update({each.id: each for each in dropped})


def compare_with_now(session: Session, event: Event, rows: Iterable[Row]) -> Comparison:
    """Compare a plan with the timetable as it stands; meetings that planning leaves alone stay as they are."""
    standing = [each for each in list_bare(session, event.id) if each.holds_slot]
    fixed = {_pair(each) for each in standing if is_fixed(each)}
    over = {_pair(each) for each in standing if each.state not in MOVABLE}
    before = {_pair(each): _place(each) for each in standing if _pair(each) not in over}
    after = {(row["pitch"], row["investor"]): (row["slot"], row["table"]) for row in rows}
    after = {pair: place for pair, place in after.items() if pair not in over}
    return compare(before, after | {pair: before[pair] for pair in fixed if pair in before})


def _pair(meeting: Bare) -> tuple[int, int]:
    return meeting.pitch_id, meeting.investor_id


def _place(meeting: Bare) -> tuple[int, int]:
    return meeting.slot_id or 0, meeting.table_id or 0


def people_told(names: Names, comparison: Comparison, rows: Iterable[Row]) -> int:
    """Count the people whom publishing would tell."""
    changed = {*comparison.added, *comparison.moved, *comparison.dropped}
    by_pair = {(row["pitch"], row["investor"]): (row["presenter"], row["representative"]) for row in rows}
    told = {person for pair in changed if pair in by_pair for person in by_pair[pair]}
    for pitch_id, _investor in [pair for pair in changed if pair not in by_pair]:
        told |= {member.person_id for member in names.pitches[pitch_id].members if member.person_id}
    return len(told)


@dataclass(frozen=True)
class Grid:
    """A timetable: lines of people or tables, a column per slot."""

    slots: list[MeetingSlot]
    lines: list[tuple[str, str, dict[int, Row]]]


def build_grid(names: Names, rows: Iterable[Row], *, by_table: bool = False) -> Grid:
    """Lay rows out by people or by tables; lines come in the order of their names."""
    cells: dict[int, dict[int, Row]] = {}
    used: set[int] = set()
    for row in rows:
        used.add(row["slot"])
        for key in (row["table"],) if by_table else (row["representative"], row["presenter"]):
            cells.setdefault(key, {})[row["slot"]] = row
    slots = sorted((names.slots[key] for key in used if key in names.slots), key=lambda slot: (slot.start_at, slot.id))
    if by_table:
        tables = sorted(names.tables.values(), key=lambda table: (table.position, table.id))
        return Grid(slots, [(each.name, "", cells.get(each.id, {})) for each in tables])
    people = sorted(
        (names.people[key] for key in cells if key in names.people), key=lambda each: (each.sort_key, each.id)
    )
    return Grid(slots, [(each.name, _house(names, cells[each.id], each.id), cells[each.id]) for each in people])


def _house(names: Names, cells: dict[int, Row], person_id: int) -> str:
    row = next(iter(cells.values()))
    if row["representative"] == person_id:
        organisation = names.investors[row["investor"]].organisation
        return organisation.short_name or organisation.name
    return names.pitches[row["pitch"]].title


def is_outdated(plan: MeetingPlan, names: Names) -> bool:
    """Tell whether a plan names slots or tables that are no longer there."""
    return any(row["slot"] not in names.slots or row["table"] not in names.tables for row in plan.assignments)
