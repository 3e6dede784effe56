"""What stands in the way of each wish left out, slot by slot, and which single change would make it come true."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.meetings.logic.board import Board
from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.explain import Unplanned, explain_unplanned
from app.meetings.logic.instance import Assignment, Instance


class ObstacleKind(StrEnum):
    """Why a wish cannot be met in a slot."""

    BUSY = "busy"
    AWAY = "away"
    TABLES_FULL = "tables_full"
    CAP = "cap"


Cause = tuple[str, int | None]
REMOVABLE: Final = frozenset({ObstacleKind.AWAY, ObstacleKind.TABLES_FULL, ObstacleKind.CAP})


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing in the way in one slot: who is busy (and with which meeting), away or full, or no table."""

    slot: int
    kind: ObstacleKind
    person: int | None = None
    meeting: int | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A wish left out: the main reason, what stands in the way where, and the changes that alone would be enough."""

    unplanned: Unplanned
    obstacles: tuple[Obstacle, ...] = ()
    remedies: tuple[Obstacle, ...] = ()


def by_cause(obstacles: Iterable[Obstacle]) -> dict[Cause, list[int]]:
    """Return the slots of each cause, a kind of obstacle with whose it is."""
    found: dict[Cause, list[int]] = {}
    for each in obstacles:
        found.setdefault((each.kind.value, each.person), []).append(each.slot)
    return found


def fewest_causes(hit: Mapping[Cause, Collection[int]], slots: Collection[int]) -> list[tuple[Cause, list[int]]]:
    """Return few causes that explain all these slots: what stands in the way most often first, each slot once."""
    left, found = set(slots), []
    while left:
        size, cause = max(((len(left & set(hit[each])), each) for each in hit), key=_first_of, default=(0, None))
        if cause is None or not size:
            break
        found.append((cause, sorted(left & set(hit[cause]))))
        left -= set(hit[cause])
    return found


def _first_of(each: tuple[int, Cause]) -> tuple[int, str]:
    return each[0], str(each[1])


def explain_all(instance: Instance, rows: Sequence[Assignment]) -> list[Explained]:
    """A reason, obstacles and remedies for every wish that is not in a plan, by id."""
    board = Board(instance)
    board.load(rows)
    plan = Colouring(instance)
    for row in rows:
        plan.put(row.meeting, row.slot)
    return [_explain(_Table(board, plan), each) for each in explain_unplanned(board)]


@dataclass(frozen=True, slots=True)
class _Table:
    """A plan seen twice: the board knows caps per day, the colouring answers fast."""

    board: Board
    plan: Colouring


def _explain(table: _Table, each: Unplanned) -> Explained:
    wanted = table.plan.wanted[each.meeting]
    if wanted.declined_by is not None or wanted.a == wanted.b:
        return Explained(each)
    found = _obstacles(table, each.meeting)
    told = [obstacle for slot in sorted(found) for obstacle in found[slot]]
    return Explained(each, tuple(told), tuple(_remedies(found)))


def _obstacles(table: _Table, meeting: int) -> dict[int, list[Obstacle]]:
    """Everything in the way, for each slot of the meeting's session."""
    plan = table.plan
    wanted = plan.wanted[meeting]
    possible = plan.in_session.get(wanted.session, plan.everything)
    if wanted.fixed_slot is not None:
        possible &= 1 << wanted.fixed_slot
    return {slot: list(_at(table, meeting, slot)) for slot in bits(possible)}


def _at(table: _Table, meeting: int, slot: int) -> Iterator[Obstacle]:
    plan = table.plan
    bit = 1 << slot
    for side in plan.wanted[meeting].sides:
        if not plan.here[side] & bit:
            yield Obstacle(slot, ObstacleKind.AWAY, side)
        elif plan.busy[side][slot]:
            yield Obstacle(slot, ObstacleKind.BUSY, side, plan.busy[side][slot])
        if table.board.at_cap(side, slot):
            yield Obstacle(slot, ObstacleKind.CAP, side)
    if plan.spare[slot] <= 0:
        yield Obstacle(slot, ObstacleKind.TABLES_FULL)


def _remedies(found: Mapping[int, list[Obstacle]]) -> list[Obstacle]:
    """Where exactly one thing stands in the way, and it is one that somebody can change."""
    return [each[0] for _, each in sorted(found.items()) if len(each) == 1 and each[0].kind in REMOVABLE]
