"""The programme board: where sessions stand, moving them, and what does not fit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.core.errors import Conflict, RuleBroken
from app.events.logic.states import Duty, SessionState, SessionType
from app.events.models.programme import EventSession
from app.events.service import programme
from tests.events.ground import BOARD, Ground, counted, local
from tests.factories import DAY, make_person, make_session_person

JSON = {"Accept": "application/json"}


def test_the_board_shows_sessions_in_their_rooms_and_those_without_a_time(ground: Ground) -> None:
    opening, waiting = ground.add("开幕式"), ground.add("互动问答", after=None)
    page = ground.page()
    assert f'id="s{opening.id}"' in page
    assert 'col-start-1 row-start-1 row-span-12"' in page
    assert f'class="board-waiting" id="s{waiting.id}"' in page
    assert all(room.name in page for room in ground.rooms)


def test_an_empty_board_says_what_to_do_next(ground: Ground) -> None:
    assert f'href="{BOARD}/sessions/new"' in ground.page()
    ground.event.venue_id = None
    ground.session.flush()
    assert 'href="/events/wz/manage/time-and-place"' in ground.page()


def test_the_board_costs_the_same_for_one_and_for_many_sessions(ground: Ground) -> None:
    def cost() -> int:
        with counted() as seen:
            ground.page()
        return len(seen)

    make_session_person(ground.session, ground.add("开幕式"), make_person(ground.session))
    ground.page()
    one = cost()
    for number in range(6):
        each = ground.add(f"报告{number}", after=60 * number, room=number % 3)
        make_session_person(ground.session, each, make_person(ground.session))
        ground.add(f"待定{number}", after=None)
    assert cost() == one


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"开幕式", "圆桌"}),
        ("?type=roundtable", {"圆桌"}),
        ("?rooms=used", {"开幕式", "圆桌"}),
        ("?day=2030-06-17", {"开幕式", "圆桌"}),
        ("?type=nonsense&view=nonsense&rooms=floor-x", {"开幕式", "圆桌"}),
    ],
)
def test_the_board_is_narrowed_by_its_address(ground: Ground, query: str, shown: set[str]) -> None:
    ground.add("开幕式")
    ground.add("圆桌", room=1, session_type=SessionType.ROUNDTABLE)
    page = ground.page(BOARD + query)
    assert {title for title in ("开幕式", "圆桌") if f">{title}</a>" in page} == shown


def test_columns_are_narrowed_to_one_room_a_floor_or_those_in_use(ground: Ground) -> None:
    ground.rooms[2].floor_id = None
    ground.add("圆桌", room=1)

    def columns(rooms: str) -> list[str]:
        page = ground.page(f"{BOARD}?rooms={rooms}")
        return [room.name for room in ground.rooms if f'data-room-id="{room.id}"' in page]

    assert columns("used") == ["会议室2"]
    assert columns(f"room-{ground.rooms[0].id}") == ["会议室1"]
    assert columns("") == ["会议室1", "会议室2", "会议室3"]


def test_a_long_event_shows_one_day_unless_asked_for_all(ground: Ground) -> None:
    ground.event.end_at = DAY + timedelta(days=3, hours=9)
    ground.add("开幕式")
    ground.add("闭幕式", after=3 * 24 * 60)
    assert ground.page().count("data-board ") == 1
    assert ground.page(f"{BOARD}?day=all").count("data-board ") == 4
    assert "闭幕式" in ground.page(f"{BOARD}?day=2030-06-20")


def test_many_rooms_make_columns_compact_unless_wide_ones_are_wanted(ground: Ground) -> None:
    ground.add("开幕式")
    assert "agenda-compact" not in ground.page()
    assert "agenda-compact" in ground.page(f"{BOARD}?view=compact")


def move(ground: Ground, each: EventSession, **data: object) -> object:
    values = {"day": "2030-06-17", "minutes": "600", "room_id": str(ground.rooms[1].id), "version": str(each.version)}
    return ground.browser.post(f"{BOARD}/sessions/{each.id}/move", data=values | data, headers=JSON)


def test_the_script_moves_a_session_and_hears_where_everything_stands(ground: Ground) -> None:
    opening = ground.add("开幕式")
    answer = move(ground, opening)
    said = answer.get_json()
    assert answer.status_code == 200
    assert (opening.start_at, opening.room_id) == (DAY + timedelta(hours=1), ground.rooms[1].id)
    assert opening.end_at == DAY + timedelta(hours=2)
    assert said["version"] == opening.version == 2
    (place,) = said["places"]
    assert (place["id"], place["place"], place["when"], place["clash"]) == (
        opening.id, "col-start-2 row-start-13 row-span-12", "10:00–11:00", False
    )  # fmt: skip
    assert f"{BOARD}/sessions/{opening.id}/undo-move" in said["notes"]


def test_a_clash_is_allowed_in_a_draft_and_named_with_times(ground: Ground) -> None:
    first, second = ground.add("开幕式"), ground.add("签约", after=120, room=1)
    judge = make_person(ground.session, name="李校堃")
    make_session_person(ground.session, first, judge, duty=Duty.JUDGE)
    make_session_person(ground.session, second, judge, duty=Duty.SPEAKER)
    said = move(ground, second, minutes="570", room_id=str(ground.rooms[0].id)).get_json()
    assert all(place["clash"] for place in said["places"])
    assert all(
        words in said["notes"] for words in ("李校堃", "开幕式", "签约", "09:00–10:00", "09:30–10:30", "会议室1")
    )


def test_a_walk_that_is_too_short_is_only_tight(ground: Ground) -> None:
    person = make_person(ground.session, name="卓敏")
    for title, after, room in (("开幕式", 0, 0), ("圆桌", 60, 1)):
        make_session_person(ground.session, ground.add(title, after=after, room=room), person)
    assert "卓敏" in ground.page()
    ground.release()
    with_time = ground.page()
    assert "卓敏" in with_time


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"version": "7"}, 409),
        ({"minutes": "602"}, 422),
        ({"minutes": "-5"}, 422),
        ({"minutes": "1430"}, 422),
        ({"day": "gestern"}, 422),
        ({"day": "2031-01-01"}, 422),
        ({"room_id": "999999"}, 422),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(ground: Ground, data: dict[str, str], status: int) -> None:
    opening = ground.add("开幕式")
    answer = move(ground, opening, **data)
    assert answer.status_code == status
    assert answer.get_json()["message"]
    again = ground.read(opening)
    assert (again.start_at, again.room_id, again.version) == (DAY, ground.rooms[0].id, 1)


def test_a_session_that_has_begun_does_not_move(ground: Ground) -> None:
    assert move(ground, ground.add("开幕式", state=SessionState.LIVE)).status_code == 422


def test_the_same_move_by_form_can_be_undone(ground: Ground) -> None:
    opening = ground.add("开幕式")
    path = f"{BOARD}/sessions/{opening.id}/move"
    assert f'value="{local(DAY)}"' in ground.page(path)
    data = {"start_at": local(DAY + timedelta(hours=3)), "room_id": "", "row_version": "1"}
    answer = ground.browser.post(path, data=data)
    assert answer.location == f"{BOARD}#s{opening.id}"
    assert (opening.start_at, opening.room_id, opening.state) == (DAY + timedelta(hours=3), None, SessionState.MOVED)
    assert f"{BOARD}/sessions/{opening.id}/undo-move" in ground.page()
    ground.browser.post(f"{BOARD}/sessions/{opening.id}/undo-move")
    opening = ground.read(opening)
    assert (opening.start_at, opening.room_id, opening.state) == (DAY, ground.rooms[0].id, SessionState.SCHEDULED)


def test_a_form_keeps_what_was_typed_when_the_move_is_refused(ground: Ground) -> None:
    opening = ground.add("开幕式")
    typed = local(DAY + timedelta(days=9))
    answer = ground.browser.post(f"{BOARD}/sessions/{opening.id}/move", data={"start_at": typed, "room_id": ""})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.get_data(as_text=True)


def test_a_session_without_a_time_gets_the_usual_length(ground: Ground) -> None:
    waiting = ground.add("项目路演", after=None, session_type=SessionType.ROADSHOW)
    assert move(ground, waiting).status_code == 200
    assert (waiting.end_at - waiting.start_at, waiting.state) == (timedelta(hours=2), SessionState.SCHEDULED)
    ground.browser.post(f"{BOARD}/sessions/{waiting.id}/undo-move")
    assert (ground.read(waiting).start_at, ground.read(waiting).state) == (None, SessionState.DRAFT)


def test_there_may_be_nothing_to_undo(ground: Ground) -> None:
    opening = ground.add("开幕式")
    ground.browser.post(f"{BOARD}/sessions/{opening.id}/undo-move")
    assert ground.read(opening).version == 1


def test_moving_to_the_same_place_changes_nothing(ground: Ground) -> None:
    each = ground.read(ground.add("开幕式"))
    programme.move_session(ground.session, ground.actor, each=each, room_id=each.room_id, start=DAY, version=1)
    assert (each.state, each.place_before) == (SessionState.SCHEDULED, {})


def test_a_move_taken_back_after_a_release_is_a_move_again(ground: Ground) -> None:
    each = ground.read(ground.add("开幕式"))
    later = DAY + timedelta(hours=1)
    programme.move_session(ground.session, ground.actor, each=each, room_id=each.room_id, start=later, version=1)
    ground.release()
    each = ground.read(each)
    programme.undo_move(ground.session, ground.actor, each=each)
    assert (each.start_at, each.state) == (DAY, SessionState.MOVED)


def test_the_time_of_a_released_session_is_never_undone_to_none(ground: Ground) -> None:
    each = ground.read(ground.add("开幕式", after=None))
    programme.move_session(ground.session, ground.actor, each=each, room_id=None, start=DAY, version=1)
    ground.release()
    with pytest.raises(RuleBroken):
        programme.undo_move(ground.session, ground.actor, each=ground.read(each))


def test_two_organisers_do_not_overwrite_each_other(ground: Ground) -> None:
    each = ground.read(ground.add("开幕式"))
    with pytest.raises(Conflict):
        programme.move_session(ground.session, ground.actor, each=each, room_id=None, start=DAY, version=9)


def test_the_preview_shows_the_draft_and_says_so(ground: Ground) -> None:
    ground.add("还没公布的环节")
    assert "还没公布的环节" in ground.page(f"{BOARD}/preview")
    assert "还没公布的环节" not in ground.seen("/events/wz")


def test_a_room_that_is_too_small_and_dates_that_are_too_short_are_noticed(ground: Ground) -> None:
    ground.add("闭门会", capacity=201)
    ground.add("闭幕式", after=9 * 60, minutes=30)
    page = ground.page()
    assert page.count("tag-warning") >= 2
    assert all(words in page for words in ("闭门会", "会议室1", "闭幕式", "18:00–18:30"))
