"""Releasing: the preview of what changes, what stands in the way, and the public change log with its feed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from lxml import etree

from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import Actor
from app.events.logic.release import ChangeKind
from app.events.logic.states import ConfirmState, HolderKind, ResourceKind, SessionState, Visibility
from app.events.models.programme import EventSession
from app.events.queries.occupancy import list_held
from app.events.queries.programme import find_last_release, get_programme_event, list_releases
from app.events.queries.release import plan_release
from app.events.service import release as service
from app.events.service.occupancy import occupy
from app.events.service.release import content_hash, release_programme
from app.events.service.sessions import cancel_session, restore_session
from tests.events.ground import BOARD, SLUG, Ground
from tests.factories import DAY, make_event, make_person, make_session_person

PAGE = f"{BOARD}/release"
PUBLIC = f"/events/{SLUG}"


def hold(ground: Ground, kind: ResourceKind, resource_id: int, holder: HolderKind, title: str | None = None) -> None:
    occupy(
        ground.session, kind=kind, resource_id=resource_id, start=DAY, end=DAY + timedelta(minutes=30),
        holder_kind=holder, holder_id=77, event_id=ground.event.id, title=title,
    )  # fmt: skip


def move(ground: Ground, each: EventSession, hours: int) -> None:
    each.start_at, each.end_at = each.start_at + timedelta(hours=hours), each.end_at + timedelta(hours=hours)
    each.state = SessionState.MOVED


def test_a_release_makes_the_draft_public(ground: Ground) -> None:
    ground.add("开幕式", visibility=Visibility.PUBLIC)
    assert "开幕式" not in ground.seen(PUBLIC)
    page = ground.page(PAGE)
    assert all(words in page for words in ("开幕式", "09:00–10:00", 'placeholder="v1"'))
    assert ground.browser.post(PAGE, data={"name": "第一版", "note": "欢迎"}).location == BOARD
    assert "开幕式" in ground.seen(PUBLIC)
    changes = ground.seen(f"{PUBLIC}/changes")
    assert all(words in changes for words in ("第一版", "欢迎"))
    release = find_last_release(ground.session, ground.event.id)
    assert release is not None
    assert (release.number, release.name, release.released_by) == (1, "第一版", ground.actor.person_id)


def test_the_page_before_a_release_says_what_differs(ground: Ground) -> None:
    moved, gone, renamed = ground.add("移动的"), ground.add("取消的", after=120), ground.add("改名的", after=240)
    left = make_person(ground.session, name="卓敏")
    duty = make_session_person(ground.session, renamed, left)
    ground.release()
    move(ground, moved, 6)
    gone.state, gone.state_reason = SessionState.CANCELLED, "主讲人生病"
    renamed.title = "换了题目"
    duty.state = ConfirmState.CANCELLED
    ground.add("新增的", after=420)
    ground.add("没有时间的", after=None)
    waiting = make_session_person(ground.session, moved, make_person(ground.session, name="李校堃"))
    page = ground.page(PAGE)
    for words in ("新增的", "移动的", "15:00–16:00", "主讲人生病", "换了题目", "卓敏", "没有时间的", "李校堃"):
        assert words in page
    assert waiting.state is ConfirmState.INVITED
    ground.browser.post(PAGE, data={"name": "", "note": ""})
    newest = list_releases(ground.session, ground.event.id)[0]
    assert newest.name == "v2"
    assert {change["kind"] for change in newest.changes} == {
        ChangeKind.ADDED, ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.CHANGED, ChangeKind.PEOPLE
    }  # fmt: skip
    public = ground.seen(f"{PUBLIC}/changes")
    assert all(words in public for words in ("15:00–16:00", "主讲人生病", "v2"))
    assert moved.state is SessionState.SCHEDULED


def test_nothing_new_is_not_released(ground: Ground) -> None:
    assert 'name="note"' not in ground.page(PAGE)
    assert ground.browser.post(PAGE, data={}).status_code == 422
    ground.add("开幕式")
    ground.release()
    assert 'name="note"' not in ground.page(PAGE)
    assert ground.browser.post(PAGE, data={}).status_code == 422
    assert len(list_releases(ground.session, ground.event.id)) == 1


def test_a_room_or_a_person_wanted_twice_makes_a_release_impossible(ground: Ground) -> None:
    first, second = ground.add("开幕式"), ground.add("签约", after=30)
    answer = ground.browser.post(PAGE, data={})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert all(words in page for words in ("会议室1", "开幕式", "签约", "09:30–10:30"))
    second.room_id = ground.rooms[1].id
    person = make_person(ground.session, name="李校堃")
    for each in (first, second):
        make_session_person(ground.session, each, person)
    with pytest.raises(RuleBroken) as refusal:
        ground.release()
    assert refusal.value.values["resource"] == "李校堃"
    assert find_last_release(ground.session, ground.event.id) is None


def test_the_programme_of_another_event_does_not_give_way(ground: Ground) -> None:
    other = make_event(ground.session)
    speaker = make_person(ground.session, name="李校堃")
    each = ground.add("开幕式")
    make_session_person(ground.session, each, speaker)
    occupy(
        ground.session, kind=ResourceKind.PERSON, resource_id=speaker.id, start=DAY, end=DAY + timedelta(minutes=30),
        holder_kind=HolderKind.SESSION, holder_id=4711, event_id=other.id, title="杭州的会",
    )  # fmt: skip
    page = ground.page(PAGE)
    assert all(words in page for words in ("李校堃", "杭州的会"))
    assert "杭州的会" in ground.page()
    with pytest.raises(RuleBroken) as refusal:
        ground.release()
    assert refusal.value.values == {"wanted": "开幕式", "resource": "李校堃", "other": "杭州的会"}


def test_meetings_give_way_only_when_the_organiser_has_read_it(ground: Ground) -> None:
    speaker = make_person(ground.session, name="王投资")
    make_session_person(ground.session, ground.add("开幕式"), speaker)
    hold(ground, ResourceKind.PERSON, speaker.id, HolderKind.MEETING)
    page = ground.page(PAGE)
    assert all(words in page for words in ("王投资", 'name="displacing"'))
    assert ground.browser.post(PAGE, data={"name": "v1"}).status_code == 422
    assert ground.browser.post(PAGE, data={"name": "v1", "displacing": "y"}).location == BOARD
    assert list_held(ground.session, holder_kind=HolderKind.MEETING, holder_id=77) == []


def test_an_absence_gives_way_only_where_the_programme_needs_it(ground: Ground) -> None:
    speaker = make_person(ground.session, name="王投资")
    make_session_person(ground.session, ground.add("开幕式", minutes=15), speaker)
    hold(ground, ResourceKind.PERSON, speaker.id, HolderKind.ABSENCE)
    assert "王投资" in ground.page(PAGE)
    ground.browser.post(PAGE, data={})
    (left,) = list_held(ground.session, holder_kind=HolderKind.ABSENCE, holder_id=77)
    assert left.resource_id == speaker.id


def test_a_release_holds_rooms_and_people_and_gives_the_old_ones_back(ground: Ground) -> None:
    each = ground.add("开幕式")
    ground.release()
    held = list_held(ground.session, holder_kind=HolderKind.SESSION, holder_id=each.id)
    assert [(row.resource_kind, row.resource_id, row.start_at) for row in held] == [
        (ResourceKind.ROOM, ground.rooms[0].id, DAY)
    ]
    move(ground, each, 2)
    ground.release()
    held = list_held(ground.session, holder_kind=HolderKind.SESSION, holder_id=each.id)
    assert [row.start_at for row in held] == [DAY + timedelta(hours=2)]


def test_somebody_who_books_between_reading_and_releasing_is_named(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.add("开幕式")
    plan = plan_release(ground.session, get_programme_event(ground.session, SLUG))
    hold(ground, ResourceKind.ROOM, ground.rooms[0].id, HolderKind.BOOKING, "设备检修")
    monkeypatch.setattr(service, "plan_release", lambda *_args: plan)
    with pytest.raises(Conflict) as refusal:
        release_programme(ground.session, ground.actor, event=ground.event)
    assert refusal.value.values["other"] == "设备检修"


def test_the_same_programme_has_the_same_mark() -> None:
    one = {"sessions": [], "rooms": [{"id": 1, "name": "路演厅", "floor": "", "capacity": None}]}
    two = {"rooms": [{"capacity": None, "floor": "", "name": "路演厅", "id": 1}], "sessions": []}
    assert content_hash(one) == content_hash(two)  # type: ignore[arg-type]


def test_a_cancelled_session_stays_in_sight_with_its_reason_until_it_is_restored(ground: Ground) -> None:
    each = ground.add("开幕式", visibility=Visibility.PUBLIC)
    ground.release()
    cancel_session(ground.session, ground.actor, each=ground.read(each), reason="场地检修")
    ground.release()
    assert "场地检修" in ground.seen(f"{PUBLIC}/sessions/{each.id}")
    restore_session(ground.session, ground.actor, each=ground.read(each))
    ground.release()
    newest = list_releases(ground.session, ground.event.id)[0]
    assert [change["kind"] for change in newest.changes] == [ChangeKind.RESTORED]
    assert newest.programme["sessions"][0]["sequence"] == 2


def test_a_removed_session_is_told(ground: Ground) -> None:
    ground.add("留下的")
    each = ground.add("拿掉的", after=120)
    ground.release()
    each.start_at = each.end_at = None
    ground.release()
    newest = list_releases(ground.session, ground.event.id)[0]
    assert [(change["kind"], change["title"]) for change in newest.changes] == [(ChangeKind.REMOVED, "拿掉的")]
    assert "拿掉的" in ground.seen(f"{PUBLIC}/changes")


def test_visitors_do_not_read_about_sessions_they_may_not_see(ground: Ground) -> None:
    each = ground.add("闭门会", visibility=Visibility.REGISTERED)
    ground.add("开幕式", after=120)
    ground.release()
    each.title = "闭门会议改名"
    ground.release()
    assert "闭门会" not in ground.seen(f"{PUBLIC}/changes")
    assert "闭门会议改名" in ground.page(f"{PUBLIC}/changes")
    each.visibility = Visibility.PUBLIC
    ground.release()
    public = ground.seen(f"{PUBLIC}/changes")
    assert "闭门会议改名" in public


def test_the_feed_is_valid_atom_and_names_every_release(ground: Ground) -> None:
    each = ground.add("开幕式 <A&B>")
    ground.release(name="第一版", note="欢迎 & 你好")
    move(ground, each, 1)
    ground.release(name="第二版")
    answer = ground.visit(f"{PUBLIC}/changes.atom")
    tree = etree.fromstring(answer.data)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert tree.xpath("a:entry/a:title/text()", namespaces=atom) == ["第二版", "第一版"]
    ids = tree.xpath("//a:id/text()", namespaces=atom)
    assert len(ids) == len(set(ids)) == 3
    assert len(tree.xpath("//a:updated", namespaces=atom)) == 3
    newest, first = tree.xpath("a:entry/a:content/text()", namespaces=atom)
    assert "开幕式 <A&B>" in newest
    assert "欢迎 & 你好" in first
    assert all(link.startswith("http") for link in tree.xpath("//a:link/@href", namespaces=atom))


def test_only_the_organiser_releases(ground: Ground) -> None:
    ground.add("开幕式")
    with pytest.raises(NotAllowed):
        release_programme(ground.session, Actor(), event=ground.event)
