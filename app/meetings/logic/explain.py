"""Why a wished meeting is not in the plan, as data that a page can put into words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.meetings.logic.board import Board
from app.meetings.logic.instance import Wanted


class WhyNot(StrEnum):
    """The main reason why a meeting was left out."""

    DECLINED = "declined"
    LOCK_CLASHES = "lock_clashes"
    NEVER_TOGETHER = "never_together"
    CAP_REACHED = "cap_reached"
    DAY_CAP_REACHED = "day_cap_reached"
    BOTH_BUSY = "both_busy"
    PLACES_FULL = "places_full"
    WRONG_ORDER = "wrong_order"
    NOT_TRIED = "not_tried"


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A meeting left out: the reason, whose fault (participants), in which slots, and which meetings stand there."""

    meeting: int
    reason: WhyNot
    participants: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()
    instead: tuple[int, ...] = ()


def explain_unplanned(board: Board) -> list[Unplanned]:
    """A reason for every wanted meeting that is not on the board, by id."""
    return [_explain(board, each) for _, each in sorted(board.wanted.items()) if each.id not in board.slot_of]


def _explain(board: Board, meeting: Wanted) -> Unplanned:
    slots = board.allowed[meeting.id]
    if meeting.declined_by is not None:
        return Unplanned(meeting.id, WhyNot.DECLINED, (meeting.declined_by,))
    if meeting.fixed_slot is not None:
        return Unplanned(
            meeting.id, WhyNot.LOCK_CLASHES, meeting.sides, (meeting.fixed_slot,), _instead(board, meeting, slots)
        )
    if not slots:
        return Unplanned(meeting.id, WhyNot.NEVER_TOGETHER, meeting.sides)
    return _explain_caps(board, meeting) or _explain_slots(board, meeting, slots)


def _explain_caps(board: Board, meeting: Wanted) -> Unplanned | None:
    """Somebody has as many meetings as wanted, in all or on every day they share."""
    full = []
    for side in meeting.sides:
        cap = board.people[side].max_meetings
        if cap is not None and len(board.meetings_of(side)) >= cap:
            full.append(side)
    if full:
        return Unplanned(meeting.id, WhyNot.CAP_REACHED, tuple(full))
    slots = board.allowed[meeting.id]
    full = [side for side in meeting.sides if all(board.at_cap(side, slot) for slot in slots)]
    return Unplanned(meeting.id, WhyNot.DAY_CAP_REACHED, tuple(full), slots) if full else None


def _explain_slots(board: Board, meeting: Wanted, slots: tuple[int, ...]) -> Unplanned:
    """Everybody could come, but not at the times that are left."""
    free = tuple(slot for slot in slots if not any((side, slot) in board.busy for side in meeting.sides))
    if not free:
        return Unplanned(meeting.id, WhyNot.BOTH_BUSY, meeting.sides, slots, _instead(board, meeting, slots))
    fitting = tuple(slot for slot in free if board.fits(meeting.id, slot))
    if not fitting:
        capped = tuple(side for side in meeting.sides if any(board.at_cap(side, slot) for slot in free))
        return Unplanned(meeting.id, WhyNot.DAY_CAP_REACHED if capped else WhyNot.WRONG_ORDER, capped, free)
    mark = board.mark()
    seated = any(board.put(meeting.id, slot) for slot in fitting)
    board.undo(mark)
    return Unplanned(meeting.id, WhyNot.NOT_TRIED if seated else WhyNot.PLACES_FULL, (), fitting)


def _instead(board: Board, meeting: Wanted, slots: Iterable[int]) -> tuple[int, ...]:
    taken = {board.busy[side, slot] for slot in slots for side in meeting.sides if (side, slot) in board.busy}
    return tuple(sorted(taken))
