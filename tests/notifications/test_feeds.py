"""Calendar feeds: secret, revocable, exact to the byte, and read without changing anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.errors import NotAllowed
from app.core.permissions import NOBODY
from app.events.logic.states import SessionState
from app.events.models.event import Event
from app.events.models.programme import Bookmark, EventSession
from app.events.service.release import release_programme
from app.meetings.service.booking import cancel_meeting, move_meeting
from app.notifications.jobs import refresh_calendar_feeds
from app.notifications.models import CalendarFeed, CalendarMark
from app.notifications.queries.feeds import REMEMBERED, feed_ics
from app.notifications.service.feeds import make_feed, refresh_marks, revoke_feed
from tests.factories import make_account, make_actor, make_event, make_person, make_session, make_venue, organiser_of
from tests.meetings.conftest import build_stage
from tests.notifications.conftest import Browse, react_to_all

GOLDEN = Path(__file__).parent / "golden"
STAMP = datetime(2030, 6, 1, 0, 0, tzinfo=UTC)


@pytest.fixture
def owner(session: Session) -> Account:
    return make_account(session, make_person(session, name="李校堃"))


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, title="“一带一路”医学科技成果转化交流大会", slug="wenzhou-2023", city="温州")


def marked(session: Session, event: Event, owner: Account, *, number: int, **fields: object) -> EventSession:
    room = make_venue(session, rooms=1, name=f"样例会场{number}").rooms[0]
    part = make_session(
        session, event, title=f"专题报告{number}：技术突破、产业发展与生态构建的瓶颈；关键问题", room_id=room.id,
        guid=f"00000000-0000-4000-9000-{number:012d}", start_at=event.start_at + timedelta(hours=number),
        end_at=event.start_at + timedelta(hours=number + 1), **fields,
    )  # fmt: skip
    session.add(Bookmark(person_id=owner.person_id, session_id=part.id))
    session.flush()
    return part


def entries(feed: CalendarFeed, session: Session) -> dict[str, tuple[int, str, datetime]]:
    """Return sequence, status and beginning of every entry by its title."""
    calendar = icalendar.Calendar.from_ical(feed_ics(session, feed, base_url="https://luyan.example", name="Luyan"))
    return {
        str(each["SUMMARY"]): (int(each["SEQUENCE"]), str(each["STATUS"]), each["DTSTART"].dt.astimezone(UTC))
        for each in calendar.walk("VEVENT")
    }


def own_feed(session: Session, owner: Account) -> CalendarFeed:
    return make_feed(session, make_actor(owner.person))


def test_a_feed_is_exact_to_the_byte(session: Session, event: Event, owner: Account) -> None:
    stays = marked(session, event, owner, number=1, description="三位院士,三个问题;一条路\\径")
    goes = marked(session, event, owner, number=2)
    release_programme(session, organiser_of(event), event=event)
    feed = own_feed(session, owner)
    goes.state, goes.state_reason = SessionState.CANCELLED, "嘉宾缺席"
    session.flush()
    release_programme(session, organiser_of(event), event=event)
    react_to_all(session)
    for mark in session.scalars(select(CalendarMark)):
        mark.changed_at = STAMP
    session.flush()
    text = feed_ics(session, feed, base_url="https://luyan.example", name="路演：我的日程")
    text = text.replace(f"sessions/{stays.id}".encode(), b"sessions/1").replace(
        f"sessions/{goes.id}".encode(), b"sessions/2"
    )
    assert text == (GOLDEN / "feed.ics").read_bytes()
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(minutes=15)
    assert [str(each["TZID"]) for each in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]


def test_sequence_rises_with_time_place_and_state_alone(session: Session, event: Event, owner: Account) -> None:
    part = marked(session, event, owner, number=1)
    organiser = organiser_of(event)
    release_programme(session, organiser, event=event)
    feed = own_feed(session, owner)
    (title,) = entries(feed, session)
    assert entries(feed, session)[title][0] == 0
    part.description = "换一种说法"
    session.flush()
    release_programme(session, organiser, event=event)
    react_to_all(session)
    assert entries(feed, session)[title][0] == 0
    part.start_at, part.end_at = event.start_at, event.start_at + timedelta(hours=1)
    session.flush()
    release_programme(session, organiser, event=event)
    react_to_all(session)
    assert entries(feed, session)[title] == (1, "CONFIRMED", event.start_at)
    part.state, part.state_reason = SessionState.CANCELLED, "停办"
    session.flush()
    release_programme(session, organiser, event=event)
    react_to_all(session)
    assert entries(feed, session)[title][:2] == (2, "CANCELLED")
    part.state = SessionState.SCHEDULED
    session.flush()
    release_programme(session, organiser, event=event)
    react_to_all(session)
    assert entries(feed, session)[title][:2] == (3, "CONFIRMED")


def test_meetings_move_and_vanish_from_the_feeds_of_both(session: Session) -> None:
    stage = build_stage(session)
    organiser = stage.organiser_actor
    meeting = stage.agree(slot=0)
    feeds = [own_feed(session, account) for account in (stage.team.account, stage.house.account)]
    move_meeting(session, organiser, meeting_id=meeting.id, slot_id=stage.slots[2].id)
    react_to_all(session)
    assert [list(entries(feed, session).values()) for feed in feeds] == [
        [(1, "CONFIRMED", stage.slots[2].start_at)]
    ] * 2
    cancel_meeting(session, stage.team.actor, meeting_id=meeting.id, reason="病了")
    for follow in (session.flush, lambda: react_to_all(session)):
        follow()
        assert [list(entries(feed, session).values()) for feed in feeds] == [
            [(2, "CANCELLED", stage.slots[2].start_at)]
        ] * 2


def test_what_was_never_there_is_not_called_off(session: Session) -> None:
    stage = build_stage(session)
    meeting = stage.agree(slot=0)
    cancel_meeting(session, stage.team.actor, meeting_id=meeting.id, reason="病了")
    feed = own_feed(session, stage.team.account)
    assert entries(feed, session) == {}


def test_an_entry_taken_out_is_forgotten_after_a_while(session: Session, event: Event, owner: Account) -> None:
    marked(session, event, owner, number=1)
    release_programme(session, organiser_of(event), event=event)
    feed = own_feed(session, owner)
    session.delete(session.scalars(select(Bookmark)).one())
    session.flush()
    assert [each[:2] for each in entries(feed, session).values()] == [(1, "CANCELLED")]
    assert refresh_calendar_feeds(session, {}) == {"changed": 1}
    assert refresh_calendar_feeds(session, {}) == {"changed": 0}
    ((sequence, status, _start),) = entries(feed, session).values()
    assert (sequence, status) == (1, "CANCELLED")
    mark = session.scalars(select(CalendarMark)).one()
    mark.changed_at = now() - REMEMBERED - timedelta(days=1)
    session.flush()
    assert entries(feed, session) == {}


def test_only_people_with_a_feed_are_followed(session: Session, event: Event, owner: Account) -> None:
    marked(session, event, owner, number=1)
    release_programme(session, organiser_of(event), event=event)
    assert refresh_marks(session, [owner.person_id, None]) == 0
    own_feed(session, owner)
    assert session.scalar(select(func.count()).select_from(CalendarMark)) == 1
    revoke_feed(session, make_actor(owner.person))
    assert refresh_calendar_feeds(session, {}) == {"changed": 0}


def test_nobody_without_a_person_has_a_calendar(session: Session) -> None:
    for change in (make_feed, revoke_feed):
        with pytest.raises(NotAllowed):
            change(session, NOBODY)


def test_the_address_is_made_renewed_and_revoked_on_its_page(browse: Browse, owner: Account, session: Session) -> None:
    client = browse(owner)
    page = client.get("/my/calendar").get_data(as_text=True)
    assert "webcal://" not in page
    assert client.post("/my/calendar", data={"action": "make"}).status_code == 302
    first = session.scalars(select(CalendarFeed.token)).one()
    page = client.get("/my/calendar").get_data(as_text=True)
    assert f"webcal://127.0.0.1:8000/feeds/{first}.ics" in page
    assert f'data-copy="http://127.0.0.1:8000/feeds/{first}.ics"' in page
    assert client.get(f"/feeds/{first}.ics").status_code == 200
    client.post("/my/calendar", data={"action": "make"})
    tokens = list(session.scalars(select(CalendarFeed.token).order_by(CalendarFeed.id)))
    assert [client.get(f"/feeds/{token}.ics").status_code for token in tokens] == [404, 200]
    client.post("/my/calendar", data={"action": "revoke"})
    assert client.get(f"/feeds/{tokens[1]}.ics").status_code == 404
    assert first not in {str(each) for each in session.scalars(select(CalendarFeed.token_hash))}


def test_reading_a_feed_needs_nobody_signed_in_and_changes_nothing(
    client: FlaskClient, session: Session, event: Event, owner: Account
) -> None:
    marked(session, event, owner, number=1)
    release_programme(session, organiser_of(event), event=event)
    feed = own_feed(session, owner)
    session.commit()
    answer = client.get(f"/feeds/{feed.token}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer.headers["Cache-Control"]
    assert "专题报告1" in answer.get_data(as_text=True).replace("\r\n ", "")
    again = client.get(f"/feeds/{feed.token}.ics", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    assert session.scalars(select(CalendarMark.sequence)).all() == [0]
    assert client.get("/feeds/guessed.ics").status_code == 404


def test_the_feed_of_a_closed_account_is_gone(client: FlaskClient, session: Session, owner: Account) -> None:
    feed = own_feed(session, owner)
    owner.closed_at = now()
    session.commit()
    assert client.get(f"/feeds/{feed.token}.ics").status_code == 404
