"""The people of a session: inviting, ordering, changing, leaving, and answering without an account; minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.core.errors import RuleBroken
from app.core.outbox import StoredFact
from app.events.logic.programme import is_present
from app.events.logic.states import ConfirmState, Duty, SessionState
from app.events.models.programme import ActionItem, EventSession, SessionPerson
from app.events.queries.sessions import get_session_person, invitation_code, list_stage_people
from app.events.service import sessions_people
from app.events.service.sessions import record_action_item
from tests.events.ground import BOARD, SLUG, Ground
from tests.factories import DAY, make_organisation, make_person, make_registration, make_session_person


def typed(**changes: str) -> dict[str, str]:
    values = {"duty": "speaker", "person_id": "", "name": "", "title": "", "organisation": "", "email": "",
              "role_name": "", "topic": "", "minutes": "", "slides_due_on": "", "state": "invited"}  # fmt: skip
    return values | changes


def new(each: EventSession) -> str:
    return f"{BOARD}/sessions/{each.id}/people/new"


def facts(ground: Ground) -> list[str]:
    return list(ground.session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def keynote(ground: Ground) -> tuple[EventSession, list[SessionPerson]]:
    """The keynotes of Wenzhou: three academicians in their order."""
    each = ground.add("专题报告")
    yes, asked = ConfirmState.CONFIRMED, ConfirmState.INVITED
    duties = []
    for position, (name, state) in enumerate((("邓子新", yes), ("卓敏", yes), ("李校堃", asked)), start=1):
        person = make_person(ground.session, name=name)
        duties.append(make_session_person(ground.session, each, person, position=position, state=state))
    return each, duties


def names(ground: Ground, each: EventSession) -> list[str]:
    return [duty.person.name for duty in ground.read(each).people if duty.person and is_present(duty.state)]


def test_a_known_person_is_invited(ground: Ground) -> None:
    each = ground.add("专题报告")
    guest = make_registration(ground.session, ground.event).person
    assert guest.name in ground.page(new(each))
    answer = ground.browser.post(
        new(each), data=typed(person_id=str(guest.id), topic="生态构建", minutes="20", slides_due_on="2030-06-10")
    )
    assert answer.location == f"{BOARD}/sessions/{each.id}#people"
    (duty,) = ground.read(each).people
    assert (duty.person_id, duty.topic, duty.minutes, duty.state) == (guest.id, "生态构建", 20, ConfirmState.INVITED)
    assert any("SpeakerInvited" in kind for kind in facts(ground))
    assert "生态构建" in ground.page(f"{BOARD}/sessions/{each.id}")


def test_somebody_new_is_written_down_and_found_again_by_the_address(ground: Ground) -> None:
    first, second = ground.add("专题报告"), ground.add("圆桌", after=120)
    house = make_organisation(ground.session, name="瓯江实验室")
    values = typed(name="李校堃", title="院士", organisation="瓯江实验室", email="lixk@example.org", state="confirmed")
    ground.browser.post(new(first), data=values)
    ground.browser.post(new(second), data=values | {"name": "李 校堃", "duty": "judge", "email": "LIXK@example.org"})
    (person,) = ground.session.scalars(select(Person).where(Person.email == "lixk@example.org"))
    assert (person.name, person.organisation_id) == ("李校堃", house.id)
    assert [(duty.duty, duty.person_id) for duty in ground.read(second).people] == [(Duty.JUDGE, person.id)]
    assert [kind for kind in facts(ground) if "SpeakerInvited" in kind] == []


def test_a_role_nobody_fills_yet_is_a_placeholder(ground: Ground) -> None:
    each = ground.add("开幕式")
    ground.browser.post(new(each), data=typed(role_name="市政府代表", duty="host"))
    (duty,) = ground.read(each).people
    assert (duty.person_id, duty.role_name, duty.duty) == (None, "市政府代表", Duty.HOST)
    assert "市政府代表" in ground.page()
    someone = make_person(ground.session, name="王市长")
    make_registration(ground.session, ground.event, someone)
    path = f"{BOARD}/people/{duty.id}"
    ground.browser.post(path, data=typed(person_id=str(someone.id), duty="host", row_version=str(duty.version)))
    duty = get_session_person(ground.session, ground.event, duty.id)
    assert (duty.person_id, duty.role_name) == (someone.id, None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "person_id"),
        ({"name": "李校堃", "organisation": "没有这家单位"}, "organisation"),
        ({"name": "李校堃", "email": "not an address"}, "email"),
        ({"role_name": "市领导", "minutes": "0"}, "minutes"),
    ],
)
def test_what_is_missing_stands_beside_its_field(ground: Ground, changes: dict[str, str], field: str) -> None:
    each = ground.add("专题报告")
    answer = ground.browser.post(new(each), data=typed(topic="不能丢的题目", **changes))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert "不能丢的题目" in page


def test_the_same_duty_is_given_once(ground: Ground) -> None:
    each, (first, *_others) = keynote(ground)
    answer = ground.browser.post(new(each), data=typed(person_id=str(first.person_id)))
    assert answer.status_code == 422
    values = sessions_people.DutyValues(duty=Duty.SPEAKER, person_id=999999)
    with pytest.raises(RuleBroken):
        sessions_people.add_session_person(ground.session, ground.actor, each=ground.read(each), values=values)


def test_people_change_their_order(ground: Ground) -> None:
    each, (_first, second, third) = keynote(ground)
    ground.browser.post(f"{BOARD}/people/{third.id}/move", data={"direction": "up"})
    assert names(ground, each) == ["邓子新", "李校堃", "卓敏"]
    ground.browser.post(f"{BOARD}/people/{second.id}/move", data={"direction": "down"})
    ground.browser.post(f"{BOARD}/people/{third.id}/move", data={"direction": "down"})
    assert names(ground, each) == ["邓子新", "卓敏", "李校堃"]


def test_p03_a_speaker_who_cancels_closes_up_the_order_and_is_told_once(ground: Ground) -> None:
    each, (_first, second, _third) = keynote(ground)
    ground.release(name="v1")
    path = f"{BOARD}/people/{second.id}/cancel"
    assert "卓敏" in ground.page(path)
    assert ground.browser.post(path, data={"reason": ""}).status_code == 422
    ground.browser.post(path, data={"reason": "行程冲突"})
    assert names(ground, each) == ["邓子新", "李校堃"]
    assert [duty.position for duty in ground.read(each).people if duty.id != second.id] == [1, 2]
    assert [duty.person.name for duty in list_stage_people(ground.session, ground.event.id) if duty.person] == [
        "邓子新", "李校堃"
    ]  # fmt: skip
    assert ground.browser.post(path, data={"reason": "再次"}).status_code == 422
    assert sum("SpeakerCancelled" in kind for kind in facts(ground)) == 1
    assert "卓敏" in ground.page(f"/events/{SLUG}/sessions/{each.id}")
    before = ground.release(name="v2")
    assert "卓敏" not in ground.page(f"/events/{SLUG}/sessions/{each.id}")
    assert [change["left"] for change in before.changes if change["kind"] == "people"] == [["卓敏"]]
    changes = ground.page(f"/events/{SLUG}/changes")
    assert all(words in changes for words in ("v1", "v2", "卓敏"))


def test_whoever_has_left_is_neither_changed_nor_moved(ground: Ground) -> None:
    _each, (first, *_others) = keynote(ground)
    first.state = ConfirmState.CANCELLED
    ground.session.flush()
    answer = ground.browser.post(f"{BOARD}/people/{first.id}", data=typed(person_id=str(first.person_id)))
    assert answer.status_code == 422


def test_a_duty_changes_its_topic_but_not_on_an_old_page(ground: Ground) -> None:
    each, (first, *_others) = keynote(ground)
    path = f"{BOARD}/people/{first.id}"
    assert "邓子新" in ground.page(path)
    values = typed(person_id=str(first.person_id), topic="技术突破", state="confirmed")
    assert (
        ground.browser.post(path, data=values | {"row_version": "1"}).location == f"{BOARD}/sessions/{each.id}#people"
    )
    assert ground.browser.post(path, data=values | {"row_version": "1"}).status_code == 409
    assert first.topic == "技术突破"


def test_nobody_is_added_to_a_session_that_is_over(ground: Ground) -> None:
    each = ground.add("专题报告", state=SessionState.ENDED)
    assert ground.browser.post(new(each), data=typed(role_name="主持人")).status_code == 422
    duty = make_session_person(ground.session, each, make_person(ground.session))
    answer = ground.browser.post(f"{BOARD}/people/{duty.id}/move", data={"direction": "up"})
    assert answer.location == f"{BOARD}/sessions/{each.id}#people"


def invitation(ground: Ground, duty: SessionPerson) -> str:
    return f"/events/{SLUG}/invitations/{duty.id}/{invitation_code(duty)}"


def test_an_invited_person_says_yes_without_an_account(ground: Ground) -> None:
    each, (_first, _second, third) = keynote(ground)
    address = invitation(ground, third)
    assert address in ground.page(f"{BOARD}/people/{third.id}")
    page = ground.seen(address)
    assert all(words in page for words in ("李校堃", each.title, "09:00–10:00"))
    assert ground.visit(address, method="POST", data={"accepts": "yes"}).location == address
    assert third.state is ConfirmState.CONFIRMED
    assert sum("SpeakerAnswered" in kind for kind in facts(ground)) == 1
    ground.visit(address, method="POST", data={"accepts": "yes"})
    assert sum("SpeakerAnswered" in kind for kind in facts(ground)) == 1
    assert invitation_code(third) not in ground.page(f"{BOARD}/people/{third.id}")


def test_declining_needs_a_reason_and_closes_up_the_order(ground: Ground) -> None:
    each, (_first, second, third) = keynote(ground)
    address = invitation(ground, third)
    assert ground.visit(address, method="POST", data={"accepts": "no"}).status_code == 422
    assert ground.visit(address, method="POST", data={}).status_code == 422
    ground.visit(address, method="POST", data={"accepts": "no", "reason": "出国访问"})
    third = get_session_person(ground.session, ground.event, third.id)
    assert (third.state, third.state_reason) == (ConfirmState.DECLINED, "出国访问")
    assert names(ground, each) == ["邓子新", "卓敏"]
    assert ground.visit(address, method="POST", data={"accepts": "yes"}).status_code == 422
    ground.visit(invitation(ground, second), method="POST", data={"accepts": "no", "reason": "航班取消"})
    assert get_session_person(ground.session, ground.event, second.id).state is ConfirmState.CANCELLED


def test_an_answer_to_a_session_that_is_over_is_refused(ground: Ground) -> None:
    each, (_first, _second, third) = keynote(ground)
    each.state, each.state_reason = SessionState.CANCELLED, "场地检修"
    ground.session.flush()
    assert "场地检修" in ground.seen(invitation(ground, third))
    assert ground.visit(invitation(ground, third), method="POST", data={"accepts": "yes"}).status_code == 422


def test_an_address_of_an_invitation_cannot_be_guessed(ground: Ground) -> None:
    _each, (first, second, _third) = keynote(ground)
    stranger = f"/events/{SLUG}/invitations/{first.id}/{invitation_code(second)}"
    assert ground.visit(stranger).status_code == 404
    assert ground.visit(f"/events/{SLUG}/invitations/999999/{invitation_code(second)}").status_code == 404


def test_p04_minutes_and_action_items_of_a_panel(ground: Ground) -> None:
    each = ground.add("交流探讨")
    owner = make_registration(ground.session, ground.event).person
    path = f"{BOARD}/sessions/{each.id}/minutes"
    ground.browser.post(path, data={"minutes_text": "讨论了临床转化路径", "row_version": "1"})
    assert each.minutes_text == "讨论了临床转化路径"
    assert ground.browser.post(path, data={"minutes_text": "旧页面", "row_version": "1"}).status_code == 409
    items = f"{BOARD}/sessions/{each.id}/action-items"
    for content in ("起草中试平台方案", "联系三家医院"):
        due = (DAY + timedelta(days=30)).date().isoformat()
        answer = ground.browser.post(items, data={"content": content, "owner_id": str(owner.id), "due_on": due})
        assert answer.location == path
    found = ground.session.scalars(select(ActionItem).order_by(ActionItem.id)).all()
    assert [(item.content, item.owner_id, item.due_on) for item in found] == [
        ("起草中试平台方案", owner.id, (DAY + timedelta(days=30)).date()),
        ("联系三家医院", owner.id, (DAY + timedelta(days=30)).date()),
    ]
    assert sum("ActionItemRecorded" in kind for kind in facts(ground)) == 2
    page = ground.page(path)
    assert all(words in page for words in ("讨论了临床转化路径", "起草中试平台方案", owner.name))


def test_an_action_item_needs_somebody_and_a_day(ground: Ground) -> None:
    each = ground.add("交流探讨", minutes_text="已写好的纪要")
    items = f"{BOARD}/sessions/{each.id}/action-items"
    answer = ground.browser.post(items, data={"content": "起草方案", "owner_id": "", "due_on": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert all(words in page for words in ("起草方案", "已写好的纪要", 'id="due_on-error"'))
    with pytest.raises(RuleBroken):
        record_action_item(
            ground.session, ground.actor, each=ground.read(each), content="x", owner_id=999999, due_on=DAY.date()
        )
