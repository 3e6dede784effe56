"""Fit items and what people decided about them; rank them for a query, with parts and evidence."""

from collections.abc import Iterable
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import DECIMALS, Entry, Ranked, Reason, Signal
from app.matching.logic.engine.feedback import MOST_JUDGEMENTS, Judgement
from app.matching.logic.engine.hard import Hard
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import STARTING, Synonyms

POOL: Final = 20_000


class TextMatcher:
    """Ranks items for a query by words, meaning and decisions; the same input gives the same ranks in any order."""

    def __init__(self, embedder: Embedder | None = None, synonyms: Synonyms = STARTING) -> None:
        self._embedder = embedder
        self._synonyms = synonyms
        self.fit(())

    def fit(self, items: Iterable[Entry], feedback: Iterable[Judgement] = (), queries: Iterable[Entry] = ()) -> Self:
        """Read the items, and learn from judgements about the queries given with them."""
        self._items = sorted(items, key=lambda each: each.id)
        known = {query.id: query for query in sorted(queries, key=lambda each: each.id)}
        places = {item.id: at for at, item in enumerate(self._items)}
        self._reading = Reading(self._items, list(known.values()), self._embedder, self._synonyms)
        said = sorted(feedback, key=lambda each: (each.query, each.item, each.level))
        self._hard = Hard(self._items, {(each.query, each.item) for each in said if each.veto})
        usable = [each for each in said if not each.veto and each.query in known and each.item in places]
        self._decisions = Decisions(self._reading, usable[-MOST_JUDGEMENTS:], known, places) if usable else None
        return self

    def rank(self, query: Entry, top: int | None = None) -> list[Ranked]:
        """The best items that nothing excludes, best first; equal ones by number."""
        points = self._reading.points(query)
        items = np.array(self._hard.allowed(query), dtype=np.intp)
        total = np.sum(list(points.values()), axis=0)[items]
        if self._decisions is not None and len(items):
            first = np.lexsort((items, -total))[:POOL]
            items = items[first]
            points[Signal.LEARNED] = np.zeros(len(self._items))
            points[Signal.LEARNED][items] = np.round(self._decisions.points(query, items), DECIMALS)
            total = total[first] + points[Signal.LEARNED][items]
        order = items[np.lexsort((items, -np.round(total, DECIMALS)))][:top]
        if self._decisions is None:
            return [self._answer(query, int(item), points) for item in order]
        texts = np.sum([values[order] for signal, values in points.items() if signal is not Signal.LEARNED], axis=0)
        levels = self._decisions.levels(query, order, texts)
        nearest = self._decisions.nearest(query, order)
        return [
            self._answer(query, int(item), points, near, int(level))
            for item, near, level in zip(order, nearest, levels, strict=True)
        ]

    def _answer(
        self,
        query: Entry,
        item: int,
        points: dict[Signal, NDArray[np.float64]],
        near: Judgement | None = None,
        level: int | None = None,
    ) -> Ranked:
        parts = {signal: float(values[item]) for signal, values in points.items()}
        score = round(sum(parts.values()), DECIMALS)
        evidence = [Reason(Signal.WORDS, words=self._reading.words_hit(query, item))]
        if near is not None:
            evidence.append(Reason(Signal.LEARNED, like=(near.query, near.item), level=near.level))
        return Ranked(self._items[item].id, score, parts, tuple(evidence), level)
