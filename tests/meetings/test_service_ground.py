"""Blocks, tables and ruled-out times: nothing booked is ever dropped in silence."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.core.outbox import StoredFact
from app.events.logic.states import HolderKind, ResourceKind
from app.events.service.occupancy import occupy
from app.meetings.logic.states import BookingMode, MeetingState
from app.meetings.models import MeetingBlock, MeetingSlot, Unavailability
from app.meetings.queries.busy import list_busy_slots
from app.meetings.queries.feedback import why_not
from app.meetings.queries.ground import find_settings, get_block, get_table, list_slots, list_tables, list_venue_rooms
from app.meetings.queries.meetings import get_meeting
from app.meetings.service.booking import move_meeting
from app.meetings.service.consequences import (
    Needed,
    cancel_event_meetings,
    count_consequences,
    displace_meetings,
    list_meetings_hit_by,
)
from app.meetings.service.ground import (
    Cut,
    Rules,
    add_block,
    add_tables,
    change_block,
    close_table,
    meetings_lost,
    reopen_table,
    rule_out_slots,
    set_rules,
)
from tests.factories import make_event, make_session, make_venue, organiser_of
from tests.meetings.conftest import Stage, build_stage

S = MeetingState


def block_of(stage: Stage) -> MeetingBlock:
    return stage.session.scalars(select(MeetingBlock).where(MeetingBlock.event_id == stage.event.id)).one()


def cut_of(block: MeetingBlock, **changes: object) -> Cut:
    values = {
        "name": block.name, "start_at": block.start_at, "end_at": block.end_at, "slot_minutes": block.slot_minutes,
        "gap_minutes": block.gap_minutes,
    }  # fmt: skip
    return Cut(**(values | changes))  # type: ignore[arg-type]


def test_a_block_is_cut_into_slots_and_opens_booking(session: Session) -> None:
    event = make_event(session)
    cut = Cut("上午", event.start_at, event.start_at + timedelta(hours=2), 25, 5)
    add_block(session, organiser_of(event), event=event, cut=cut)
    assert [slot.start_at - event.start_at for slot in list_slots(session, event.id)] == [
        timedelta(minutes=30 * i) for i in range(4)
    ]  # fmt: skip
    settings = find_settings(session, event.id)
    assert settings is not None
    assert (settings.mode, settings.expiry_hours) == (BookingMode.MIXED, 48)


@pytest.mark.parametrize(
    ("start", "minutes", "length", "gap", "words"),
    [
        (2, 60, 20, 5, "five-minute grid"), (0, 60, 12, 5, "steps of five"), (0, 15, 20, 5, "No slot fits"),
        (300, 60, 20, 5, "overlaps"), (0, 60 * 24 * 3, 5, 0, "too many slots"),
    ],
)  # fmt: skip
def test_a_block_keeps_to_the_grid_and_beside_others(
    stage: Stage, start: int, minutes: int, length: int, gap: int, words: str
) -> None:
    first = stage.event.start_at + timedelta(minutes=start)
    if words == "too many slots":
        first += timedelta(days=9)
    cut = Cut("x", first, first + timedelta(minutes=minutes), length, gap)
    with pytest.raises(RuleBroken, match=words):
        add_block(stage.session, stage.organiser_actor, event=stage.event, cut=cut)


def test_only_organisers_set_things_up(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        set_rules(stage.session, stage.team.actor, event=stage.event, rules=Rules(BookingMode.ORGANISER))
    with pytest.raises(NotAllowed):
        add_tables(stage.session, stage.team.actor, event=stage.event, count=1, name="桌")


def test_rules_are_kept_and_checked(stage: Stage) -> None:
    moment = stage.event.start_at
    rules = Rules(BookingMode.PARTICIPANTS, 4, 9, 24, moment - timedelta(days=9), moment)
    kept = set_rules(stage.session, stage.organiser_actor, event=stage.event, rules=rules)
    assert (kept.mode, kept.cap_per_day, kept.cap_total, kept.expiry_hours) == (BookingMode.PARTICIPANTS, 4, 9, 24)
    with pytest.raises(RuleBroken, match="close after"):
        set_rules(stage.session, stage.organiser_actor, event=stage.event,
                  rules=Rules(BookingMode.MIXED, booking_opens_at=moment, booking_closes_at=moment))  # fmt: skip


def test_changing_a_block_with_meetings_names_them_first_and_tells_both_sides(stage: Stage) -> None:
    meeting, block = stage.agree(slot=3), block_of(stage)
    cut = cut_of(block, end_at=block.end_at - timedelta(minutes=25))
    assert [each.id for each in meetings_lost(stage.session, block, cut)] == [meeting.id]
    with pytest.raises(Conflict, match="consequences"):
        change_block(stage.session, stage.organiser_actor, event=stage.event, block_id=block.id, cut=cut, expected=0)
    assert meeting.state is S.SCHEDULED
    change_block(stage.session, stage.organiser_actor, event=stage.event, block_id=block.id, cut=cut, expected=1)
    assert (meeting.state, len(list_slots(stage.session, stage.event.id))) == (S.CANCELLED, 3)
    assert "MeetingCancelled" in set(stage.session.scalars(select(StoredFact.name)))


def test_slots_that_stay_keep_their_meetings_and_wishes_of_lost_ones_become_any_time(stage: Stage) -> None:
    stage.add_house()
    kept, asked, block = stage.agree(slot=0), stage.ask(house=1, slot=3), block_of(stage)
    cut = cut_of(block, end_at=block.end_at - timedelta(minutes=25), name="下午一")
    change_block(stage.session, stage.organiser_actor, event=stage.event, block_id=block.id, cut=cut, expected=0)
    assert (kept.state, kept.slot_id, asked.slot_id) == (S.SCHEDULED, stage.slots[0].id, None)
    longer = cut_of(block, end_at=block.end_at + timedelta(minutes=50))
    change_block(stage.session, stage.organiser_actor, event=stage.event, block_id=block.id, cut=longer, expected=0)
    assert len(list_slots(stage.session, stage.event.id)) == 5


def test_a_dropped_block_calls_its_meetings_off_and_keeps_their_time_for_calendars(stage: Stage) -> None:
    meeting, block = stage.agree(), block_of(stage)
    change_block(stage.session, stage.organiser_actor, event=stage.event, block_id=block.id, cut=None, expected=1)
    assert list_slots(stage.session, stage.event.id) == []
    with pytest.raises(NotFound):
        get_block(stage.session, stage.event.id, block.id)
    row = get_meeting(stage.session, meeting.id)
    assert row.slot is not None
    assert stage.session.get_one(MeetingSlot, row.slot.id).dropped_at is not None


def test_tables_are_named_on_and_a_closed_one_moves_its_meetings(stage: Stage) -> None:
    rows = add_tables(stage.session, stage.organiser_actor, event=stage.event, count=2, name="洽谈桌")
    assert [row.name for row in rows] == ["洽谈桌 1", "洽谈桌 2"]
    assert [
        row.name for row in add_tables(stage.session, stage.organiser_actor, event=stage.event, count=1, name="洽谈桌")
    ] == ["洽谈桌 3"]
    meeting = stage.agree()
    moved, cancelled = close_table(stage.session, stage.organiser_actor, event=stage.event, table_id=stage.tables[0].id)
    assert ([each.id for each in moved], cancelled) == ([meeting.id], [])
    row = get_meeting(stage.session, meeting.id)
    assert (row.slot_id, row.table_id) == (stage.slots[0].id, stage.tables[1].id)
    assert stage.tables[0].id not in {each.id for each in list_tables(stage.session, stage.event.id, is_open=True)}
    reopen_table(stage.session, stage.organiser_actor, event=stage.event, table_id=stage.tables[0].id)
    assert stage.tables[0].id in {each.id for each in list_tables(stage.session, stage.event.id, is_open=True)}


def test_without_another_table_the_meeting_is_called_off(session: Session) -> None:
    stage = build_stage(session, tables=1)
    meeting = stage.agree()
    assert close_table(session, stage.organiser_actor, event=stage.event, table_id=stage.tables[0].id)[1] == [meeting]
    assert meeting.state is S.CANCELLED
    with pytest.raises(NotFound):
        get_table(session, stage.event.id + 1, stage.tables[0].id)
    with pytest.raises(RuleBroken, match="too many"):
        add_tables(session, stage.organiser_actor, event=stage.event, count=200, name="桌")


def test_tables_can_stand_in_rooms_of_the_venue(stage: Stage) -> None:
    stage.event.venue = make_venue(stage.session)
    stage.session.flush()
    assert len(list_venue_rooms(stage.session, stage.event)) == 2


def test_people_rule_out_slots_of_the_event_only(stage: Stage) -> None:
    ids = {stage.slots[0].id, stage.slots[1].id}
    assert rule_out_slots(stage.session, stage.team.actor, event=stage.event, away=ids | {10**6}) == 2
    assert rule_out_slots(stage.session, stage.team.actor, event=stage.event, away=[stage.slots[2].id]) == 1
    rows = stage.session.scalars(select(Unavailability.slot_id)).all()
    assert rows == [stage.slots[2].id]


def test_busy_slots_name_sessions_and_only_the_kind_of_other_things(stage: Stage) -> None:
    part = make_session(stage.session, stage.event, title="专题报告")
    slot = stage.slots[1]
    occupy(stage.session, kind=ResourceKind.PERSON, resource_id=stage.person_of().id, start=slot.start_at,
           end=slot.end_at, holder_kind=HolderKind.SESSION, holder_id=part.id, event_id=stage.event.id)  # fmt: skip
    stage.agree(slot=2)
    assert list_busy_slots(stage.session, stage.event, stage.person_of().id) == {
        stage.slots[1].id: "专题报告", stage.slots[2].id: "meeting"
    }  # fmt: skip


def test_moving_by_hand_says_at_once_what_stands_in_the_way(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    stage.add_house()
    stage.add_team()
    stage.agree(team=1, house=1, slot=1)
    stage.agree(team=0, house=1, slot=2)
    rule_out_slots(stage.session, stage.house.actor, event=stage.event, away=[stage.slots[3].id])
    row = get_meeting(stage.session, meeting.id)

    def said(slot: int, table: int | None = None) -> list[str]:
        table_id = None if table is None else stage.tables[table].id
        return [
            words % values
            for words, values in why_not(stage.session, row, slot_id=stage.slots[slot].id, table_id=table_id)
        ]

    assert said(1) == []
    assert said(1, 0) == [f"{stage.tables[0].name} is taken at this time."]
    assert said(2) == [f"{row.presenter.name} is busy: meeting."]
    assert said(3) == [f"{row.representative.name} has ruled this time out."]
    assert why_not(stage.session, row, slot_id=10**6, table_id=None) == [("This time is no longer offered.", {})]


def test_what_the_programme_needs_is_made_free(stage: Stage) -> None:
    meeting = stage.agree(slot=0)
    slot = stage.slots[0]
    needed = [Needed(ResourceKind.PERSON, stage.person_of().id, slot.start_at, stage.slots[1].end_at)]
    assert [each.id for each in list_meetings_hit_by(stage.session, stage.event.id, needed)] == [meeting.id]
    assert list_meetings_hit_by(stage.session, stage.event.id, []) == []
    moved, cancelled = displace_meetings(
        stage.session, stage.organiser_actor, event_id=stage.event.id, needed=needed, reason="专题报告提前"
    )
    assert ([each.slot_id for each in moved], cancelled) == ([stage.slots[2].id], [])


def test_what_has_no_other_time_is_called_off(session: Session) -> None:
    stage = build_stage(session, slots=1)
    meeting = stage.agree()
    slot = stage.slots[0]
    needed = [Needed(ResourceKind.PERSON, stage.person_of().id, slot.start_at, slot.end_at)]
    _, cancelled = displace_meetings(
        session, stage.organiser_actor, event_id=stage.event.id, needed=needed, reason="专题报告提前"
    )
    assert [each.id for each in cancelled] == [meeting.id]
    assert meeting.state_reason == "专题报告提前"


def test_a_cancelled_event_calls_everything_off_once(stage: Stage) -> None:
    stage.add_house()
    agreed, asked = stage.agree(), stage.ask(house=1)
    assert [number for _, number in count_consequences(stage.session, stage.event.id)] == [1, 1, 3]
    assert cancel_event_meetings(stage.session, stage.event.id, reason="台风") == [agreed.id, asked.id]
    assert {agreed.state, asked.state} == {S.CANCELLED}
    assert cancel_event_meetings(stage.session, stage.event.id, reason="台风") == []
    assert count_consequences(stage.session, stage.event.id) == []


def test_moving_to_where_it_is_changes_nothing(stage: Stage) -> None:
    meeting = stage.agree()
    move_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, slot_id=stage.slots[0].id)
    assert meeting.ics_sequence == 0
