"""Times, versions and transactions: nothing is lost when two write at once, on SQLite and on PostgreSQL."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from app.accounts.models import Membership
from app.core.clock import CHINA
from app.core.db import begin_writes, check_version, database, write_mode
from app.core.errors import Conflict
from app.core.numbers import NumberSeries
from app.core.permissions import Role, ScopeKind
from app.organisations.models import Centre
from config import ROOT
from tests.core.conftest import BOTH
from tests.factories import make_centre, make_person

TIMES, HANDS = 25, 4


def test_a_naive_moment_is_refused(session: Session) -> None:
    with pytest.raises(StatementError, match="a moment without a zone"):
        make_centre(session, created_at=datetime(2030, 1, 1))  # noqa: DTZ001 -- the point of the test


@pytest.mark.parametrize("zone", [UTC, CHINA, timezone(-timedelta(hours=9))])
def test_a_moment_comes_back_in_utc_whatever_zone_it_went_in(session: Session, zone: timezone) -> None:
    moment = datetime(2030, 6, 17, 9, 30, 15, 123456, tzinfo=zone)
    centre = make_centre(session, created_at=moment)
    session.expire_all()
    stored = session.get_one(Centre, centre.id).created_at
    assert (stored, stored.tzinfo) == (moment, UTC)


def test_no_moment_stays_none(session: Session) -> None:
    from app.core.queue import Job

    session.add(Job(kind="nothing", payload={}))
    session.flush()
    assert session.scalars(select(Job.finished_at)).all() == [None]


def test_a_row_notes_who_made_and_who_changed_it(session: Session) -> None:
    maker, changer = make_person(session), make_person(session)
    session.info["person_id"] = maker.id
    centre = make_centre(session)
    session.info["person_id"] = changer.id
    centre.name = "另一个中心"
    session.flush()
    del session.info["person_id"]
    assert (centre.created_by, centre.updated_by, centre.version) == (maker.id, changer.id, 2)


def test_a_change_on_an_older_version_is_refused(session: Session) -> None:
    centre = make_centre(session)
    check_version(centre, None)
    check_version(centre, centre.version)
    with pytest.raises(Conflict, match="while you were editing"):
        check_version(centre, centre.version - 1)


def test_reading_takes_no_lock_and_writing_takes_it_at_once(own_app: Flask) -> None:
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    database.session.execute(text("SELECT 1"))
    database.session.rollback()
    with write_mode():
        database.session.execute(text("SELECT 2"))
        database.session.rollback()
    begin_writes(writing=True)
    database.session.execute(text("SELECT 3"))
    database.session.rollback()
    begin_writes(writing=False)
    assert [line for line in said if line.startswith("BEGIN")] == ["BEGIN", "BEGIN IMMEDIATE", "BEGIN IMMEDIATE"]


def test_a_request_that_wrote_leaves_the_next_reading_without_a_lock(own_app: Flask) -> None:
    own_app.test_client().post("/nowhere")
    said: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    database.session.execute(text("SELECT 1"))
    database.session.rollback()
    assert "BEGIN" in said
    assert "BEGIN IMMEDIATE" not in said


def add_one_with_lock() -> None:
    """Read, think and write, as a service does that locks the row it decides about."""
    with database.transaction() as session:
        row = session.scalars(select(NumberSeries).with_for_update()).one()
        row.last += 1


def add_one_until_nobody_interferes() -> None:
    """Read and write without a lock; the version tells when somebody else was faster."""
    while True:
        try:
            with database.transaction() as session:
                centre = session.scalars(select(Centre)).one()
                centre.region = str(int(centre.region or 0) + 1)
        except Conflict:
            continue
        return


def all_hands(app: Flask, step: Callable[[], None]) -> None:
    """Do a step many times in several threads that start at the same moment."""
    start, broken = threading.Barrier(HANDS), []

    def work() -> None:
        start.wait()
        try:
            for _ in range(TIMES):
                with app.app_context():
                    step()
        except Exception as error:  # noqa: BLE001 -- told to the test below
            broken.append(error)

    threads = [threading.Thread(target=work) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_no_update_is_lost_among_threads(own_app: Flask) -> None:
    with database.transaction() as session:
        session.add(NumberSeries(prefix="XX", year=2030))
        make_centre(session, region="0")
    all_hands(own_app, add_one_with_lock)
    all_hands(own_app, add_one_until_nobody_interferes)
    assert database.session.scalar(select(NumberSeries.last)) == HANDS * TIMES
    centre = database.session.scalars(select(Centre)).one()
    assert (centre.region, centre.version) == (str(HANDS * TIMES), HANDS * TIMES + 1)


@pytest.mark.slow
@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_no_update_is_lost_among_processes(core_app: Flask, own_url: str) -> None:
    with database.transaction() as session:
        session.add(NumberSeries(prefix="XX", year=2030))
    command = [sys.executable, "-m", "tests.core.processes", "add", own_url]
    hands = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [hand.wait() for hand in hands] == [0, 0, 0]
    assert database.session.scalar(select(NumberSeries.last)) == 3 * TIMES


@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_a_lost_race_for_a_row_becomes_a_conflict(own_app: Flask) -> None:
    with database.transaction() as session:
        centre_id = make_centre(session).id

    def rename() -> None:
        with database.transaction() as session:
            centre = session.get_one(Centre, centre_id)
            session.execute(text("UPDATE centre SET version = version + 1"))  # what another process did meanwhile
            centre.name = "慢了一步"

    with pytest.raises(Conflict, match="at the same moment"):
        rename()
    assert database.session.scalars(select(Centre.version)).one() == 1


@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_a_unique_value_taken_by_somebody_else_becomes_a_conflict(own_app: Flask) -> None:
    with database.transaction() as session:
        session.add(NumberSeries(prefix="XX", year=2030))

    def take_again() -> None:
        with database.transaction() as session:
            session.add(NumberSeries(prefix="YY", year=2030))
            session.add(NumberSeries(prefix="XX", year=2030))

    with pytest.raises(Conflict, match="Somebody else was faster"):
        take_again()
    assert database.session.scalars(select(NumberSeries.prefix)).all() == ["XX"]


@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_any_other_broken_constraint_is_a_bug_and_rises(own_app: Flask) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        session.add(Membership(person_id=999, role=Role.PRESS, scope_kind=ScopeKind.PLATFORM))
    assert database.session.scalar(select(func.count()).select_from(Membership)) == 0


def test_what_fails_leaves_nothing_behind(own_app: Flask) -> None:
    def fail() -> None:
        with database.transaction() as session:
            make_centre(session)
            raise LookupError("half way")

    with pytest.raises(LookupError):
        fail()
    with database.transaction() as session:
        make_centre(session, name="后来的中心")
    assert database.session.scalars(select(Centre.name)).all() == ["后来的中心"]


def test_a_transaction_inside_a_transaction_is_refused_before_it_writes(own_app: Flask) -> None:
    def nest() -> None:
        with database.transaction() as outer:
            make_centre(outer)
            with database.transaction() as inner:
                make_centre(inner)

    with pytest.raises(RuntimeError, match="only the edge opens one"):
        nest()
    assert database.session.scalar(select(func.count()).select_from(Centre)) == 0


def test_what_was_read_before_is_read_again_inside_the_transaction(own_app: Flask, own_url: str) -> None:
    with database.transaction() as session:
        make_centre(session, name="旧")
    database.session.scalars(select(Centre)).one()
    other = create_engine(own_url)
    with other.begin() as connection:
        connection.execute(text("UPDATE centre SET name = '新'"))
    other.dispose()
    with database.transaction() as session:
        assert session.scalars(select(Centre)).one().name == "新"


@pytest.mark.postgres
@pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
def test_postgresql_compiles_no_question_also_after_one_was_undone(core_app: Flask) -> None:
    for _ in range(2):
        assert database.session.scalar(text("SHOW jit")) == "off"
        database.session.rollback()
