"""What a plan would change: which meetings are new, moved, dropped or stay."""

from collections.abc import Mapping
from dataclasses import dataclass

Pair = tuple[int, int]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Pairs of pitch and investor, sorted; a meeting that only changes its table has moved too."""

    added: tuple[Pair, ...] = ()
    moved: tuple[Pair, ...] = ()
    dropped: tuple[Pair, ...] = ()
    kept: tuple[Pair, ...] = ()

    @property
    def changes(self) -> int:
        """How many meetings are not as before."""
        return len(self.added) + len(self.moved) + len(self.dropped)


def compare(before: Mapping[Pair, Place], after: Mapping[Pair, Place]) -> Comparison:
    """Compare two timetables of (slot, table) by pair."""
    both = sorted(before.keys() & after.keys())
    return Comparison(
        added=tuple(sorted(after.keys() - before.keys())),
        moved=tuple(pair for pair in both if before[pair] != after[pair]),
        dropped=tuple(sorted(before.keys() - after.keys())),
        kept=tuple(pair for pair in both if before[pair] == after[pair]),
    )
