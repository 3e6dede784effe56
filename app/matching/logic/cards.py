"""The order in which candidates are shown as cards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Which card is shown, and those beside it; None where there is none."""

    shown: str | None
    before: str | None = None
    later: str | None = None


def find_place(keys: Sequence[str], decided: Collection[str], *, at: str = "", after: str = "") -> Place:
    """Show the card asked for, else the next undecided one behind `after`, beginning again at the top; else none."""
    shown = at if at in keys else _next_open(keys, decided, after)
    if shown is None:
        return Place(None)
    number = keys.index(shown)
    later = keys[number + 1] if number + 1 < len(keys) else _next_open(keys, {*decided, shown}, "")
    return Place(shown, keys[number - 1] if number else None, later)


def _next_open(keys: Sequence[str], decided: Collection[str], after: str) -> str | None:
    number = keys.index(after) + 1 if after in keys else 0
    return next((key for key in [*keys[number:], *keys[:number]] if key not in decided), None)
