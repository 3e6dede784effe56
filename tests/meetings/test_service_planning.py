"""The organiser plans: wishes in, a checked plan out, published in one go and taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, RuleBroken
from app.core.outbox import StoredFact
from app.core.queue import Job, Steps
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.venue import Occupancy
from app.events.queries.events import get_event_by_id
from app.events.service.occupancy import occupy
from app.matching.logic.wishes import Wish
from app.meetings.jobs import JOBS, SCHEDULES, begin_plan
from app.meetings.logic.states import MeetingState
from app.meetings.models import MeetingPlan, Unavailability
from app.meetings.queries.meetings import get_meeting, list_event_meetings
from app.meetings.queries.overview import build_grid, compare_with_now, people_told, read_names, read_wishes
from app.meetings.queries.planning import build_question, get_plan, list_plans
from app.meetings.service.booking import alternatives, lock_meeting, move_meeting, schedule_by_hand
from app.meetings.service.planning import current_rows, publish_plan, undo_publish
from app.meetings.service.running import start_plan
from tests.factories import make_event, make_session
from tests.meetings.conftest import Stage, build_stage

S = MeetingState
MUST, MEET, NO = Wish.MUST_MEET, Wish.MEET, Wish.NO_THANKS


@pytest.fixture
def fair(session: Session) -> Stage:
    """Three teams and two investors who all want to meet."""
    stage = build_stage(session, teams=3, houses=2)
    for team in range(3):
        for house in range(2):
            stage.wish(team, house, investor=MEET, pitch=MUST)
    return stage


def made(stage: Stage) -> MeetingPlan:
    """Ask for a plan and do the work of the worker."""
    plan = start_plan(stage.session, stage.organiser_actor, event=stage.event)
    job = stage.session.scalars(select(Job).where(Job.kind == "plan_meetings", Job.id == plan.job_id)).one()
    steps = JOBS["plan_meetings"]
    assert isinstance(steps, Steps)
    begun = steps.begin(stage.session, job.payload)
    steps.end(stage.session, job.payload, steps.work(begun))
    return plan


def published(stage: Stage) -> MeetingPlan:
    plan = made(stage)
    publish_plan(stage.session, stage.organiser_actor, event=stage.event, plan_id=plan.id)
    return plan


def booked(stage: Stage) -> set[tuple[int, int]]:
    rows = list_event_meetings(stage.session, stage.event.id)
    return {(each.pitch_id, each.investor_id) for each in rows if each.holds_slot}


def double_booked(session: Session) -> list[tuple[object, ...]]:
    """Count again, without the unique key: two holders of one thing at one moment."""
    seen: dict[tuple[object, ...], tuple[str, int]] = {}
    found = []
    for row in session.scalars(select(Occupancy)):
        key = (row.resource_kind, row.resource_id, row.tick)
        if seen.setdefault(key, (row.holder_kind, row.holder_id)) != (row.holder_kind, row.holder_id):
            found.append(key)
    return found


def test_a_plan_is_nobodys_timetable_before_it_is_published(fair: Stage) -> None:
    plan = made(fair)
    assert (plan.status, len(plan.assignments), plan.unplanned) == ("ready", 6, [])
    assert (plan.measures["status"], plan.measures["faults"]) == ("optimal", [])
    assert booked(fair) == set()


def test_publishing_books_everything_and_says_so_once(fair: Stage) -> None:
    plan = made(fair)
    done = publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)
    assert (len(done.added), done.moved, done.dropped, done.clashes) == (6, [], [], [])
    assert len(booked(fair)) == 6
    assert double_booked(fair.session) == []
    facts = [name for name in fair.session.scalars(select(StoredFact.name)) if name.startswith(("Meeting", "Plan"))]
    assert facts == ["PlanMade", "PlanPublished"]
    with pytest.raises(Conflict):
        publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)


def test_taking_back_returns_to_what_stood_before(fair: Stage) -> None:
    agreed = fair.agree(team=0, house=0, slot=3)
    published(fair)
    assert len(booked(fair)) == 6
    done = undo_publish(fair.session, fair.organiser_actor, event=fair.event)
    assert len(done.dropped) == 5
    assert booked(fair) == {(agreed.pitch_id, agreed.investor_id)}
    with pytest.raises(RuleBroken):
        undo_publish(fair.session, fair.organiser_actor, event=fair.event)


def test_what_participants_agreed_and_what_is_locked_stays(fair: Stage) -> None:
    agreed = fair.agree(team=0, house=0, slot=3)
    published(fair)
    one = next(m for m in list_event_meetings(fair.session, fair.event.id) if m.plan_id and m.holds_slot)
    lock_meeting(fair.session, fair.organiser_actor, meeting_id=one.id, is_locked=True)
    before = {each.id: (each.slot_id, each.table_id) for each in (agreed, one)}
    published(fair)
    assert {
        key: (get_meeting(fair.session, key).slot_id, get_meeting(fair.session, key).table_id) for key in before
    } == before


def test_planning_again_moves_and_drops_what_no_longer_fits(fair: Stage) -> None:
    published(fair)
    house = fair.houses[0].account.person_id
    rows = [m for m in list_event_meetings(fair.session, fair.event.id) if m.holds_slot]
    taken = {m.slot_id for m in rows if m.representative_id == house}
    fair.session.add_all(Unavailability(person_id=house, slot_id=slot) for slot in sorted(taken)[:2])
    fair.session.flush()
    plan = made(fair)
    assert [row["reason"] for row in plan.unplanned] == ["both_busy"]
    comparison = compare_with_now(fair.session, fair.event, plan.assignments)
    assert len(comparison.dropped) == 1
    names = read_names(fair.session, fair.event)
    assert people_told(names, comparison, plan.assignments) > 1
    done = publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)
    assert (len(done.dropped), len(done.added), len(done.moved)) == (1, 0, len(comparison.moved))
    assert double_booked(fair.session) == []
    assert [each.status for each in list_plans(fair.session, fair.event.id)] == ["published", "superseded"]
    undo_publish(fair.session, fair.organiser_actor, event=fair.event)
    assert len(booked(fair)) == 6
    assert [each.status for each in list_plans(fair.session, fair.event.id)] == ["ready", "published"]


def test_what_is_taken_meanwhile_is_left_out_and_reported(fair: Stage) -> None:
    plan = made(fair)
    row = plan.assignments[0]
    slot = next(each for each in fair.slots if each.id == row["slot"])
    part = make_session(fair.session, fair.event)
    occupy(fair.session, kind=ResourceKind.PERSON, resource_id=row["presenter"], start=slot.start_at, end=slot.end_at,
           holder_kind=HolderKind.SESSION, holder_id=part.id, event_id=fair.event.id)  # fmt: skip
    done = publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)
    assert [(each["pitch"], each["investor"]) for each in done.clashes] == [(row["pitch"], row["investor"])]
    assert len(done.added) == 5
    assert plan.measures["clashes"] == done.clashes


def test_a_no_is_a_veto_and_only_the_organiser_reads_it(session: Session) -> None:
    stage = build_stage(session)
    stage.wish(0, 0, investor=NO, pitch=MUST)
    plan = made(stage)
    assert (plan.assignments, [row["reason"] for row in plan.unplanned]) == ([], ["declined"])
    assert read_wishes(session, stage.event).count() == {
        "wanted": 0, "mutual": 0, "must": 0, "accepted": 0, "refused": 1
    }  # fmt: skip


def test_programme_and_caps_bind_the_planner(fair: Stage) -> None:
    fair.session.flush()
    part = make_session(fair.session, fair.event)
    for slot in fair.slots[:3]:
        occupy(fair.session, kind=ResourceKind.PERSON, resource_id=fair.houses[0].account.person_id,
               start=slot.start_at, end=slot.end_at, holder_kind=HolderKind.SESSION, holder_id=part.id,
               event_id=fair.event.id)  # fmt: skip
    plan = made(fair)
    mine = [row for row in plan.assignments if row["investor"] == fair.houses[0].investor.id]
    assert [row["slot"] for row in mine] == [fair.slots[3].id]


def test_a_promise_without_a_time_is_planned_first(session: Session) -> None:
    stage = build_stage(session, teams=2, slots=1, tables=1)
    stage.wish(1, 0, investor=MEET)
    from app.meetings.service.requests import accept_meeting

    meeting = stage.ask(team=0)
    accept_meeting(session, stage.house.actor, meeting_id=meeting.id, leave_open=True)
    plan = published(stage)
    assert [row["pitch"] for row in plan.assignments] == [stage.teams[0].pitch.id]
    assert get_meeting(session, meeting.id).state is S.SCHEDULED


def test_there_is_no_plan_without_slots_or_tables(session: Session) -> None:
    stage = build_stage(session, slots=0)
    with pytest.raises(RuleBroken, match="no slots"):
        start_plan(session, stage.organiser_actor, event=stage.event)
    stage = build_stage(session, tables=0)
    with pytest.raises(RuleBroken, match="no tables"):
        start_plan(session, stage.organiser_actor, event=stage.event)


def test_a_plan_that_cannot_be_made_is_noted(fair: Stage) -> None:
    plan = start_plan(fair.session, fair.organiser_actor, event=fair.event)
    steps = JOBS["plan_meetings"]
    assert isinstance(steps, Steps)
    assert steps.failed is not None
    steps.failed(fair.session, {"plan_id": plan.id}, "x", False)
    assert plan.status == "queued"
    steps.failed(fair.session, {"plan_id": plan.id}, "x", True)
    assert plan.status == "failed"
    assert begin_plan(fair.session, {"plan_id": plan.id, "event_id": fair.event.id}) is None
    assert {each.kind for each in SCHEDULES} < set(JOBS)


def test_moving_by_hand_locks_and_keeps_the_rules(fair: Stage) -> None:
    meeting = schedule_by_hand(fair.session, fair.organiser_actor, pair=fair.pair(0, 0), slot_id=fair.slots[0].id)
    assert (meeting.state, meeting.is_locked) == (S.SCHEDULED, True)
    with pytest.raises(RuleBroken, match="meet already"):
        schedule_by_hand(fair.session, fair.organiser_actor, pair=fair.pair(0, 0), slot_id=fair.slots[1].id)
    with pytest.raises(Conflict):
        schedule_by_hand(fair.session, fair.organiser_actor, pair=fair.pair(1, 0), slot_id=fair.slots[0].id)
    move_meeting(fair.session, fair.organiser_actor, meeting_id=meeting.id, slot_id=fair.slots[0].id,
                 table_id=fair.tables[1].id)  # fmt: skip
    assert meeting.table_id == fair.tables[1].id


def test_grids_show_every_meeting_once_per_person_and_once_per_table(fair: Stage) -> None:
    published(fair)
    names, rows = read_names(fair.session, fair.event), current_rows(fair.session, fair.event.id)
    people, tables = build_grid(names, rows), build_grid(names, rows, by_table=True)
    assert sum(len(cells) for _, _, cells in people.lines) == 12
    assert sum(len(cells) for _, _, cells in tables.lines) == 6
    assert len(people.lines) == 5


def test_the_question_counts_days_in_the_zone_of_the_event(fair: Stage) -> None:
    question = build_question(fair.session, get_event_by_id(fair.session, fair.event.id))
    assert question.instance.frame.days == ((1, 4),)
    assert len(question.talks) == 6


def test_a_plan_belongs_to_its_event(fair: Stage) -> None:
    plan = made(fair)
    other = make_event(fair.session, start_at=fair.event.start_at + timedelta(days=1))
    with pytest.raises(Exception, match="no such plan"):
        get_plan(fair.session, other.id, plan.id)


def test_an_agreed_pair_that_lost_its_place_keeps_the_old_one_or_is_called_off(fair: Stage) -> None:
    first = published(fair)
    row = first.assignments[0]
    meeting = next(m for m in list_event_meetings(fair.session, fair.event.id) if m.pitch_id == row["pitch"]
                   and m.investor_id == row["investor"])  # fmt: skip
    second = made(fair)
    fresh = [dict(each) for each in second.assignments]
    other = next(s for s in fair.slots if s.id != row["slot"])
    for each in fresh:
        if (each["pitch"], each["investor"]) == (row["pitch"], row["investor"]):
            each["slot"], each["table"] = other.id, 10**6
    second.assignments = fresh
    fair.session.flush()
    done = publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=second.id)
    assert len(done.clashes) == 1
    kept = get_meeting(fair.session, meeting.id)
    assert (kept.slot_id, kept.table_id, kept.state) == (row["slot"], row["table"], S.SCHEDULED)
    assert double_booked(fair.session) == []


def test_a_pair_whose_people_left_is_reported(fair: Stage) -> None:
    plan = made(fair)
    team = fair.teams[0].pitch
    team.members.clear()
    fair.session.flush()
    done = publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)
    assert {each["pitch"] for each in done.clashes} == {team.id}
    assert len(done.added) == 4


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_lock_alone_keeps_a_planned_meeting_where_somebody_put_it(fair: Stage, is_locked: bool) -> None:
    published(fair)
    rows = [m for m in list_event_meetings(fair.session, fair.event.id) if m.holds_slot]
    meeting, place = next(
        (m, each) for m in rows for each in alternatives(fair.session, m) if each.slot.id != m.slot_id
    )
    old = meeting.slot_id
    move_meeting(fair.session, fair.organiser_actor, meeting_id=meeting.id, slot_id=place.slot.id)
    lock_meeting(fair.session, fair.organiser_actor, meeting_id=meeting.id, is_locked=is_locked)
    published(fair)
    assert get_meeting(fair.session, meeting.id).slot_id == (place.slot.id if is_locked else old)


def test_what_was_agreed_after_the_plan_was_made_stays(fair: Stage) -> None:
    agreed = fair.agree(team=0, house=0, slot=3)
    plan = made(fair)
    taken = {row["slot"] for row in plan.assignments if agreed.presenter_id == row["presenter"]}
    other = next(slot for slot in fair.slots if slot.id not in taken)
    move_meeting(fair.session, fair.organiser_actor, meeting_id=agreed.id, slot_id=other.id)
    publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=plan.id)
    assert get_meeting(fair.session, agreed.id).slot_id == other.id
