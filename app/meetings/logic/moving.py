"""Requests to move a meeting: what may become of one, until when it waits, and what another time would mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from app.meetings.logic.slots import Interval

MOST_OFFERS: Final = 3
ANSWER_MARGIN: Final = timedelta(minutes=10)
SHORT_PAUSE: Final = timedelta(minutes=10)


class MoveState(StrEnum):
    """Where a request to move stands; `overtaken` is one whose meeting moved, began or was called off meanwhile."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True)
class Seat:
    """When and at which table a meeting takes place."""

    span: Interval
    table: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What another time means for one person.

    `later` is negative for an earlier time; `waiting` is how much longer (negative: shorter) the person waits between
    engagements on the days concerned; a pause is None where nothing stands before, or after, on that day.
    """

    later: timedelta
    is_same_day: bool
    keeps_table: bool
    waiting: timedelta
    pause_before: timedelta | None
    pause_after: timedelta | None


def answer_until(*, asked_at: datetime, begins_at: datetime, last_offer: datetime, wait: timedelta) -> datetime:
    """The moment at which an unanswered request ends: well before the meeting, and before the last offer is over."""
    return min(asked_at + wait, begins_at - ANSWER_MARGIN, last_offer - ANSWER_MARGIN)


def effect_of(before: Seat, after: Seat, busy: Iterable[Interval], *, day_of: Callable[[datetime], date]) -> Effect:
    """Compare two seats of a meeting in the diary of a person; `busy` holds everything but the meeting."""
    others = list(busy)
    days = {day_of(before.span[0]), day_of(after.span[0])}
    near = [span for span in others if day_of(span[0]) == day_of(after.span[0])]
    start, end = after.span
    earlier = [start - span[1] for span in near if span[1] <= start]
    later = [span[0] - end for span in near if span[0] >= end]

    def waits(meeting: Interval) -> timedelta:
        all_ = [*others, meeting]
        return sum((_waiting([span for span in all_ if day_of(span[0]) == day]) for day in days), timedelta(0))

    return Effect(
        later=start - before.span[0], is_same_day=len(days) == 1, keeps_table=before.table == after.table,
        waiting=waits(after.span) - waits(before.span), pause_before=min(earlier, default=None),
        pause_after=min(later, default=None),
    )  # fmt: skip


def _waiting(spans: Iterable[Interval]) -> timedelta:
    """How long a person waits between the first and the last engagement of a day."""
    total, until = timedelta(0), None
    for start, end in sorted(spans):
        if until is not None and start > until:
            total += start - until
        until = end if until is None else max(until, end)
    return total
