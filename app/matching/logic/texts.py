"""The texts of both sides of a ranked list: how near each item is to a query, by which words, and what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import MEANING_MOST, WORDS_MOST, Entry, Signal
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Numbers, Reading
from app.matching.logic.engine.synonyms import STARTING, Synonyms
from app.matching.logic.taught import Taught

Whole = NDArray[np.int64]
MILLION: Final = 1_000_000
LEARNED_DECIMALS: Final = 3


@dataclass(frozen=True)
class Knowledge:
    """What ranking may use beside the texts: read meanings, synonyms, judgements with their queries.

    `own_only`: a query learns from its own judgements alone.
    `judged` are the items of judgements that are not to be ranked themselves; `taught` holds, by query, what its own
    answers say about single parts; `offered` is what the other side compares a query with, where it is the one ranked.
    """

    embedder: Embedder | None = None
    synonyms: Synonyms = STARTING
    queries: Sequence[Entry] = ()
    judgements: Sequence[Judgement] = ()
    judged: Sequence[Entry] = ()
    own_only: bool = False
    offered: Mapping[int, Entry] | None = None
    taught: Mapping[int, Sequence[Taught]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two texts are, each from 0 to 1; None: not read. `learned` are points out of 100, None: nothing is."""

    words: float
    meaning: float | None
    learned: float | None
    hits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nearnesses:
    """The same of all items for one query, in order of their keys and in whole numbers.

    `words` and `meaning` count in millionths, `learned` in thousandths of a point; `is_read`: its meaning is known.
    """

    words: Whole
    meaning: Whole
    is_read: NDArray[np.bool_]
    learned: Whole | None


class Texts:
    """Reads the items once, and each query once."""

    def __init__(self, items: Mapping[int, Entry], knowledge: Knowledge | None = None) -> None:
        known = knowledge or Knowledge()
        self.taught = known.taught
        self.offered: Texts | None = None
        if known.offered is not None:
            self.offered = Texts(known.offered, Knowledge(synonyms=known.synonyms))
        entries = [items[key] for key in sorted(items)]
        ranked = {entry.id for entry in entries}
        entries += sorted((each for each in known.judged if each.id not in ranked), key=lambda each: int(each.id))
        self._places = {key: at for at, key in enumerate(sorted(items))}
        self._reading = Reading(entries, list(known.queries), known.embedder, known.synonyms)
        self.may_have_learned = bool(known.judgements)
        self.reads_meaning = known.embedder is not None
        self._entries, self._known = entries, known
        self._common = None if known.own_only else self._learn(known.judgements)
        self._points: dict[Entry, dict[Signal, Numbers]] = {}

    def _learn(self, judgements: Iterable[Judgement]) -> Decisions | None:
        queries = {query.id: query for query in self._known.queries}
        places = {entry.id: at for at, entry in enumerate(self._entries)}
        usable = [each for each in judgements if each.query in queries and each.item in places]
        return Decisions(self._reading, usable, queries, places) if usable else None

    def _of(self, query: Entry) -> dict[Signal, Numbers]:
        if query not in self._points:
            points = self._reading.points(query)
            decisions = self._decisions_of(query)
            if decisions is not None:
                points[Signal.LEARNED] = np.round(
                    decisions.points(query, np.arange(len(self._entries))), LEARNED_DECIMALS
                )
            self._points[query] = points
        return self._points[query]

    def _decisions_of(self, query: Entry) -> Decisions | None:
        if not self._known.own_only:
            return self._common
        return self._learn(each for each in self._known.judgements if each.query == query.id)

    def alike(self, items: Sequence[int]) -> Numbers:
        """How alike items are to each other, from 0 to 1."""
        places = [self._places[item] for item in items]
        return self._reading.alike_items(places, places)

    def all_near(self, query: Entry) -> Nearnesses:
        """How near every item is to a query: what `near` says of each, without its words."""
        points, count = self._of(query), len(self._places)
        words = points[Signal.WORDS][:count] / _most_for_words(points)
        meaning = points.get(Signal.MEANING, np.zeros(count))[:count] / MEANING_MOST
        is_read = self._reading.read[:count] & (Signal.MEANING in points)
        learned = points[Signal.LEARNED][:count] * 10**LEARNED_DECIMALS if Signal.LEARNED in points else None
        return Nearnesses(
            _whole(words * MILLION), _whole(meaning * MILLION), is_read, None if learned is None else _whole(learned)
        )

    def near(self, query: Entry, item: int) -> Nearness:
        """How near an item is to a query."""
        points, place = self._of(query), self._places[item]
        most = _most_for_words(points)
        meaning = None
        if Signal.MEANING in points and self._reading.is_read(place):
            meaning = float(points[Signal.MEANING][place]) / MEANING_MOST
        learned = float(points[Signal.LEARNED][place]) if Signal.LEARNED in points else None
        return Nearness(
            float(points[Signal.WORDS][place]) / most, meaning, learned, self._reading.words_hit(query, place)
        )


def _most_for_words(points: Mapping[Signal, Numbers]) -> float:
    return WORDS_MOST if Signal.MEANING in points else WORDS_MOST + MEANING_MOST


def _whole(values: Numbers) -> Whole:
    return np.rint(values).astype(np.int64)
