"""What more or fewer tables, slots, days and caps would be worth: both events are planned and compared with bounds."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Final

from app.meetings.logic.engine.whatif import Effect, with_more_tables, without_caps
from app.meetings.logic.instance import Frame, Instance
from app.meetings.logic.levels import Score


class WhatIf(StrEnum):
    """One change to the event."""

    ONE_MORE_TABLE = "one_more_table"
    TWO_MORE_TABLES = "two_more_tables"
    ONE_TABLE_LESS = "one_table_less"
    ONE_MORE_SLOT = "one_more_slot"
    ANOTHER_DAY = "another_day"
    HIGHER_CAPS = "higher_caps"
    NO_CAPS = "no_caps"


def gain(now: Score, then: Score, *, can_lose: bool = False) -> Effect:
    """Compare two scores; where the change can only help, no gain is below nothing."""
    best_now = now.value if now.bound is None else now.bound
    best_then = then.value if then.bound is None else then.bound
    least, most = then.value - best_now, best_then - now.value
    return Effect(now.value, then.value, *((least, min(most, 0)) if can_lose else (max(least, 0), most)))


def worth_only(instance: Instance) -> Instance:
    """The same question when only the worth of the wishes counts; locked meetings stay."""
    meetings = tuple(replace(each, mandatory=each.fixed_slot is not None) for each in instance.meetings)
    return replace(instance, meetings=meetings)


def changed(instance: Instance, what: WhatIf) -> Instance | None:
    """The event after a change, or nothing if the change makes no sense there."""
    return _CHANGES[what](instance)


def _fewer_tables(instance: Instance) -> Instance | None:
    held = {each.fixed_place for each in instance.meetings}
    spare = [place for place in instance.places if place.id not in held]
    if not spare or len(instance.places) == 1:
        return None
    return replace(instance, places=tuple(place for place in instance.places if place != spare[-1]))


def _more_slots(instance: Instance, count: int, *, new_day: bool) -> Instance:
    frame = instance.frame
    last = frame.count + count
    days = frame.days or ((1, frame.count),)
    longer = (*days, (frame.count + 1, last)) if new_day else (*days[:-1], (days[-1][0], last))
    return replace(instance, frame=Frame(count=last, sessions=frame.sessions, days=longer))


def _another_day(instance: Instance) -> Instance:
    days = instance.frame.days or ((1, instance.frame.count),)
    first, last = days[-1]
    return _more_slots(instance, last - first + 1, new_day=True)


def _higher_caps(instance: Instance) -> Instance | None:
    people = tuple(
        replace(
            each, max_meetings=None if each.max_meetings is None else each.max_meetings + 1,
            max_per_day=None if each.max_per_day is None else each.max_per_day + 1,
        )
        for each in instance.participants
    )  # fmt: skip
    return None if people == instance.participants else replace(instance, participants=people)


def _no_caps(instance: Instance) -> Instance | None:
    freed = without_caps(instance)
    return None if freed == instance else freed


_CHANGES: Final[dict[WhatIf, Callable[[Instance], Instance | None]]] = {
    WhatIf.ONE_MORE_TABLE: lambda instance: with_more_tables(instance, 1),
    WhatIf.TWO_MORE_TABLES: lambda instance: with_more_tables(instance, 2),
    WhatIf.ONE_TABLE_LESS: _fewer_tables,
    WhatIf.ONE_MORE_SLOT: lambda instance: _more_slots(instance, 1, new_day=False),
    WhatIf.ANOTHER_DAY: _another_day,
    WhatIf.HIGHER_CAPS: _higher_caps,
    WhatIf.NO_CAPS: _no_caps,
}
