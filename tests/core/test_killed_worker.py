"""Worker processes are killed in the middle of their work, again and again: nothing is lost and nothing is doubled.

From fact to mail: registrations leave facts, reactions write messages, jobs hand mails to a real mail server. A mail
that was in the air when its worker died may go out a second time; it then carries the same Message-ID and a note.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from threading import Lock

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Talk
from flask import Flask
from sqlalchemy import func, select, update

from app.core import outbox
from app.core.clock import in_minutes
from app.core.db import database
from app.core.queue import Job, JobState
from app.events.facts.registration import RegistrationReceived
from app.events.logic.states import RegistrationState
from app.notifications.logic import MessageState
from app.notifications.models import Message
from app.notifications.service.delivery import INTERRUPTED
from tests.core.conftest import BOTH
from tests.factories import make_event, make_group, make_registration

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 30
KILLS = 2
THREADS = 2
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
both = pytest.mark.parametrize("own_url", BOTH, indirect=True)


class SlowPost:
    """A mail server that takes its time, so that a kill finds something half done."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.lock = Lock()

    async def handle_DATA(self, _server: SMTP, _session: Talk, envelope: Envelope) -> str:  # noqa: N802
        time.sleep(0.02)
        assert isinstance(envelope.content, bytes)
        with self.lock:
            self.taken.append((envelope.rcpt_tos[0], str(message_from_bytes(envelope.content)["Message-ID"])))
        return "250 taken"


@pytest.fixture
def post() -> Iterator[tuple[SlowPost, int]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    office = SlowPost()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    yield office, port
    controller.stop()


Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(own_url: str, own_app: Flask, tmp_path: Path, post: tuple[SlowPost, int]) -> Iterator[Start]:
    """Give a function that starts a worker process on the database of the test."""
    running: list[subprocess.Popen[bytes]] = []
    data_key = own_app.extensions["luyan_config"].data_key.get_secret_value()
    settings = {
        "SECRET_KEY": "s" * 40, "DATA_KEY": data_key, "DATABASE_URL": own_url, "DATA_DIR": str(tmp_path),
        "SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(post[1]), "WORKER_THREADS": str(THREADS), "LOG_LEVEL": "ERROR",
        "TESTING": "false", "DEMO_MODE": "false", "REDIS_URL": "",
    }  # fmt: skip

    def do() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
        log = (tmp_path / "worker.log").open("ab")
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=log, stderr=log)
        log.close()
        running.append(process)
        return process

    yield do
    for process in running:
        process.kill()
        process.wait()


def register_everybody() -> None:
    with database.transaction() as session:
        event = make_event(session)
        group = make_group(session, event)
        for _ in range(PEOPLE):
            row = make_registration(session, event, group=group, state=RegistrationState.APPROVED)
            outbox.record(session, RegistrationReceived(row.id, event.id, row.state.value))


def wait_until(true: Callable[[], bool], *, seconds: float = 150) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the workers are not getting on"
        time.sleep(0.02)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def let_leases_run_out() -> None:
    """Do what a minute of waiting would."""
    with database.transaction() as session:
        session.execute(update(Job).where(Job.state == JobState.RUNNING).values(lease_until=in_minutes(-1)))


def count_sent() -> int:
    database.session.rollback()
    sent = select(func.count()).select_from(Message).where(Message.state == MessageState.SENT)
    return database.session.scalar(sent) or 0


def check_everything_happened_once(office: SlowPost) -> None:
    database.session.rollback()
    rows = database.session.scalars(select(Message)).all()
    assert len(rows) == PEOPLE
    assert len({row.person_id for row in rows}) == PEOPLE
    assert {row.state for row in rows} == {MessageState.SENT}
    known = {(row.address, row.message_id) for row in rows}
    assert set(office.taken) == known
    twice = {address for address, number in Counter(address for address, _id in office.taken).items() if number > 1}
    assert twice <= {row.address for row in rows if row.note == INTERRUPTED}
    reactions = select(Job.state, func.count()).where(Job.kind == outbox.REACT).group_by(Job.state)
    assert [tuple(row) for row in database.session.execute(reactions)] == [(JobState.DONE, PEOPLE)]


@both
def test_a_killed_worker_loses_and_doubles_nothing(start: Start, post: tuple[SlowPost, int]) -> None:
    office, _port = post
    register_everybody()
    for round_ in range(1, KILLS + 1):
        process = start()
        goal = round_ * PEOPLE // (KILLS + 2)
        wait_until(lambda goal=goal: len(office.taken) >= goal)  # type: ignore[misc]
        kill(process)
        let_leases_run_out()
    start()
    wait_until(lambda: count_sent() == PEOPLE)
    check_everything_happened_once(office)
    assert len(office.taken) <= PEOPLE + KILLS * THREADS


@both
def test_two_workers_share_the_work_and_one_may_die(start: Start, post: tuple[SlowPost, int]) -> None:
    office, _port = post
    register_everybody()
    first, _second = start(), start()
    wait_until(lambda: len(office.taken) >= PEOPLE // 4)
    kill(first)
    let_leases_run_out()
    wait_until(lambda: count_sent() == PEOPLE)
    check_everything_happened_once(office)
