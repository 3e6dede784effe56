"""What the board shows: its columns and days, cells with their clashes, and the filters in its address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.events.logic.board import Board, Placed, board_days, lay_out
from app.events.logic.clashes import Clash
from app.events.logic.programme import is_dropped
from app.events.logic.session_steps import usual_length
from app.events.logic.states import SessionType
from app.events.logic.ticks import TICK
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Room
from app.events.queries.programme import list_rooms
from app.events.queries.release import ReleasePlan
from app.events.routes.programme_view import KIND_NAMES
from app.events.routes.programme_words import clash_sentences, obstacle_sentence, type_words
from app.events.service.sessions import CHANGEABLE

ALL_DAYS = "all"
FEW_DAYS = 2


@dataclass(frozen=True)
class BoardFilter:
    """Which part of the board somebody wants to see; empty means all, or what fits."""

    day: str = ""
    type: str = ""
    rooms: str = ""
    view: str = ""


def read_filter(asked: Mapping[str, str]) -> BoardFilter:
    """Return what an address asks for; what makes no sense is left out."""
    view, kind = asked.get("view", ""), asked.get("type", "")
    return BoardFilter(
        day=asked.get("day", "")[:10],
        type=kind if kind in set(SessionType) else "",
        rooms=asked.get("rooms", "")[:20],
        view=view if view in ("compact", "wide") else "",
    )


def board_context(session: Session, event: Event, plan: ReleasePlan, wanted: BoardFilter) -> dict[str, Any]:
    """Return everything that the board and the notes beside it show."""
    zone = ZoneInfo(event.zone)
    rooms = list_rooms(session, event)
    placed = [_placed(each) for each in plan.sessions if each.start_at and each.end_at]
    days = board_days(event.start_at, event.end_at, placed, zone)
    chosen = _chosen_day(days, wanted.day)
    shown = [each for each in plan.sessions if not wanted.type or each.session_type == wanted.type]
    board = lay_out(
        [_placed(each) for each in shown if each.start_at and each.end_at],
        rooms=[room.id for room in _chosen_rooms(rooms, placed, wanted.rooms)],
        days=[chosen] if chosen else days,
        hours=(event.start_at, event.end_at),
        zone=zone,
    )
    clashes = clash_sentences(session, plan.clashes, plan.sessions, rooms)
    return {
        "board": board,
        "sessions": {each.id: each for each in plan.sessions},
        "rooms": {room.id: room for room in rooms},
        "days": days,
        "chosen_day": chosen,
        "unplaced": [each for each in shown if each.start_at is None],
        "clashes": clashes,
        "clashing": _by_session(clashes),
        "obstacles": [(obstacle, obstacle_sentence(obstacle)) for obstacle in plan.obstacles],
        "wanted": wanted,
        "is_compact": wanted.view == "compact" or (board.has_many_rooms and wanted.view != "wide"),
        "kinds": KIND_NAMES,
        "movable": {str(state) for state in CHANGEABLE},
        "usual_span": lambda kind: usual_length(kind) // TICK,
        "type_choices": list(type_words().items()),
        "room_choices": _room_choices(rooms),
    }


def _placed(each: EventSession) -> Placed:
    if each.start_at is None or each.end_at is None:
        raise ValueError("a session without a time")
    return Placed(id=each.id, start=each.start_at, end=each.end_at, room_id=each.room_id)


def _chosen_day(days: list[date], text: str) -> date | None:
    """Return the one day to show, or None for all: the few days of a short event stand below each other."""
    if text == ALL_DAYS:
        return None
    asked = next((on for on in days if on.isoformat() == text), None)
    return asked or (days[0] if len(days) > FEW_DAYS else None)


def _chosen_rooms(rooms: list[Room], placed: Iterable[Placed], text: str) -> list[Room]:
    """Return the rooms to show as columns: those in use, those of a floor, one alone, or all."""
    if text == "used":
        used = {each.room_id for each in placed}
        return [room for room in rooms if room.id in used] or rooms
    kind, _dash, key = text.partition("-")
    if kind == "floor":
        return [room for room in rooms if str(room.floor_id) == key] or rooms
    if kind == "room":
        return [room for room in rooms if str(room.id) == key] or rooms
    return rooms


def _room_choices(rooms: list[Room]) -> list[tuple[str, str, str]]:
    """Return the ways to narrow the columns: kind, value, name."""
    floors = {room.floor_id: room.floor.name for room in rooms if room.floor}
    return [("floor", f"floor-{key}", name) for key, name in floors.items()] + [
        ("room", f"room-{room.id}", room.name) for room in rooms
    ]


def _by_session(clashes: Iterable[tuple[Clash, str]]) -> dict[int, list[str]]:
    """Return for each session the sentences of what does not fit."""
    found: dict[int, list[str]] = defaultdict(list)
    for clash, sentence in clashes:
        for session_id in clash.session_ids:
            found[session_id].append(sentence)
    return dict(found)


def places_of(context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return where each session on the board stands, as the script of the board reads it."""
    board: Board = context["board"]
    clashing: dict[int, list[str]] = context["clashing"]
    sessions: dict[int, EventSession] = context["sessions"]
    return [
        {
            "id": cell.id,
            "day": day.on.isoformat(),
            "place": cell.place,
            "when": f"{cell.start}–{cell.end}",
            "version": sessions[cell.id].version,
            "clash": cell.id in clashing,
            "cancelled": is_dropped(sessions[cell.id].state),
        }
        for day in board.days
        for cell in day.cells
    ]
