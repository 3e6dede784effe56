"""Fifty people press the same button at the same moment, each with a browser and a connection of their own."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import func, select

from app.accounts.service import start_sign_in
from app.core.db import database
from app.events.logic.states import HolderKind
from app.events.models.venue import Occupancy
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.models import Meeting
from app.meetings.service.requests import Asking, request_meeting
from tests.meetings.conftest import build_stage


@dataclass(frozen=True)
class Click:
    """One answer: the status, the free times offered instead, and how long it took."""

    status: int
    alternatives: tuple[str, ...]
    seconds: float


@dataclass(frozen=True)
class Press:
    """Who presses, on which meeting, for which slot, and on which page of the meeting."""

    token: str
    meeting_id: int
    slot_id: int
    page: str = "accept"


def invite_all(clients: int, *, one_investor: bool, slots: int = 6, tables: int = 60) -> tuple[int, list[Press]]:
    """Prepare requests that wait for an answer: of one investor to all, or of fifty pairs that share one table."""
    with database.transaction() as session:
        houses = 1 if one_investor else clients
        stage = build_stage(session, teams=clients, houses=houses, slots=slots, tables=tables if one_investor else 1)
        presses = []
        for number, team in enumerate(stage.teams):
            house = 0 if one_investor else number
            meeting = request_meeting(
                session, stage.houses[house].actor, pair=stage.pair(number, house), asking=Asking("洽谈")
            )
            token = start_sign_in(session, team.account)
            presses.append(Press(token, meeting.id, stage.slots[0].id))
        return stage.event.id, presses


def press_together(app: Flask, presses: list[Press]) -> list[Click]:
    """Let everybody press at once."""
    gate = threading.Barrier(len(presses))

    def press(each: Press) -> Click:
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = each.token, True
        gate.wait()
        began = time.perf_counter()
        answer = client.post(
            f"/meetings/{each.meeting_id}/{each.page}", data={"slot_id": str(each.slot_id)},
            headers={"Accept": "application/json"},
        )  # fmt: skip
        said = answer.get_json(silent=True) or {}
        return Click(answer.status_code, tuple(said.get("alternatives", ())), time.perf_counter() - began)

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def count_booked(event_id: int) -> tuple[int, int]:
    """Return how many meetings hold a slot, and how many ticks are held twice when counted without the unique key."""
    session = database.session()
    booked = session.scalar(
        select(func.count()).select_from(Meeting).where(Meeting.event_id == event_id, Meeting.state.in_(HOLDS_A_SLOT))
    )
    twice = session.execute(
        select(Occupancy.resource_kind, Occupancy.resource_id, Occupancy.tick)
        .where(Occupancy.event_id == event_id, Occupancy.holder_kind == HolderKind.MEETING)
        .group_by(Occupancy.resource_kind, Occupancy.resource_id, Occupancy.tick)
        .having(func.count() > 1)
    ).all()
    return booked or 0, len(twice)
