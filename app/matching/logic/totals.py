"""The points of all achievements for a need at once: the sums that `judge_achievement` gives pair by pair."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from functools import partial
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.matching.logic import parts
from app.matching.logic.engine.diversity import VARIED, varied
from app.matching.logic.parts import STRONG_OPINION, Part, Scored
from app.matching.logic.profiles import AchievementProfile, NeedProfile
from app.matching.logic.score import (
    LEARNED_POINTS,
    TEXT_POINTS,
    WITH_LEARNED,
    Match,
    Matcher,
    Veto,
    as_entry,
    conditions,
    exclusion_of,
    judge_achievement,
    values_of,
)
from app.matching.logic.taught import Taught, Value, corrected
from app.matching.logic.texts import LEARNED_DECIMALS, MILLION, Knowledge, Nearnesses, Whole

TENTHS: Final = 10
Score = tuple[int, int]
"""An achievement and its points in tenths."""
TEXTS: Final = 40


class NeedMatcher(Matcher[NeedProfile, AchievementProfile]):
    """Ranks achievements for needs: all of them in tenths at once, and with reasons only those somebody will read."""

    def __init__(self, knowledge: Knowledge | None = None) -> None:
        super().__init__(judge_achievement, knowledge)
        self._fitted: list[AchievementProfile] = []
        self._groups: dict[Part, Groups] = {}

    def fit(self, items: Iterable[AchievementProfile], feedback: Iterable[Veto] = ()) -> Self:
        """Learn the items and who said no to whom."""
        super().fit(items, feedback)
        self._fitted = [self._items[key] for key in sorted(self._items)]
        self._ids = np.array(sorted(self._items), dtype=np.int64)
        self._owners = np.array([each.organisation_id or 0 for each in self._fitted], dtype=np.int64)
        self._shut = np.array([not (each.open and each.visible) or each.expired for each in self._fitted], dtype=bool)
        self._empty = np.array([not f"{each.title}{each.text}".strip() for each in self._fitted], dtype=bool)
        offered = [values_of(each) for each in self._fitted]
        self._groups = {part: Groups([values.get(part) for values in offered]) for part in Part}
        return self

    def scores(self, need: NeedProfile, *, among: Collection[int] | None = None) -> list[Score]:
        """Every achievement that nothing excludes, of all or `among` some, best first; equal ones by number."""
        open_ones = self._allowed(need)
        if among is not None:
            open_ones &= np.isin(self._ids, np.array(sorted(among), dtype=np.int64))
        places = np.flatnonzero(open_ones)
        tenths = self._tenths(need)[places]
        order = np.lexsort((places, -tenths))
        return list(zip(self._ids[places][order].tolist(), tenths[order].tolist(), strict=True))

    def rank(self, query: NeedProfile, top: int | None = None, *, among: Collection[int] | None = None) -> list[Match]:
        """The best items with their reasons."""
        return [self.judge(query, item) for item, _ in self.scores(query, among=among)[:top]]

    def vary(self, found: Sequence[Score]) -> list[Score]:
        """The same with unlike ones near the top: an item that resembles one above it has to wait."""
        alike = self._texts.alike([item for item, _ in found[:VARIED]])
        return [found[at] for at in varied([tenths / TENTHS for _, tenths in found], alike)]

    def _allowed(self, need: NeedProfile) -> NDArray[np.bool_]:
        """Which items nothing excludes."""
        allowed: NDArray[np.bool_] = ~self._shut & (self._owners != (need.organisation_id or -1))
        vetoed = [item for query, item in self._vetoes if query == need.id]
        allowed &= ~np.isin(self._ids, np.array(vetoed, dtype=np.int64))
        if need.exclusions or need.expired or not (need.open and need.visible):
            allowed &= np.array([exclusion_of(need, each) is None for each in self._fitted], dtype=bool)
        return allowed

    def _tenths(self, need: NeedProfile) -> Whole:
        """The sum of all parts of every item."""
        taught = self._texts.taught.get(need.id, ())
        total = self._of_texts(need)
        for part, condition in conditions(need).items():
            total += self._groups[part].spread(partial(_points, part, condition, taught))
        return total

    def _of_texts(self, need: NeedProfile) -> Whole:
        """Words, meaning and what was learned; where one side says nothing, half of their points."""
        nothing = np.full(len(self._fitted), _tenths_of(parts.text(TEXTS, None, ())), dtype=np.int64)
        asked = as_entry(need)
        if not asked.content.strip() or not self._fitted:
            return nothing
        return np.where(self._empty, nothing, self._added(self._texts.all_near(asked)))

    def _added(self, near: Nearnesses) -> Whole:
        for_words, for_meaning = (TEXT_POINTS if near.learned is None else WITH_LEARNED)[self._texts.reads_meaning]
        total = _share(for_words, near.words)
        if self._texts.reads_meaning:
            unread = _tenths_of(parts.meaning(for_meaning, None))
            total = total + np.where(near.is_read, _share(for_meaning, near.meaning), unread)
        return total if near.learned is None else total + _learned(near.learned)


class Groups:
    """Items by one of their values: what is worked out once for a value holds for all that share it."""

    def __init__(self, values: Sequence[Hashable]) -> None:
        at = {value: number for number, value in enumerate(dict.fromkeys(values))}
        self._values = list(at)
        self._of = np.array([at[value] for value in values], dtype=np.intp)

    def spread(self, work: Callable[..., int]) -> Whole:
        """What is worked out for the value of each item."""
        return np.array([work(value) for value in self._values], dtype=np.int64)[self._of]


def _points(
    part: Part, condition: Callable[[Value | None], Scored], taught: Sequence[Taught], value: Value | None
) -> int:
    """What a part gives for one value, after what answers taught about it."""
    return _tenths_of(*corrected([condition(value)], taught, {part: value}))


def _tenths_of(found: Scored) -> int:
    return int(found.points * TENTHS)


def _share(most: int, millionths: Whole) -> Whole:
    """So large a share of the points of a part, rounded as `scored` rounds it: halves up."""
    shares = millionths.clip(0, MILLION)
    return (2 * TENTHS * most * shares + MILLION) // (2 * MILLION)


def _learned(points: Whole) -> Whole:
    """Half the points of the part, and more or less by what was learned; `parts.learned` says where a half lies."""
    whole = 2 * STRONG_OPINION * 10**LEARNED_DECIMALS
    doubled = 2 * TENTHS * LEARNED_POINTS * (whole // 2 + 2 * points).clip(0, whole) + whole
    tenths = doubled // (2 * whole)
    for place in np.flatnonzero(doubled % (2 * whole) == 0):
        tenths[place] = _tenths_of(parts.learned(LEARNED_POINTS, int(points[place]) / 10**LEARNED_DECIMALS))
    return tenths
