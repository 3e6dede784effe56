"""Series, host chains, groups, copies and owners of events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState, HostRole
from app.events.models.event import Event, EventTask
from app.events.queries.events import get_event
from app.events.service.hosts import in_print_order
from tests.factories import (
    make_account,
    make_event,
    make_group,
    make_host,
    make_membership,
    make_organisation,
    make_session,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def organiser(session: Session, event: Event) -> Account:
    account = make_account(session, event.owner)
    make_membership(session, event.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return account


def test_stops_stand_under_their_series(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    parent = make_event(session, title="科创菁英上海行", slug="jiande", brand="科创菁英")
    make_host(session, parent)
    make_group(session, parent, name="企业", quota=30)
    browser = sign_in(client, organiser(session, parent))
    answer = browser.post(
        "/events/new?parent=jiande",
        data={"title": "第二工业大学站", "event_type": "roadshow", "first_day": "2030-06-18", "centre_id": ""},
    )
    stop = session.scalars(select(Event).where(Event.parent_id == parent.id)).one()
    assert answer.location == f"/events/{stop.slug}/manage/edit?guide=1"
    copied = get_event(session, stop.slug)
    assert [group.name for group in copied.groups] == ["企业"]
    assert [link.role for link in copied.organisers] == [HostRole.HOST]
    assert copied.brand == "科创菁英"
    stop.state = EventState.APPROVED
    session.flush()
    page = client.get("/events").get_data(as_text=True)
    assert page.rindex("科创菁英上海行") < page.rindex("第二工业大学站")
    assert "第二工业大学站" in browser.get("/events/jiande/manage").get_data(as_text=True)


def test_the_host_chain_is_printed_by_role_and_order(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="wz")
    names = {"温州医科大学": "undertaker_org", "医学人才培养联盟": "host_org", "瓯江实验室": "undertaker_org",
             "国家卫健委人才交流服务中心": "guidance_org"}  # fmt: skip
    for name in names:
        make_organisation(session, name=name)
    browser = sign_in(client, organiser(session, event))
    for name, role in names.items():
        browser.post("/events/wz/manage/hosts", data={"role": role, "organisation": name})

    def chain() -> list[str]:
        session.expire_all()
        return [link.organisation.name for link in in_print_order(get_event(session, "wz").organisers)]

    assert chain() == ["国家卫健委人才交流服务中心", "医学人才培养联盟", "温州医科大学", "瓯江实验室"]
    last = next(link for link in get_event(session, "wz").organisers if link.organisation.name == "瓯江实验室")
    browser.post(f"/events/wz/manage/hosts/{last.id}/move", data={"direction": "up"})
    assert chain()[2:] == ["瓯江实验室", "温州医科大学"]
    browser.post(f"/events/wz/manage/hosts/{last.id}/move", data={"direction": "up"})
    assert chain()[2:] == ["瓯江实验室", "温州医科大学"]
    browser.post(f"/events/wz/manage/hosts/{last.id}/remove")
    assert chain() == ["国家卫健委人才交流服务中心", "医学人才培养联盟", "温州医科大学"]
    with browser.session_transaction() as cookie:
        undo = next(kind for kind, _ in cookie["_flashes"] if kind.startswith("undo:"))
    browser.post(undo.removeprefix("undo:"))
    assert chain()[3:] == ["瓯江实验室"]
    answer = browser.post("/events/wz/manage/hosts", data={"role": "host_org", "organisation": "没有的机构"})
    assert answer.status_code == 422
    answer = browser.post("/events/wz/manage/hosts", data={"role": "host_org", "organisation": "医学人才培养联盟"})
    assert answer.status_code == 422
    assert browser.post("/events/wz/manage/hosts/999999/remove").status_code == 404


def test_a_row_is_added_without_script(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="wz")
    browser = sign_in(client, organiser(session, event))
    assert 'name="groups-3-name"' in browser.get("/events/wz/manage/groups").get_data(as_text=True)
    page = browser.post("/events/wz/manage/groups", data={"groups-0-name": "专家", "add_groups": "1"})
    assert page.status_code == 200
    assert 'value="专家"' in page.get_data(as_text=True)
    assert 'name="groups-1-name"' in page.get_data(as_text=True)
    assert get_event(session, "wz").groups == []


def test_quotas_must_fit_into_the_event(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="wz", capacity=100)
    browser = sign_in(client, organiser(session, event))
    answer = browser.post("/events/wz/manage/groups", data={"groups-0-name": "专家", "groups-0-quota": "101"})
    assert answer.status_code == 422
    assert "101" in answer.get_data(as_text=True)
    assert "100" in answer.get_data(as_text=True)


def test_a_copy_takes_over_exactly_what_was_ticked(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    event = make_event(session, slug="wz", summary="去年的简介")
    make_host(session, event)
    make_group(session, event, name="专家")
    make_session(session, event, title="专题报告")
    account = organiser(session, event)
    browser = sign_in(client, account)
    browser.post("/events/wz/manage/tasks", data={"name": "订花", "offset": "-2", "owner_id": str(event.owner_id)})
    assert 'name="blocks"' in browser.get("/events/wz/manage/clone").get_data(as_text=True)

    def copy(title: str, **ticked: str) -> Event:
        answer = browser.post("/events/wz/manage/clone", data={"title": title, "first_day": "2031-06-17", **ticked})
        assert answer.status_code == 302
        return get_event(session, answer.location.split("/")[2])

    bare = copy("只要框架")
    full = copy("全部都要", hosts="y", groups="y", sessions="y", checklist="y", description="y")
    own = select(func.count()).where(EventTask.code.is_(None))
    parts = {
        made.title: (
            len(made.organisers),
            [group.name for group in made.groups],
            made.summary,
            session.scalar(own.where(EventTask.event_id == made.id)),
        )
        for made in (bare, full)
    }
    assert parts == {"只要框架": (0, [], None, 0), "全部都要": (1, ["专家"], "去年的简介", 1)}
    assert (full.state, full.start_at) == (EventState.DRAFT, event.start_at + timedelta(days=365))
    page = browser.get(f"/events/{full.slug}/manage").get_data(as_text=True)
    assert event.title in page
    browser.post(f"/events/{full.slug}/manage/copy-noticed")
    assert event.title not in browser.get(f"/events/{full.slug}/manage").get_data(as_text=True)


def test_an_event_is_handed_over_and_never_without_owner(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    event = make_event(session, slug="wz")
    old = event.owner_id
    other = make_account(session)
    browser = sign_in(client, organiser(session, event))
    assert browser.get("/events/wz/manage/hand-over").status_code == 200
    answer = browser.post("/events/wz/manage/hand-over", data={"login": "nobody@example.org"})
    assert (answer.status_code, event.owner_id) == (422, old)
    answer = browser.post("/events/wz/manage/hand-over", data={"login": other.email})
    assert (answer.location, event.owner_id) == ("/events/wz/manage", other.person_id)
    roles = select(Membership.person_id).where(Membership.scope_id == event.id, Membership.revoked_at.is_(None))
    assert set(session.scalars(roles)) == {old, other.person_id}
    assert browser.post("/events/wz/manage/hand-over", data={"login": other.email}).status_code == 422
