"""What people decided, as corrections of the points that texts alone give."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement, learn
from app.matching.logic.engine.reading import Reading

Numbers = NDArray[np.float64]
KEPT_IN_MEMORY: Final = 40_000_000
WORTH_TELLING: Final = 0.3
NEARLY_THE_SAME: Final = 0.9


class Decisions:
    """A model of the judgements at hand: judged pairs pull the pairs that are like them."""

    def __init__(
        self, reading: Reading, judgements: Sequence[Judgement], queries: Mapping[str, Entry], places: Mapping[str, int]
    ) -> None:
        self._reading = reading
        self._judgements = judgements
        asked = sorted({each.query for each in judgements})
        judged = sorted({each.item for each in judgements})
        self._asked = [queries[each] for each in asked]
        self._judged = [places[each] for each in judged]
        at_query = {each: at for at, each in enumerate(asked)}
        at_item = {each: at for at, each in enumerate(judged)}
        points = [np.sum(list(reading.points(query).values()), axis=0) for query in self._asked]
        self._learned = learn(
            np.array([points[at_query[each.query]][places[each.item]] for each in judgements], dtype=np.float64),
            judgements,
            queries=[at_query[each.query] for each in judgements],
            items=[at_item[each.item] for each in judgements],
            alike_queries=self._alike(self._asked),
            alike_items=reading.alike_items(self._judged, self._judged),
        )
        fits = len(places) * len(judged) <= KEPT_IN_MEMORY
        self._rows = reading.alike_items(range(len(places)), self._judged).astype(np.float32) if fits else None

    def points(self, query: Entry, items: NDArray[np.intp]) -> Numbers:
        """What the decisions add to the points of these items; nothing for a query nobody decided about.

        On the published judgements those of other queries alone lower the ranks of a new one (nDCG@10 .686 to .660).
        """
        alike = self._alike([query])[0]
        if alike.max() < NEARLY_THE_SAME:
            return np.zeros(len(items))
        change = self._learned.corrections(alike[self._learned.queries], self._rows_of(items))
        return np.asarray(change / self._learned.line.slope, dtype=np.float64)

    def _alike(self, queries: Sequence[Entry]) -> Numbers:
        """How alike queries are to those judged; each is wholly like itself, also where it says nothing."""
        same = np.array([[one.id == other.id for other in self._asked] for one in queries], dtype=bool)
        return np.where(same, 1.0, self._reading.alike_queries(queries, self._asked))

    def _rows_of(self, items: NDArray[np.intp]) -> Numbers:
        rows = self._rows[items] if self._rows is not None else self._reading.alike_items(list(items), self._judged)
        return np.asarray(rows, dtype=np.float64)

    def levels(self, query: Entry, items: NDArray[np.intp], scores: Numbers) -> NDArray[np.intp]:
        """The likeliest level of items for a query, by what their texts alone scored and by what was decided."""
        alike = self._alike([query])[0]
        return self._learned.levels(scores, alike[self._learned.queries], self._rows_of(items))

    def nearest(self, query: Entry, items: NDArray[np.intp]) -> list[Judgement | None]:
        """For each item the judged pair that is most like this one, if any is like it."""
        queries = self._alike([query])[0][self._learned.queries]
        if queries.max() < NEARLY_THE_SAME:
            return [None] * len(items)
        alike = self._rows_of(items)[:, self._learned.items] * queries
        best = alike.argmax(axis=1)
        return [self._judgements[int(at)] if alike[row, at] >= WORTH_TELLING else None for row, at in enumerate(best)]
