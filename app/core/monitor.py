"""What machines ask: is the process alive, can it serve, and how much of what has it done."""

import hmac
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core import queue
from app.core.clock import now
from app.core.db import database
from app.core.permissions import public
from app.core.schedules import last_beat

Check = Callable[[Session], dict[str, Any]]
Count = Callable[[Session], Mapping[Any, int]]
STALE = timedelta(seconds=30)
FEW_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
REQUESTS = Counter("luyan_requests", "Answered requests.", ("endpoint", "method", "status"))
SECONDS = Histogram("luyan_request_seconds", "Time from request to answer.", ("endpoint",), buckets=FEW_BUCKETS)

bp = Blueprint("core", __name__)


def measure_requests(app: Flask) -> None:
    """Count every request of the application, and time it."""
    app.after_request(_count_request)


def _count_request(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, request.method, response.status_code).inc()
    SECONDS.labels(endpoint).observe(time.perf_counter() - g.started)
    return response


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """Tell that this process answers; it asks nobody else."""
    return jsonify(status="alive")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Tell whether requests and jobs will be served, and if not, what stands in the way."""
    checks = run_checks()
    ready = all(check["ok"] for check in checks.values())
    return jsonify(status="ready" if ready else "not ready", checks=checks), 200 if ready else 503


@bp.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Give numbers to Prometheus; METRICS_TOKEN keeps them from others."""
    token = current_app.extensions["luyan_config"].metrics_token
    wanted = f"Bearer {token.get_secret_value()}" if token else ""
    if token and not hmac.compare_digest(request.headers.get("Authorization", "").encode(), wanted.encode()):
        return Response("METRICS_TOKEN\n", 401, {"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def run_checks() -> dict[str, dict[str, Any]]:
    """Ask the database, compare its migrations with ours, and look for a sign of life of a worker."""
    checks = {"database": _check_database, "migrations": check_migrations, "worker": _check_worker}
    return {name: _checked(check) for name, check in checks.items()}


def _checked(check: Check) -> dict[str, Any]:
    try:
        return check(database.session())
    except SQLAlchemyError as error:
        database.session.rollback()
        return {"ok": False, "why": type(error).__name__}


def _check_database(session: Session) -> dict[str, Any]:
    session.execute(text("SELECT 1"))
    return {"ok": True}


def check_migrations(session: Session) -> dict[str, Any]:
    """Compare the revision of the database with the newest one of this program."""
    was_migrated = inspect(session.connection()).has_table("alembic_version")
    found = session.scalar(text("SELECT version_num FROM alembic_version")) if was_migrated else None
    newest = migrations().get_current_head()
    return {"ok": found == newest, "found": found, "newest": newest}


def migrations() -> ScriptDirectory:
    """Return the migrations of this program, read once."""
    scripts: ScriptDirectory | None = current_app.extensions.get("luyan_migrations")
    if scripts is None:
        scripts = ScriptDirectory(str(current_app.extensions["migrate"].directory))
        current_app.extensions["luyan_migrations"] = scripts
    return scripts


def _check_worker(session: Session) -> dict[str, Any]:
    seen = last_beat(session)
    if seen is None:
        return {"ok": False, "why": "no worker was ever seen"}
    age = now() - seen
    return {"ok": age <= STALE, "seconds_ago": round(age.total_seconds())}


def _registry() -> CollectorRegistry:
    """Return what the database tells, and the counters of all web processes that share a folder, else of this one."""
    registry = CollectorRegistry()
    if current_app.extensions["luyan_config"].prometheus_multiproc_dir:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # published without types
    else:
        for known in (REQUESTS, SECONDS):
            registry.register(known)
    registry.register(DatabaseNumbers(current_app.extensions.get("counts", {})))
    return registry


class DatabaseNumbers(Collector):
    """What only the database knows: jobs, their age, the worker, and what domains have asked to be counted."""

    def __init__(self, counts: Mapping[str, Count]) -> None:
        """Keep what domains want to be counted: the name of a thing, and a query that counts it by state."""
        self._counts = counts

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Name nothing beforehand, so that registering asks no database."""
        return ()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Ask the database; one that is away is a number too."""
        session = database.session()
        try:
            found = [*self._jobs(session), *self._states(session)]
        except SQLAlchemyError:
            database.session.rollback()
            found = []
        yield GaugeMetricFamily("luyan_database_up", "Whether the database could be asked.", value=int(bool(found)))
        yield from found

    def _jobs(self, session: Session) -> Iterator[GaugeMetricFamily]:
        counted = queue.count_by_state(session)
        jobs = GaugeMetricFamily("luyan_jobs", "Jobs by state.", labels=("state",))
        for state in queue.JobState:
            jobs.add_metric((state.value,), counted.get(state, 0))
        yield jobs
        oldest = queue.oldest_waiting(session)
        yield _age("luyan_oldest_waiting_job_seconds", "How long the oldest due job has been waiting.", oldest)
        yield _age("luyan_worker_seen_seconds", "How long ago a worker gave a sign of life.", last_beat(session))

    def _states(self, session: Session) -> Iterator[GaugeMetricFamily]:
        for thing, count in self._counts.items():
            family = GaugeMetricFamily(f"luyan_{thing}", f"{thing.capitalize()} by state.", labels=("state",))
            for state, number in count(session).items():
                family.add_metric((str(state),), number)
            yield family


def _age(name: str, what: str, since: datetime | None) -> GaugeMetricFamily:
    age = max((now() - since).total_seconds(), 0) if since else 0
    return GaugeMetricFamily(name, what, value=age)
