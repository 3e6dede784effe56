"""The second process: it gathers what every domain can do, reacts to facts, and stops politely."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import worker
from app.core import outbox
from app.core.clock import in_minutes
from app.core.db import database
from app.core.numbers import NumberSeries
from app.core.outbox import Fact
from app.core.queue import Job, JobState, enqueue
from app.core.runner import Work, run_all
from app.core.schedules import Schedule
from app.reactions import REACTIONS


@dataclass(frozen=True)
class LampLit(Fact):
    """Something that happened in a test."""

    room: str


def note(session: Session, fact: LampLit) -> None:
    """React by writing a row."""
    session.add(NumberSeries(prefix=fact.room, year=2030))


@pytest.fixture
def signals() -> Iterator[None]:
    """Put the signal handlers of this process back afterwards."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_every_schedule_has_somebody_who_does_it() -> None:
    work = worker.collect_work()
    assert {schedule.kind for schedule in work.schedules} <= set(work.handlers)
    assert {outbox.REACT, worker.PRUNE} <= set(work.handlers)
    names = [schedule.name for schedule in work.schedules]
    assert len(names) == len(set(names))


def module(**parts: Any) -> ModuleType:
    """A jobs.py of a domain."""
    made = ModuleType("app.events.jobs")
    vars(made).update(parts)
    return made


def test_two_domains_cannot_claim_the_same_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "app.events.jobs", module(JOBS={worker.PRUNE: worker.prune_jobs}))
    monkeypatch.setattr(worker, "find_spec", lambda name: name == "app.events.jobs")
    with pytest.raises(RuntimeError, match=r"app\.events\.jobs: prune_jobs belongs to somebody else"):
        worker.collect_work()


def test_a_schedule_without_a_handler_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Schedule("events.lost", "lost", cron="0 3 * * *")
    monkeypatch.setitem(sys.modules, "app.events.jobs", module(JOBS={}, SCHEDULES=(lost,)))
    monkeypatch.setattr(worker, "find_spec", lambda name: name == "app.events.jobs")
    with pytest.raises(RuntimeError, match="schedules without a handler: lost"):
        worker.collect_work()


def test_what_follows_from_a_fact_is_done_by_its_job(core_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REACTIONS, LampLit, (note,))
    with database.transaction() as session:
        outbox.record(session, LampLit("3F"))
    assert run_all({outbox.REACT: worker.react}) == 1
    assert database.session.scalars(select(NumberSeries.prefix)).all() == ["3F"]


def test_a_fact_that_nothing_follows_from_is_done_with(core_app: Flask) -> None:
    with database.transaction() as session:
        outbox.record(session, LampLit("3F"))
    assert run_all({outbox.REACT: worker.react}) == 1
    assert database.session.scalars(select(Job.state)).all() == [JobState.DONE]


def test_reactions_succeed_or_fail_together(core_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_session: Session, _fact: LampLit) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(REACTIONS, LampLit, (note, fail))
    with database.transaction() as session:
        outbox.record(session, LampLit("3F"))
    run_all({outbox.REACT: worker.react})
    assert database.session.scalars(select(NumberSeries)).all() == []


def test_old_jobs_are_pruned_at_night(core_app: Flask) -> None:
    with database.transaction() as session:
        for minutes in (worker.KEPT_MINUTES + 1, worker.KEPT_MINUTES - 60):
            session.add(Job(kind="x", payload={}, state=JobState.DONE, finished_at=in_minutes(-minutes)))
    with database.transaction() as session:
        worker.prune_jobs(session, {})
    assert len(database.session.scalars(select(Job)).all()) == 1


def test_a_worker_told_to_stop_finishes_what_runs(app: Flask, core_app: Flask, signals: None) -> None:
    core_app.extensions["luyan_config"] = app.extensions["luyan_config"]
    running = threading.Event()

    def work(session: Session, _payload: dict[str, Any]) -> None:
        running.set()
        time.sleep(0.5)
        note(session, LampLit("3F"))

    def stop_when_running() -> None:
        running.wait(10)
        os.kill(os.getpid(), signal.SIGTERM)

    with core_app.app_context():
        with database.transaction() as session:
            enqueue(session, "work", {})
        threading.Thread(target=stop_when_running).start()
        assert worker.run_worker(core_app, Work({"work": work}))
        assert database.session.scalars(select(NumberSeries.prefix)).all() == ["3F"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL  # a second signal would not have waited


def test_a_worker_that_was_started_deaf_to_ctrl_c_stays_deaf(app: Flask, core_app: Flask, signals: None) -> None:
    core_app.extensions["luyan_config"] = app.extensions["luyan_config"]
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def interrupt_and_stop() -> None:
        time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.2)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=interrupt_and_stop).start()
    with core_app.app_context():
        assert worker.run_worker(core_app, Work({}))
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
