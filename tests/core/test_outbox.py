"""Facts stand in the transaction of what they tell, and come back as what they were."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import outbox
from app.core.db import database
from app.core.outbox import Fact, StoredFact
from app.core.queue import Job


@dataclass(frozen=True)
class KettleBoiled(Fact):
    """Something that happened in a test."""

    litres: int
    words: list[str]
    note: str | None = None


BOILED = KettleBoiled(litres=2, words=["铁观音", "龙井"])


def test_a_fact_comes_back_as_it_was(core_app: Flask) -> None:
    with database.transaction() as session:
        session.info["person_id"] = 7
        outbox.record(session, BOILED)
    row = database.session.scalars(select(StoredFact)).one()
    assert outbox.read(database.session(), row.id) == BOILED
    assert (row.name, row.person_id) == ("KettleBoiled", 7)


def test_a_fact_brings_exactly_one_job_that_reacts(core_app: Flask) -> None:
    with database.transaction() as session:
        outbox.record(session, BOILED)
        outbox.record(session, BOILED)
    jobs = database.session.scalars(select(Job).order_by(Job.id)).all()
    facts = database.session.scalars(select(StoredFact.id).order_by(StoredFact.id)).all()
    assert [(job.kind, job.payload) for job in jobs] == [("react", {"fact_id": fact_id}) for fact_id in facts]
    assert len(facts) == 2


def test_what_was_undone_never_happened(core_app: Flask) -> None:
    def fail() -> None:
        with database.transaction() as session:
            outbox.record(session, BOILED)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert database.session.scalars(select(StoredFact)).all() == []
    assert database.session.scalars(select(Job)).all() == []


def test_history_is_written_down_but_nobody_acts_on_it(core_app: Flask) -> None:
    with database.transaction() as session:
        with outbox.as_history(session):
            outbox.record(session, BOILED)
        assert database.session.scalars(select(Job)).all() == []
        outbox.record(session, BOILED)
    assert len(database.session.scalars(select(StoredFact)).all()) == 2
    assert len(database.session.scalars(select(Job)).all()) == 1


def test_a_fact_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        BOILED.litres = 3  # type: ignore[misc]
