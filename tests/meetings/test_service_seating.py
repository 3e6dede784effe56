"""Many meetings are seated at once: in as few questions as one, and without ever taking what somebody has."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.venue import Occupancy
from app.events.service.occupancy import occupy, release_holders
from app.matching.logic.wishes import WishSide
from app.meetings.logic.moving import MoveState
from app.meetings.logic.states import MeetingState
from app.meetings.models import MeetingPlan, MeetingStep, MeetingTable, MoveRequest
from app.meetings.queries.meetings import list_event_meetings
from app.meetings.service import seating
from app.meetings.service.planning import publish_plan
from app.meetings.service.reasons import NEW_PLAN
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_service_planning import double_booked

S = MeetingState


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    sqlalchemy_event.listen(session.get_bind(), "before_cursor_execute", note)
    yield found
    sqlalchemy_event.remove(session.get_bind(), "before_cursor_execute", note)


def stage_with_plan(session: Session, size: int) -> tuple[Stage, MeetingPlan]:
    """As many teams as investors; everybody meets everybody, round by round."""
    stage = build_stage(session, slots=size, tables=size, teams=size, houses=size)
    rows = [
        {"pitch": stage.teams[a].pitch.id, "investor": stage.houses[b].investor.id, "must": False, "weight": 7,
         "slot": stage.slots[(a + b) % size].id, "table": stage.tables[a].id, "fixed": False, "meeting": None}
        for a, b in product(range(size), repeat=2)
    ]  # fmt: skip
    plan = MeetingPlan(
        event_id=stage.event.id, number=1, name="1", status="ready", assignments=rows, unplanned=[], measures={}
    )
    session.add(plan)
    session.commit()
    session.expunge_all()
    return stage, plan


def publish(stage: Stage, plan: MeetingPlan) -> tuple[int, int]:
    """How many meetings a plan brought, and how many clashed."""
    event = stage.session.merge(stage.event)
    done = publish_plan(stage.session, stage.organiser_actor, event=event, plan_id=plan.id)
    return len(done.added), len(done.clashes)


def test_four_times_as_many_meetings_take_hardly_more_statements(session: Session) -> None:
    counts = []
    for size in (3, 6):
        stage, plan = stage_with_plan(session, size)
        with counted(session) as statements:
            assert publish(stage, plan) == (size * size, 0)
        # Not every database saves many rows that need a number in one statement.
        counts.append(sum(not each.startswith("INSERT INTO meeting (") for each in statements))
    assert counts[1] <= counts[0]


def test_each_meeting_holds_two_people_and_a_table_and_has_its_history(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    publish(stage, plan)
    meetings = list_event_meetings(session, stage.event.id)
    assert {(each.state, each.plan_id, each.weight, each.expires_at) for each in meetings} == {
        (S.SCHEDULED, plan.id, 7, None)
    }
    for meeting in meetings:
        held = session.scalars(select(Occupancy).where(
            Occupancy.holder_kind == HolderKind.MEETING, Occupancy.holder_id == meeting.id
        )).all()  # fmt: skip
        assert {(each.resource_kind, each.resource_id) for each in held} == {
            (ResourceKind.PERSON, meeting.presenter_id), (ResourceKind.PERSON, meeting.representative_id),
            (ResourceKind.TABLE, meeting.table_id),
        }  # fmt: skip
        steps = session.scalars(
            select(MeetingStep).where(MeetingStep.meeting_id == meeting.id).order_by(MeetingStep.id)
        ).all()
        assert [(each.before, each.state, each.slot_id) for each in steps] == [
            (None, S.ACCEPTED, None), (S.ACCEPTED, S.SCHEDULED, meeting.slot_id)
        ]  # fmt: skip


@pytest.mark.parametrize("is_seen", [True, False])
def test_whoever_was_faster_keeps_the_place(
    session: Session, monkeypatch: pytest.MonkeyPatch, *, is_seen: bool
) -> None:
    stage, plan = stage_with_plan(session, 3)
    slot = stage.slots[0]
    occupy(
        session, kind=ResourceKind.TABLE, resource_id=stage.tables[0].id, start=slot.start_at,
        end=slot.start_at + timedelta(minutes=5), holder_kind=HolderKind.SESSION, holder_id=1,
        event_id=stage.event.id, title="另有安排",
    )  # fmt: skip
    if not is_seen:  # it was taken between looking and writing: the unique key refuses
        monkeypatch.setattr(seating, "list_taken", lambda _session, **_range: set())
    assert publish(stage, plan) == (8, 1)
    kept = session.scalars(select(Occupancy).where(Occupancy.holder_kind == HolderKind.SESSION)).all()
    assert [(each.resource_id, each.start_at) for each in kept] == [(stage.tables[0].id, slot.start_at)]
    assert sum(each.holds_slot for each in list_event_meetings(session, stage.event.id)) == 8


def test_publishing_the_same_places_again_moves_nobody(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    publish(stage, plan)
    before = {each.id: each.ics_sequence for each in list_event_meetings(session, stage.event.id)}
    held = set(session.scalars(select(Occupancy.id)))
    again = MeetingPlan(
        event_id=stage.event.id, number=2, name="2", status="ready", assignments=plan.assignments, unplanned=[],
        measures={},
    )  # fmt: skip
    session.add(again)
    session.flush()
    assert publish(stage, again) == (0, 0)
    assert {each.id: each.ics_sequence for each in list_event_meetings(session, stage.event.id)} == before
    assert set(session.scalars(select(Occupancy.id))) == held


def test_only_rows_whose_people_and_table_are_free_are_seated_and_the_others_come_back(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    rows = [*plan.assignments[:3], plan.assignments[3] | {"table": plan.assignments[0]["table"]}]
    rows[3]["slot"] = rows[0]["slot"]  # two of the plan's own rows want one table
    slot = next(each for each in stage.slots if each.id == rows[1]["slot"])
    occupy(
        session, kind=ResourceKind.PERSON, resource_id=stage.houses[1].account.person_id, start=slot.start_at,
        end=slot.end_at, holder_kind=HolderKind.SESSION, holder_id=1, event_id=stage.event.id, title="另有安排",
    )  # fmt: skip
    event = session.merge(stage.event)
    seated, left = seating.seat_new(session, stage.organiser_actor, event, rows, plan_id=plan.id)
    pairs = [(row["pitch"], row["investor"]) for row in rows]
    assert [(each.pitch_id, each.investor_id) for each in seated] == [pairs[0], pairs[2]]
    assert left == [rows[1], rows[3]]


def test_a_meeting_at_a_table_that_was_closed_is_reported_although_its_row_did_not_change(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    publish(stage, plan)
    table = session.get_one(MeetingTable, stage.tables[0].id)
    table.closed_at = table.closed_at or now()
    again = MeetingPlan(
        event_id=stage.event.id, number=2, name="2", status="ready", assignments=plan.assignments, unplanned=[],
        measures={},
    )  # fmt: skip
    session.add(again)
    session.flush()
    assert publish(stage, again) == (0, 3)
    assert {each.table_id for each in list_event_meetings(session, stage.event.id) if each.holds_slot} == {
        each.id for each in stage.tables[1:]
    }


def turned(stage: Stage, plan: MeetingPlan, size: int) -> MeetingPlan:
    """The same meetings, every one a slot later, the last slot first; the first of them is no longer planned."""
    later = {stage.slots[n].id: stage.slots[(n + 1) % size].id for n in range(size)}
    rows = [row | {"slot": later[row["slot"]]} for row in plan.assignments[1:]]
    again = MeetingPlan(
        event_id=stage.event.id, number=2, name="2", status="ready", assignments=rows, unplanned=[], measures={}
    )
    stage.session.add(again)
    stage.session.commit()
    stage.session.expunge_all()
    return again


def test_everything_moves_at_once_in_a_circle_with_its_history(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    publish(stage, plan)
    before = {each.id: (each.slot_id, each.ics_sequence) for each in list_event_meetings(session, stage.event.id)}
    first = next(iter(before))
    session.add(MoveRequest(
        event_id=stage.event.id, meeting_id=list(before)[1], side=WishSide.PITCH, reason="晚点", state=MoveState.OPEN,
        from_slot_id=before[first][0], asked_by=stage.organiser.person_id, expires_at=now(),
    ))  # fmt: skip
    again = turned(stage, plan, 3)
    event = session.merge(stage.event)
    done = publish_plan(session, stage.organiser_actor, event=event, plan_id=again.id)
    assert (len(done.moved), len(done.dropped), done.added, done.clashes) == (8, 1, [], [])
    for meeting in list_event_meetings(session, stage.event.id):
        assert meeting.ics_sequence == before[meeting.id][1] + 1
        steps = session.scalars(
            select(MeetingStep).where(MeetingStep.meeting_id == meeting.id).order_by(MeetingStep.id.desc())
        ).all()
        if meeting.id in done.dropped:
            assert (meeting.state, steps[0].state, steps[0].before) == (S.CANCELLED, S.CANCELLED, S.SCHEDULED)
            continue
        assert meeting.slot_id != before[meeting.id][0]
        assert meeting.plan_id == again.id
        assert [(each.before, each.state, each.slot_id) for each in steps[:2]] == [
            (S.RESCHEDULED, S.SCHEDULED, meeting.slot_id), (S.SCHEDULED, S.RESCHEDULED, meeting.slot_id),
        ]  # fmt: skip
        assert steps[1].reason == NEW_PLAN
    assert set(session.scalars(select(MoveRequest.state))) == {MoveState.OVERTAKEN}
    assert double_booked(session) == []
    held = session.scalars(select(Occupancy.holder_id).where(Occupancy.holder_kind == HolderKind.MEETING).distinct())
    assert set(held) == set(done.moved)


def test_moving_many_asks_the_database_as_often_as_moving_few(session: Session) -> None:
    asked = []
    for size in (2, 4):
        stage, plan = stage_with_plan(session, size)
        publish(stage, plan)
        again = turned(stage, plan, size)
        with counted(session) as found:
            publish(stage, again)
        asked.append(len([each for each in found if not each.startswith("UPDATE meeting SET")]))
    assert asked[0] == asked[1]


def test_a_meeting_whose_new_place_was_taken_keeps_its_old_one(session: Session) -> None:
    stage, plan = stage_with_plan(session, 3)
    publish(stage, plan)
    again = turned(stage, plan, 3)
    row = again.assignments[0]
    standing = {(each.pitch_id, each.investor_id): each for each in list_event_meetings(session, stage.event.id)}
    for each in standing.values():  # the day before somebody cleared this table for something else
        if (each.slot_id, each.table_id) == (row["slot"], row["table"]):
            release_holders(session, holder_kind=HolderKind.MEETING, holder_ids=[each.id])
    slot = next(each for each in stage.slots if each.id == row["slot"])
    occupy(
        session, kind=ResourceKind.TABLE, resource_id=row["table"], start=slot.start_at, end=slot.end_at,
        holder_kind=HolderKind.SESSION, holder_id=1, event_id=stage.event.id, title="另有安排",
    )  # fmt: skip
    done = publish_plan(session, stage.organiser_actor, event=session.merge(stage.event), plan_id=again.id)
    assert [(each["pitch"], each["investor"]) for each in done.clashes] == [(row["pitch"], row["investor"])]
    assert double_booked(session) == []
