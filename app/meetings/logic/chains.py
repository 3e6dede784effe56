"""Making room: exchanging two slots along a chain of meetings (Kempe chains, as in edge colouring)."""

from collections.abc import Iterator

from app.meetings.logic.board import Board


def make_place(board: Board, meeting: int) -> bool:
    """Plan a meeting, moving others to another time if need be; nothing changes when it cannot be done."""
    if board.wanted[meeting].declined_by is not None:
        return False
    return put_anywhere(board, meeting) or _by_room(board, meeting) or _by_chain(board, meeting)


def put_anywhere(board: Board, meeting: int) -> bool:
    """Plan a meeting in the first slot that takes it as things stand."""
    return any(board.put(meeting, slot) for slot in board.allowed[meeting])


def _by_room(board: Board, meeting: int) -> bool:
    """Both are free, but every place is taken: send one meeting more out of the slot than comes in."""
    return any(board.fits(meeting, slot) and put_with_room(board, meeting, slot) for slot in board.allowed[meeting])


def put_with_room(board: Board, meeting: int, slot: int) -> bool:
    """Plan a meeting in this very slot, freeing a place if all are taken."""
    if board.put(meeting, slot):
        return True
    mark = board.mark()
    for other in board.days:
        if other == slot or not board.has_room(other):
            continue
        for chain in _thinning_chains(board, slot, other):
            if exchange(board, chain, slot, other) and board.put(meeting, slot):
                return True
            board.undo(mark)
    return False


def _thinning_chains(board: Board, slot: int, other: int) -> Iterator[list[int]]:
    """The chains that have one meeting more in the slot than in the other one."""
    for meeting in board.held_in(slot):
        for side in board.wanted[meeting].sides:
            if (side, other) not in board.busy:
                chain = chain_from(board, side, slot, other)
                if len(chain) % 2:
                    yield chain


def _by_chain(board: Board, meeting: int) -> bool:
    """One side is free at one time, the other at another: exchange the two times along a chain."""
    one, two = board.wanted[meeting].sides
    for free, taken in ((one, two), (two, one)):
        spare = [slot for slot in board.days if (taken, slot) not in board.busy]
        for slot in board.allowed[meeting]:
            if (free, slot) in board.busy or (taken, slot) not in board.busy or board.at_cap(free, slot):
                continue
            if any(_exchange_and_put(board, meeting, taken, (slot, other)) for other in spare):
                return True
    return False


def _exchange_and_put(board: Board, meeting: int, taken: int, times: tuple[int, int]) -> bool:
    mark = board.mark()
    slot, other = times
    chain = chain_from(board, taken, slot, other)
    if exchange(board, chain, slot, other) and board.fits(meeting, slot) and put_with_room(board, meeting, slot):
        return True
    board.undo(mark)
    return False


def chain_from(board: Board, person: int, slot: int, other: int) -> list[int]:
    """The meetings that hang together from one person's meeting in a slot, alternating between two slots."""
    chain: list[int] = []
    at, then = slot, other
    while (person, at) in board.busy and (not chain or board.busy[person, at] != chain[0]):
        meeting = board.busy[person, at]
        chain.append(meeting)
        one, two = board.wanted[meeting].sides
        person = two if person == one else one
        at, then = then, at
    return chain


def exchange(board: Board, chain: list[int], slot: int, other: int) -> bool:
    """Move every meeting of a chain to the other of two slots, all or none."""
    if any(board.is_locked(meeting) for meeting in chain):
        return False
    mark = board.mark()
    goals = [(meeting, other if board.drop(meeting) == slot else slot) for meeting in chain]
    if all(board.put(meeting, goal) for meeting, goal in goals):
        return True
    board.undo(mark)
    return False
