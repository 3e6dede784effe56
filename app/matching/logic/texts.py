"""The texts of both sides of a ranked list: how near each item is to a query, by which words, and what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.logic.engine.decisions import Decisions
from app.matching.logic.engine.entries import MEANING_MOST, WORDS_MOST, Entry, Signal
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder
from app.matching.logic.engine.reading import Numbers, Reading
from app.matching.logic.engine.synonyms import STARTING, Synonyms


@dataclass(frozen=True)
class Knowledge:
    """What ranking may use beside the texts: read meanings, synonyms, judgements with their queries."""

    embedder: Embedder | None = None
    synonyms: Synonyms = STARTING
    queries: Sequence[Entry] = ()
    judgements: Sequence[Judgement] = ()


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two texts are, each from 0 to 1; None: not read. `learned` are points out of 100, None: nothing is."""

    words: float
    meaning: float | None
    learned: float | None
    hits: tuple[str, ...]


class Texts:
    """Reads the items once, and each query once."""

    def __init__(self, items: Mapping[int, Entry], knowledge: Knowledge | None = None) -> None:
        known = knowledge or Knowledge()
        entries = [items[key] for key in sorted(items)]
        self._places = {key: at for at, key in enumerate(sorted(items))}
        self._reading = Reading(entries, list(known.queries), known.embedder, known.synonyms)
        self.reads_meaning = known.embedder is not None
        self._decisions = self._learn(entries, known)
        self.has_learned = self._decisions is not None
        self._points: dict[Entry, dict[Signal, Numbers]] = {}

    def _learn(self, entries: Sequence[Entry], known: Knowledge) -> Decisions | None:
        queries = {query.id: query for query in known.queries}
        places = {entry.id: at for at, entry in enumerate(entries)}
        usable = [each for each in known.judgements if each.query in queries and each.item in places]
        return Decisions(self._reading, usable, queries, places) if usable else None

    def _of(self, query: Entry) -> dict[Signal, Numbers]:
        if query not in self._points:
            points = self._reading.points(query)
            if self._decisions is not None:
                points[Signal.LEARNED] = self._decisions.points(query, np.arange(len(self._places)))
            self._points[query] = points
        return self._points[query]

    def near(self, query: Entry, item: int) -> Nearness:
        """How near an item is to a query."""
        points, place = self._of(query), self._places[item]
        most = WORDS_MOST if Signal.MEANING in points else WORDS_MOST + MEANING_MOST
        meaning = None
        if Signal.MEANING in points and self._reading.is_read(place):
            meaning = float(points[Signal.MEANING][place]) / MEANING_MOST
        learned = float(points[Signal.LEARNED][place]) if Signal.LEARNED in points else None
        return Nearness(
            float(points[Signal.WORDS][place]) / most, meaning, learned, self._reading.words_hit(query, place)
        )
