"""The five-minute grid on which rooms, tables and people are booked."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

TICK_MINUTES = 5
TICK = timedelta(minutes=TICK_MINUTES)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_on_grid(moment: datetime) -> bool:
    """Tell whether a moment lies on the five-minute grid."""
    return (moment - EPOCH) % TICK == timedelta()


def tick_of(moment: datetime) -> int:
    """Return the tick that contains a moment."""
    return (moment - EPOCH) // TICK


def moment_of(tick: int) -> datetime:
    """Return the moment at which a tick begins."""
    return EPOCH + tick * TICK


def ticks(start: datetime, end: datetime) -> range:
    """Return the ticks of a half-open range; a tick that is only touched counts whole."""
    return range(tick_of(start), -((EPOCH - end) // TICK))


def spans(taken: Iterable[int]) -> list[tuple[datetime, datetime]]:
    """Join ticks that follow each other into half-open ranges, earliest first."""
    found: list[tuple[int, int]] = []
    for tick in sorted(set(taken)):
        if found and found[-1][1] == tick:
            found[-1] = (found[-1][0], tick + 1)
        else:
            found.append((tick, tick + 1))
    return [(moment_of(first), moment_of(after)) for first, after in found]
