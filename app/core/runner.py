"""Running jobs: claim one, do it in one transaction with its end, keep its lease alive, and stop politely."""

import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from os import getpid
from typing import Any, Protocol

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.core import queue
from app.core.db import database
from app.core.errors import Conflict
from app.core.queue import Claim, Handler, Hopeless, JobState, Steps
from app.core.schedules import Schedule, beat, due_schedules, tick
from app.core.wakeup import listen

MOST_ATTEMPTS = 20
IDLE_SECONDS = 0.5
BEAT_SECONDS = 5
log = structlog.get_logger("worker")
_running: ContextVar[Claim | None] = ContextVar("running", default=None)


class LeaseLost(Exception):
    """Another worker has the job now; nothing of ours may be written."""


class Transport(Protocol):
    """Brings due jobs to code that runs them.

    The rows are the truth and `run_next` decides who gets one, so a transport may be late or repeat itself. Threads
    of this process are the one built in; another could carry the ids of due rows through a broker to workers on many
    machines, which then call `run_next(handlers, job_id=…)`.
    """

    def start(self) -> None:
        """Begin to run jobs."""
        ...

    def wake(self) -> None:
        """Hear that there may be something due."""
        ...

    def stop(self, *, seconds: float) -> bool:
        """Take nothing new, finish what runs; tell whether all was finished in time."""
        ...


@dataclass(frozen=True)
class Work:
    """What a worker can do, and when it does it unasked."""

    handlers: Mapping[str, Handler]
    schedules: tuple[Schedule, ...] = ()


def run_next(handlers: Mapping[str, Handler], *, job_id: int | None = None) -> bool:
    """Run one due job inside an application context; False when there was none."""
    if not queue.is_anything_due(database.session()):
        database.session.rollback()
        return False
    with database.transaction() as session:
        claimed = queue.claim(session, kinds=tuple(handlers), job_id=job_id)
    if claimed is None:
        return False
    told = {"job": claimed.job_id, "kind": claimed.kind, "request_id": claimed.request_id}
    token = _running.set(claimed)
    try:
        with structlog.contextvars.bound_contextvars(**told), _heartbeats.holding(claimed):
            _run(handlers[claimed.kind], claimed)
    finally:
        _running.reset(token)
    return True


def note_progress(done: int, of: int) -> None:
    """Note how far the job of this thread is; only from the step of a job that holds no transaction."""
    claimed = _running.get()
    if claimed is not None:
        with database.transaction() as session:
            queue.extend(session, claimed, done=done, of=of)


def run_all(handlers: Mapping[str, Handler]) -> int:
    """Run due jobs until none is left; returns how many were run."""
    number = 0
    while run_next(handlers):
        number += 1
    return number


def _run(handler: Handler, claimed: Claim) -> None:
    try:
        _refuse_fatal(claimed)
        if isinstance(handler, Steps):
            _run_steps(handler, claimed)
        else:
            with database.transaction() as session:
                handler(session, claimed.payload)
                _close(session, claimed)
        log.info("job done", attempt=claimed.attempt)
    except LeaseLost:
        database.session.rollback()
        log.warning("lease lost", attempt=claimed.attempt)
    except Exception as error:  # noqa: BLE001 -- whatever a job does wrong must not stop the worker
        database.session.rollback()
        _fail(handler, claimed, error)


def _refuse_fatal(claimed: Claim) -> None:
    if claimed.attempt > MOST_ATTEMPTS:
        raise Hopeless("Every worker that tried this died or lost its lease.")


def _run_steps(steps: Steps, claimed: Claim) -> None:
    with database.transaction() as session:
        begun = steps.begin(session, claimed.payload)
        if begun is None:
            _close(session, claimed)
        elif not queue.extend(session, claimed):
            raise LeaseLost
    if begun is None:
        return
    outcome = steps.work(begun)
    with database.transaction() as session:
        steps.end(session, claimed.payload, outcome)
        _close(session, claimed)


def _close(session: Session, claimed: Claim) -> None:
    session.flush()
    if not queue.finish(session, claimed):
        raise LeaseLost


def _fail(handler: Handler, claimed: Claim, error: Exception) -> None:
    expected = isinstance(error, Conflict | Hopeless | OSError)
    log.error("job failed", attempt=claimed.attempt, error=str(error), exc_info=None if expected else error)
    reason = f"{type(error).__name__}: {error}"
    with database.transaction() as session:
        state = queue.give_up(session, claimed, error=reason, final=isinstance(error, Hopeless))
        if isinstance(handler, Steps) and handler.failed and state is not None:
            handler.failed(session, claimed.payload, str(error), state is JobState.FAILED)


class Heartbeats:
    """Keeps the leases of running jobs alive, however long they take."""

    def __init__(self) -> None:
        self._held: dict[str, Claim] = {}
        self._lock = threading.Lock()

    def holding(self, claimed: Claim) -> "_Holding":
        """Keep one lease alive inside a block."""
        return _Holding(self._held, self._lock, claimed)

    def renew(self) -> None:
        """Extend every lease that is held; one that was lost shows when its job wants to end."""
        with self._lock:
            held = list(self._held.values())
        for claimed in held:
            try:
                with database.transaction() as session:
                    queue.extend(session, claimed)
            except OperationalError:
                database.session.rollback()  # the job itself is writing: nobody else can take it meanwhile


class _Holding:
    def __init__(self, held: dict[str, Claim], lock: threading.Lock, claimed: Claim) -> None:
        self._held, self._lock, self._claimed = held, lock, claimed

    def __enter__(self) -> None:
        with self._lock:
            self._held[self._claimed.token] = self._claimed

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._held.pop(self._claimed.token, None)


_heartbeats = Heartbeats()


class LocalThreads:
    """The transport of one process: threads that look for due jobs, and hurry when woken."""

    def __init__(self, app: Flask, handlers: Mapping[str, Handler], *, threads: int) -> None:
        self._app, self._handlers = app, handlers
        self._woken, self._stopping = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._loop, name=f"jobs-{n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begin to run jobs."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Hear that there may be something due."""
        self._woken.set()

    def stop(self, *, seconds: float) -> bool:
        """Take nothing new, finish what runs; tell whether all was finished in time."""
        self._stopping.set()
        self._woken.set()
        deadline = time.monotonic() + seconds  # one for all of them together
        for thread in self._threads:
            thread.join(max(deadline - time.monotonic(), 0))
        return not any(thread.is_alive() for thread in self._threads)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            found = safely(self._app, lambda: run_next(self._handlers))
            if not found and not self._stopping.is_set():
                self._woken.wait(IDLE_SECONDS)
                self._woken.clear()


def safely(app: Flask, step: Callable[[], Any]) -> Any:  # noqa: ANN401 -- whatever the step returns
    """Do one step of a worker with a session of its own; a database that is away for a while only costs time."""
    try:
        with app.app_context():
            return step()
    except (OperationalError, Conflict) as error:
        log.warning("step postponed", error=str(error).partition("\n")[0])
        return None
    except Exception:
        log.exception("step failed")
        return None


def tick_all(schedules: Iterable[Schedule]) -> int:
    """Turn everything that is due by the clock into jobs; returns how many."""
    due = due_schedules(database.session(), schedules)
    database.session.rollback()
    number = 0
    for schedule in due:
        with database.transaction() as session:
            number += tick(session, schedule)
    return number


class Worker:
    """The second process: a clock, runners, and the heartbeat of both."""

    def __init__(self, app: Flask, work: Work, *, threads: int, redis_url: str | None = None) -> None:
        self._app, self._work, self._redis_url = app, work, redis_url
        self.transport: Transport = LocalThreads(app, work.handlers, threads=threads)
        self._clock = BackgroundScheduler(timezone="UTC")
        self._name = f"{socket.gethostname()}:{getpid()}"
        self._ended = threading.Event()

    def start(self) -> None:
        """Start the clock and the runners."""
        once = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
        self._clock.add_job(self._tick, "interval", seconds=1, **once)
        self._clock.add_job(self._live, "interval", seconds=BEAT_SECONDS, **once)
        self._clock.start()
        self._live()
        self.transport.start()
        if self._redis_url:
            told = (self._redis_url, self.transport.wake, self._ended)
            threading.Thread(target=listen, args=told, daemon=True).start()
        log.info("worker started", worker=self._name, kinds=len(self._work.handlers))

    def stop(self, *, seconds: float = 30) -> bool:
        """Take nothing new and finish what runs."""
        self._ended.set()
        finished = self.transport.stop(seconds=seconds)
        self._clock.shutdown(wait=False)
        log.info("worker stopped", worker=self._name, finished=finished)
        return finished

    def _tick(self) -> None:
        if safely(self._app, lambda: tick_all(self._work.schedules)):
            self.transport.wake()

    def _live(self) -> None:
        safely(self._app, self._note_life)

    def _note_life(self) -> None:
        with database.transaction() as session:
            beat(session, self._name)
        _heartbeats.renew()
