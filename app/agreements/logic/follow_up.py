"""When to look again: rounds after an event, overdue promises, silence after a framework agreement."""

from datetime import date, timedelta
from typing import Final

ROUNDS: Final = (30, 90, 180)
SILENCE: Final = timedelta(days=30)
RENEWAL_NOTICE: Final = timedelta(days=90)
DEFAULT_DAYS: Final = 14


def round_dates(first_day: date) -> list[tuple[int, date]]:
    """Return the follow-up rounds after an event with their days."""
    return [(days, first_day + timedelta(days=days)) for days in ROUNDS]


def is_overdue(due_on: date, day: date, *, is_open: bool) -> bool:
    """Tell whether something open should have been done before a day."""
    return is_open and due_on < day


def is_silent(last_word_on: date, day: date) -> bool:
    """Tell whether nothing was heard of an agreement for thirty days."""
    return day - last_word_on >= SILENCE


def renewal_is_due(term_to: date, day: date) -> bool:
    """Tell whether an agreement ends within ninety days; once it has ended, a reminder comes too late."""
    return timedelta(0) <= term_to - day <= RENEWAL_NOTICE
