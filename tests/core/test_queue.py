"""Jobs as rows: they exist when their transaction does, belong to one worker at a time, and are closed by token."""

import threading
from datetime import timedelta

import pytest
import structlog
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.core import queue
from app.core.clock import in_minutes, now
from app.core.db import database
from app.core.queue import Claim, Job, JobState
from tests.core.conftest import BOTH

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)


def put(kind: str = "work", **more: object) -> int:
    """Put a job in and commit."""
    with database.transaction() as session:
        job_id = queue.enqueue(session, kind, {"n": 1}, **more)  # type: ignore[arg-type]
    assert job_id is not None
    return job_id


def take(**more: object) -> Claim | None:
    """Claim the next job and commit."""
    with database.transaction() as session:
        return queue.claim(session, **more)  # type: ignore[arg-type]


def held(**more: object) -> Claim:
    """Claim a job that is surely there."""
    claimed = take(**more)
    assert claimed is not None
    return claimed


def row(job_id: int) -> Job:
    """Read a job afresh."""
    database.session.rollback()
    database.session.expire_all()
    return database.session.get_one(Job, job_id)


@both
def test_a_job_exists_only_if_its_transaction_does(core_app: Flask) -> None:
    def fail() -> None:
        with database.transaction() as session:
            queue.enqueue(session, "never", {})
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    put("surely")
    assert database.session.scalars(select(Job.kind)).all() == ["surely"]


@both
def test_a_job_with_a_known_key_is_put_in_once(core_app: Flask) -> None:
    first = put(dedupe_key="the same")
    with database.transaction() as session:
        assert queue.enqueue(session, "work", {}, dedupe_key="the same") is None
        assert queue.enqueue(session, "work", {}) is not None
        assert queue.enqueue(session, "work", {}) is not None
    assert database.session.scalar(select(func.count()).select_from(Job)) == 3
    assert row(first).payload == {"n": 1}


@both
def test_jobs_are_claimed_in_the_order_they_are_due_and_not_before(core_app: Flask) -> None:
    later = put(run_at=in_minutes(10))
    second = put(run_at=in_minutes(-1))
    first = put(run_at=in_minutes(-2))
    assert [held().job_id, held().job_id, take()] == [first, second, None]
    assert row(later).state is JobState.QUEUED


def test_a_job_can_be_asked_for_by_kind_and_by_number(core_app: Flask) -> None:
    put("other")
    mail, other = put("mail"), put("mail")
    assert held(kinds=("mail",), job_id=other).job_id == other
    assert held(kinds=("mail", "nothing")).job_id == mail
    assert take(kinds=("mail",)) is None


@both
def test_one_job_goes_to_one_of_many_workers(core_app: Flask) -> None:
    for _ in range(10):
        put()
    start, taken = threading.Barrier(6), []

    def work() -> None:
        start.wait()
        with core_app.app_context():
            while claimed := take():
                taken.append(claimed.job_id)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 10


@both
def test_a_lease_that_ran_out_gives_the_job_to_another(core_app: Flask) -> None:
    put()
    slow = held(lease=timedelta(seconds=-1))
    quick = held()
    assert (quick.job_id, quick.attempt) == (slow.job_id, 2)
    with database.transaction() as session:
        assert not queue.extend(session, slow)
        assert not queue.finish(session, slow, result={"who": "slow"})
        assert queue.give_up(session, slow, error="slow") is None
        assert queue.finish(session, quick, result={"who": "quick"})
    job = row(quick.job_id)
    assert (job.state, job.result, job.error) == (JobState.DONE, {"who": "quick"}, None)


@both
def test_a_lease_that_is_extended_keeps_the_job(core_app: Flask) -> None:
    put()
    claimed = held(lease=timedelta(seconds=-1))
    with database.transaction() as session:
        assert queue.extend(session, claimed, done=3, of=7)
    assert take() is None
    job = row(claimed.job_id)
    assert (job.done_units, job.all_units) == (3, 7)


@both
def test_a_failed_job_waits_longer_each_time_and_then_rests(core_app: Flask) -> None:
    job_id, pauses = put(), []
    for _ in range(5):
        claimed = held(job_id=job_id)
        with database.transaction() as session:
            state = queue.give_up(session, claimed, error="no answer")
        job = row(job_id)
        pauses.append(round((job.run_at - now()).total_seconds()))
        with database.transaction() as session:
            session.get_one(Job, job_id).run_at = in_minutes(-1)
    assert state is JobState.FAILED
    assert [round(pause / 15) for pause in pauses] == [1, 2, 4, 8, 16]
    assert (take(), row(job_id).error) == (None, "no answer")


def test_a_hopeless_job_is_not_tried_again(core_app: Flask) -> None:
    job_id = put()
    with database.transaction() as session:
        claimed = queue.claim(session)
        assert claimed is not None
        assert queue.give_up(session, claimed, error="x" * 5000, final=True) is JobState.FAILED
    assert len(row(job_id).error or "") == 2000


def test_a_failed_job_can_be_given_another_chance(core_app: Flask) -> None:
    job_id = put()
    with database.transaction() as session:
        assert not queue.try_again(session, job_id)
    claimed = held()
    with database.transaction() as session:
        queue.give_up(session, claimed, error="no answer", final=True)
    with database.transaction() as session:
        assert queue.try_again(session, job_id)
    assert (row(job_id).attempts, row(job_id).error) == (0, None)
    assert held().attempt == 1


def test_a_job_remembers_the_request_that_wanted_it(core_app: Flask) -> None:
    with structlog.contextvars.bound_contextvars(request_id="number-7"):
        put()
    assert held().request_id == "number-7"


def test_what_waits_is_counted(core_app: Flask) -> None:
    session = database.session()
    assert (queue.count_waiting(session), queue.count_by_state(session), queue.oldest_waiting(session)) == (0, {}, None)
    oldest = put(run_at=in_minutes(-3))
    put(run_at=in_minutes(-1))
    put(run_at=in_minutes(5))
    assert queue.count_waiting(session) == 2
    assert queue.oldest_waiting(session) == row(oldest).run_at
    held()
    assert queue.count_by_state(session) == {JobState.QUEUED: 2, JobState.RUNNING: 1}


def test_old_jobs_are_forgotten_but_not_those_that_failed_or_wait(core_app: Flask) -> None:
    waiting = put(run_at=in_minutes(60))
    with time_machine.travel(in_minutes(-30 * 24 * 60)):
        done, failed = put(), put()
        for finish in (queue.finish, lambda session, claim: queue.give_up(session, claim, error="no", final=True)):
            claimed = held()
            with database.transaction() as session:
                finish(session, claimed)
    with database.transaction() as session:
        assert queue.prune(session, before=in_minutes(-14 * 24 * 60)) == 1
        assert queue.prune(session, before=in_minutes(-14 * 24 * 60)) == 0
    assert set(database.session.scalars(select(Job.id))) == {waiting, failed}
    assert done not in {waiting, failed}


@both
def test_leases_go_by_the_clock_of_the_database(core_app: Flask) -> None:
    with time_machine.travel(in_minutes(120)):
        moment = queue.clock_of(database.session())
        shared = database.engine.dialect.name == "postgresql"
        assert (moment < in_minutes(-60)) is shared
