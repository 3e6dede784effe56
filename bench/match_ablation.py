"""Plain methods, the untuned hybrid, and the engine with one component taken out: what each is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import WORDS_MOST, Entry, Signal
from app.matching.logic.engine.index import TITLE_SHARE, WordIndex
from app.matching.logic.engine.meaning import Embedder, asking_texts
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import STARTING, TERM
from app.matching.logic.engine.tokens import PAIR, SINGLE, is_word, tokens_in
from bench.match_data import Needs, reciprocal_ranks
from bench.match_plain import Plain

Numbers = NDArray[np.float64]
Scorer = Callable[[Entry], Numbers]
Counts = Mapping[str, float]
FUSED = 300
ENGINE = "engine"


class Contest:
    """Everything that ranks the same items for the same queries without decisions."""

    def __init__(self, needs: Needs, embedder: Embedder, reading: Reading) -> None:
        self._embedder, self._reading = embedder, reading
        self._plain = Plain([item.content for item in needs.items])
        self._tokens = [tokens_in(item.content, STARTING) for item in needs.items]
        self._raw = embedder.embed([item.content for item in needs.items], asks=False)
        self._points: dict[str, dict[Signal, Numbers]] = {}

    def scorers(self) -> dict[str, Scorer]:
        """Each by its name; the engine comes last."""
        plain, part = self._plain, self._part
        return {
            "BM25, title": lambda query: plain.bm25(query.title),
            "BM25, all": lambda query: plain.bm25(query.content),
            "TF-IDF, title": lambda query: plain.tf_idf(query.title),
            "TF-IDF, all": lambda query: plain.tf_idf(query.content),
            "untuned hybrid, title": lambda query: self._hybrid(query.title),
            "untuned hybrid, all": lambda query: self._hybrid(query.content),
            "words alone": lambda query: part(query, Signal.WORDS),
            "meaning alone": lambda query: part(query, Signal.MEANING),
            "fused by ranks": lambda query: reciprocal_ranks(*self._of(query).values()),
            "- raw directions": self._with_raw_meaning,
            "- single characters": self._without(lambda token: token.startswith(SINGLE)),
            "- pairs of characters": self._without(lambda token: token.startswith(PAIR)),
            "- words": self._without(is_word),
            "- synonyms": self._without(lambda token: token.startswith(TERM)),
            "- title weighed apart": self._without(lambda _token: False, title_share=0.0),
            ENGINE: self.engine,
        }

    def engine(self, query: Entry) -> Numbers:
        """The untrained score."""
        return np.asarray(np.sum(list(self._of(query).values()), axis=0), dtype=np.float64)

    def _of(self, query: Entry) -> dict[Signal, Numbers]:
        if query.id not in self._points:
            self._points[query.id] = self._reading.points(query)
        return self._points[query.id]

    def _part(self, query: Entry, signal: Signal) -> Numbers:
        return self._of(query)[signal]

    def _hybrid(self, text: str) -> Numbers:
        """BM25 and raw cosines of the same text, fused by the ranks of the first three hundred of each."""
        near = (self._raw @ self._embedder.embed([text], asks=True)[0]).astype(np.float64)
        return reciprocal_ranks(self._plain.bm25(text), near, first=FUSED)

    def _with_raw_meaning(self, query: Entry) -> Numbers:
        """Cosines as the model gives them, spread as widely as the directions are."""
        asked = self._embedder.embed(asking_texts(query), asks=True).mean(axis=0)
        near, meaning = (self._raw @ asked).astype(np.float64), self._part(query, Signal.MEANING)
        spread = meaning.std() / max(float(near.std()), 1e-9)
        return np.asarray(self._part(query, Signal.WORDS) + (near - near.mean()) * spread, dtype=np.float64)

    def _without(self, leaves_out: Callable[[str], bool], *, title_share: float = TITLE_SHARE) -> Scorer:
        """The engine whose words lack some tokens."""

        def kept(counts: Counts) -> dict[str, float]:
            return {token: count for token, count in counts.items() if not leaves_out(token)}

        return partial(self._score, WordIndex([kept(counts) for counts in self._tokens]), kept, title_share)

    def _score(self, index: WordIndex, kept: Callable[[Counts], Counts], title_share: float, query: Entry) -> Numbers:
        title, content = (kept(tokens_in(text, STARTING)) for text in (query.title, query.content))
        words = WORDS_MOST * index.shares(index.weigh([(title_share, title), (1 - title_share, content)]))
        return np.asarray(words + self._part(query, Signal.MEANING), dtype=np.float64)
