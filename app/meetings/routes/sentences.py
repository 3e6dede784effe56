"""Sentences about plans: why a wish is not met, what would change it, how good a plan is, what another time means."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext

from app.core.display import clock_time, day, label, listed
from app.core.words import N_
from app.meetings.logic.explain import WhyNot
from app.meetings.logic.levels import SMALL_IS_GOOD, PlanLevel
from app.meetings.logic.moving import SHORT_PAUSE
from app.meetings.logic.obstacles import Cause, ObstacleKind, fewest_causes
from app.meetings.queries.moving import OtherTime
from app.meetings.queries.overview import Names

Row = dict[str, Any]
MOST_TIMES = 4


def _(sentence: str, **values: object) -> str:
    return str(gettext(sentence, **values))


def in_one_sentence(names: Names, row: Row) -> str:
    """Return why a wish is not met: the cause, with its names and times."""
    reason = WhyNot(row["reason"])
    if reason is WhyNot.DECLINED:
        return _("One side does not want this meeting.")
    if reason is WhyNot.NEVER_TOGETHER:
        return _("%(one)s and %(other)s are never there at the same time.",
                 one=_who(names, row, row["representative"]), other=_who(names, row, row["presenter"]))  # fmt: skip
    if reason is WhyNot.CAP_REACHED:
        people = listed(_who(names, row, each) for each in row["people"])
        return _("%(name)s has as many meetings as are allowed.", name=people)
    parts = _causes(names, row)
    return _("; ").join(parts) + _(".") if parts else label(reason)


def _by_cause(entries: Iterable[Any]) -> dict[Cause, list[int]]:
    """Return slots by cause as a plan keeps them; plans made earlier name each slot by itself."""
    found: dict[Cause, list[int]] = {}
    for first, second, third, *_rest in entries:
        slot, kind, person = (first, second, third) if isinstance(first, int) else (None, first, second)
        found.setdefault((kind, person), []).extend(third if slot is None else [slot])
    return found


def _causes(names: Names, row: Row) -> list[str]:
    """When both are there, if not always, and the fewest causes that explain why none of these times is left."""
    hit = _by_cause(row["obstacles"])
    absent = {slot for (kind, _person), slots in hit.items() if kind == ObstacleKind.AWAY for slot in slots}
    together = {slot for slots in hit.values() for slot in slots} - absent
    causes = fewest_causes({cause: slots for cause, slots in hit.items() if cause[0] != ObstacleKind.AWAY}, together)
    if not causes:
        return []
    parts = []
    if absent:
        few = len(together) <= MOST_TIMES
        parts.append(_("Both are there only at %(times)s", times=_times(names, together)) if few else
                     _("Both are there at %(num)d times", num=len(together)))  # fmt: skip
    left = len(together)
    for (kind, person), slots in causes:
        left -= len(slots)
        said = _share(names, slots, len(together), is_rest=bool(len(causes) > 1 and not left))
        parts.append(CAUSES[kind](_who(names, row, person), said))
    return parts


def _share(names: Names, slots: list[int], all_: int, *, is_rest: bool) -> str:
    """Say which of the times at which both are there: all, a few by name, so many, or all others."""
    if len(slots) == all_:
        return _("every time at which both are there") if all_ > 1 else _times(names, slots)
    if len(slots) <= MOST_TIMES:
        return _times(names, slots)
    return _("all %(num)d other times", num=len(slots)) if is_rest else _("%(num)d of these times", num=len(slots))


CAUSES: dict[str, Callable[[str, str], str]] = {
    ObstacleKind.BUSY: lambda name, times: _("%(name)s is busy at %(times)s", name=name, times=times),
    ObstacleKind.TABLES_FULL: lambda _name, times: _("all tables are taken at %(times)s", times=times),
    ObstacleKind.CAP: lambda name, times: _("%(name)s is fully booked for %(times)s", name=name, times=times),
}
HELP: dict[str, Callable[[str, str], str]] = {
    ObstacleKind.AWAY: lambda name, times: _("%(name)s being there at %(times)s", name=name, times=times),
    ObstacleKind.TABLES_FULL: lambda _name, times: _("one more table at %(times)s", times=times),
    ObstacleKind.CAP: lambda name, _times: _("one more meeting allowed for %(name)s", name=name),
}


def what_would_help(names: Names, row: Row) -> list[str]:
    """Return the changes each of which alone would make a wish come true, nobody else moving."""
    return [
        HELP[kind](_who(names, row, person), _any_of(names, slots))
        for (kind, person), slots in _by_cause(row.get("remedies", ())).items()
    ]


def _any_of(names: Names, slots: list[int]) -> str:
    """Name times of which any one will do; of many, how many and a few of them."""
    if len(slots) == 1:
        return _times(names, slots)
    if len(slots) <= MOST_TIMES:
        return _("one of %(times)s", times=_times(names, slots))
    return _("one of %(num)d times (such as %(times)s)", num=len(slots), times=_times(names, sorted(slots)[:2]))


def _who(names: Names, row: Row, person: int | None) -> str:
    """Name a person as the organiser knows them: the institution for an investor, the name for a team."""
    investor = names.investors.get(row["investor"])
    if person is not None and person == row.get("representative") and investor is not None:
        return investor.organisation.short_name or investor.organisation.name
    return names.people[person].name if person in names.people else ""


def _times(names: Names, slots: Iterable[int]) -> str:
    known = sorted((names.slots[each] for each in set(slots) if each in names.slots), key=lambda each: each.start_at)
    days = {day(each.start_at) for each in names.slots.values()}
    return listed(
        clock_time(each.start_at) if len(days) == 1 else f"{day(each.start_at)} {clock_time(each.start_at)}"
        for each in known
    )


def level_rows(levels: Iterable[str], values: Row, bounds: Row) -> list[dict[str, Any]]:
    """Return each aim with what is reached, what no plan can beat, and what lies between."""
    found = []
    for key in levels:
        level, value, bound = PlanLevel(key), values.get(key), bounds.get(key)
        gap = None if bound is None or value is None else abs(bound - value)
        found.append({
            "key": key, "label": label(level), "value": value, "bound": bound, "gap": gap, "is_proved": gap == 0,
            "gap_percent": None if gap is None else _percent(gap, max(abs(bound or 0), abs(value or 0), 1)),
            "unit": "%" if level is PlanLevel.WORST_SHARE else "", "is_small_good": level in SMALL_IS_GOOD,
        })  # fmt: skip
    return found


def side_by_side(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each aim once, in the order of the first plan, with what both reach and which of them is better."""
    right = {row["key"]: row for row in other}
    found = []
    for row in one:
        beside = right[row["key"]]
        values, better = (row["value"], beside["value"]), None
        if None not in values and values[0] != values[1]:
            better = "one" if (values[0] < values[1]) == row["is_small_good"] else "other"
        found.append({**row, "one": row, "other": beside, "better": better})
    return found


def _percent(gap: int, whole: int) -> float | int:
    """A gap in per cent; a whole number is shown as one."""
    share = round(100 * gap / whole, 2)
    return int(share) if share == int(share) else share


def consequences(other: OtherTime) -> list[str]:
    """Return what another time means for the person it was worked out for, one short sentence each."""
    effect, none = other.effect, timedelta(0)
    found = []
    if not effect.is_same_day:
        found.append(_("On another day"))
    elif effect.later > none:
        found.append(_("%(time)s later than now", time=_lasting(effect.later)))
    else:
        found.append(_("%(time)s earlier than now", time=_lasting(-effect.later)))
    found.append(_("The same table") if effect.keeps_table else _("Another table: %(table)s", table=other.table.name))
    if effect.waiting > none:
        found.append(_("%(time)s more waiting between engagements", time=_lasting(effect.waiting)))
    elif effect.waiting < none:
        found.append(_("%(time)s less waiting between engagements", time=_lasting(-effect.waiting)))
    for pause, words in ((effect.pause_before, _BEFORE), (effect.pause_after, _AFTER)):
        if pause is not None and pause <= SHORT_PAUSE:
            found.append(_(words, time=_lasting(pause)))
    return found


_BEFORE = N_("Only %(time)s after the engagement before")
_AFTER = N_("Only %(time)s before the next engagement")


def _lasting(span: timedelta) -> str:
    """A length of time in hours and minutes."""
    hours, minutes = divmod(round(span.total_seconds() / 60), 60)
    if not hours:
        return _("%(minutes)s min", minutes=minutes)
    return _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes) if minutes else _("%(hours)s h", hours=hours)
