"""What organisers can reach: rules, blocks, tables, plans, the timetable and the run sheet."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.queue import Job, Steps
from app.matching.logic.wishes import Wish
from app.matching.queries.interests import most_must_meets
from app.meetings.jobs import JOBS
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingBlock, MeetingPlan, MeetingTable
from app.meetings.queries.ground import find_settings, list_slots
from app.meetings.queries.meetings import get_meeting, list_event_meetings
from app.meetings.routes import timetable
from tests.factories import make_account, make_event, make_membership
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_routes_mine import counted

S = MeetingState
Browse = Callable[[Account], FlaskClient]
MoveClock = Callable[[Meeting, timedelta], None]


def base(stage: Stage) -> str:
    return f"/events/{stage.event.slug}/manage/meetings"


def work(stage: Stage) -> MeetingPlan:
    """Do what the worker would do with the last plan asked for."""
    plan = stage.session.scalars(select(MeetingPlan).order_by(MeetingPlan.id.desc())).first()
    assert plan is not None
    payload = stage.session.get_one(Job, plan.job_id).payload
    steps = JOBS["plan_meetings"]
    assert isinstance(steps, Steps)
    steps.end(stage.session, payload, steps.work(steps.begin(stage.session, payload)))
    return plan


@pytest.mark.parametrize("path", ["", "/settings", "/blocks", "/timetable", "/print", "/day", "/add"])
def test_pages_open_for_the_organiser_alone(stage: Stage, browse: Browse, path: str) -> None:
    stage.agree()
    assert browse(stage.organiser).get(base(stage) + path).status_code == 200
    assert browse(stage.team.account).get(base(stage) + path).status_code == 403


def test_an_event_without_anything_says_what_to_do_next(session: Session, browse: Browse) -> None:
    from app.core.permissions import Role, ScopeKind

    event = make_event(session)
    organiser = make_account(session)
    make_membership(session, organiser.person, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    client = browse(organiser)
    for page in ("", "/blocks", "/timetable", "/timetable?by=people", "/day", "/settings"):
        assert client.get(f"/events/{event.slug}/manage/meetings{page}").status_code == 200
    assert client.post(f"/events/{event.slug}/manage/meetings/plans", data={}).status_code == 422


def test_rules_are_saved_or_refused_beside_the_field(stage: Stage, browse: Browse) -> None:
    client = browse(stage.organiser)
    data = {"mode": "participants", "cap_per_day": "5", "expiry_hours": "24", "booking_opens_at": "2030-06-01T09:00",
            "booking_closes_at": "2030-06-16T18:00", "most_must_meets": "3"}  # fmt: skip
    assert client.post(base(stage) + "/settings", data=data).status_code == 302
    settings = find_settings(stage.session, stage.event.id)
    assert settings is not None
    assert (settings.cap_per_day, settings.cap_total, settings.expiry_hours) == (5, None, 24)
    assert most_must_meets(stage.session, stage.event.id) == 3
    for wrong in ("0", "51", "viele", ""):
        refused = client.post(base(stage) + "/settings", data=data | {"most_must_meets": wrong, "cap_total": "77"})
        assert (refused.status_code, 'id="most_must_meets-error"' in refused.text) == (422, True)
        assert 'value="77"' in refused.text
    assert most_must_meets(stage.session, stage.event.id) == 3
    assert (
        client.post(base(stage) + "/settings", data=data | {"booking_closes_at": "2030-05-01T09:00"}).status_code == 422
    )


def test_the_planner_says_how_many_times_a_full_mesh_takes(session: Session, browse: Browse) -> None:
    stage = build_stage(session, teams=4, houses=3, slots=4, tables=2)
    page = browse(stage.organiser).get(base(stage)).text
    assert 'data-least="6"' in page
    assert 'data-around="3"' in browse(stage.organiser).get(base(stage) + "/tables-for-more").text


def test_blocks_and_tables_are_added_changed_and_removed(stage: Stage, browse: Browse) -> None:
    client = browse(stage.organiser)
    data = {"name": "次日", "start_at": "2030-06-18T09:00", "end_at": "2030-06-18T11:00", "slot_minutes": "25",
            "gap_minutes": "5"}  # fmt: skip
    assert client.post(base(stage) + "/blocks", data=data).status_code == 302
    assert client.post(base(stage) + "/blocks", data=data).status_code == 422
    assert len(list_slots(stage.session, stage.event.id)) == 8
    block = stage.session.scalars(select(MeetingBlock).where(MeetingBlock.name == "次日")).one()
    address = f"{base(stage)}/blocks/{block.id}"
    assert client.get(address).status_code == 200
    assert client.post(address, data=data | {"end_at": "2030-06-18T10:00"}).status_code == 302
    assert client.post(address, data=data | {"gap_minutes": "3"}).status_code == 422
    assert client.post(address + "/drop", data={"expected": "0"}).status_code == 302
    assert client.get(address).status_code == 404
    assert len(list_slots(stage.session, stage.event.id)) == 4
    tables = {"count": "2", "name": "洽谈桌", "room_id": ""}
    assert client.post(base(stage) + "/tables", data=tables).status_code == 302
    assert client.post(base(stage) + "/tables", data=tables | {"count": "0"}).status_code == 422
    assert len(stage.session.scalars(select(MeetingTable).where(MeetingTable.event_id == stage.event.id)).all()) == 4


def test_a_change_with_booked_meetings_asks_first(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree(slot=0)
    client = browse(stage.organiser)
    block = stage.session.scalars(select(MeetingBlock).where(MeetingBlock.event_id == stage.event.id)).one()
    data = {"name": "下午", "start_at": "2030-06-17T14:25", "end_at": "2030-06-17T15:40", "slot_minutes": "20",
            "gap_minutes": "5"}  # fmt: skip
    asked = client.post(f"{base(stage)}/blocks/{block.id}", data=data)
    assert asked.status_code == 422
    assert 'name="confirmed" value="1"' in asked.text
    assert stage.team.pitch.title in asked.text
    assert get_meeting(stage.session, meeting.id).state is S.SCHEDULED
    done = client.post(f"{base(stage)}/blocks/{block.id}", data=data | {"confirmed": "1"})
    assert done.status_code == 302
    assert get_meeting(stage.session, meeting.id).state is S.CANCELLED


def test_closing_a_table_tells_what_became_of_its_meetings(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree()
    client = browse(stage.organiser)
    assert client.post(f"{base(stage)}/tables/{stage.tables[0].id}/close").status_code == 302
    assert get_meeting(stage.session, meeting.id).table_id == stage.tables[1].id
    assert client.post(f"{base(stage)}/tables/{stage.tables[0].id}/open").status_code == 302


def test_a_plan_is_made_looked_at_published_and_taken_back(session: Session, browse: Browse) -> None:
    stage = build_stage(session, teams=3, houses=2)
    for team in range(3):
        stage.wish(team, 0, investor=Wish.MEET, pitch=Wish.MUST_MEET)
    stage.wish(0, 1, investor=Wish.NO_THANKS, pitch=Wish.MEET)
    client = browse(stage.organiser)
    asked = client.post(base(stage) + "/plans", data={"name": "初稿"})
    assert asked.status_code == 302
    waiting = client.get(asked.location)
    assert f"{asked.location}/stop" in waiting.text
    assert "data-run-url" in waiting.text
    assert client.get(asked.location + "/progress").get_json()["done"] is False
    plan = work(stage)
    assert client.get(asked.location + "/progress").get_json()["done"] is True
    page = client.get(asked.location).text
    assert stage.teams[2].account.person.name in page
    assert f"/plans/{plan.id}/publish" in page
    assert client.get(asked.location + "?by=tables").status_code == 200
    published = client.post(asked.location + "/publish")
    assert published.location == base(stage) + "/timetable"
    assert sum(m.holds_slot for m in list_event_meetings(session, stage.event.id)) == 3
    assert client.post(asked.location + "/publish").status_code == 409
    for view in ("list", "people", "tables"):
        assert stage.teams[1].pitch.title[:9] in client.get(f"{base(stage)}/timetable?by={view}").text
    assert stage.tables[0].name in client.get(base(stage) + "/print").text
    assert client.get(asked.location).status_code == 200
    assert client.post(base(stage) + "/undo").status_code == 302
    assert sum(m.holds_slot for m in list_event_meetings(session, stage.event.id)) == 0
    assert client.get(base(stage)).status_code == 200


def test_meetings_are_locked_moved_and_added_by_hand_with_feedback(stage: Stage, browse: Browse) -> None:
    client = browse(stage.organiser)
    meeting = stage.agree(slot=0)
    house = stage.houses.index(stage.add_house())
    added = client.post(base(stage) + "/add", data={
        "pitch_id": stage.team.pitch.number, "investor_id": str(stage.houses[house].investor.id),
        "slot_id": str(stage.slots[1].id), "table_id": "",
    })  # fmt: skip
    assert added.status_code == 302
    again = client.post(base(stage) + "/add", data={
        "pitch_id": stage.team.pitch.number, "investor_id": str(stage.houses[house].investor.id),
        "slot_id": str(stage.slots[1].id), "table_id": "",
    })  # fmt: skip
    assert again.status_code == 422
    third = stage.houses.index(stage.add_house())
    clash = client.post(base(stage) + "/add", data={
        "pitch_id": stage.team.pitch.number, "investor_id": str(stage.houses[third].investor.id),
        "slot_id": str(stage.slots[1].id), "table_id": "",
    })  # fmt: skip
    assert clash.status_code == 409
    one = f"{base(stage)}/{meeting.id}"
    assert client.post(one + "/lock", data={"locked": "1"}).status_code == 302
    assert get_meeting(stage.session, meeting.id).is_locked
    said = client.get(f"{one}/check?slot_id={stage.slots[1].id}").text
    assert stage.person_of().name in said
    assert "notice-success" in client.get(f"{one}/check?slot_id={stage.slots[2].id}").text
    assert client.get(one + "/move").status_code == 200
    assert client.post(one + "/move", data={"slot_id": str(stage.slots[1].id), "table_id": ""}).status_code == 409
    assert client.post(one + "/move", data={"slot_id": str(stage.slots[2].id), "table_id": ""}).status_code == 302
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[2].id
    assert client.post(one + "/lock", data={"locked": "0"}).status_code == 302


def test_the_run_sheet_offers_a_missed_slot_to_the_next(
    session: Session, browse: Browse, move_clock: MoveClock
) -> None:
    stage = build_stage(session, houses=2)
    meeting = stage.agree()
    stage.wish(0, 1, investor=Wish.MEET, pitch=Wish.MEET)
    client = browse(stage.organiser)
    one = f"{base(stage)}/{meeting.id}"
    assert "no-show" not in client.get(base(stage) + "/day").text
    move_clock(meeting, timedelta(minutes=6))
    assert f"{one}/no-show" in client.get(base(stage) + "/day").text
    assert client.post(one + "/no-show", data={"side": "investor"}).status_code == 302
    name = stage.houses[1].investor.organisation.name
    assert name in client.get(base(stage) + "/day").text
    data = {"pitch": stage.team.pitch.number, "investor": str(stage.houses[1].investor.id)}
    assert client.post(one + "/refill", data=data).status_code == 302
    assert get_meeting(session, meeting.id).state is S.REFILLED
    fresh = next(m for m in list_event_meetings(session, stage.event.id) if m.holds_slot)
    assert client.post(f"{base(stage)}/{fresh.id}/begin").status_code == 302
    assert client.post(f"{base(stage)}/{fresh.id}/end").status_code == 302
    assert get_meeting(session, fresh.id).state is S.COMPLETED


@pytest.mark.parametrize("path", ["", "/timetable", "/timetable?by=people"])
def test_pages_cost_the_same_for_two_and_nine_meetings(session: Session, browse: Browse, path: str) -> None:
    counts = []
    for number in (2, 9):
        stage = build_stage(session, slots=10, houses=number)
        for house in range(number):
            stage.agree(house=house, slot=house)
        client = browse(stage.organiser)
        with counted() as seen:
            assert client.get(base(stage) + path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_organiser_may_call_off_and_move_for_others(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree()
    client = browse(stage.organiser)
    assert client.get(f"/meetings/{meeting.id}/reschedule").status_code == 200
    assert client.get(f"/meetings/{meeting.id}/cancel").status_code == 200
    assert client.get(f"/meetings/{meeting.id}/decline").status_code == 403
    assert client.post(f"/meetings/{meeting.id}/cancel", data={"reason": "会场停电"}).status_code == 302
    assert client.post(f"/meetings/{meeting.id}/cancel", data={"reason": "会场停电"}).status_code == 422
    assert "会场停电" in client.get(f"/meetings/{meeting.id}").text


def test_a_taken_place_is_json_for_programs(stage: Stage, browse: Browse) -> None:
    client = browse(stage.organiser)
    meeting = stage.agree(slot=0)
    stage.add_house()
    stage.agree(house=1, slot=1)
    accept = {"Accept": "application/json"}
    data = {"slot_id": str(stage.slots[1].id), "table_id": ""}
    for address in (f"{base(stage)}/{meeting.id}/move", f"/meetings/{meeting.id}/reschedule"):
        answer = client.post(address, data=data, headers=accept)
        assert (answer.status_code, len(answer.get_json()["alternatives"])) == (409, 3)
    pair = {"pitch_id": stage.team.pitch.number, "investor_id": str(stage.add_house().investor.id)}
    answer = client.post(base(stage) + "/add", data=data | pair, headers=accept)
    assert answer.status_code == 409


def test_the_timetable_is_searched_and_shows_the_first_of_many(
    stage: Stage, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.add_team()
    first, second = stage.agree(0), stage.agree(1, slot=1)
    client, address = browse(stage.organiser), base(stage) + "/timetable"
    titles = [first.pitch.title, second.pitch.title]
    assert [title in client.get(address).text for title in titles] == [True, True]
    found = client.get(address, query_string={"q": titles[1]}).text
    assert [title in found for title in titles] == [False, True]
    nobody = client.get(address, query_string={"q": "没有这样的人"}).text
    assert [title in nobody for title in titles] == [False, False]
    monkeypatch.setattr(timetable, "LINES", 1)
    for view in ("list", "people"):
        page = client.get(address, query_string={"by": view}).text
        assert "lines=301" in page
    assert [title in client.get(address).text for title in titles] == [True, False]
    assert [title in client.get(address + "?lines=301").text for title in titles] == [True, True]
