"""What the planner is asked at an event, and what it has answered so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import NotFound
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.event import Event
from app.events.queries.occupancy import list_busy
from app.investors.queries import list_participations
from app.matching.logic.wishes import Wish, WishSide
from app.matching.queries.interests import list_event_interests
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.logic.instance import Frame, Instance, Participant, Place, Wanted
from app.meetings.logic.openings import Busy, Diary
from app.meetings.logic.slots import overlaps
from app.meetings.logic.states import MeetingState
from app.meetings.logic.wants import BEST, GOOD, Voices
from app.meetings.models import Meeting, MeetingPlan, MeetingSlot, MeetingTable, PlanRun
from app.meetings.queries.availability import days_of, read_diaries, walk_of
from app.meetings.queries.ground import list_slots, list_tables
from app.meetings.queries.meetings import OVER, Bare, list_bare
from app.pitches.queries.pitches import list_event_pitches

S = MeetingState
PLANNED = frozenset({S.SCHEDULED, S.CONFIRMED})
Pair = tuple[int, int]


@dataclass(frozen=True)
class Talk:
    """A pair that could meet: its people, its voices, and where it already meets."""

    pitch_id: int
    investor_id: int
    presenter_id: int
    representative_id: int
    voices: Voices
    meeting_id: int | None = None
    slot_id: int | None = None
    table_id: int | None = None
    is_fixed: bool = False


@dataclass(frozen=True)
class Question:
    """A planning question with the keys of the rows behind its numbers; `standing` is the timetable that stands."""

    instance: Instance
    talks: dict[int, Talk] = field(default_factory=dict)
    slots: dict[int, int] = field(default_factory=dict)
    standing: dict[int, int] = field(default_factory=dict)


def is_fixed(meeting: Meeting | Bare) -> bool:
    """Tell whether planning again leaves a meeting where it is: locked, agreed by participants, or begun."""
    return meeting.state is S.IN_PROGRESS or meeting.is_locked or meeting.plan_id is None


def list_talks(session: Session, event: Event, *, is_for_everybody: bool = False) -> list[Talk]:
    """Return every pair that anybody wants to meet, or simply every pair, with people who can sit at the table."""
    pitches = {each.id: each for each in list_event_pitches(session, event.id, OPEN_PITCHES)}
    houses = {each.investor_id: each for each in list_participations(session, event.id)}
    meetings = {(each.pitch_id, each.investor_id): each for each in _standing(session, event)}
    voices = list_voices(session, event, meetings.values())
    over = {(m.pitch_id, m.investor_id) for m in list_bare(session, event.id, states=OVER)}
    everybody = {(pitch, house) for pitch in pitches for house in houses} if is_for_everybody else set()
    found = []
    for pair in sorted((voices.keys() | meetings.keys() | everybody) - over):
        pitch, house, meeting = pitches.get(pair[0]), houses.get(pair[1]), meetings.get(pair)
        presenter = pitch.presenter if pitch else None
        people = (presenter.person_id if presenter else None, house.representative_id if house else None)
        if meeting is not None:
            people = (meeting.presenter_id, meeting.representative_id)
        if people[0] is None or people[1] is None or people[0] == people[1]:
            continue
        found.append(_talk(pair, (people[0], people[1]), voices.get(pair, Voices()), meeting))
    return found


def _standing(session: Session, event: Event) -> list[Bare]:
    states = (S.REQUESTED, S.ACCEPTED, S.RESCHEDULED, S.SCHEDULED, S.CONFIRMED, S.IN_PROGRESS)
    return list_bare(session, event.id, states=states)


def _talk(pair: Pair, people: Pair, voices: Voices, meeting: Bare | None) -> Talk:
    if meeting is None or not meeting.holds_slot:
        return Talk(*pair, *people, voices, meeting.id if meeting else None)
    return Talk(*pair, *people, voices, meeting.id, meeting.slot_id, meeting.table_id, is_fixed(meeting))


def list_voices(session: Session, event: Event, meetings: Iterable[Bare]) -> dict[Pair, Voices]:
    """Return what both sides of each pair said, by wish, request and promise; private to the organiser."""
    loud = {Wish.MUST_MEET: BEST, Wish.MEET: GOOD, Wish.NO_THANKS: 0}
    said: dict[Pair, dict[str, int]] = {}
    for row in list_event_interests(session, event.id):
        pair = said.setdefault((row.pitch_id, row.investor_id), {})
        pair[row.side] = max(pair.get(row.side, 0), loud[row.wish])
        if row.wish is Wish.NO_THANKS:
            pair["refused"] = 1
    for meeting in meetings:
        pair = said.setdefault((meeting.pitch_id, meeting.investor_id), {})
        pair[meeting.asked_by_side] = max(pair.get(meeting.asked_by_side, 0), GOOD)
        pair["must"] = max(pair.get("must", 0), int(meeting.is_must))
        if meeting.state is not S.REQUESTED:
            pair["accepted"] = 1
    return {
        pair: Voices(
            investor=each.get(WishSide.INVESTOR, 0), pitch=each.get(WishSide.PITCH, 0), is_must=bool(each.get("must")),
            is_accepted="accepted" in each, is_refused="refused" in each and "accepted" not in each,
        )
        for pair, each in said.items()
    }  # fmt: skip


def build_question(session: Session, event: Event, *, is_for_everybody: bool = False) -> Question:
    """Put everything the planner has to know into plain values."""
    slots = [slot for slot in list_slots(session, event.id) if slot.start_at > now()]
    tables = list_tables(session, event.id, is_open=True)
    index = {slot.id: number for number, slot in enumerate(slots, start=1)}
    talks = [talk for talk in list_talks(session, event, is_for_everybody=is_for_everybody)
             if talk.slot_id is None or talk.slot_id in index]  # fmt: skip
    talks = [talk for talk in talks if talk.voices.is_wanted or is_for_everybody]
    people = {person for talk in talks for person in (talk.presenter_id, talk.representative_id)}
    own = {talk.meeting_id for talk in talks if talk.meeting_id is not None}
    diaries = read_diaries(session, event, people, slots=slots, except_meetings=own)
    kept = [talk for talk in talks if talk.is_fixed and talk.slot_id is not None]
    instance = Instance(
        name=event.slug,
        frame=Frame(count=len(slots), days=_days(event, slots)),
        participants=tuple(
            _participant(person, diaries[person], event, slots, index, _slots_of(kept, person))
            for person in sorted(people)
        ),
        meetings=tuple(_wanted(number, talk, index) for number, talk in enumerate(talks, start=1)),
        places=_places(session, tables, slots, own),
    )
    standing = {number: index[talk.slot_id] for number, talk in enumerate(talks, start=1) if talk.slot_id is not None}
    by_number = {number: slot for slot, number in index.items()}
    return Question(instance, dict(enumerate(talks, start=1)), by_number, standing)


def _slots_of(kept: list[Talk], person: int) -> frozenset[int]:
    return frozenset(
        talk.slot_id for talk in kept if talk.slot_id and person in (talk.presenter_id, talk.representative_id)
    )


def _participant(
    person: int, diary: Diary, event: Event, slots: list[MeetingSlot], index: dict[int, int], kept: frozenset[int]
) -> Participant:
    walk = walk_of(event)
    away = {
        index[slot.id]
        for slot in slots
        if slot.id not in kept and (slot.id in diary.away or any(_meets(slot, busy, walk) for busy in diary.busy))
    }
    held = sum(diary.per_day.values())
    return Participant(
        id=person, unavailable=frozenset(away), max_per_day=diary.cap_per_day,
        max_meetings=None if diary.cap_total is None else max(diary.cap_total - held, len(kept)),
    )  # fmt: skip


def _meets(slot: MeetingSlot, busy: Busy, walk: timedelta) -> bool:
    margin = walk if busy.is_placed else timedelta(0)
    return overlaps((slot.start_at - margin, slot.end_at + margin), busy.span)


def _wanted(number: int, talk: Talk, index: dict[int, int]) -> Wanted:
    fixed = talk.is_fixed and talk.slot_id is not None
    refused = talk.representative_id if talk.voices.is_refused and not fixed else None
    return Wanted(
        id=number, a=talk.representative_id, b=talk.presenter_id, mandatory=talk.voices.is_mandatory or fixed,
        weight=talk.voices.weight, declined_by=refused,
        fixed_slot=index[talk.slot_id] if fixed and talk.slot_id else None,
        fixed_place=talk.table_id if fixed else None,
    )  # fmt: skip


def _days(event: Event, slots: list[MeetingSlot]) -> tuple[tuple[int, int], ...]:
    spans: dict[object, tuple[int, int]] = {}
    for number, day in enumerate(days_of(event, slots).values(), start=1):
        spans[day] = (spans.get(day, (number, number))[0], number)
    return tuple(spans.values())


def _places(session: Session, tables: list[MeetingTable], slots: list[MeetingSlot], own: set[int]) -> tuple[Place, ...]:
    if not slots:
        return ()
    closed: dict[int, set[int]] = {table.id: set() for table in tables}
    rows = list_busy(
        session, kind=ResourceKind.TABLE, resource_ids=list(closed), start=slots[0].start_at,
        end=max(slot.end_at for slot in slots),
    )  # fmt: skip
    for row in rows:
        if not (row.holder_kind == HolderKind.MEETING and row.holder_id in own):
            closed[row.resource_id] |= {
                number for number, slot in enumerate(slots, start=1)
                if overlaps((slot.start_at, slot.end_at), (row.start_at, row.end_at))
            }  # fmt: skip
    return tuple(Place(id=table.id, closed=frozenset(closed[table.id])) for table in tables)


@dataclass(frozen=True)
class PlanVersion:
    """A version of the plan as a line of a list; what it holds is only counted, for it can be thousands of rows."""

    id: int
    number: int
    name: str
    status: str
    made_at: datetime
    planned: int
    unmet: int


def list_plans(session: Session, event_id: int) -> list[PlanVersion]:
    """Return the versions of the plan, newest first."""
    rows = session.execute(
        select(
            MeetingPlan.id, MeetingPlan.number, MeetingPlan.name, MeetingPlan.status, MeetingPlan.made_at,
            func.json_array_length(MeetingPlan.assignments), func.json_array_length(MeetingPlan.unplanned),
        )
        .where(MeetingPlan.event_id == event_id)
        .order_by(MeetingPlan.number.desc())
    )  # fmt: skip
    return [PlanVersion(*row) for row in rows]


def get_plan(session: Session, event_id: int, plan_id: int) -> MeetingPlan:
    """Return one version of the plan."""
    plan = session.get(MeetingPlan, plan_id, populate_existing=True)
    if plan is None or plan.event_id != event_id:
        raise NotFound("There is no such plan.")
    return plan


def find_run(session: Session, plan_id: int) -> PlanRun | None:
    """Return how a plan is being searched, as it stands in the database at this moment."""
    wanted = select(PlanRun).where(PlanRun.plan_id == plan_id).execution_options(populate_existing=True)
    return session.scalar(wanted)


def next_plan_number(session: Session, event_id: int) -> int:
    """Return the number of the next version."""
    last = session.scalar(select(func.max(MeetingPlan.number)).where(MeetingPlan.event_id == event_id))
    return (last or 0) + 1
