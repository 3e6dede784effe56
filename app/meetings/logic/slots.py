"""Time for meetings: slots cut from blocks, and the one decision about which of them are free."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

TICK: Final = timedelta(minutes=5)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of time given to meetings, how long each lasts and the pause between two."""

    id: int
    start: datetime
    end: datetime
    slot_minutes: int
    gap_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in time for a meeting, numbered from 1 over all blocks."""

    index: int
    start: datetime
    end: datetime
    block: int


def build_slots(blocks: Iterable[Block]) -> list[Slot]:
    """The slots that fit whole into the blocks, in time order."""
    spans = sorted((start, end, block.id) for block in blocks for start, end in _cut(block))
    return [Slot(index, start, end, block) for index, (start, end, block) in enumerate(spans, start=1)]


def _cut(block: Block) -> Iterator[Interval]:
    """The slots of one block; a block whose slots have no length has none."""
    length = timedelta(minutes=block.slot_minutes)
    step = length + timedelta(minutes=max(block.gap_minutes, 0))
    start = block.start
    while length > timedelta(0) and start + length <= block.end:
        yield start, start + length
        start += step


def overlaps(one: Interval, other: Interval) -> bool:
    """Do two half-open stretches share a moment? Back to back they do not, and an empty one shares nothing."""
    return max(one[0], other[0]) < min(one[1], other[1])


def ticks(start: datetime, end: datetime) -> range:
    """The five-minute marks a stretch touches, counted since 1970: the keys of the occupancy table."""
    if end <= start:
        return range(0)
    return range((start - _EPOCH) // TICK, -((_EPOCH - end) // TICK))


def free_slots(slots: Iterable[Slot], busy: Sequence[Interval], buffer: timedelta = timedelta(0)) -> list[Slot]:
    """The slots that touch nothing busy, with the buffer for walking kept before and after."""
    return [slot for slot in slots if is_free((slot.start, slot.end), busy, buffer)]


def is_free(wanted: Interval, busy: Iterable[Interval], buffer: timedelta = timedelta(0)) -> bool:
    """Is a stretch free, with the buffer for walking kept on both sides?"""
    start, end = wanted
    if end <= start:
        return False
    widened = (start - buffer, end + buffer)
    return not any(overlaps(widened, taken) for taken in busy)
