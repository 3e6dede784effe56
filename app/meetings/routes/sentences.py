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
from app.meetings.logic.obstacles import ObstacleKind
from app.meetings.queries.moving import OtherTime
from app.meetings.queries.overview import Names

Row = dict[str, Any]
MOST_TIMES = 6


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
    if not parts:
        return label(reason)
    absent = {at for at, kind, *_rest in row["obstacles"] if kind == ObstacleKind.AWAY}
    together = {at for at, *_rest in row["obstacles"]} - absent
    if together and absent:
        parts.insert(0, _("Both are there only at %(times)s", times=_times(names, together)))
    return _("; ").join(parts) + _(".")


def _causes(names: Names, row: Row) -> list[str]:
    """What stands in the way at the times at which both are there, one part for each cause."""
    absent = {at for at, kind, *_rest in row["obstacles"] if kind == ObstacleKind.AWAY}
    by_cause: dict[tuple[str, int | None], list[int]] = {}
    for at, kind, person, *_rest in row["obstacles"]:
        if at not in absent:
            by_cause.setdefault((kind, person), []).append(at)
    words: dict[str, Callable[[str, str], str]] = {
        ObstacleKind.BUSY: lambda name, times: _("%(name)s is busy at %(times)s", name=name, times=times),
        ObstacleKind.TABLES_FULL: lambda _name, times: _("all tables are taken at %(times)s", times=times),
        ObstacleKind.CAP: lambda name, times: _("%(name)s is fully booked for %(times)s", name=name, times=times),
    }  # fmt: skip
    return [words[kind](_who(names, row, person), _times(names, slots)) for (kind, person), slots in by_cause.items()]


def what_would_help(names: Names, row: Row) -> list[str]:
    """Return the changes each of which alone would make a wish come true, nobody else moving."""
    by_change: dict[tuple[str, int | None], list[int]] = {}
    for at, kind, person in row.get("remedies", ()):
        by_change.setdefault((kind, person), []).append(at)
    words: dict[str, Callable[[str, str], str]] = {
        ObstacleKind.AWAY: lambda name, times: _("%(name)s being there at %(times)s", name=name, times=times),
        ObstacleKind.TABLES_FULL: lambda _name, times: _("one more table at %(times)s", times=times),
        ObstacleKind.CAP: lambda name, _times: _("one more meeting allowed for %(name)s", name=name),
    }
    return [words[kind](_who(names, row, person), _times(names, slots)) for (kind, person), slots in by_change.items()]


def _who(names: Names, row: Row, person: int | None) -> str:
    """Name a person as the organiser knows them: the institution for an investor, the name for a team."""
    investor = names.investors.get(row["investor"])
    if person is not None and person == row.get("representative") and investor is not None:
        return investor.organisation.short_name or investor.organisation.name
    return names.people[person].name if person in names.people else ""


def _times(names: Names, slots: Iterable[int]) -> str:
    known = sorted((names.slots[each] for each in set(slots) if each in names.slots), key=lambda each: each.start_at)
    if len(known) == len(names.slots) > 1:
        return _("every time")
    days = {day(each.start_at) for each in names.slots.values()}
    words = [
        clock_time(each.start_at) if len(days) == 1 else f"{day(each.start_at)} {clock_time(each.start_at)}"
        for each in known[:MOST_TIMES]
    ]
    return listed(words) + ("…" if len(known) > MOST_TIMES else "")


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
