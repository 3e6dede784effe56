"""Making a plan better step by step: swap dearer meetings in, and close the waits between meetings."""

from collections.abc import Callable
from itertools import pairwise
from random import Random
from typing import Final

from app.meetings.logic.board import Board
from app.meetings.logic.chains import chain_from, exchange, make_place
from app.meetings.logic.instance import Wanted

QUIET_ROUNDS: Final = 8
Stop = Callable[[], bool]
Worth = Callable[[Wanted], int]


def swap_in(board: Board, worth: Worth, random: Random, must_stop: Stop) -> None:
    """Give every meeting left out the place of cheaper ones that can go elsewhere, until nothing changes for long."""
    quiet = 0
    while quiet < QUIET_ROUNDS and not must_stop():
        quiet += 1
        left_out = [each.id for each in board.instance.meetings if each.id not in board.slot_of]
        random.shuffle(left_out)
        left_out.sort(key=lambda each: _key(board, worth, each), reverse=True)
        for meeting in left_out:
            if must_stop():
                return
            if meeting not in board.slot_of and _swap_one(board, worth, random, meeting):
                quiet = 0


def _key(board: Board, worth: Worth, meeting: int) -> tuple[bool, int]:
    return board.wanted[meeting].mandatory, worth(board.wanted[meeting])


def _total(board: Board, worth: Worth, meetings: set[int]) -> tuple[int, int]:
    chosen = [board.wanted[each] for each in meetings]
    return sum(each.mandatory for each in chosen), sum(worth(each) for each in chosen)


def _swap_one(board: Board, worth: Worth, random: Random, meeting: int) -> bool:
    """Try one meeting in each of its slots; an exchange of equal worth is kept now and then, to wander."""
    if board.wanted[meeting].declined_by is not None:
        return False
    for slot in board.allowed[meeting]:
        out = _in_the_way(board, worth, meeting, slot)
        if any(board.is_locked(each) for each in out):
            continue
        mark = board.mark()
        for each in out:
            board.drop(each)
        if not board.put(meeting, slot):
            board.undo(mark)
            continue
        homeless = {each for each in sorted(out, key=lambda e: _key(board, worth, e)) if not make_place(board, each)}
        lost, won = _total(board, worth, homeless), _total(board, worth, {meeting})
        if won > lost:
            return True
        if won == lost and random.random() < 1 / 2:
            return False
        board.undo(mark)
    return False


def _in_the_way(board: Board, worth: Worth, meeting: int, slot: int) -> set[int]:
    """The meetings that must go so that this one may take place in a slot."""
    sides = board.wanted[meeting].sides
    out = {board.busy[side, slot] for side in sides if (side, slot) in board.busy}
    for side in sides:
        mine = board.meetings_of(side)
        if board.at_cap(side, slot) and not out & mine:
            out.add(min(mine, key=lambda each: (*_key(board, worth, each), each), default=0))
    out.discard(0)
    if not board.has_room(slot) and not any(board.slot_of[each] == slot for each in out):
        held = [each for each in board.held_in(slot) if not board.is_locked(each)]
        out |= set(held[:1]) if not held else {min(held, key=lambda each: (*_key(board, worth, each), each))}
    return out


def waits_of(board: Board, person: int) -> int:
    """How often a participant waits between two meetings; a run of idle slots counts once."""
    slots = sorted(board.slot_of[each] for each in board.meetings_of(person))
    return sum(later - earlier > 1 for earlier, later in pairwise(slots))


def reduce_waits(board: Board, out_of_time: Stop) -> None:
    """Move meetings, alone or in chains, as long as that leaves fewer waits."""
    improved = True
    while improved and not out_of_time():
        improved = False
        for meeting in sorted(board.slot_of):
            if out_of_time():
                return
            if not board.is_locked(meeting) and _is_beside_a_wait(board, meeting):
                improved |= _move_closer(board, meeting)


def _is_beside_a_wait(board: Board, meeting: int) -> bool:
    return any(waits_of(board, side) for side in board.wanted[meeting].sides)


def _move_closer(board: Board, meeting: int) -> bool:
    before = {person: waits_of(board, person) for person in board.people}
    for goal in board.allowed[meeting]:
        slot = board.slot_of[meeting]
        if goal == slot:
            continue
        for side in board.wanted[meeting].sides:
            mark = board.mark()
            chain = _whole_chain(board, side, slot, goal)
            if exchange(board, chain, slot, goal):
                touched = board.touched_since(mark)
                if sum(waits_of(board, each) for each in touched) < sum(before[each] for each in touched):
                    return True
                board.undo(mark)
    return False


def _whole_chain(board: Board, person: int, slot: int, other: int) -> list[int]:
    """The chain through a person's meeting in a slot, to both of its ends."""
    forward = chain_from(board, person, slot, other)
    backward = chain_from(board, person, other, slot)
    return list(dict.fromkeys([*forward, *backward]))
