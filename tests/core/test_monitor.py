"""What machines ask: alive, ready or why not, and numbers that add up over several processes."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app.core import queue
from app.core.clock import in_minutes, now
from app.core.db import Base, database
from app.core.monitor import STALE
from app.core.schedules import WorkerBeat, beat
from app.factory import create_app
from config import ROOT, environment
from tests.conftest import make_config
from tests.core.conftest import BOTH

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)


@pytest.fixture
def ready_app(own_app: Flask) -> Flask:
    """An application with nothing to complain about."""
    flask_migrate.stamp()
    with database.transaction() as session:
        beat(session, "worker:1")
    return own_app


def numbers(client: FlaskClient, **headers: str) -> dict[str, float]:
    """The numbers of the program, by name and labels."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain")
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_a_process_is_alive_whatever_the_database_does(own_app: Flask) -> None:
    Base.metadata.drop_all(database.engine)
    answer = own_app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


@both
def test_everything_in_place_is_ready(ready_app: Flask) -> None:
    answer = ready_app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    checks = answer.json["checks"]
    assert answer.json["status"] == "ready"
    assert {name: check["ok"] for name, check in checks.items()} == dict.fromkeys(checks, True)
    assert set(checks) == {"database", "migrations", "worker"}
    assert checks["migrations"]["found"] == checks["migrations"]["newest"] != ""


def failed_checks(app: Flask) -> set[str]:
    """The checks that stand in the way."""
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    return {name for name, check in answer.json["checks"].items() if not check["ok"]}


@both
def test_an_older_database_is_not_ready(ready_app: Flask) -> None:
    with database.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert failed_checks(ready_app) == {"migrations"}


@both
def test_an_empty_database_is_not_ready(own_app: Flask) -> None:
    Base.metadata.drop_all(database.engine)
    assert failed_checks(own_app) == {"migrations", "worker"}


def test_a_worker_that_fell_silent_is_not_ready(ready_app: Flask) -> None:
    with database.transaction() as session:
        session.get_one(WorkerBeat, "worker:1").seen_at = now() - STALE - timedelta(seconds=5)
    assert failed_checks(ready_app) == {"worker"}
    with database.transaction() as session:
        beat(session, "worker:2")
    assert ready_app.test_client().get("/readyz").status_code == 200


def test_no_worker_at_all_is_not_ready(own_app: Flask) -> None:
    flask_migrate.stamp()
    assert failed_checks(own_app) == {"worker"}


def test_a_database_that_does_not_answer_is_not_ready_and_not_an_error_page(tmp_path: Path) -> None:
    app = create_app(make_config(tmp_path, "postgresql://nobody@127.0.0.1:1/nothing"))
    assert failed_checks(app) == {"database", "migrations", "worker"}
    assert app.test_client().get("/healthz").status_code == 200
    assert numbers(app.test_client())["luyan_database_up"] == 0


def test_requests_are_counted_by_what_they_asked_and_got(ready_app: Flask) -> None:
    client = ready_app.test_client()
    fine = 'luyan_requests_total{endpoint="core.healthz",method="GET",status="200"}'
    lost = 'luyan_requests_total{endpoint="none",method="GET",status="404"}'
    timed = 'luyan_request_seconds_count{endpoint="core.healthz"}'
    before = numbers(client)
    for address in ("/healthz", "/healthz", "/nothing/here", "/nothing/there"):
        client.get(address)
    after = numbers(client)
    assert [after[name] - before.get(name, 0) for name in (fine, lost, timed)] == [2, 2, 2]


@both
def test_jobs_are_counted_by_state_and_age(ready_app: Flask) -> None:
    with database.transaction() as session:
        for minutes in (-5, -1, 60):
            queue.enqueue(session, "work", {}, run_at=in_minutes(minutes))
    found = numbers(ready_app.test_client())
    assert found['luyan_jobs{state="queued"}'] == 3
    assert found['luyan_jobs{state="failed"}'] == 0
    assert 300 <= found["luyan_oldest_waiting_job_seconds"] < 330
    assert found["luyan_worker_seen_seconds"] < 30
    assert found["luyan_database_up"] == 1


def test_nothing_waiting_has_no_age(ready_app: Flask) -> None:
    assert numbers(ready_app.test_client())["luyan_oldest_waiting_job_seconds"] == 0


def test_a_domain_can_have_its_rows_counted(ready_app: Flask) -> None:
    ready_app.extensions["counts"] = {"kettles": lambda _session: {"hot": 2, "cold": 1}}
    found = numbers(ready_app.test_client())
    assert (found['luyan_kettles{state="hot"}'], found['luyan_kettles{state="cold"}']) == (2, 1)


@pytest.mark.parametrize(
    ("given", "status"), [("Bearer open-sesame", 200), ("Bearer wrong", 401), ("open-sesame", 401), ("", 401)]
)
def test_a_token_keeps_numbers_from_others(tmp_path: Path, given: str, status: int) -> None:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'x.db'}", metrics_token="open-sesame"))
    answer = app.test_client().get("/metrics", headers={"Authorization": given})
    assert answer.status_code == status
    assert ("luyan_requests" in answer.text) is (status == 200)
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


@pytest.mark.slow
def test_numbers_of_several_processes_add_up(tmp_path: Path) -> None:
    """One process counts and dies; the other counts too and tells what both did."""
    told = environment(PROMETHEUS_MULTIPROC_DIR=str(tmp_path))
    command = [sys.executable, "-m", "tests.core.processes"]
    subprocess.run([*command, "count", str(tmp_path)], cwd=ROOT, env=told, check=True)
    done = subprocess.run(
        [*command, "tell", str(tmp_path)], cwd=ROOT, env=told, check=True, capture_output=True, text=True
    )
    assert 'luyan_requests_total{endpoint="core.healthz",method="GET",status="200"} 6.0' in done.stdout
    assert "luyan_database_up" in done.stdout
