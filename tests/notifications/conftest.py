"""A mail server that answers, and facts acted on as the worker acts on them."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import database
from app.core.outbox import StoredFact
from app.core.runner import run_all
from app.notifications.models import Message
from app.worker import collect_work, react
from tests.meetings.conftest import Stage, build_stage


@dataclass
class PostOffice:
    """A mail server that keeps what it takes, and answers as it is told."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd calls
        self, _server: SMTP, _session: Talk, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Talk, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        self.taken.append(message_from_bytes(content, policy=policy.default))
        return "250 taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def stage(session: Session) -> Stage:
    """Give an event with a team and an investor who read English."""
    built = build_stage(session, slots=6)
    for account in (built.team.account, built.house.account):
        account.language = "en"
    session.flush()
    return built


@pytest.fixture
def post_office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[PostOffice]:
    """Give a running mail server that the program is set up to use."""
    office = PostOffice(free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port)
    controller.start()
    use_server(app, monkeypatch, office.port)
    yield office
    controller.stop()


def use_server(app: Flask, monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    config = app.extensions["luyan_config"]
    changed = {"smtp_host": "127.0.0.1", "smtp_port": port, "mail_from": "luyan@example.org"}
    monkeypatch.setitem(app.extensions, "luyan_config", config.model_copy(update=changed))


def react_to_all(session: Session) -> int:
    """Act on every fact there is, and on those that come of it; returns how many."""
    done: set[int] = set()
    while True:
        session.flush()
        waiting = [each for each in session.scalars(select(StoredFact.id).order_by(StoredFact.id)) if each not in done]
        if not waiting:
            return len(done)
        for fact_id in waiting:
            react(session, {"fact_id": fact_id})
            done.add(fact_id)


def work(session: Session) -> int:
    """Let the worker do everything that is due."""
    session.commit()
    number = run_all(collect_work().handlers)
    session.expire_all()
    return number


def messages(session: Session, **fields: Any) -> list[Message]:
    """Return the messages with these values, in the order in which they were written."""
    session.flush()
    wanted = select(Message).order_by(Message.id)
    for name, value in fields.items():
        wanted = wanted.where(getattr(Message, name) == value)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


Browse = Callable[[Account], FlaskClient]


class OwnSession(FlaskClient):
    """A browser whose requests find the database as a process of its own would: nothing is loaded yet."""

    def open(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as the client of Flask
        database.session.commit()
        database.session.expunge_all()
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture
def browse(app: Flask, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Browse:
    """Give a function that opens a browser of its own for an account."""

    def do(account: Account) -> FlaskClient:
        return sign_in(OwnSession(app, app.response_class), account)

    return do
