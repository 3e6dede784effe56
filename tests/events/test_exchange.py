import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from app.events.logic.exchange import Item, Person, Programme, Room, days_of, duration_text, guid_of
from app.events.logic.exchange_ics import CancelledItems, Mailbox, invitation_ics, personal_ics, schedule_ics
from app.events.logic.exchange_json import schedule_json
from app.events.logic.exchange_xml import schedule_xml

STANDARDS = Path(os.environ.get("LUYAN_TEST_STANDARDS") or Path(__file__).parents[1] / "standards")
UPDATED = datetime(2023, 6, 1, 8, tzinfo=UTC)
TWO_PM = datetime(2023, 6, 17, 6, tzinfo=UTC)


def make_item(number: int = 1, **changes: Any) -> Item:
    base = Item(
        id=number,
        number=f"HD2023000001-{number:03d}",
        title="路演",
        type="roadshow",
        start=TWO_PM,
        end=TWO_PM + timedelta(minutes=90),
        url=f"https://example.org/events/wenzhou-2023/sessions/{number}",
        updated_at=UPDATED,
        room="3F 路演厅",
    )
    return replace(base, **changes)


def make_programme(*items: Item, **changes: Any) -> Programme:
    base = Programme(
        number="HD2023000001",
        slug="wenzhou-2023",
        title="“一带一路”医学科技成果转化交流大会",
        version="v1",
        url="https://example.org/events/wenzhou-2023",
        base_url="https://example.org/",
        first_on=date(2023, 6, 17),
        last_on=date(2023, 6, 17),
        updated_at=UPDATED,
        rooms=(Room(id=1, name="3F 路演厅", capacity=200), Room(id=2, name="报告厅")),
        items=items,
    )
    return replace(base, **changes)


def is_valid_json(document: dict[str, Any]) -> bool:
    schema = json.loads((STANDARDS / "schedule.schema.json").read_text("utf-8"))
    jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker()).validate(document)
    return True


def is_valid_xml(document: bytes) -> bool:
    schema = etree.XMLSchema(etree.parse(STANDARDS / "schedule.xml.xsd"))
    schema.assertValid(etree.fromstring(document))
    return True


def events_of(calendar: bytes) -> list[Any]:
    return list(Calendar.from_ical(calendar).walk("VEVENT"))


texts = st.text(max_size=60)


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    items = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        start = TWO_PM + timedelta(minutes=5 * draw(st.integers(-300, 600)))
        items.append(
            make_item(
                number,
                title=draw(texts),
                subtitle=draw(texts),
                abstract=draw(texts),
                room=draw(st.sampled_from(["", "3F 路演厅", "B&B <1>"])),
                start=start,
                end=start + timedelta(minutes=draw(st.integers(0, 600))),
                persons=(Person(id=3, name=draw(texts)),),
                cancelled=draw(st.booleans()),
            )
        )
    return make_programme(*items, title=draw(texts))


@settings(max_examples=60, deadline=None)
@given(programmes())
def test_any_programme_gives_valid_documents(programme: Programme) -> None:
    held = {str(item.guid) for item in programme.items if not item.cancelled}
    document = schedule_json(programme)
    assert is_valid_json(document)
    assert is_valid_xml(schedule_xml(programme))
    days = document["schedule"]["conference"]["days"]
    assert {row["guid"] for day in days for rows in day["rooms"].values() for row in rows} == held
    assert {e["UID"].removesuffix("@luyan") for e in events_of(schedule_ics(programme))} == held


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_any_text_survives_the_calendar_and_lines_stay_short(title: str, abstract: str) -> None:
    feed = schedule_ics(make_programme(make_item(title=title + "路演" * 30, abstract=abstract)))
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))
    assert all(line.decode("utf-8") is not None for line in feed.split(b"\r\n"))
    (event,) = events_of(feed)
    kept = "".join(c for c in title.replace("\r", "") if c >= " " or c in "\n\t")
    kept = kept.replace("\x7f", "").replace("\ufffe", "").replace("\uffff", "")
    assert str(event["SUMMARY"]) == kept + "路演" * 30


def test_json_says_when_where_and_who_with_offsets() -> None:
    item = make_item(persons=(Person(id=7, name="李校堃"),), track="生物医药")
    conference = schedule_json(make_programme(item))["schedule"]["conference"]
    assert (conference["acronym"], conference["daysCount"], conference["time_zone_name"]) == (
        "wenzhou_2023",
        1,
        "Asia/Shanghai",
    )
    (row,) = conference["days"][0]["rooms"]["3F 路演厅"]
    assert row == {
        "guid": str(guid_of("HD2023000001-001")),
        "id": 1,
        "date": "2023-06-17T14:00:00+08:00",
        "start": "14:00",
        "end": "2023-06-17T15:30:00+08:00",
        "duration": "01:30",
        "room": "3F 路演厅",
        "slug": "wenzhou_2023-0001",
        "url": "https://example.org/events/wenzhou-2023/sessions/1",
        "title": "路演",
        "subtitle": "",
        "track": "生物医药",
        "type": "roadshow",
        "language": "zh",
        "abstract": "",
        "description": "",
        "persons": [{"id": 7, "name": "李校堃", "guid": str(guid_of("person:7"))}],
        "links": [],
        "attachments": [],
    }


def test_xml_says_the_same() -> None:
    tree = etree.fromstring(
        schedule_xml(make_programme(make_item(title="A&B <1>", persons=(Person(id=7, name="李校堃"),))))
    )
    assert tree.findtext("day/room/event/title") == "A&B <1>"
    assert tree.findtext("day/room/event/date") == "2023-06-17T14:00:00+08:00"
    assert tree.findtext("day/room/event/persons/person") == "李校堃"
    assert tree.find("day/room").get("name") == "3F 路演厅"


def test_days_follow_local_midnight_and_empty_days_stay() -> None:
    late = make_item(1, start=datetime(2023, 6, 17, 16, 30, tzinfo=UTC), end=datetime(2023, 6, 17, 17, tzinfo=UTC))
    days = days_of(make_programme(late, first_on=date(2023, 6, 17), last_on=date(2023, 6, 19)))
    assert [(day.index, day.date.day, sum(len(items) for _, items in day.rooms)) for day in days] == [
        (1, 17, 0),
        (2, 18, 1),
        (3, 19, 0),
    ]


def test_rooms_keep_their_order_and_an_unknown_room_has_a_word() -> None:
    programme = make_programme(make_item(1, room=""), make_item(2, room="报告厅"), make_item(3), room_open="待定")
    (day,) = days_of(programme)
    assert [name for name, _ in day.rooms] == ["3F 路演厅", "报告厅", "待定"]


def test_a_short_slug_becomes_a_valid_acronym() -> None:
    assert make_programme(slug="Wz").acronym == "wz__"


@pytest.mark.parametrize(("minutes", "text"), [(0, "00:00"), (90, "01:30"), (600, "10:00")])
def test_durations_are_hours_and_minutes(minutes: int, text: str) -> None:
    assert duration_text(make_item(end=TWO_PM + timedelta(minutes=minutes))) == text


def test_a_feed_names_zone_version_and_refresh() -> None:
    moved = make_item(sequence=3, updated_at=datetime(2023, 6, 2, tzinfo=UTC), tentative=True)
    calendar = Calendar.from_ical(schedule_ics(make_programme(moved)))
    assert str(calendar["METHOD"]) == "PUBLISH"
    assert str(calendar["NAME"]) == "“一带一路”医学科技成果转化交流大会"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(minutes=15)
    assert str(calendar.walk("VTIMEZONE")[0]["TZID"]) == "Asia/Shanghai"
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == TWO_PM
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=90)
    assert (event["SEQUENCE"], str(event["STATUS"])) == (3, "TENTATIVE")
    assert event["LAST-MODIFIED"].dt == datetime(2023, 6, 2, tzinfo=UTC)
    assert str(event["LOCATION"]) == "3F 路演厅"
    assert event.errors == []


def test_a_cancelled_item_leaves_the_feed_and_is_marked_in_a_file() -> None:
    kept, gone = make_item(1), make_item(2, cancelled=True, sequence=2)
    feed = personal_ics([gone, kept], name="我的日程", url="https://example.org/agenda")
    assert [str(event["UID"]) for event in events_of(feed)] == [f"{kept.guid}@luyan"]
    file = personal_ics([gone, kept], name="我的日程", url="https://example.org/a", cancelled=CancelledItems.MARK)
    assert {(str(e["UID"]), str(e["STATUS"]), str(e["TRANSP"])) for e in events_of(file)} == {
        (f"{kept.guid}@luyan", "CONFIRMED", "OPAQUE"),
        (f"{gone.guid}@luyan", "CANCELLED", "TRANSPARENT"),
    }


def test_an_invitation_and_its_withdrawal_speak_of_the_same_event() -> None:
    host = Mailbox(name='温州"大会";组委会', address="office@example.org")
    guest = Mailbox(name="华工创投, 武汉", address="investor@example.org")
    item = make_item()
    asked = Calendar.from_ical(invitation_ics(item, organiser=host, attendees=[guest]))
    called_off = replace(item, cancelled=True, sequence=1)
    withdrawn = Calendar.from_ical(invitation_ics(called_off, organiser=host, attendees=[guest]))
    assert (str(asked["METHOD"]), str(withdrawn["METHOD"])) == ("REQUEST", "CANCEL")
    (before,), (after,) = asked.walk("VEVENT"), withdrawn.walk("VEVENT")
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"], str(after["STATUS"])) == (0, 1, "CANCELLED")
    assert str(before["ORGANIZER"]) == "mailto:office@example.org"
    assert before["ATTENDEE"].params["CN"] == "华工创投, 武汉"


def test_the_same_programme_gives_the_same_bytes_in_any_order_of_items() -> None:
    one, two = make_item(1), make_item(2, start=TWO_PM + timedelta(hours=2), end=TWO_PM + timedelta(hours=3))
    forth, back = make_programme(one, two), make_programme(two, one)
    assert schedule_ics(forth) == schedule_ics(back)
    assert schedule_xml(forth) == schedule_xml(back)
    assert json.dumps(schedule_json(forth)) == json.dumps(schedule_json(back))


def large_programme(count: int) -> Programme:
    items = []
    for number in range(count):
        start = TWO_PM + timedelta(days=number % 3, minutes=15 * (number // 18))
        items.append(
            make_item(
                number + 1,
                title=f"高品质改性蜡包覆碳酸钙技术 {number}",
                abstract="将高品质改性蜡以单分子形式高效地分散到碳酸钙颗粒表面，" * 4,
                room=f"会议室{number % 6}",
                start=start,
                end=start + timedelta(minutes=15),
                persons=(Person(id=number + 1, name="王利军"), Person(id=900, name="李校堃")),
            )
        )
    return make_programme(
        *items, last_on=date(2023, 6, 19), rooms=tuple(Room(id=n, name=f"会议室{n}") for n in range(6))
    )


@pytest.mark.parametrize("export", [schedule_json, schedule_xml, schedule_ics])
def test_four_times_the_items_take_about_four_times_as_long(export: Callable[[Programme], object]) -> None:
    small, large = large_programme(100), large_programme(400)
    spent = [(_cpu_seconds(export, small), _cpu_seconds(export, large)) for _ in range(15)]
    assert min(long for _, long in spent) < 10 * min(short for short, _ in spent)  # an order of growth, on any machine


def _cpu_seconds(export: Callable[[Programme], object], programme: Programme) -> float:
    started = time.process_time()
    export(programme)
    return time.process_time() - started
