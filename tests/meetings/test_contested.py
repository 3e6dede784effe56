"""Fifty clients at once: exactly one gets the slot, the others a clear 409 with other times; on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.service import start_sign_in
from app.core.db import Base, database
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.venue import Occupancy
from app.events.service.occupancy import occupy
from app.factory import create_app
from app.meetings.logic.moving import MoveState
from app.meetings.models import Meeting, MeetingSlot, MoveRequest
from app.meetings.service.moving import ask_to_move
from tests.conftest import make_config
from tests.factories import make_session
from tests.meetings.conftest import build_stage
from tests.meetings.crowd import Press, count_booked, invite_all, press_together

CLIENTS = 50


@pytest.fixture
def sqlite_app(tmp_path: Path) -> Iterator[Flask]:
    yield from _application(f"sqlite:///{tmp_path / 'crowd.db'}", tmp_path)


@pytest.fixture
def postgres_app(empty_postgres: str, tmp_path: Path) -> Iterator[Flask]:
    yield from _application(empty_postgres, tmp_path)


def _application(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(make_config(folder, url, log_level="ERROR"))
    with app.app_context():
        Base.metadata.create_all(database.engine)
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def rush(app: Flask, *, one_investor: bool) -> None:
    with app.app_context():
        event_id, presses = invite_all(CLIENTS, one_investor=one_investor)
        database.session.remove()
    clicks = press_together(app, presses)
    assert sorted(click.status for click in clicks) == [302] + [409] * (CLIENTS - 1)
    assert {len(click.alternatives) for click in clicks if click.status == 409} == {5}
    with app.app_context():
        assert count_booked(event_id) == (1, 0)


@pytest.mark.parametrize("one_investor", [True, False], ids=["one person", "one table"])
def test_one_of_fifty_wins_on_sqlite(sqlite_app: Flask, one_investor: bool) -> None:
    rush(sqlite_app, one_investor=one_investor)


@pytest.mark.postgres
@pytest.mark.parametrize("one_investor", [True, False], ids=["one person", "one table"])
def test_one_of_fifty_wins_on_postgresql(postgres_app: Flask, one_investor: bool) -> None:
    rush(postgres_app, one_investor=one_investor)


def tug(app: Flask) -> None:
    """Twenty answers to one request to move, for two offered times, and its withdrawal: exactly one of them counts."""
    with app.app_context():
        with database.transaction() as session:
            stage = build_stage(session)
            meeting = stage.agree(slot=0)
            offered = [stage.slots[1].id, stage.slots[2].id]
            ask_to_move(session, stage.team.actor, meeting_id=meeting.id, slot_ids=offered, reason="航班晚点")
            people = [stage.house.account, stage.organiser] * 10
            page = "move-request/answer"
            presses = [
                Press(start_sign_in(session, each), meeting.id, offered[number % 2], page)
                for number, each in enumerate(people)
            ]
            presses.append(Press(start_sign_in(session, stage.team.account), meeting.id, 0, "move-request/withdraw"))
            event_id, meeting_id = stage.event.id, meeting.id
        database.session.remove()
    clicks = press_together(app, presses)
    statuses = sorted(click.status for click in clicks)
    assert statuses == [302] + [409] * (len(presses) - 1)
    with app.app_context():
        request = database.session.scalars(select(MoveRequest)).one()
        slot = database.session.get_one(Meeting, meeting_id).slot_id
        assert request.state in {MoveState.ACCEPTED, MoveState.WITHDRAWN}
        assert slot == (request.to_slot_id or request.from_slot_id)
        assert count_booked(event_id) == (1, 0)


def test_one_answer_to_a_request_to_move_counts_on_sqlite(sqlite_app: Flask) -> None:
    tug(sqlite_app)


@pytest.mark.postgres
def test_one_answer_to_a_request_to_move_counts_on_postgresql(postgres_app: Flask) -> None:
    tug(postgres_app)


def wall(app: Flask) -> None:
    """The programme needs the investor in the very slot that everybody wants: nobody gets it."""
    with app.app_context():
        event_id, presses = invite_all(CLIENTS, one_investor=True)
        with database.transaction() as session:
            meeting = session.get_one(Meeting, presses[0].meeting_id)
            slot = session.get_one(MeetingSlot, presses[0].slot_id)
            from app.events.queries.events import get_event_by_id

            part = make_session(session, get_event_by_id(session, event_id))
            occupy(session, kind=ResourceKind.PERSON, resource_id=meeting.representative_id, start=slot.start_at,
                   end=slot.end_at, holder_kind=HolderKind.SESSION, holder_id=part.id, event_id=event_id)  # fmt: skip
        database.session.remove()
    clicks = press_together(app, presses)
    assert {click.status for click in clicks} == {409}
    with app.app_context():
        assert count_booked(event_id) == (0, 0)
        kinds = set(database.session.scalars(Occupancy.__table__.select().with_only_columns(Occupancy.holder_kind)))
        assert kinds == {HolderKind.SESSION}


def test_the_programme_comes_first_on_sqlite(sqlite_app: Flask) -> None:
    wall(sqlite_app)


@pytest.mark.postgres
def test_the_programme_comes_first_on_postgresql(postgres_app: Flask) -> None:
    wall(postgres_app)
