"""The inbox of a person and the outbox of an event, as browsers see them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as listening
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.db import database
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.notifications.logic import Channel, MessageState, Template
from app.notifications.models import Message
from tests.factories import make_account, make_event, make_member, make_membership, make_person, make_pitch
from tests.meetings.conftest import build_stage
from tests.notifications.conftest import Browse, PostOffice, messages, react_to_all, use_server, work

S = MessageState


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def organiser(session: Session, event: Event) -> Account:
    account = make_account(session, event.owner)
    make_membership(session, account.person, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return account


def put(session: Session, event: Event | None, account: Account | None = None, **fields: object) -> Message:
    """Write a message without asking what it is about."""
    account = account or make_account(session)
    values = {
        "person_id": account.person_id, "address": account.email, "event_id": event.id if event else None,
        "template": Template.EVENT_MOVED, "subject": "活动改期", "body": "时间有变。", "state": S.DRAFT,
        "language": "en", "values": {"inbox": True},
    }  # fmt: skip
    row = Message(**(values | fields))
    session.add(row)
    session.flush()
    return row


def queries_of(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    listening.listen(database.engine, "before_cursor_execute", note)
    try:
        assert client.get(path).status_code == 200
    finally:
        listening.remove(database.engine, "before_cursor_execute", note)
    return len(seen)


def test_the_bell_counts_what_was_not_opened(session: Session, browse: Browse, event: Event) -> None:
    account = make_account(session)
    rows = [put(session, event, account, state=S.SENT, subject=f"通知{n}") for n in range(3)]
    put(session, event, account, state=S.DRAFT, subject="未放行之事")
    put(session, event, account, state=S.SENT, template=Template.RESET_PASSWORD, subject="重设之链接")
    client = browse(account)
    page = client.get("/messages").get_data(as_text=True)
    assert '<span class="top-badge" aria-hidden="true">3</span>' in page
    assert "未放行之事" not in page
    assert "重设之链接" not in page.partition("<main")[2].partition("</main>")[0]
    answer = client.get(f"/messages/{rows[0].id}")
    assert answer.status_code == 200
    assert '<span class="top-badge" aria-hidden="true">3</span>' in answer.get_data(as_text=True)
    opened = client.post(f"/messages/{rows[0].id}/open")
    assert (opened.status_code, opened.location) == (302, f"/messages/{rows[0].id}")
    page = client.get("/messages?show=unread").get_data(as_text=True)
    assert '<span class="top-badge" aria-hidden="true">2</span>' in page
    assert "通知0" not in page
    client.post("/messages/read")
    assert "top-badge" not in client.get("/messages").get_data(as_text=True)
    assert "通知2" in client.get("/messages").get_data(as_text=True)
    client.post("/messages/read")
    assert client.get("/messages?show=unread").status_code == 200


def test_a_message_leads_to_what_it_is_about(session: Session, browse: Browse) -> None:
    stage = build_stage(session)
    meeting = stage.ask()
    react_to_all(session)
    (message,) = messages(session)
    page = browse(stage.house.account).get(f"/messages/{message.id}").get_data(as_text=True)
    assert f'href="/meetings/{meeting.id}"' in page
    assert "我们想谈谈合作" in page
    assert page.count("letter-quote") == 1


def test_messages_of_others_do_not_exist(session: Session, browse: Browse, event: Event) -> None:
    row = put(session, event, state=S.SENT)
    draft_to_me = put(session, event, account := make_account(session))
    client = browse(account)
    for message in (row, draft_to_me):
        assert client.get(f"/messages/{message.id}").status_code == 404
        assert client.post(f"/messages/{message.id}/open").status_code == 404
    assert browse(make_account(session)).get("/messages").status_code == 200


def test_an_empty_inbox_says_what_fills_it(session: Session, browse: Browse) -> None:
    assert 'href="/events"' in browse(make_account(session)).get("/messages").get_data(as_text=True)


def test_the_outbox_shows_filters_and_sorts(session: Session, browse: Browse, event: Event, organiser: Account) -> None:
    put(session, event, make_account(session, make_person(session, name="邓子新")), subject="给邓院士")
    put(session, event, state=S.SENT, template=Template.SPEAKER_INVITED, subject="邀请函")
    put(session, event, state=S.FAILED, subject="退信", note="550 no such mailbox", address="gone@example.org")
    put(session, event, None, channel=Channel.IN_APP, address=None, subject="无邮之人")
    put(session, event, None, channel=Channel.IN_APP, address=None, subject="无处可寻", values={})
    put(session, make_event(session), subject="别的活动")
    client = browse(organiser)

    def shown(query: str = "") -> set[str]:
        page = client.get(f"/events/{event.slug}/manage/outbox{query}").get_data(as_text=True)
        return {word for word in ("给邓院士", "邀请函", "退信", "无邮之人", "无处可寻", "别的活动") if word in page}

    assert shown() == {"给邓院士", "邀请函", "退信", "无邮之人", "无处可寻"}
    assert shown("?state=failed") == {"退信"}
    assert shown("?template=speaker_invited") == {"邀请函"}
    assert shown("?q=邓子新") == {"给邓院士"}
    assert shown("?q=GONE@") == {"退信"}
    assert shown("?state=cancelled") == set()
    assert shown("?sort=subject&per_page=50&page=9") == shown("?sort=-state")
    page = client.get(f"/events/{event.slug}/manage/outbox").get_data(as_text=True)
    assert "550 no such mailbox" in page


def test_the_outbox_costs_the_same_for_few_and_many(
    session: Session, browse: Browse, event: Event, organiser: Account
) -> None:
    client, path = browse(organiser), f"/events/{event.slug}/manage/outbox"
    put(session, event)
    few, inbox = queries_of(client, path), queries_of(client, "/messages")
    for _ in range(3):
        put(session, event)
        put(session, event, organiser, state=S.SENT)
    assert (queries_of(client, path), queries_of(client, "/messages")) == (few, inbox)


def test_a_message_is_read_exactly_as_it_goes_out(
    session: Session, browse: Browse, post_office: PostOffice
) -> None:  # fmt: skip
    stage = build_stage(session)
    stage.team.account.language = "en"
    stage.agree()
    react_to_all(session)
    row = messages(session, person_id=stage.team.account.person_id)[-1]
    path = f"/events/{stage.event.slug}/manage/outbox/{row.id}"
    client = browse(stage.organiser)
    page = client.get(path).get_data(as_text=True)
    assert "METHOD:REQUEST" in page
    frame = client.get(f"{path}/mail.html")
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    work(session)
    sent = next(mail for mail in post_office.taken if mail["To"].addresses[0].addr_spec == row.address)
    body = sent.get_body(("html",))
    assert body is not None
    assert frame.get_data(as_text=True).splitlines() == body.get_content().splitlines()
    assert client.get(f"/events/{stage.event.slug}/manage/outbox/{10**6}").status_code == 404


def test_drafts_are_corrected_and_sent_after_a_look(
    session: Session, browse: Browse, event: Event, organiser: Account, post_office: PostOffice
) -> None:
    rows = [put(session, event, subject=f"改期{n}") for n in range(3)]
    base, client = f"/events/{event.slug}/manage/outbox", browse(organiser)
    edit = f"{base}/{rows[0].id}/edit"
    assert client.get(edit).status_code == 200
    refused = client.post(edit, data={"subject": " ", "body": "写了很多", "row_version": "1"})
    assert refused.status_code == 422
    assert "写了很多" in refused.get_data(as_text=True)
    assert client.post(edit, data={"subject": "  ", "body": "x" * 6000, "row_version": "1"}).status_code == 422
    assert (
        client.post(edit, data={"subject": "新时间", "body": "详见链接", "row_version": "1"}).location
        == f"{base}/{rows[0].id}"
    )
    assert client.post(edit, data={"subject": "又改", "body": "y", "row_version": "1"}).status_code == 409
    confirm = client.get(f"{base}/confirm?action=send&all=1").get_data(as_text=True)
    ids = re.search(r'name="ids" value="([\d,]+)"', confirm)
    assert ids is not None
    assert ids[1] == ",".join(str(row.id) for row in rows)
    assert "新时间" in confirm
    late = put(session, event, subject="后来的")
    sent = client.post(f"{base}/confirm", data={"action": "send", "ids": ids[1]})
    assert (sent.status_code, sent.location) == (302, base)
    assert [message.state for message in messages(session)] == [S.QUEUED] * 3 + [S.DRAFT]
    assert client.get(base).get_data(as_text=True).count("data-progress-url") == 1
    assert client.get(f"{base}/progress").get_json() == {
        "done": False, "max": 3, "value": 0, "text": client.get(f"{base}/progress").get_json()["text"], "url": base
    }  # fmt: skip
    work(session)
    assert {mail["Subject"] for mail in post_office.taken} == {"新时间", "改期1", "改期2"}
    assert client.get(f"{base}/progress").get_json()["done"] is True
    assert client.post(f"{base}/{rows[0].id}/edit", data={"subject": "晚了", "body": "x"}).status_code == 422
    again = client.post(f"{base}/confirm", data={"action": "send", "ids": ids[1]})
    assert again.status_code == 302
    work(session)
    assert len(post_office.taken) == 3
    assert late.subject == "后来的"


def test_chosen_messages_are_taken_back_or_tried_again(
    app: Flask, session: Session, browse: Browse, event: Event, organiser: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_server(app, monkeypatch, 1)
    draft, failed = put(session, event), put(session, event, state=S.FAILED, attempts=5, note="451 busy")
    gone = put(session, event, state=S.SENT)
    base, client = f"/events/{event.slug}/manage/outbox", browse(organiser)
    nothing = client.post(base, data={"action": "cancel"})
    assert (nothing.status_code, nothing.location) == (302, base)
    chosen = client.post(base, data={"action": "cancel", "ids": [draft.id, gone.id]})
    page = client.get(chosen.location).get_data(as_text=True)
    assert f'name="ids" value="{draft.id}"' in page
    client.post(f"{base}/confirm", data={"action": "cancel", "ids": f"{draft.id},{gone.id}"})
    client.post(f"{base}/confirm", data={"action": "retry", "ids": str(failed.id)})
    states = {message.id: (message.state, message.attempts, message.note) for message in messages(session)}
    assert states[draft.id][0] is S.CANCELLED
    assert states[failed.id] == (S.QUEUED, 0, None)
    assert states[gone.id][0] is S.SENT
    assert client.get(f"{base}/confirm?action=send&ids={gone.id}").status_code == 200
    assert client.get(f"{base}/confirm?action=burn&ids={gone.id}").status_code == 404
    assert client.get(f"{base}/confirm?action=retry&all=1").status_code == 200


def test_messages_only_read_here_are_sent_at_once(
    session: Session, browse: Browse, event: Event, organiser: Account
) -> None:  # fmt: skip
    here = put(session, event, channel=Channel.IN_APP, address=None)
    nowhere = put(session, event, channel=Channel.IN_APP, address=None, values={})
    base, client = f"/events/{event.slug}/manage/outbox", browse(organiser)
    page = client.get(f"{base}/confirm?action=send&ids={here.id}&ids={nowhere.id}").get_data(as_text=True)
    assert page.count("<li>") > 2
    client.post(f"{base}/confirm", data={"action": "send", "ids": f"{here.id},{nowhere.id}"})
    assert [message.state for message in messages(session)] == [S.SENT, S.FAILED]
    assert client.get(f"{base}/{here.id}").status_code == 200


def test_an_outbox_belongs_to_its_organisers(session: Session, browse: Browse, event: Event) -> None:
    row = put(session, event)
    base = f"/events/{event.slug}/manage/outbox"
    paths = (base, f"{base}/progress", f"{base}/confirm?action=send&ids={row.id}", f"{base}/{row.id}",
             f"{base}/{row.id}/mail.html", f"{base}/{row.id}/edit")  # fmt: skip
    other = make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, make_event(session).id)
    for account in (other, make_account(session)):
        client = browse(account)
        assert [client.get(path).status_code for path in paths] == [403] * len(paths)
        assert client.post(f"{base}/confirm", data={"action": "send", "ids": str(row.id)}).status_code == 403
    admin = browse(make_member(session, Role.PLATFORM_ADMIN))
    assert [admin.get(path).status_code for path in paths] == [200, 200, 403, 200, 200, 403]
    assert 'name="ids"' not in admin.get(base).get_data(as_text=True)
    assert [message.state for message in messages(session)] == [S.DRAFT]


def test_a_message_of_another_event_cannot_be_sent_from_here(
    session: Session, browse: Browse, event: Event, organiser: Account
) -> None:
    foreign = put(session, make_event(session))
    base, client = f"/events/{event.slug}/manage/outbox", browse(organiser)
    client.post(f"{base}/confirm", data={"action": "send", "ids": str(foreign.id)})
    assert client.get(f"{base}/{foreign.id}").status_code == 404
    assert [message.state for message in messages(session)] == [S.DRAFT]


def test_without_a_mail_server_the_outbox_says_so(
    app: Flask, session: Session, browse: Browse, event: Event, organiser: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(session, event, state=S.QUEUED, queued_at=now())
    client, path = browse(organiser), f"/events/{event.slug}/manage/outbox"
    assert "notice-warning" in client.get(path).get_data(as_text=True)
    use_server(app, monkeypatch, 1)
    page = client.get(path).get_data(as_text=True)
    assert "notice-warning" not in page
    assert "data-progress-url" in page


def test_an_empty_outbox_says_what_fills_it(session: Session, browse: Browse, event: Event, organiser: Account) -> None:
    make_pitch(session, event)
    page = browse(organiser).get(f"/events/{event.slug}/manage/outbox").get_data(as_text=True)
    assert f'href="/events/{event.slug}/manage"' in page
