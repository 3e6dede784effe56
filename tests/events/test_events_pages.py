"""An organiser plans an event by clicking; visitors see what they may."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership
from app.core.clock import now, today
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState, EventType, Visibility
from app.events.models.event import Event, EventTask
from app.events.queries.events import get_event
from tests.factories import (
    make_account,
    make_centre,
    make_event,
    make_member,
    make_membership,
    make_organisation,
    make_venue,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def operator(session: Session) -> Account:
    centre = make_centre(session, name="温州技术转移中心")
    return make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)


def organiser(session: Session, event: Event) -> Account:
    account = make_account(session, event.owner)
    make_membership(session, event.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return account


def begin(browser: FlaskClient, session: Session, day: str) -> Event:
    browser.post(
        "/events/new",
        data={"title": "医学科技成果转化大会", "event_type": "conference_with_roadshow", "first_day": day,
              "centre_id": session.scalar(select(Membership.scope_id))},
    )  # fmt: skip
    return session.scalars(select(Event)).one()


def test_a_new_event_is_a_draft_of_whoever_plans_it(
    client: FlaskClient, session: Session, sign_in: SignIn, operator: Account
) -> None:
    browser = sign_in(client, operator)
    assert "温州技术转移中心" in browser.get("/events/new").get_data(as_text=True)
    event = begin(browser, session, "2030-06-17")
    assert event.slug == "yi-xue-ke-ji-cheng-guo-zhuan-hua-da-hui-2030"
    assert (event.state, event.owner_id) == (EventState.DRAFT, operator.person_id)
    assert event.number == "HD2030000001"
    granted = select(Membership).where(Membership.scope_kind == ScopeKind.EVENT, Membership.scope_id == event.id)
    assert [(row.person_id, row.role) for row in session.scalars(granted)] == [
        (operator.person_id, Role.EVENT_ORGANISER)
    ]
    tasks = session.scalars(select(EventTask).where(EventTask.event_id == event.id)).all()
    assert (len(tasks), min(task.due_on for task in tasks).isoformat()) == (35, "2030-04-18")


def test_an_event_is_planned_step_by_step(
    client: FlaskClient, session: Session, sign_in: SignIn, operator: Account
) -> None:
    browser = sign_in(client, operator)
    day = (today() + timedelta(days=90)).isoformat()
    event = begin(browser, session, day)
    venue = make_venue(session, city="温州")
    make_organisation(session, name="医学人才培养联盟", aliases=["联盟"])
    base = "/events/medical-2030/manage"
    typed: list[tuple[str, dict[str, str], str]] = [
        (f"/events/{event.slug}/manage/edit",
         {"title": "医学科技成果转化大会", "event_type": "roadshow", "slug": "medical-2030", "visibility": "public",
          "summary": "十一个项目路演", "row_version": "1"}, f"{base}/time-and-place"),
        (f"{base}/time-and-place",
         {"start_at": f"{day}T08:30", "end_at": f"{day}T18:00", "venue_id": str(venue.id), "city": "",
          "capacity": "200", "walking_minutes": "10"}, f"{base}/hosts"),
        (f"{base}/hosts", {"role": "host_org", "organisation": "联盟"}, f"{base}/hosts"),
        (f"{base}/groups",
         {"groups-0-name": "专家", "groups-0-quota": "50", "groups-0-badge_colour": "blue", "groups-0-id": "",
          "groups-1-name": "企业", "groups-1-quota": "150", "groups-1-badge_colour": "grey", "groups-1-id": "",
          "groups-2-name": "", "groups-2-quota": "", "groups-2-badge_colour": "grey", "groups-2-id": "",
          "opens_at": f"{today().isoformat()}T00:00", "closes_at": f"{day}T00:00", "notice": ""}, f"{base}/call"),
        (f"{base}/call", {"text": "征集项目", "opens_at": "", "closes_at": ""}, f"{base}/review"),
    ]  # fmt: skip
    for address, data, onward in typed:
        assert browser.get(f"{address}?guide=1").status_code == 200
        answer = browser.post(f"{address}?guide=1", data=data)
        assert answer.location == f"{onward}?guide=1", answer.get_data(as_text=True)
    event = get_event(session, "medical-2030")
    assert (event.city, event.venue_id, event.capacity, event.walking_minutes) == ("温州", venue.id, 200, 10)
    assert [(group.name, group.quota) for group in event.groups] == [("专家", 50), ("企业", 150)]
    page = browser.get(f"{base}/review?guide=1").get_data(as_text=True)
    assert "医学人才培养联盟" in page
    assert f"{base}/state/in_review" in page
    for state in ("in_review", "approved", "registration_open"):
        assert browser.get(f"{base}/state/{state}").status_code == 200
        assert browser.post(f"{base}/state/{state}").location == base
        assert event.state is EventState(state)
    assert "/events/medical-2030" in client.get("/events").get_data(as_text=True)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    client: FlaskClient, session: Session, sign_in: SignIn, operator: Account
) -> None:
    browser = sign_in(client, operator)
    answer = browser.post("/events/new", data={"title": "短", "event_type": "roadshow", "first_day": "2030-06-17"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="短"' in page
    assert 'id="title-error"' in page
    assert session.scalar(select(func.count()).select_from(Event)) == 0


def test_a_taken_or_odd_address_is_refused(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_event(session, slug="taken")
    event = make_event(session, slug="mine")
    browser = sign_in(client, organiser(session, event))
    for slug in ("taken", "new", "Bad Slug", "-x"):
        answer = browser.post(
            "/events/mine/manage/edit",
            data={"title": event.title, "event_type": "roadshow", "slug": slug, "visibility": "public"},
        )
        assert answer.status_code == 422
        assert 'id="slug-error"' in answer.get_data(as_text=True)
    assert event.slug == "mine"


def test_an_old_page_does_not_overwrite_newer_work(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="mine")
    browser = sign_in(client, organiser(session, event))
    data = {"title": "别人的新标题", "event_type": "roadshow", "slug": "mine", "visibility": "public"}
    answer = browser.post("/events/mine/manage/edit", data=data | {"row_version": str(event.version - 1)})
    assert answer.status_code == 409
    assert event.title != "别人的新标题"


def test_the_list_shows_only_what_visitors_may_know_of(client: FlaskClient, session: Session) -> None:
    shown = make_event(session, title="公开的路演")
    for state in (EventState.DRAFT, EventState.IN_REVIEW):
        make_event(session, title=f"草稿{state.value}", state=state)
    make_event(session, title="只给登录者", visibility=Visibility.REGISTERED)
    page = client.get("/events").get_data(as_text=True)
    assert shown.title in page
    assert "草稿" not in page
    assert "只给登录者" not in page


def test_the_list_filters_by_address(client: FlaskClient, session: Session) -> None:
    make_event(session, title="杭州的签约", city="杭州", event_type=EventType.SIGNING_CEREMONY)
    make_event(session, title="上海的对接", city="上海", event_type=EventType.MATCHMAKING_TOUR)
    late = now() + timedelta(days=4000)
    make_event(session, title="很久以后", city="建德", start_at=late, end_at=late + timedelta(hours=8))
    found = {
        query: [title for title in ("杭州的签约", "上海的对接", "很久以后") if title in text]
        for query in (
            "type=signing_ceremony",
            "city=上海",
            "since=2035-01-01",
            "until=2030-12-31",
            "q=签约",
            "state=live",
        )
        if (text := client.get(f"/events?{query}").get_data(as_text=True))
    }
    assert found == {
        "type=signing_ceremony": ["杭州的签约"],
        "city=上海": ["上海的对接"],
        "since=2035-01-01": ["很久以后"],
        "until=2030-12-31": ["杭州的签约", "上海的对接"],
        "q=签约": ["杭州的签约"],
        "state=live": [],
    }


def test_the_workspace_says_what_to_do_next(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="wz", state=EventState.DRAFT, summary=None)
    browser = sign_in(client, organiser(session, event))
    page = browser.get("/events/wz/manage").get_data(as_text=True)
    assert page.count('href="/events/wz/manage/edit"') >= 2
    assert 'href="/events/wz/manage/hosts"' in page
    assert client.get("/events/nothing/manage").status_code == 404


def test_strangers_see_no_workspace(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    make_event(session, slug="theirs")
    mine = make_event(session, slug="mine")
    browser = sign_in(client, organiser(session, mine))
    assert browser.get("/events/mine/manage").status_code == 200
    assert browser.get("/events/theirs/manage").status_code == 403


@pytest.mark.parametrize(
    ("state", "page"),
    [
        (EventState.REGISTRATION_OPEN, "registrations"),
        (EventState.REGISTRATION_CLOSED, "check-in"),
        (EventState.LIVE, "check-in"),
        (EventState.ENDED, "state/following_up"),
        (EventState.ARCHIVED, None),
    ],
)
def test_the_next_step_knows_what_comes_by_itself(
    client: FlaskClient, session: Session, sign_in: SignIn, state: EventState, page: str | None
) -> None:
    event = make_event(session, slug="wz", state=state)
    text = sign_in(client, organiser(session, event)).get("/events/wz/manage").get_data(as_text=True)
    found = re.search(r'<section class="next-step.*?href="/events/wz/manage/([^"]*)"', text, re.DOTALL)
    assert (found and found[1]) == page
