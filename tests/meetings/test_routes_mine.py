"""What participants can reach: their own meetings, from asking to the result, and nothing of anybody else's."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import database
from app.core.permissions import Role, ScopeKind
from app.investors.models import InvestorParticipation
from app.matching.logic.wishes import Wish
from app.meetings.logic.states import BookingMode, MeetingOutcome, MeetingState
from app.meetings.models import Meeting, MeetingSettings, Unavailability
from app.meetings.queries.meetings import get_meeting
from tests.factories import make_account, make_membership, make_person
from tests.meetings.conftest import Stage, build_stage

S = MeetingState
Browse = Callable[[Account], FlaskClient]
MoveClock = Callable[[Meeting, timedelta], None]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the statements that reach the database."""
    seen: list[str] = []
    bind = database.session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(bind, "before_cursor_execute", note)
    yield seen
    event.remove(bind, "before_cursor_execute", note)


def address_new(stage: Stage) -> str:
    return f"/events/{stage.event.slug}/meetings/new?pitch={stage.team.pitch.number}&investor={stage.house.investor.id}"


def test_a_team_asks_and_the_investor_agrees(stage: Stage, browse: Browse) -> None:
    team, house = browse(stage.team.account), browse(stage.house.account)
    page = team.get(address_new(stage)).text
    assert page.count("<option") == 1 + 4
    answer = team.post(address_new(stage), data={"message": "想谈合作", "slot_id": str(stage.slots[1].id)})
    assert answer.status_code == 302
    number = int(re.search(r"/meetings/(\d+)$", answer.location)[1])  # type: ignore[index]
    listed = house.get("/my/meetings").text
    assert (f"/meetings/{number}/accept" in listed, "想谈合作" in listed) == (True, True)
    assert f'selected value="{stage.slots[1].id}"' in house.get(f"/meetings/{number}/accept").text
    assert house.post(f"/meetings/{number}/accept", data={"slot_id": str(stage.slots[1].id)}).status_code == 302
    assert get_meeting(stage.session, number).state is S.SCHEDULED
    assert f"/meetings/{number}/move-request" in team.get(f"/meetings/{number}").text


def test_a_request_needs_words_and_loses_nothing(stage: Stage, browse: Browse) -> None:
    answer = browse(stage.team.account).post(address_new(stage), data={"slot_id": str(stage.slots[1].id)})
    assert answer.status_code == 422
    assert f'selected value="{stage.slots[1].id}"' in answer.text


def test_a_broken_rule_stands_above_the_form(stage: Stage, browse: Browse) -> None:
    rules = stage.session.query(MeetingSettings).filter_by(event_id=stage.event.id).one()
    rules.mode = BookingMode.ORGANISER
    stage.session.flush()
    team = browse(stage.team.account)
    assert '<form class="form"' not in team.get(address_new(stage)).text
    assert team.post(address_new(stage), data={"message": "x"}).status_code == 422


def test_an_investor_asks_about_a_pitch(stage: Stage, browse: Browse) -> None:
    assert browse(stage.house.account).post(address_new(stage), data={"message": "想了解"}).status_code == 302


def test_an_investor_who_does_not_take_part_is_told_to_join_first(stage: Stage, browse: Browse) -> None:
    stage.session.execute(delete(InvestorParticipation))
    asked = browse(stage.house.account).get(f"/events/{stage.event.slug}/meetings/new?pitch={stage.team.pitch.number}")
    assert (asked.status_code, "请先以所在机构的名义参加本活动" in asked.text) == (403, True)
    stranger = make_account(stage.session, make_person(stage.session))
    make_membership(stage.session, stranger.person, Role.PROJECT_TEAM, ScopeKind.PERSON, stranger.person_id)
    assert browse(stranger).get(f"/events/{stage.event.slug}/meetings/new").status_code == 403


def test_the_loser_of_a_race_sees_what_is_free_and_may_choose_again(session: Session, browse: Browse) -> None:
    stage = build_stage(session, teams=2)
    stage.agree(team=0, slot=0)
    meeting = stage.ask(team=1)
    house = browse(stage.house.account)
    answer = house.post(f"/meetings/{meeting.id}/accept", data={"slot_id": str(stage.slots[0].id)})
    assert answer.status_code == 409
    assert "2030-06-17 14:25–14:45、2030-06-17 14:50–15:10" in answer.text
    assert answer.text.count("<option") == 1 + 3 + 1
    said = house.post(f"/meetings/{meeting.id}/accept", data={"slot_id": str(stage.slots[0].id)},
                      headers={"Accept": "application/json"})  # fmt: skip
    assert (said.status_code, len(said.get_json()["alternatives"])) == (409, 3)
    assert house.post(f"/meetings/{meeting.id}/accept", data={"slot_id": "later"}).status_code == 302
    assert get_meeting(session, meeting.id).state is S.ACCEPTED


def test_declining_changing_and_withdrawing(stage: Stage, browse: Browse) -> None:
    team, house = browse(stage.team.account), browse(stage.house.account)
    meeting = stage.ask()
    assert team.post(f"/meetings/{meeting.id}/change", data={"message": "补充说明"}).status_code == 302
    assert "补充说明" in house.get(f"/meetings/{meeting.id}").text
    assert house.get(f"/meetings/{meeting.id}/change").status_code == 403
    assert team.get(f"/meetings/{meeting.id}/accept").status_code == 403
    assert house.post(f"/meetings/{meeting.id}/decline", data={}).status_code == 422
    assert house.post(f"/meetings/{meeting.id}/decline", data={"reason": "<b>不合适</b>"}).status_code == 302
    assert "&lt;b&gt;不合适&lt;/b&gt;" in team.get("/my/meetings").text
    second = stage.ask()
    assert team.post(f"/meetings/{second.id}/withdraw").status_code == 302
    assert get_meeting(stage.session, second.id).state is S.CANCELLED


def test_confirming_and_calling_off(stage: Stage, browse: Browse) -> None:
    team, house = browse(stage.team.account), browse(stage.house.account)
    meeting = stage.agree(slot=0)
    assert house.post(f"/meetings/{meeting.id}/confirm").status_code == 302
    asks = team.get(f"/meetings/{meeting.id}/reschedule")
    assert (asks.status_code, asks.location) == (302, f"/meetings/{meeting.id}/move-request")
    assert team.post(f"/meetings/{meeting.id}/reschedule", data={"slot_id": str(stage.slots[2].id)}).status_code == 403
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[0].id
    assert house.post(f"/meetings/{meeting.id}/cancel", data={}).status_code == 422
    assert house.post(f"/meetings/{meeting.id}/cancel", data={"reason": "行程有变"}).status_code == 302
    assert house.post(f"/meetings/{meeting.id}/reschedule", data={"slot_id": "1"}).status_code == 422
    assert "METHOD:CANCEL" in house.get(f"/meetings/{meeting.id}/invitation.ics").text


def test_the_organiser_moves_at_once(stage: Stage, browse: Browse) -> None:
    organiser, meeting = browse(stage.organiser), stage.agree(slot=0)
    assert organiser.get(f"/meetings/{meeting.id}/reschedule").text.count("<option") == 3
    moved = organiser.post(
        f"/meetings/{meeting.id}/reschedule", data={"slot_id": str(stage.slots[2].id), "reason": "晚点"}
    )
    assert (moved.status_code, get_meeting(stage.session, meeting.id).slot_id) == (302, stage.slots[2].id)
    stage.session.add(Unavailability(person_id=stage.person_of().id, slot_id=stage.slots[3].id))
    stage.session.flush()
    taken = organiser.post(f"/meetings/{meeting.id}/reschedule", data={"slot_id": str(stage.slots[3].id)})
    assert taken.status_code == 409


def test_a_calendar_file_exists_once_there_is_a_time(stage: Stage, browse: Browse) -> None:
    house = browse(stage.house.account)
    asked = stage.ask(slot=0)
    assert house.get(f"/meetings/{asked.id}/invitation.ics").status_code == 404
    house.post(f"/meetings/{asked.id}/accept", data={"slot_id": ""})
    answer = house.get(f"/meetings/{asked.id}/invitation.ics")
    assert (answer.headers["Content-Type"], "METHOD:REQUEST" in answer.text) == ("text/calendar; charset=utf-8", True)


def test_the_result_is_written_once_the_meeting_is_over(stage: Stage, browse: Browse, move_clock: MoveClock) -> None:
    meeting = stage.agree()
    house = browse(stage.house.account)
    assert house.post(f"/meetings/{meeting.id}/outcome", data={"outcome": "nda"}).status_code == 422
    move_clock(meeting, timedelta(minutes=25))
    assert (
        house.post(f"/meetings/{meeting.id}/outcome", data={"outcome": "nda", "next_step": "寄协议"}).status_code == 422
    )
    data = {"outcome": "nda", "minutes_text": "内部纪要", "next_step": "寄协议", "next_on": "2030-07-01"}
    assert house.post(f"/meetings/{meeting.id}/outcome", data=data).status_code == 302
    assert get_meeting(stage.session, meeting.id).outcome is MeetingOutcome.NDA
    assert "内部纪要" in browse(stage.team.account).get(f"/meetings/{meeting.id}").text
    assert house.get("/my/meetings").status_code == 200


def test_an_investor_sees_nothing_of_another_investor(session: Session, browse: Browse) -> None:
    stage = build_stage(session, houses=2)
    meeting = stage.agree(house=0)
    stage.wish(0, 0, investor=Wish.MUST_MEET)
    other = browse(stage.houses[1].account)
    name = stage.houses[0].investor.organisation.name
    for address in (
        f"/meetings/{meeting.id}",
        f"/meetings/{meeting.id}/invitation.ics",
        f"/meetings/{meeting.id}/outcome",
    ):
        assert other.get(address).status_code == 403
    assert name not in other.get("/my/meetings").text
    assert other.get(address_new(stage)).status_code == 403
    assert name not in other.get(f"/events/{stage.event.slug}/availability").text


def test_people_set_their_times_and_see_what_is_planned_for_them(stage: Stage, browse: Browse) -> None:
    stage.agree(slot=1)
    team = browse(stage.team.account)
    address = f"/events/{stage.event.slug}/availability"
    assert team.get(address).text.count('type="checkbox"') == 3
    assert team.post(address, data={"free": [str(stage.slots[0].id)]}).status_code == 302
    assert team.get(address).text.count(" checked") == 1
    page = browse(stage.house.account).get(f"/meetings/{stage.ask(house=stage.houses.index(stage.add_house())).id}")
    assert page.status_code == 403


def test_an_empty_list_says_what_to_do(stage: Stage, browse: Browse) -> None:
    assert "/events" in browse(stage.team.account).get("/my/meetings").text


@pytest.mark.parametrize("address", ["new", "availability"])
def test_pages_with_slots_cost_the_same_for_four_and_forty(session: Session, browse: Browse, address: str) -> None:
    counts = []
    for slots, tables in ((4, 2), (40, 20)):
        stage = build_stage(session, slots=slots, tables=tables)
        for number in range(1, 3 if slots == 4 else 12):
            stage.add_house()
            stage.agree(house=number, slot=number)
        client = browse(stage.team.account)
        url = address_new(stage) if address == "new" else f"/events/{stage.event.slug}/availability"
        with counted() as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_list_of_meetings_costs_the_same_for_one_and_nine(session: Session, browse: Browse) -> None:
    counts = []
    for number in (1, 9):
        stage = build_stage(session, slots=10, houses=number)
        for house in range(number):
            stage.agree(house=house, slot=house)
        client = browse(stage.team.account)
        with counted() as seen:
            assert client.get("/my/meetings").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_one_half_of_the_address_is_enough(stage: Stage, browse: Browse) -> None:
    address = f"/events/{stage.event.slug}/meetings/new"
    page = browse(stage.house.account).get(f"{address}?pitch={stage.team.pitch.number}")
    assert stage.team.pitch.title in page.text
    page = browse(stage.team.account).get(f"{address}?investor={stage.house.investor.id}")
    assert stage.house.investor.organisation.name in page.text
    assert browse(stage.team.account).get(address).status_code == 404
