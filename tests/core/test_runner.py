"""Running jobs: effects and end in one transaction, nothing from a worker that lost its lease, and a polite stop."""

import threading
import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core.clock import in_minutes
from app.core.db import database
from app.core.errors import Conflict
from app.core.queue import Hopeless, Job, JobState, Steps
from app.core.runner import MOST_ATTEMPTS, LocalThreads, run_all, run_next
from tests.core.conftest import BOTH
from tests.core.work import effects, leave_trace, lose_lease, put, row, wait_for

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)


@both
def test_a_job_and_its_effect_end_together(core_app: Flask) -> None:
    job_id = put(payload={"prefix": "AA"})
    assert run_next({"work": leave_trace})
    assert (effects(), row(job_id).state) == (["AA"], JobState.DONE)
    assert not run_next({"work": leave_trace})


@both
def test_a_worker_that_lost_its_lease_writes_nothing(core_app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    job_id = put()
    with database.transaction() as session:
        session.execute(update(Job).values(max_attempts=1))
    assert run_next({"work": lose_lease})
    job = row(job_id)
    # The thief stands in the same transaction, so all of it is undone: neither effect nor end is there.
    assert (effects(), job.state, job.error) == ([], JobState.RUNNING, None)


def test_a_job_that_fails_leaves_nothing_but_its_reason(core_app: Flask) -> None:
    def fail(session: Session, payload: dict[str, Any]) -> None:
        leave_trace(session, payload)
        session.flush()
        raise ZeroDivisionError("by nought")

    job_id = put()
    assert run_next({"work": fail})
    job = row(job_id)
    assert (effects(), job.state, job.error) == ([], JobState.QUEUED, "ZeroDivisionError: by nought")
    assert not run_next({"work": fail})  # it rests before the next attempt


@pytest.mark.parametrize(
    ("error", "with_trace"), [(Conflict("too late"), False), (OSError("no route"), False), (KeyError("x"), True)]
)
def test_only_a_bug_is_logged_with_its_trace(
    core_app: Flask, capsys: pytest.CaptureFixture[str], error: Exception, with_trace: bool
) -> None:
    def fail(_session: Session, _payload: dict[str, Any]) -> None:
        raise error

    put()
    run_next({"work": fail})
    said = capsys.readouterr()
    assert ("Traceback" in said.out + said.err) is with_trace


def test_what_is_hopeless_is_tried_once(core_app: Flask) -> None:
    def give_up(_session: Session, _payload: dict[str, Any]) -> None:
        raise Hopeless("there is no such address")

    job_id = put()
    run_next({"work": give_up})
    assert (row(job_id).state, row(job_id).error) == (JobState.FAILED, "Hopeless: there is no such address")


def test_a_job_that_kills_every_worker_is_given_up(core_app: Flask) -> None:
    job_id = put()
    with database.transaction() as session:
        session.execute(update(Job).values(attempts=MOST_ATTEMPTS, max_attempts=100))
    run_next({"work": leave_trace})
    assert (effects(), row(job_id).state) == ([], JobState.FAILED)


def test_jobs_of_a_kind_nobody_knows_are_left_alone(core_app: Flask) -> None:
    job_id = put("from a newer version")
    assert not run_next({"work": leave_trace})
    assert row(job_id).state is JobState.QUEUED


def test_all_due_jobs_are_run_one_after_the_other(core_app: Flask) -> None:
    for name in ("AA", "BB", "CC"):
        put(payload={"prefix": name})
    put(payload={"prefix": "DD"}, run_at=in_minutes(5))
    assert (run_all({"work": leave_trace}), effects()) == (3, ["AA", "BB", "CC"])


# -- jobs in three steps


def steps(log: list[object], **more: Any) -> Steps:
    """Steps that tell what they were given, and whether a transaction was open."""

    def begin(session: Session, payload: dict[str, Any]) -> object:
        log.append("begin")
        return payload.get("begun", "ready")

    def work(begun: object) -> str:
        log.append((begun, database.session().in_transaction()))
        if "work_fails" in more:
            raise more["work_fails"]
        return "done"

    def end(session: Session, payload: dict[str, Any], outcome: object) -> None:
        log.append(outcome)
        leave_trace(session, {"prefix": "END"})

    def failed(session: Session, payload: dict[str, Any], error: str, final: bool) -> None:
        log.append((error, final))
        leave_trace(session, {"prefix": f"F{len(log)}"})

    return Steps(begin, work, end, failed)


@both
def test_long_work_holds_no_transaction(core_app: Flask) -> None:
    log: list[object] = []
    job_id = put()
    run_next({"work": steps(log)})
    assert log == ["begin", ("ready", False), "done"]
    assert (effects(), row(job_id).state) == (["END"], JobState.DONE)


def test_steps_with_nothing_to_do_end_at_once(core_app: Flask) -> None:
    log: list[object] = []
    job_id = put(payload={"begun": None})
    run_next({"work": steps(log)})
    assert (log, row(job_id).state) == (["begin"], JobState.DONE)


def test_steps_are_told_each_failure_and_whether_it_is_for_good(core_app: Flask) -> None:
    log: list[object] = []
    handler = steps(log, work_fails=OSError("no answer"))
    job_id = put()
    with database.transaction() as session:
        session.execute(update(Job).values(max_attempts=2))
    run_next({"work": handler})
    with database.transaction() as session:
        session.execute(update(Job).values(run_at=in_minutes(-1)))
    run_next({"work": handler})
    assert [entry for entry in log if isinstance(entry, tuple) and entry[0] == "no answer"] == [
        ("no answer", False), ("no answer", True)
    ]  # fmt: skip
    assert (row(job_id).state, len(effects())) == (JobState.FAILED, 2)


def test_steps_whose_lease_was_lost_while_working_write_nothing(core_app: Flask) -> None:
    def steal(_begun: object) -> None:
        with database.transaction() as session:
            session.execute(update(Job).values(token="somebody else"))

    log: list[object] = []
    plain = steps(log)
    job_id = put()
    run_next({"work": Steps(plain.begin, steal, plain.end, plain.failed)})
    assert (effects(), row(job_id).state, row(job_id).token) == ([], JobState.RUNNING, "somebody else")


def test_steps_whose_lease_was_lost_while_beginning_do_not_work(core_app: Flask) -> None:
    log: list[object] = []
    plain = steps(log)
    put()
    run_next({"work": Steps(lambda session, payload: lose_lease(session, payload) or 1, plain.work, plain.end)})
    assert (log, effects()) == ([], [])


def test_all_threads_together_get_the_time_to_stop_once(core_app: Flask) -> None:
    log: list[object] = []
    may_end = threading.Event()
    held = Steps(steps(log).begin, lambda _begun: may_end.wait(60), lambda _session, _payload, _outcome: None)
    for _job in range(4):
        put()
    threads = LocalThreads(core_app, {"work": held}, threads=4)
    threads.start()
    assert wait_for(lambda: log == ["begin"] * 4, 60)
    before = time.monotonic()
    assert not threads.stop(seconds=2)
    assert time.monotonic() - before < 6  # and not 2 seconds for each of the four
    may_end.set()
    assert threads.stop(seconds=60)
