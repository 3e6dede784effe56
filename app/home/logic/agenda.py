"""The personal agenda, laid out day by day in the zone of each event, with a hint where two things meet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.notifications.logic import AgendaItem, AgendaKind


@dataclass(frozen=True)
class Placed:
    """An entry of the agenda and the titles of what takes place at the same time."""

    item: AgendaItem
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgendaDay:
    """What one person does on one day, by time; the day is that of the events."""

    day: date
    entries: tuple[Placed, ...]


def by_day(items: Iterable[AgendaItem]) -> list[AgendaDay]:
    """Return the entries grouped by day; what was called off meets nothing."""
    ordered = sorted(items, key=lambda item: (item.start_at, item.end_at, item.uid))
    days: dict[date, list[Placed]] = {}
    for item in ordered:
        day = item.start_at.astimezone(ZoneInfo(item.zone)).date()
        days.setdefault(day, []).append(Placed(item, clashes_of(item, ordered)))
    return [AgendaDay(day, tuple(entries)) for day, entries in sorted(days.items())]


def clashes_of(item: AgendaItem, others: Sequence[AgendaItem]) -> tuple[str, ...]:
    """Return the titles of what a person would miss by being here."""
    if item.is_cancelled:
        return ()
    return tuple(
        other.title
        for other in others
        if other.uid != item.uid
        and not other.is_cancelled
        and other.start_at < item.end_at
        and item.start_at < other.end_at
        and not _is_turn_within(item, other)
        and not _is_turn_within(other, item)
    )


def _is_turn_within(turn: AgendaItem, stage: AgendaItem) -> bool:
    """Tell whether one's turn on stage belongs to the session that is in the agenda too."""
    return (
        turn.kind is AgendaKind.PITCH
        and stage.kind in {AgendaKind.DUTY, AgendaKind.BOOKMARK}
        and turn.event_id == stage.event_id
        and turn.description == stage.title
    )
