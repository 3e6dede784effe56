"""Sessions in the draft: adding, changing, cancelling, removing, bringing back, and running them on the day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core.errors import RuleBroken
from app.core.outbox import StoredFact
from app.documents.service import DocumentKey, Made, keep_document
from app.events.logic.session_steps import STEPS, may_step, usual_length
from app.events.logic.states import ConfirmState, Duty, EventState, SessionState, SessionType, Visibility
from app.events.models.programme import Bookmark, EventSession, RemovedSession
from app.events.service import removal, session_states, sessions
from tests.events.ground import BOARD, Ground, local
from tests.factories import DAY, make_event, make_person, make_registration, make_session, make_session_person

NEW = f"{BOARD}/sessions/new"


def typed(**changes: str) -> dict[str, str]:
    values = {
        "title": "专题报告", "session_type": "keynote", "visibility": "public", "start_at": local(DAY),
        "end_at": local(DAY + timedelta(minutes=90)), "room_id": "", "capacity": "", "description": "", "title_en": "",
    }  # fmt: skip
    return values | changes


def only(ground: Ground) -> EventSession:
    return ground.session.scalars(select(EventSession)).one()


@pytest.mark.parametrize("kind", SessionType, ids=str)
def test_a_session_of_every_type_is_added(ground: Ground, kind: SessionType) -> None:
    answer = ground.browser.post(NEW, data=typed(session_type=kind.value, room_id=str(ground.rooms[1].id)))
    each = only(ground)
    assert answer.location == f"{BOARD}/sessions/{each.id}"
    assert (each.session_type, each.state, each.start_at) == (kind, SessionState.SCHEDULED, DAY)
    assert (each.room_id, each.end_at) == (ground.rooms[1].id, DAY + timedelta(minutes=90))
    assert ground.page(f"{BOARD}/sessions/{each.id}")


def test_every_type_has_a_usual_length_on_the_grid() -> None:
    assert [kind for kind in SessionType if not usual_length(kind) or usual_length(kind) % timedelta(minutes=5)] == []


def test_a_session_without_a_time_waits_beside_the_board(ground: Ground) -> None:
    ground.browser.post(NEW, data=typed(start_at="", end_at=""))
    assert (only(ground).state, only(ground).start_at) == (SessionState.DRAFT, None)
    assert "board-waiting" in ground.page()


def test_the_form_begins_on_the_day_and_in_the_room_that_were_chosen(ground: Ground) -> None:
    page = ground.page(f"{NEW}?day=2030-06-17&room={ground.rooms[2].id}")
    assert f'value="{local(DAY)}"' in page
    assert f'selected value="{ground.rooms[2].id}"' in page
    assert 'name="start_at"' in ground.page(f"{NEW}?day=irgendwann")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"end_at": ""}, "end_at"),
        ({"end_at": local(DAY - timedelta(minutes=5))}, "end_at"),
        ({"start_at": local(DAY + timedelta(minutes=3))}, "start_at"),
        ({"start_at": local(DAY - timedelta(hours=1))}, "start_at"),
        ({"capacity": "0"}, "capacity"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    ground: Ground, changes: dict[str, str], field: str
) -> None:
    answer = ground.browser.post(NEW, data=typed(description="将高品质改性蜡", **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert "将高品质改性蜡" in page
    assert ground.session.scalar(select(func.count()).select_from(EventSession)) == 0


def test_a_room_of_another_building_is_refused(ground: Ground) -> None:
    values = sessions.SessionValues(title="报告", session_type=SessionType.KEYNOTE, room_id=999)
    with pytest.raises(RuleBroken) as refusal:
        sessions.add_session(ground.session, ground.actor, event=ground.event, values=values)
    assert refusal.value.field == "room_id"


def test_changing_a_session_keeps_its_mark_until_the_details_are_confirmed(ground: Ground) -> None:
    each = ground.add("专题报告", assumed={"start_at": "derived"})
    path = f"{BOARD}/sessions/{each.id}"
    answer = ground.browser.post(path, data=typed(title="专题报告（更新）", row_version="1", visibility="registered"))
    assert answer.location == path
    assert (each.title, each.visibility, each.assumed) == (
        "专题报告（更新）", Visibility.REGISTERED, {"start_at": "derived"}
    )  # fmt: skip
    assert each.state is SessionState.MOVED
    assert 'name="confirmed"' in ground.page(path)
    ground.browser.post(path, data=typed(confirmed="y", row_version="2"))
    assert ground.read(each).assumed == {}
    assert 'name="confirmed"' not in ground.page(path)


def test_an_old_page_does_not_overwrite_newer_work(ground: Ground) -> None:
    each = ground.add("专题报告")
    answer = ground.browser.post(f"{BOARD}/sessions/{each.id}", data=typed(title="旧页面", row_version="5"))
    assert answer.status_code == 409


def test_a_refused_change_shows_the_page_again(ground: Ground) -> None:
    each = ground.add("专题报告")
    answer = ground.browser.post(f"{BOARD}/sessions/{each.id}", data=typed(end_at="", row_version="1"))
    assert answer.status_code == 422
    assert 'id="end_at-error"' in answer.get_data(as_text=True)


def test_visitors_keep_the_time_of_a_session_they_know(ground: Ground) -> None:
    each = ground.add("专题报告")
    ground.release()
    answer = ground.browser.post(f"{BOARD}/sessions/{each.id}", data=typed(start_at="", end_at="", row_version="1"))
    assert answer.status_code == 422
    assert 'id="start_at-error"' in answer.get_data(as_text=True)


def test_people_that_need_more_time_than_there_is_are_noticed(ground: Ground) -> None:
    each = ground.add("专题报告", minutes=30)
    make_session_person(ground.session, each, make_person(ground.session), minutes=45)
    assert "45" in ground.page(f"{BOARD}/sessions/{each.id}")


def test_cancelling_names_who_is_touched_and_can_be_taken_back(ground: Ground) -> None:
    each = ground.add("专题报告")
    person = make_person(ground.session)
    make_session_person(ground.session, each, person)
    guest = make_registration(ground.session, ground.event).person
    ground.session.add(Bookmark(person_id=guest.id, session_id=each.id))
    ground.release()
    key = DocumentKey("badges", "event", ground.event.id, "zh")
    keep_document(ground.session, key, title="胸牌", content_key="k", make=lambda: Made(b"%PDF"))
    path = f"{BOARD}/sessions/{each.id}/cancel"
    page = ground.page(path)
    assert page.count("<li>") > 3
    assert "2" in page
    assert ground.browser.post(path, data={"reason": ""}).status_code == 422
    assert ground.browser.post(path, data={"reason": "主讲人航班取消"}).location == BOARD
    assert (each.state, each.state_reason) == (SessionState.CANCELLED, "主讲人航班取消")
    facts = ground.session.scalars(select(StoredFact.name)).all()
    assert "SessionCancelled" in "".join(facts)
    assert f"{BOARD}/sessions/{each.id}/restore" in ground.page()
    ground.browser.post(f"{BOARD}/sessions/{each.id}/restore")
    assert (ground.read(each).state, ground.read(each).state_reason) == (SessionState.SCHEDULED, None)


def test_what_is_cancelled_neither_changes_nor_is_cancelled_again(ground: Ground) -> None:
    each = ground.add("专题报告", state=SessionState.CANCELLED)
    assert ground.browser.post(f"{BOARD}/sessions/{each.id}/cancel", data={"reason": "再次"}).status_code == 422
    assert ground.browser.post(f"{BOARD}/sessions/{each.id}", data=typed(row_version="1")).status_code == 422
    assert f"{BOARD}/sessions/{each.id}/restore" in ground.page(f"{BOARD}/sessions/{each.id}")


def test_what_takes_place_cannot_be_restored(ground: Ground) -> None:
    each = ground.add("专题报告")
    ground.browser.post(f"{BOARD}/sessions/{each.id}/restore")
    assert ground.read(each).version == 1


def test_a_session_without_a_time_is_removed_rather_than_cancelled(ground: Ground) -> None:
    each = ground.read(ground.add("专题报告", after=None))
    with pytest.raises(RuleBroken):
        sessions.cancel_session(ground.session, ground.actor, each=each, reason="没有时间")
    with pytest.raises(RuleBroken):
        sessions.cancel_session(ground.session, ground.actor, each=ground.read(ground.add("报告")), reason=" ")


def test_an_unreleased_session_names_nobody_who_could_have_planned_with_it(ground: Ground) -> None:
    each = ground.add("专题报告")
    make_registration(ground.session, ground.event)
    assert "专题报告" in ground.page(f"{BOARD}/sessions/{each.id}/cancel")


def test_a_removed_session_comes_back_with_its_people(ground: Ground) -> None:
    each = ground.add("专题报告", room=2, description="摘要", capacity=80)
    guid = each.guid
    speaker = make_person(ground.session, name="李校堃")
    make_session_person(ground.session, each, speaker, topic="生态构建", minutes=20, state=ConfirmState.CONFIRMED)
    make_session_person(
        ground.session, each, None, role_name="市领导", duty=Duty.HOST, slides_due_on=(DAY - timedelta(days=7)).date()
    )
    answer = ground.browser.post(f"{BOARD}/sessions/{each.id}/remove")
    assert answer.location == BOARD
    assert ground.session.scalar(select(func.count()).select_from(EventSession)) == 0
    removed = ground.session.scalars(select(RemovedSession)).one()
    assert f"{BOARD}/removed/{removed.id}/restore" in ground.page()
    ground.browser.post(f"{BOARD}/removed/{removed.id}/restore")
    back = ground.read(only(ground))
    assert (back.title, back.guid, back.start_at, back.room_id) == ("专题报告", guid, DAY, ground.rooms[2].id)
    assert (back.description, back.capacity, back.state) == ("摘要", 80, SessionState.SCHEDULED)
    shown = {(duty.duty, duty.person_id, duty.role_name, duty.topic, duty.minutes, duty.state) for duty in back.people}
    assert shown == {
        (Duty.SPEAKER, speaker.id, None, "生态构建", 20, ConfirmState.CONFIRMED),
        (Duty.HOST, None, "市领导", None, None, ConfirmState.INVITED),
    }
    assert ground.browser.post(f"{BOARD}/removed/{removed.id}/restore").status_code == 404


def test_a_room_that_is_gone_is_left_open_when_a_session_comes_back(ground: Ground) -> None:
    each = ground.read(ground.add("专题报告", room=2))
    removed = removal.remove_session(ground.session, ground.actor, each=each)
    ground.session.delete(ground.rooms[2])
    ground.session.flush()
    assert removal.restore_removed(ground.session, ground.actor, removed=removed).room_id is None


def test_sessions_removed_long_ago_are_forgotten(ground: Ground) -> None:
    first, second = (ground.read(ground.add(title)) for title in ("报告一", "报告二"))
    old = removal.remove_session(ground.session, ground.actor, each=first)
    old.removed_at -= timedelta(days=8)
    ground.session.flush()
    removal.remove_session(ground.session, ground.actor, each=second)
    assert [row.content["title"] for row in ground.session.scalars(select(RemovedSession))] == ["报告二"]


def test_what_visitors_know_or_others_refer_to_is_not_removed(ground: Ground) -> None:
    known, minuted, marked = ground.add("公开"), ground.add("有纪要", after=120), ground.add("被收藏", after=240)
    ground.release()
    minuted.guid, marked.guid = "unreleased-1", "unreleased-2"
    minuted.minutes_text = "讨论了合作"
    ground.session.flush()
    ground.browser.post(f"{BOARD}/sessions/{known.id}/remove")
    fresh = ground.add("草稿", after=360, minutes_text="讨论")
    ground.browser.post(f"{BOARD}/sessions/{fresh.id}/remove")
    other = ground.add("草稿二", after=420)
    ground.session.add(Bookmark(person_id=make_person(ground.session).id, session_id=other.id))
    ground.session.flush()
    answer = ground.browser.post(f"{BOARD}/sessions/{other.id}/remove")
    assert answer.location == f"{BOARD}/sessions/{other.id}"
    assert ground.session.scalar(select(func.count()).select_from(EventSession)) == 5
    assert ground.session.scalar(select(func.count()).select_from(RemovedSession)) == 0


def live(ground: Ground) -> EventSession:
    each = ground.add("专题报告")
    ground.release()
    ground.event.state = EventState.LIVE
    ground.session.flush()
    return each


def step(ground: Ground, each: EventSession, state: str) -> SessionState:
    ground.browser.post(f"{BOARD}/sessions/{each.id}/state/{state}")
    return ground.read(each).state


def test_a_session_runs_pauses_and_ends(ground: Ground) -> None:
    each = live(ground)
    assert f"{BOARD}/sessions/{each.id}/state/live" in ground.page(f"{BOARD}/sessions/{each.id}")
    path = ("live", "paused", "live", "ended")
    assert [step(ground, each, state) for state in path] == [SessionState(state) for state in path]
    assert step(ground, each, "live") is SessionState.ENDED
    assert "/state/" not in ground.page(f"{BOARD}/sessions/{each.id}")


def test_steps_that_the_table_does_not_know_are_refused(ground: Ground) -> None:
    each = ground.read(live(ground))
    for state in SessionState:
        if state in (SessionState.LIVE,):
            continue
        with pytest.raises(RuleBroken):
            session_states.step_session(ground.session, ground.actor, each=each, to=state)
    assert ground.browser.post(f"{BOARD}/sessions/{each.id}/state/dancing").status_code == 404


def test_nothing_begins_before_the_event_or_unknown_to_visitors(ground: Ground) -> None:
    each = ground.add("专题报告")
    assert step(ground, each, "live") is SessionState.SCHEDULED
    ground.event.state = EventState.LIVE
    ground.session.flush()
    assert step(ground, each, "live") is SessionState.SCHEDULED


def test_the_table_of_steps_is_the_one_of_the_domain() -> None:
    known = {(old.value, new.value) for old in SessionState for new in SessionState if may_step(old, new)}
    assert known == {
        ("draft", "scheduled"), ("scheduled", "live"), ("scheduled", "moved"), ("moved", "scheduled"),
        ("scheduled", "cancelled"), ("moved", "cancelled"), ("live", "paused"), ("paused", "live"), ("live", "ended"),
    }  # fmt: skip
    assert set(STEPS) == set(SessionState)


def test_strangers_neither_see_nor_change_a_draft(ground: Ground) -> None:
    each = ground.add("专题报告")
    for path in (BOARD, NEW, f"{BOARD}/sessions/{each.id}", f"{BOARD}/release", f"{BOARD}/preview"):
        assert ground.visit(path).status_code == 302


def test_a_session_of_another_event_is_not_found(ground: Ground) -> None:
    other = make_session(ground.session, make_event(ground.session))
    assert ground.browser.get(f"{BOARD}/sessions/{other.id}").status_code == 404
