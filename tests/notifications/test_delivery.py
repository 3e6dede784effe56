"""A real conversation with a mail server: what it takes, puts off and refuses, and who dies in between."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.queue import Job, JobState
from app.meetings.service.booking import cancel_meeting, move_meeting
from app.notifications.jobs import begin_sending, end_sending, fail_sending, send, sweep_messages
from app.notifications.logic import Channel, MessageState, Template
from app.notifications.models import Message
from app.notifications.service import delivery
from app.notifications.service.telling import Notice, job_key, tell
from app.notifications.service.transport import Delivery, Fate
from tests.factories import make_account, make_event, make_person
from tests.meetings.conftest import build_stage
from tests.notifications.conftest import PostOffice, free_port, messages, react_to_all, use_server, work

S = MessageState


def write(session: Session, *, language: str = "zh_CN", key: str = "one") -> Message:
    """Queue a message with a Chinese subject."""
    event = make_event(session, title="“一带一路”医学科技成果转化交流大会")
    reader = make_account(session, make_person(session, name="李校堃"), language=language)
    values = {"event": event.title, "when": event.start_at, "where": "温州"}
    notice = Notice(
        template=Template.PROGRAMME_PUBLISHED, event=event, path={"slug": event.slug}, values=values, key=key,
        waits=False,
    )  # fmt: skip
    (message,) = tell(session, notice, [reader.person_id])
    return message


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [each for each in mail.walk() if each.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def payload(message: Message) -> dict[str, int]:
    return {"message_id": message.id, "round": message.round}


def later(session: Session, message: Message) -> None:
    """Let the pause of a message pass."""
    job = session.scalars(select(Job).where(Job.dedupe_key == job_key(message))).one()
    job.run_at = now() - timedelta(seconds=1)
    session.flush()


def test_a_mail_arrives_in_chinese_as_text_and_page(session: Session, post_office: PostOffice) -> None:
    message = write(session, language="en")
    address = f"http://127.0.0.1:8000{message.link}"
    work(session)
    (mail,) = post_office.taken
    assert mail["Subject"] == "The programme is out: “一带一路”医学科技成果转化交流大会"
    assert mail["To"].addresses[0].display_name == "李校堃"
    assert mail["From"].addresses[0].addr_spec == "luyan@example.org"
    written = message_from_bytes(post_office.raw[0])["From"]  # the newer parser puts spaces between encoded words
    assert str(make_header(decode_header(written))) == "“一带一路”医学科技成果转化交流大会 <luyan@example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = part(mail, "text/plain").get_content(), part(mail, "text/html").get_content()
    assert address in text
    assert f'href="{address}"' in page
    assert "Hello 李校堃," in text
    assert (message.state, message.attempts, mail["Message-ID"]) == (S.SENT, 1, message.message_id)
    assert message.sent_at is not None


def test_names_in_a_mail_cannot_break_out_of_the_page(session: Session, post_office: PostOffice) -> None:
    event = make_event(session, title="<img src=x> & Co")
    reader = make_account(session, make_person(session, name="<b>Eve</b>"), language="en")
    values = {"event": event.title, "when": event.start_at, "where": "x"}
    notice = Notice(
        template=Template.PROGRAMME_PUBLISHED, event=event, path={"slug": event.slug}, values=values, key="x",
        waits=False,
    )  # fmt: skip
    tell(session, notice, [reader.person_id])
    work(session)
    page = part(post_office.taken[0], "text/html").get_content()
    assert "<img" not in page
    assert "<b>Eve" not in page
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page


def test_invitations_move_and_withdraw_the_same_entry(session: Session, post_office: PostOffice) -> None:
    stage = build_stage(session)
    for account in (stage.team.account, stage.house.account):
        account.language = "en"
    organiser, meeting = stage.organiser_actor, stage.agree(slot=0)
    work(session)
    move_meeting(session, organiser, meeting_id=meeting.id, slot_id=stage.slots[1].id, reason="换台")
    work(session)
    cancel_meeting(session, stage.team.actor, meeting_id=meeting.id, reason="行程有变")
    work(session)
    calendars = [
        (part(mail, "text/calendar").get_param("method"), part(mail, "text/calendar").get_content())
        for mail in post_office.taken
        if mail["To"].addresses[0].addr_spec == stage.team.account.email and "calendar" in mail.as_string()
    ]
    assert [method for method, _text in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    lines = [text.replace("\r\n ", "").splitlines() for _method, text in calendars]
    assert len({line for each in lines for line in each if line.startswith("UID:")}) == 1
    assert [line for each in lines for line in each if line.startswith("SEQUENCE:")] == [
        "SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2"
    ]  # fmt: skip
    assert [line for each in lines for line in each if line.startswith("METHOD:")] == [
        "METHOD:REQUEST", "METHOD:REQUEST", "METHOD:CANCEL"
    ]  # fmt: skip
    guests = {line.rpartition("mailto:")[2] for each in lines for line in each if line.startswith("ATTENDEE")}
    assert guests == {stage.team.account.email}
    attached = [each for each in post_office.taken[-1].walk() if each.get_filename() == "invite.ics"]
    assert len(attached) == 1


def test_a_server_that_puts_off_is_asked_again_later(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    post_office.answers = ["451 please come back"]
    work(session)
    assert (message.state, message.note, post_office.taken) == (S.QUEUED, "451 please come back", [])
    assert message.send_after is not None
    assert message.send_after > now()
    assert work(session) == 0
    later(session, message)
    work(session)
    assert (message.state, message.attempts, message.note) == (S.SENT, 2, None)
    assert len(post_office.taken) == 1


def test_after_five_attempts_it_is_given_up(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    post_office.answers = ["451 busy"] * 9
    for _ in range(5):
        work(session)
        if message.state is S.QUEUED:
            later(session, message)
    assert (message.state, message.attempts, message.note) == (S.FAILED, 5, "451 busy")
    assert work(session) == 0


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_is_final(session: Session, post_office: PostOffice, where: str) -> None:
    message = write(session)
    if where == "recipient":
        post_office.refuses[message.address or ""] = "550 no such mailbox"
    else:
        post_office.answers = ["554 we do not like it"]
    work(session)
    assert message.state is S.FAILED
    assert (message.note or "").startswith("55")
    assert message.attempts == 1


def test_a_recipient_may_be_put_off_too(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    post_office.refuses[message.address or ""] = "450 greylisted"
    work(session)
    assert (message.state, message.note) == (S.QUEUED, "450 greylisted")


def test_a_server_that_is_down_costs_only_time(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    use_server(app, monkeypatch, free_port())
    message = write(session)
    work(session)
    assert message.state is S.QUEUED
    assert "ConnectionRefusedError" in (message.note or "")


def test_an_address_nobody_can_write_to_fails_at_once(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    message.address = "no address"
    work(session)
    assert message.state is S.FAILED
    assert post_office.taken == []


def test_without_a_server_nothing_is_called_sent(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    message = write(session)
    work(session)
    assert (message.state, message.note) == (S.QUEUED, delivery.NO_SERVER)
    assert sweep_messages(session, {}) == {"queued": 0}
    use_server(app, monkeypatch, free_port())
    assert sweep_messages(session, {}) == {"queued": 1}
    assert sweep_messages(session, {}) == {"queued": 0}


def test_what_waited_for_days_is_not_sent_any_more(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        assert begin_sending(session, payload(message)) is None
    assert (message.state, message.note) == (S.FAILED, delivery.STALE)


def test_a_worker_that_dies_while_sending_leaves_a_note(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    first = begin_sending(session, payload(message))
    assert first is not None
    assert message.state is S.SENDING
    send(first)
    again = begin_sending(session, payload(message))
    assert again is not None
    end_sending(session, payload(message), send(again))
    assert (message.state, message.note) == (S.SENT, delivery.INTERRUPTED)
    assert len({mail["Message-ID"] for mail in post_office.taken}) == 1
    assert begin_sending(session, payload(message)) is None


def test_a_message_nobody_looks_after_returns_to_the_queue(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    begin_sending(session, payload(message))
    job = session.scalars(select(Job).where(Job.dedupe_key == job_key(message))).one()
    assert sweep_messages(session, {}) == {"queued": 0}
    job.state = JobState.FAILED
    session.flush()
    assert sweep_messages(session, {}) == {"queued": 1}
    assert (message.state, message.note) == (S.QUEUED, delivery.INTERRUPTED)
    work(session)
    assert (message.state, len(post_office.taken)) == (S.SENT, 1)


def test_a_job_of_an_earlier_round_does_nothing(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    old = payload(message)
    message.round += 1
    session.flush()
    assert begin_sending(session, old) is None
    delivery.settle_message(session, old, Delivery(Fate.TAKEN))
    fail_sending(session, old, "fault", True)
    assert (message.state, message.note) == (S.QUEUED, None)


@pytest.mark.parametrize(("final", "state"), [(False, S.QUEUED), (True, S.FAILED)])
def test_a_mail_that_cannot_be_put_together_says_why(session: Session, *, final: bool, state: MessageState) -> None:
    message = write(session)
    fail_sending(session, payload(message), "fault in a template", final)
    assert (message.state, message.note) == (state, "fault in a template")
    fail_sending(session, {"message_id": 10**6, "round": 1}, "gone", True)


def test_whoever_has_no_address_reads_it_here_at_once(session: Session, post_office: PostOffice) -> None:
    account = make_account(session, make_person(session, email=None), email_verified_at=None)
    unconfirmed = make_account(session, email_verified_at=None)
    notice = Notice(template=Template.PASSWORD_CHANGED, key="x")
    tell(session, notice, [account.person_id, unconfirmed.person_id])
    work(session)
    assert [(each.channel, each.state) for each in messages(session)] == [(Channel.IN_APP, S.SENT)] * 2
    assert post_office.taken == []


def test_a_message_cancelled_before_its_turn_is_not_sent(session: Session, post_office: PostOffice) -> None:
    message = write(session)
    message.state = S.CANCELLED
    work(session)
    assert (message.state, post_office.taken) == (S.CANCELLED, [])


def test_facts_become_mails_by_the_worker_alone(session: Session, post_office: PostOffice) -> None:
    stage = build_stage(session)
    stage.ask()
    assert messages(session) == []
    work(session)
    (mail,) = post_office.taken
    assert mail["To"].addresses[0].addr_spec == stage.house.account.email
    react_to_all(session)
    work(session)
    assert len(post_office.taken) == 1
