"""The public page, its exchange files and its agenda book: what visitors see and take with them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import pytest
from flask import Flask
from icalendar import Calendar
from lxml import etree

from app.core.clock import CHINA
from app.events.logic.programme_page import day_pages
from app.events.logic.states import EventState, SessionType, Visibility
from app.events.queries.programme import find_last_release, snapshot_of
from tests.documents.reading import flat
from tests.events.ground import BOARD, Ground, SignIn, counted
from tests.events.shown import FILES, PAGE, Shown
from tests.factories import (
    DAY,
    make_account,
    make_event,
    make_person,
    make_registration,
    make_session_person,
)

STANDARDS = Path(os.environ.get("LUYAN_TEST_STANDARDS") or Path(__file__).parents[1] / "standards")
BOOK = f"{PAGE}/agenda.pdf"


@pytest.fixture
def shown(ground: Ground) -> Shown:
    return Shown(ground)


def test_the_page_shows_programme_hosts_people_and_pitches(shown: Shown) -> None:
    page = shown.ground.seen(PAGE)
    for words in ("专题报告", "09:00–10:00", "会议室1", "李校堃", "温州医科大学", "脑科学一类新药", "v1"):
        assert words in page
    assert page.index("医学人才培养联盟") < page.index("瓯江实验室")
    listed = shown.ground.seen(f"{PAGE}?view=list")
    assert all(words in listed for words in ("生态构建", "11:00 脑科学一类新药", "上海永绽生物"))


def test_the_page_of_a_session_shows_its_people_and_turns(shown: Shown) -> None:
    page = shown.ground.seen(f"{PAGE}/sessions/{shown.keynote.id}")
    assert all(words in page for words in ("突破技术瓶颈", "李校堃", "生态构建", "院士"))
    page = shown.ground.seen(f"{PAGE}/sessions/{shown.roadshow.id}")
    assert all(words in page for words in ("脑科学一类新药", "上海永绽生物", "11:00–11:15"))
    assert shown.ground.visit(f"{PAGE}/sessions/999999").status_code == 404


def test_a_pitch_for_named_people_is_not_on_the_public_page(shown: Shown) -> None:
    shown.pitch.visibility = Visibility.NAMED
    shown.ground.session.flush()
    assert "脑科学一类新药" not in shown.ground.seen(PAGE)


def test_one_session_goes_into_a_calendar(shown: Shown) -> None:
    answer = shown.ground.visit(f"{PAGE}/sessions/{shown.keynote.id}.ics")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (str(event["SUMMARY"]), event["DTSTART"].dt) == ("专题报告", DAY)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_filters_stand_in_the_address(shown: Shown) -> None:
    def titles(query: str) -> list[str]:
        page = shown.ground.seen(f"{PAGE}?view=list&{query}")
        return [each.title for each in (shown.keynote, shown.roadshow) if f'id="s{each.id}"' in page]

    assert titles("") == ["专题报告", "项目路演"]
    assert titles("type=roadshow") == ["项目路演"]
    assert titles(f"room={shown.ground.rooms[0].id}") == ["专题报告"]
    assert titles("type=break") == []
    assert titles("room=many") == ["专题报告", "项目路演"]


def test_sessions_of_higher_levels_are_seen_by_those_who_may(shown: Shown) -> None:
    ground = shown.ground
    ground.add("闭门对接", after=300, visibility=Visibility.REGISTERED)
    named = ground.add("内部会议", after=400, visibility=Visibility.NAMED)
    make_session_person(ground.session, named, make_person(ground.session))
    ground.release()
    assert [word for word in ("闭门对接", "内部会议") if word in ground.seen(PAGE)] == []
    assert [word for word in ("闭门对接", "内部会议") if word in ground.page(PAGE)] == ["闭门对接", "内部会议"]
    assert ground.visit(f"{PAGE}/sessions/{named.id}").status_code == 404
    assert "闭门对接" not in ground.visit(FILES[0]).get_data(as_text=True)


def test_a_visitor_keeps_a_session_in_the_own_agenda(shown: Shown) -> None:
    ground, path = shown.ground, f"{PAGE}/sessions/{shown.keynote.id}/bookmark"
    assert ground.browser.post(path).location == f"{PAGE}/sessions/{shown.keynote.id}"
    assert "tag-success" in ground.page(f"{PAGE}?view=list")
    assert ground.browser.post(path, data={"back": "programme"}).location == f"{PAGE}#s{shown.keynote.id}"
    assert ground.visit(path, method="POST").status_code == 302


@pytest.mark.parametrize("path", [PAGE, *FILES, BOOK, f"{PAGE}/changes", f"{PAGE}/changes.atom"])
def test_a_draft_event_does_not_exist_for_visitors(shown: Shown, path: str) -> None:
    shown.ground.event.state = EventState.DRAFT
    shown.ground.session.commit()
    assert shown.ground.visit(path).status_code == 404
    assert shown.ground.browser.get(path).status_code == 200


def test_events_of_higher_levels_open_to_those_who_may(shown: Shown, app: Flask, sign_in: SignIn) -> None:
    ground = shown.ground
    stranger, guest = make_account(ground.session), make_account(ground.session)
    make_registration(ground.session, ground.event, guest.person)
    browsers = [None, *(sign_in(app.test_client(), account) for account in (stranger, guest)), ground.browser]

    def answers(level: Visibility) -> list[int]:
        ground.event.visibility = level
        ground.session.commit()
        return [ground.visit(PAGE, by=browser).status_code for browser in browsers]

    assert answers(Visibility.PUBLIC) == [200, 200, 200, 200]
    assert answers(Visibility.REGISTERED) == [404, 200, 200, 200]
    assert answers(Visibility.NAMED) == [404, 404, 200, 200]


def test_a_series_shows_its_visible_stops_and_a_stop_its_series(shown: Shown) -> None:
    ground = shown.ground
    stop = make_event(ground.session, title="上海第二工业大学站", parent_id=ground.event.id, slug="stop")
    make_event(ground.session, title="还在起草的一站", parent_id=ground.event.id, state=EventState.DRAFT)
    page = ground.seen(PAGE)
    assert ("上海第二工业大学站" in page, "还在起草的一站" in page) == (True, False)
    assert ground.event.title in ground.seen("/events/stop")
    stop.title = "更名的一站"
    ground.session.flush()
    assert "更名的一站" in ground.seen(PAGE)
    ground.event.title = "更名的系列"
    ground.session.flush()
    assert "更名的系列" in ground.seen("/events/stop")


def test_a_page_without_a_release_says_that_it_follows(ground: Ground) -> None:
    ground.add("还没公布")
    assert "还没公布" not in ground.seen(PAGE)
    ground.session.commit()
    assert ground.visit(BOOK).status_code == 404
    assert json.loads(ground.visit(FILES[0]).data)["schedule"]["version"] == "v0"


def test_many_people_stand_in_columns(shown: Shown) -> None:
    for _ in range(25):
        make_session_person(shown.ground.session, shown.keynote, make_person(shown.ground.session))
    shown.ground.release()
    page = shown.ground.seen(PAGE)
    assert 'class="people-columns"' in page
    assert "李校堃" in page


def test_a_session_without_a_room_does_not_hide_others(shown: Shown) -> None:
    ground = shown.ground
    ground.add("午餐", after=60, room=None, session_type=SessionType.BREAK)
    ground.add("另一处", after=130, minutes=20, room=None)
    ground.release()
    (day,) = day_pages(snapshot_of(find_last_release(ground.session, ground.event.id)), CHINA)
    places = {block.entry["title"]: block.place for block in day.blocks}
    assert places["午餐"].startswith("all-rooms")
    assert places["另一处"].startswith("col-start-3")


def test_the_exchange_files_are_valid_and_say_the_same(shown: Shown) -> None:
    ground = shown.ground
    cancelled = ground.add("取消的 <A&B>", after=300)
    ground.release()
    cancelled.state = type(cancelled.state)("cancelled")
    ground.release()
    document = json.loads(ground.visit(FILES[0]).data)
    schema = json.loads((STANDARDS / "schedule.schema.json").read_text("utf-8"))
    jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
    xml = etree.fromstring(ground.visit(FILES[1]).data)
    etree.XMLSchema(etree.parse(STANDARDS / "schedule.xml.xsd")).assertValid(xml)
    calendar = Calendar.from_ical(ground.visit(FILES[2]).data)
    days = document["schedule"]["conference"]["days"]
    rows = [row for day in days for room in day["rooms"].values() for row in room]
    assert [(row["title"], row["date"], row["room"]) for row in rows] == [
        ("专题报告", "2030-06-17T09:00:00+08:00", "会议室1"),
        ("项目路演", "2030-06-17T11:00:00+08:00", "会议室2"),
    ]
    assert xml.xpath("//event/@guid") == [row["guid"] for row in rows]
    assert {str(each["UID"]) for each in calendar.walk("VEVENT")} == {f"{row['guid']}@luyan" for row in rows}
    assert all(urlsplit(row["url"]).scheme in ("http", "https") for row in rows)


def test_any_site_may_read_the_files_and_nothing_is_sent_twice(shown: Shown) -> None:
    for path in FILES:
        first = shown.ground.visit(path)
        assert first.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Cache-Control"] == "public, no-cache"
        assert "Last-Modified" not in first.headers
        again = shown.ground.visit(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_the_agenda_book_prints_the_released_programme(shown: Shown) -> None:
    ground = shown.ground
    ground.event.notice = "请提前15分钟签到"
    ground.event.contact = "会务组 0577-0000 0001"
    answer = ground.visit(BOOK)
    text = flat(answer.data)
    assert answer.content_type == "application/pdf"
    order = [text.index(words) for words in ("医学人才培养联盟", "瓯江实验室")]
    assert order == sorted(order)
    for words in ("专题报告", "09:00–10:00", "李校堃", "生态构建", "脑科学一类新药", "上海永绽生物", "会议室2", "v1",
                  "请提前15分钟签到", "会务组", "6月17日（星期一）"):  # fmt: skip
        assert words in text
    draft = ground.add("未公布的环节", after=400)
    assert "未公布的环节" not in flat(ground.visit(BOOK).data)
    ground.release()
    assert "未公布的环节" in flat(ground.visit(BOOK).data)
    assert draft.title


def test_an_unchanged_book_is_not_made_again(shown: Shown, app: Flask) -> None:
    first = shown.ground.visit(BOOK)
    again = shown.ground.visit(BOOK, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    app.extensions.pop("programme_cache")
    with counted() as seen:
        assert shown.ground.visit(BOOK).data == first.data
    assert len(seen) < 10
    with counted() as seen:
        assert shown.ground.visit(BOOK).data == first.data
    assert len(seen) == 1


def test_the_book_speaks_english_to_who_reads_english(shown: Shown) -> None:
    shown.keynote.title_en = "Keynotes"
    shown.ground.release()
    text = flat(english(shown.ground, BOOK))
    assert all(words in text for words in ("Keynotes", "Agendabook", "Monday"))


def english(ground: Ground, path: str) -> bytes:
    """Return what somebody reads who has chosen English."""
    with ground.browser.session_transaction() as cookie:
        cookie["language"] = "en"
    data: bytes = ground.browser.get(path).data
    return data


def test_whoever_is_registered_finds_the_own_registration(shown: Shown, app: Flask, sign_in: SignIn) -> None:
    ground = shown.ground
    account = make_account(ground.session)
    browser = sign_in(app.test_client(), account)
    ground.add("闭门对接", after=300, visibility=Visibility.REGISTERED)
    ground.release()
    before = ground.visit(PAGE, by=browser).get_data(as_text=True)
    make_registration(ground.session, ground.event, account.person)
    after = ground.visit(PAGE, by=browser).get_data(as_text=True)
    assert ("闭门对接" in before, "闭门对接" in after) == (False, True)


def test_cancelling_a_roadshow_names_the_pitches_that_lose_their_turn(shown: Shown) -> None:
    page = shown.ground.page(f"{BOARD}/sessions/{shown.roadshow.id}/cancel")
    assert "1个路演项目" in page or "1 pitches" in page


def test_the_overview_asks_for_a_release_until_there_is_one(ground: Ground) -> None:
    overview = f"{PAGE}/manage"
    before = ground.page(overview).count(f'href="{BOARD}"')
    ground.add("开幕式")
    ground.release()
    assert ground.page(overview).count(f'href="{BOARD}"') == before - 1
