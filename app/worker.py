"""The second process: its clock is APScheduler; it acts on facts, runs jobs, sends mail."""

import pkgutil
import signal
from importlib import import_module
from importlib.util import find_spec
from queue import SimpleQueue
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

import app as program
from app.core import outbox
from app.core.clock import in_minutes
from app.core.queue import Handler, prune
from app.core.runner import Work, Worker
from app.core.schedules import Schedule
from app.core.serving import leave
from app.reactions import REACTIONS
from config import Config

KEPT_MINUTES = 14 * 24 * 60
PRUNE = "prune_jobs"


def react(session: Session, payload: dict[str, Any]) -> None:
    """Read a fact and do everything that follows from it; reactions may ask which fact it is, and who caused it."""
    fact = outbox.read(session, payload["fact_id"])
    with outbox.following(session, payload["fact_id"]):
        for reaction in REACTIONS.get(type(fact), ()):
            reaction(session, fact)


def prune_jobs(session: Session, _payload: dict[str, Any]) -> None:
    """Forget jobs that were done a fortnight ago."""
    prune(session, before=in_minutes(-KEPT_MINUTES))


def collect_work() -> Work:
    """Gather what every domain can do (`JOBS`) and when (`SCHEDULES`) from its jobs.py."""
    handlers: dict[str, Handler] = {outbox.REACT: react, PRUNE: prune_jobs}
    schedules = [Schedule("core.prune", PRUNE, cron="15 3 * * *")]
    for domain in pkgutil.iter_modules(program.__path__, "app."):
        if not domain.ispkg or not find_spec(f"{domain.name}.jobs"):
            continue
        jobs = import_module(f"{domain.name}.jobs")
        twice = handlers.keys() & jobs.JOBS.keys()
        if twice:
            raise RuntimeError(f"{domain.name}.jobs: {', '.join(sorted(twice))} belongs to somebody else already")
        handlers |= jobs.JOBS
        schedules += getattr(jobs, "SCHEDULES", ())
    unknown = sorted({schedule.kind for schedule in schedules} - handlers.keys())
    if unknown:
        raise RuntimeError(f"schedules without a handler: {', '.join(unknown)}")
    return Work(handlers, tuple(schedules))


def run_worker(app: Flask, work: Work) -> bool:
    """Work until told to stop, then finish what runs, unless told again; tell whether all was finished."""
    config: Config = app.extensions["luyan_config"]
    told: SimpleQueue[int] = SimpleQueue()  # the one queue that a signal handler may put into
    # Whoever starts us with Ctrl-C switched off (flask serve) wants to stop us by SIGTERM alone.
    heard = [each for each in (signal.SIGTERM, signal.SIGINT) if signal.getsignal(each) is not signal.SIG_IGN]
    for number in heard:
        signal.signal(number, lambda number, _frame: told.put(number))
    worker = Worker(app, work, threads=config.worker_threads, redis_url=config.redis_url)
    worker.start()
    told.get()
    for number in heard:
        signal.signal(number, signal.SIG_DFL)
    return worker.stop()


@click.command("worker")
@with_appcontext
def command() -> None:
    """Run jobs, send mail, tick schedules, until stopped."""
    run_worker(current_app._get_current_object(), collect_work())  # type: ignore[attr-defined]  # noqa: SLF001 -- Flask's own way
    leave()
