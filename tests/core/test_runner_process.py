"""The worker process: leases are kept alive, steps that fail do not stop it, and it stops politely."""

import json
import os
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from app.core import queue, runner
from app.core.clock import in_minutes, now
from app.core.db import database
from app.core.errors import Conflict
from app.core.queue import Handler, Job, JobState, Steps
from app.core.runner import LocalThreads, Work, Worker, run_next, safely, tick_all
from app.core.schedules import Schedule, ScheduleMark, WorkerBeat
from tests.core.conftest import BOTH
from tests.core.work import effects, leave_trace, put, row, wait_for

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)


@both
def test_a_lease_is_kept_alive_while_the_job_runs(core_app: Flask) -> None:
    job_id = put()
    left: list[timedelta] = []

    def work(_begun: object) -> None:
        with database.transaction() as session:
            session.execute(update(Job).values(lease_until=now() + timedelta(seconds=1)))
        runner._heartbeats.renew()
        left.append((row(job_id).lease_until or now()) - now())

    run_next({"work": Steps(lambda *_: 1, work, lambda *_: None)})
    assert left[0] > queue.LEASE - timedelta(seconds=10)
    finished = row(job_id).lease_until
    runner._heartbeats.renew()
    assert row(job_id).lease_until == finished  # a job that ended is not kept alive


def test_a_busy_database_does_not_stop_the_heartbeat(core_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> bool:
        raise OperationalError("UPDATE job", {}, Exception("database is locked"))

    def work(_begun: object) -> None:
        monkeypatch.setattr(queue, "extend", busy)
        runner._heartbeats.renew()
        monkeypatch.undo()

    job_id = put()
    run_next({"work": Steps(lambda *_: 1, work, lambda *_: None)})
    assert row(job_id).state is JobState.DONE


# -- the worker process


def test_a_step_that_fails_is_logged_and_the_worker_goes_on(
    core_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def raises(error: Exception) -> Callable[[], object]:
        def step() -> object:
            raise error

        return step

    assert safely(core_app, lambda: 7) == 7
    assert safely(core_app, raises(Conflict("somebody else ticked"))) is None
    assert safely(core_app, raises(OperationalError("SELECT", {}, Exception("no database")))) is None
    assert safely(core_app, raises(ZeroDivisionError("a bug"))) is None
    said = capsys.readouterr()
    assert (said.out + said.err).count("Traceback") == 1


def test_runners_wait_for_work_and_hurry_when_woken(core_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "IDLE_SECONDS", 60)
    threads = LocalThreads(core_app, {"work": leave_trace}, threads=1)
    threads.start()
    time.sleep(0.3)
    job_id = put()
    time.sleep(0.3)
    assert row(job_id).state is JobState.QUEUED
    threads.wake()
    assert wait_for(lambda: row(job_id).state is JobState.DONE)
    assert threads.stop(seconds=5)


@both
def test_stopping_finishes_what_runs_and_takes_nothing_new(core_app: Flask) -> None:
    running, may_end = threading.Event(), threading.Event()

    def work(_begun: object) -> None:
        running.set()
        may_end.wait(10)

    handlers: dict[str, Handler] = {"work": Steps(lambda *_: 1, work, lambda *_: None)}
    threads = LocalThreads(core_app, handlers, threads=1)
    first, second = put(), put()
    threads.start()
    assert running.wait(10)
    assert not threads.stop(seconds=0.2)
    may_end.set()
    assert threads.stop(seconds=10)
    assert (row(first).state, row(second).state) == (JobState.DONE, JobState.QUEUED)


def test_a_worker_beats_ticks_and_runs_what_is_due(core_app: Flask) -> None:
    schedule = Schedule("often", "work", every=timedelta(seconds=1))
    with database.transaction() as session:
        session.add(ScheduleMark(name="often", watermark=in_minutes(-1)))
    worker = Worker(core_app, Work({"work": leave_trace}, (schedule,)), threads=1)
    worker.start()
    try:
        assert wait_for(lambda: effects() != [])
        assert database.session.scalars(select(WorkerBeat.name)).one().endswith(f":{os.getpid()}")
    finally:
        assert worker.stop()


def test_only_schedules_that_are_due_are_locked(core_app: Flask) -> None:
    due, resting = (Schedule(name, "work", every=timedelta(hours=1)) for name in ("due", "resting"))
    with database.transaction() as session:
        session.add(ScheduleMark(name="due", watermark=in_minutes(-90)))
        session.add(ScheduleMark(name="resting", watermark=now()))
    assert tick_all([due, resting]) == 1
    assert tick_all([due, resting]) == 0


def test_a_job_logs_with_the_number_of_the_request_that_wanted_it(
    core_app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    import structlog

    from app.core.logging_setup import set_up_logging

    set_up_logging("INFO", testing=True)
    with structlog.contextvars.bound_contextvars(request_id="number-7"):
        job_id = put()
    run_next({"work": leave_trace})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["request_id"], line["job"]) for line in lines] == [("job done", "number-7", job_id)]
