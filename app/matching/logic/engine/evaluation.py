"""How well scores agree with judgements nobody showed them."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.reading import Numbers, Reading

FOLDS: Final = 5


def right_orders(scores: Mapping[tuple[str, str], float], judgements: Sequence[Judgement]) -> tuple[float, int]:
    """How many pairs of items judged differently for one query the scores put in the right order; ties count half."""
    by_query: dict[str, list[Judgement]] = {}
    for each in judgements:
        by_query.setdefault(each.query, []).append(each)
    right, count = 0.0, 0
    for judged in by_query.values():
        for one, other in combinations(judged, 2):
            if one.level == other.level:
                continue
            ahead = scores[(one.query, one.item)] - scores[(other.query, other.item)]
            right += 0.5 if ahead == 0 else float((ahead > 0) == (one.level > other.level))
            count += 1
    return right, count


class Trial:
    """Judgements asked one fold at a time: a model never sees what it is asked."""

    def __init__(
        self, reading: Reading, queries: Mapping[str, Entry], places: Mapping[str, int], asked: Sequence[Judgement],
        *, own_only: bool = False,
    ) -> None:  # fmt: skip
        self._reading, self._queries, self._places = reading, queries, places
        self._asked = sorted(asked, key=lambda each: (each.query, each.item))
        self._base: dict[str, Numbers] = {}
        self._own_only = own_only

    def share_right(self, learned_from: Sequence[Judgement] = ()) -> tuple[float, int]:
        """The share of pairs in the right order by a model of these judgements, and how many pairs there were."""
        scores: dict[tuple[str, str], float] = {}
        for fold in range(FOLDS):
            held = self._asked[fold::FOLDS]
            hidden = {(each.query, each.item) for each in held}
            seen = [each for each in learned_from if (each.query, each.item) not in hidden]
            scores |= self._scores(held, seen)
        right, count = right_orders(scores, self._asked)
        return (right / count if count else 0.5), count

    def _scores(self, held: Sequence[Judgement], seen: Sequence[Judgement]) -> dict[tuple[str, str], float]:
        usable = [each for each in seen if each.query in self._queries and each.item in self._places]
        models = self._models(usable, {each.query for each in held})
        found = {}
        for each in held:
            query, place = self._queries[each.query], self._places[each.item]
            if each.query not in self._base:
                self._base[each.query] = np.sum(list(self._reading.points(query).values()), axis=0)
            model = models[each.query]
            added = model.points(query, np.array([place]))[0] if model is not None else 0.0
            found[(each.query, each.item)] = float(self._base[each.query][place] + added)
        return found

    def _models(self, seen: Sequence[Judgement], queries: set[str]) -> dict[str, Decisions | None]:
        """The model each query is asked of: of its own judgements alone where others may not be used."""
        if not self._own_only:
            return dict.fromkeys(queries, self._learn(seen))
        return {key: self._learn([each for each in seen if each.query == key]) for key in queries}

    def _learn(self, seen: Sequence[Judgement]) -> Decisions | None:
        return Decisions(self._reading, seen, self._queries, self._places) if seen else None
