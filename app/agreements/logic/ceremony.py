"""When each batch of a ceremony comes on stage: the time of the session is shared out evenly."""

from collections.abc import Sequence
from datetime import datetime


def batch_times(
    numbers: Sequence[int], start: datetime | None, end: datetime | None
) -> dict[int, tuple[datetime, datetime] | None]:
    """Return from when to when each batch is on stage; without a time of the session nobody knows."""
    if start is None or end is None or not numbers:
        return dict.fromkeys(numbers)
    length = (end - start) / len(numbers)
    return {number: (start + place * length, start + (place + 1) * length) for place, number in enumerate(numbers)}
