"""The pages on which a meeting is asked to be moved, answered, and seen by the organiser."""

from collections.abc import Callable

from flask.testing import FlaskClient

from app.accounts.models import Account
from app.meetings.models import Meeting, Unavailability
from app.meetings.queries.meetings import get_meeting
from app.meetings.queries.moving import find_open_move
from app.meetings.service.booking import lock_meeting
from tests.meetings.conftest import Stage

Browse = Callable[[Account], FlaskClient]


def page(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.id}/move-request{more}"


def asked(stage: Stage, browse: Browse, *slots: int) -> Meeting:
    meeting = stage.agree(slot=0)
    data = {"slot_ids": [str(stage.slots[each].id) for each in slots], "reason": "<b>航班晚点</b>"}
    assert browse(stage.team.account).post(page(meeting), data=data).status_code == 302
    return meeting


def test_a_team_asks_and_the_investor_accepts(stage: Stage, browse: Browse) -> None:
    team, house = browse(stage.team.account), browse(stage.house.account)
    meeting = stage.agree(slot=0)
    first = team.get(page(meeting)).text
    assert first.count('type="checkbox"') == 3
    assert ("比现在晚 25 分钟" in first, "仍是同一张桌" in first) == (True, True)
    nothing = team.post(page(meeting), data={"reason": "航班晚点"})
    assert (nothing.status_code, "航班晚点" in nothing.text) == (422, True)
    data = {"slot_ids": [str(stage.slots[1].id), str(stage.slots[2].id)], "reason": "<b>航班晚点</b>"}
    assert team.post(page(meeting), data=data).status_code == 302
    assert page(meeting, "/withdraw") in team.get(f"/meetings/{meeting.id}").text
    mine, own = house.get("/my/meetings").text, team.get("/my/meetings").text
    assert (page(meeting, "/answer") in mine, page(meeting, "/answer") in own) == (True, False)
    assert "&lt;b&gt;航班晚点&lt;/b&gt;" in mine
    answer = house.get(page(meeting, "/answer")).text
    assert answer.count('type="radio"') == 2
    assert house.post(page(meeting, "/answer"), data={}).status_code == 422
    assert house.post(page(meeting, "/answer"), data={"slot_id": str(stage.slots[2].id)}).status_code == 302
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[2].id
    assert house.post(page(meeting, "/answer"), data={"slot_id": str(stage.slots[1].id)}).status_code == 409


def test_declining_needs_a_reason_that_the_asker_reads(stage: Stage, browse: Browse) -> None:
    house = browse(stage.house.account)
    meeting = asked(stage, browse, 1)
    assert house.post(page(meeting, "/decline"), data={}).location == page(meeting, "/answer")
    assert find_open_move(stage.session, meeting.id) is not None
    assert house.post(page(meeting, "/decline"), data={"reason": "当天已满"}).location == f"/meetings/{meeting.id}"
    assert "当天已满" in browse(stage.team.account).get(f"/meetings/{meeting.id}").text
    assert "已经没有" in house.get(page(meeting, "/answer")).text


def test_the_asker_takes_it_back(stage: Stage, browse: Browse) -> None:
    meeting = asked(stage, browse, 1)
    team = browse(stage.team.account)
    assert team.get(page(meeting, "/answer")).status_code == 403
    assert team.post(page(meeting, "/withdraw")).status_code == 302
    assert find_open_move(stage.session, meeting.id) is None


def test_the_organiser_sees_and_decides_with_an_undo(stage: Stage, browse: Browse) -> None:
    organiser = browse(stage.organiser)
    address = f"/events/{stage.event.slug}/manage/meetings/move-requests"
    assert "还没有人要求改时间" in organiser.get(address).text
    meeting = asked(stage, browse, 1, 2)
    lock_meeting(stage.session, stage.organiser_actor, meeting_id=meeting.id, is_locked=True)
    assert page(meeting, "/answer") in organiser.get(address).text
    assert address in organiser.get(f"/events/{stage.event.slug}/manage/meetings").text
    house = browse(stage.house.account)
    assert "由主办方决定" in house.get(page(meeting, "/answer")).text
    assert house.post(page(meeting, "/answer"), data={"slot_id": str(stage.slots[1].id)}).status_code == 403
    done = organiser.post(page(meeting, "/answer"), data={"slot_id": str(stage.slots[1].id)}, follow_redirects=True)
    assert (done.status_code, "/undo" in done.text) == (200, True)
    assert get_meeting(stage.session, meeting.id).slot_id == stage.slots[1].id
    assert browse(stage.team.account).get(address).status_code == 403


def test_pages_say_when_nothing_can_be_offered(stage: Stage, browse: Browse) -> None:
    meeting = stage.agree(slot=0)
    for slot in stage.slots[1:]:
        stage.session.add(Unavailability(person_id=stage.house.account.person_id, slot_id=slot.id))
    stage.session.flush()
    shown = browse(stage.team.account).get(page(meeting)).text
    assert ('type="checkbox"' in shown, "双方没有其他共同空闲时间" in shown) == (False, True)
