"""Venues with their floors and rooms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.models.venue import Floor, Room, Venue
from app.events.queries.venues import find_floor, find_room
from tests.factories import make_centre, make_event, make_member, make_session, make_venue

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def browser(client: FlaskClient, session: Session, sign_in: SignIn) -> FlaskClient:
    centre = make_centre(session)
    return sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id))


def add(browser: FlaskClient, session: Session, name: str = "杭州技术转移转化中心") -> Venue:
    browser.post("/venues/new", data={"name": name, "city": "杭州", "area_m2": "5000", "centre_id": ""})
    return session.scalars(select(Venue).where(Venue.name == name)).one()


def test_a_building_gets_floors_and_rooms(browser: FlaskClient, session: Session) -> None:
    assert browser.get("/venues/new").status_code == 200
    venue = add(browser, session)
    assert (venue.city, venue.area_m2) == ("杭州", 5000)
    base = f"/venues/{venue.id}"
    for level, use in ((1, "展示"), (3, "路演")):
        browser.post(f"{base}/floors", data={"level": str(level), "name": f"{level}F", "use": use})
    third = session.scalars(select(Floor).where(Floor.level == 3)).one()
    browser.post(
        f"{base}/rooms/new",
        data={"name": "路演厅", "capacity": "120", "floor_id": str(third.id), "equipment": "投影，麦克风、计时器"},
    )
    room = session.scalars(select(Room)).one()
    assert (room.capacity, room.floor_id, room.equipment) == (120, third.id, ["投影", "麦克风", "计时器"])
    page = browser.get(base).get_data(as_text=True)
    assert all(words in page for words in ("路演厅", "3F", "展示"))
    assert "路演厅" in browser.get("/venues?city=杭州&q=技术").get_data(as_text=True)
    assert "路演厅" not in browser.get("/venues?city=上海").get_data(as_text=True)
    assert browser.get(f"{base}/rooms/{room.id}").status_code == 200
    browser.post(f"{base}/rooms/{room.id}", data={"name": "大路演厅", "capacity": "", "floor_id": "", "equipment": ""})
    assert (room.name, room.capacity, room.floor_id) == ("大路演厅", None, None)
    assert find_room(session, room.id) is room
    assert find_floor(session, third.id) is third
    assert find_floor(session, None) is None


def test_names_are_unique_where_they_stand(browser: FlaskClient, session: Session) -> None:
    venue = add(browser, session)
    base = f"/venues/{venue.id}"
    twice = browser.post("/venues/new", data={"name": venue.name, "city": "杭州", "centre_id": ""})
    assert (twice.status_code, 'id="name-error"' in twice.get_data(as_text=True)) == (422, True)
    for address, data in (
        (f"{base}/floors", {"level": "1", "name": "1F"}),
        (f"{base}/rooms/new", {"name": "路演厅", "floor_id": "", "capacity": "", "equipment": ""}),
    ):
        assert browser.get(address).status_code == 200
        assert [browser.post(address, data=data).status_code for _ in range(2)] == [302, 422]


def test_what_is_used_is_not_removed(browser: FlaskClient, session: Session) -> None:
    venue = add(browser, session)
    base = f"/venues/{venue.id}"
    browser.post(f"{base}/floors", data={"level": "1", "name": "1F"})
    floor = session.scalars(select(Floor)).one()
    browser.post(f"{base}/rooms/new", data={"name": "甲", "floor_id": str(floor.id), "capacity": "", "equipment": ""})
    room = session.scalars(select(Room)).one()
    part = make_session(session, make_event(session), room_id=room.id)
    for address in (f"{base}/floors/{floor.id}/remove", f"{base}/rooms/{room.id}/remove", f"{base}/remove"):
        browser.post(address)
    assert (session.get(Floor, floor.id), session.get(Room, room.id), session.get(Venue, venue.id)) == (
        floor, room, venue
    )  # fmt: skip
    part.room_id = None
    session.flush()
    for address in (f"{base}/rooms/{room.id}/remove", f"{base}/floors/{floor.id}/remove", f"{base}/remove"):
        assert browser.post(address).status_code == 302
    assert session.scalars(select(Venue)).all() == []
    assert browser.get(base).status_code == 404


def test_changing_and_what_is_not_there(browser: FlaskClient, session: Session) -> None:
    venue = add(browser, session)
    base = f"/venues/{venue.id}"
    data = {"name": "新名称", "city": "杭州", "centre_id": "", "row_version": str(venue.version)}
    assert browser.post(base, data=data).location == base
    assert venue.name == "新名称"
    assert browser.post(base, data=data | {"row_version": "77"}).status_code == 409
    other = add(browser, session, "别处")
    assert browser.post(f"/venues/{other.id}", data=data | {"row_version": ""}).status_code == 422
    for address in (f"{base}/floors/99/remove", f"{base}/rooms/99/remove", f"{base}/rooms/99"):
        assert browser.post(address, data={"name": "甲", "floor_id": "", "equipment": ""}).status_code == 404


def test_venues_of_others_are_seen_but_not_changed(browser: FlaskClient, session: Session) -> None:
    theirs = make_venue(session, name="别人的会场")
    page = browser.get("/venues").get_data(as_text=True)
    assert "别人的会场" in page
    assert f'href="/venues/{theirs.id}"' not in page
    assert browser.get(f"/venues/{theirs.id}").status_code == 403
