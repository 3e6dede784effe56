"""When a call for pitches is open, and when slides are due."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

SLIDES_DAYS_BEFORE: Final = 7
DAYS_TO_FIX: Final = 5


class CallState(StrEnum):
    """Whether teams can apply."""

    NOT_ANNOUNCED = "not_announced"
    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"


def call_state(at: datetime, *, opens: datetime | None, closes: datetime | None, text: str | None) -> CallState:
    """Whether the call is open at a moment; without text and dates there is no call."""
    if opens is None and closes is None and not text:
        return CallState.NOT_ANNOUNCED
    if opens is not None and at < opens:
        return CallState.UPCOMING
    return CallState.CLOSED if closes is not None and at >= closes else CallState.OPEN


def slides_due(start: datetime, zone: ZoneInfo) -> datetime:
    """The end of the seventh day before the event, where the event is."""
    day = start.astimezone(zone).date() - timedelta(days=SLIDES_DAYS_BEFORE - 1)
    return datetime.combine(day, time(), tzinfo=zone)


def days_left(at: datetime, until: datetime) -> int:
    """Whole days until a moment, never below zero."""
    return max((until - at).days, 0)
