"""What the texts alone say: the points of words and meaning, how alike texts are, and the words that hit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import (
    DECIMALS,
    MEANING_FROM,
    MEANING_MOST,
    MOST_WORDS,
    WORDS_MOST,
    Entry,
    Signal,
)
from app.matching.logic.engine.index import TITLE_SHARE, Weighted
from app.matching.logic.engine.kept import words_under
from app.matching.logic.engine.meaning import Embedder, Space
from app.matching.logic.engine.synonyms import TERM, Synonyms
from app.matching.logic.engine.tokens import is_telling, tokens_in, words_in

Numbers = NDArray[np.float64]


class Reading:
    """The texts of items and queries, read once; without an embedder words carry all points.

    `keep`: the next reading of just these items finds their index still there.
    """

    def __init__(
        self,
        items: Sequence[Entry],
        queries: Sequence[Entry],
        embedder: Embedder | None,
        synonyms: Synonyms,
        *,
        keep: bool = True,
    ) -> None:
        self._synonyms = synonyms
        self._index = words_under(synonyms).index([item.content for item in items], keep=keep)
        self._space = Space(embedder, items, queries) if embedder is not None else None
        self.read: NDArray[np.bool_] = np.zeros(len(items), dtype=bool)
        if self._space is not None:
            self.read |= self._space.items.any(axis=1)
        self._weighed: dict[Entry, Weighted] = {}

    def _weigh(self, query: Entry) -> Weighted:
        if query not in self._weighed:
            title, content = tokens_in(query.title, self._synonyms), tokens_in(query.content, self._synonyms)
            self._weighed[query] = self._index.weigh([(TITLE_SHARE, title), (1 - TITLE_SHARE, content)])
        return self._weighed[query]

    def points(self, query: Entry) -> dict[Signal, Numbers]:
        """The points of every item for a query."""
        shares = self._index.shares(self._weigh(query))
        if self._space is None or not self._space.direction(query).any():
            return {Signal.WORDS: np.round((WORDS_MOST + MEANING_MOST) * shares, DECIMALS)}
        near = (self._space.items @ self._space.direction(query)).astype(np.float64)
        meaning = ((near - MEANING_FROM) / (1 - MEANING_FROM)).clip(0.0, 1.0)
        return {
            Signal.WORDS: np.round(WORDS_MOST * shares, DECIMALS),
            Signal.MEANING: np.round(MEANING_MOST * meaning, DECIMALS),
        }

    def is_read(self, item: int) -> bool:
        """Is the meaning of an item known?"""
        return bool(self.read[item])

    def alike_queries(self, mine: Sequence[Entry], others: Sequence[Entry]) -> Numbers:
        """How alike queries are, from 0 to 1: one row for each of mine."""
        words = self._index.alike_queries([self._weigh(each) for each in mine], [self._weigh(each) for each in others])
        if self._space is None:
            return words
        near = self._space.directions(mine) @ self._space.directions(others).T
        return np.asarray((words + np.maximum(near, 0.0)) / 2, dtype=np.float64)

    def alike_items(self, mine: Sequence[int], others: Sequence[int]) -> Numbers:
        """How alike items are, by their places: words and meaning alike."""
        words = self.alike_in_words(mine, others)
        return words if self._space is None else np.asarray((words + self.alike_in_meaning(mine, others)) / 2)

    def alike_in_words(self, mine: Sequence[int], others: Sequence[int]) -> Numbers:
        """How alike items are in their words, from 0 to 1."""
        return self._index.likeness(mine, others)

    def alike_in_meaning(self, mine: Sequence[int], others: Sequence[int]) -> Numbers:
        """How alike items are in their meaning, from 0 to 1; without an embedder nothing is."""
        if self._space is None:
            return np.zeros((len(mine), len(others)))
        near = self._space.items[list(mine)] @ self._space.items[list(others)].T
        return np.asarray(np.maximum(near, 0.0), dtype=np.float64)

    def words_hit(self, query: Entry, item: int) -> tuple[str, ...]:
        """The words that stand in both texts, most telling first; synonyms under the name of their group."""
        shared = self._index.said_by(item, set(words_in(query.content, self._synonyms)))
        plain = {word for word in shared if not word.startswith(TERM) and is_telling(word)}
        terms = {word for word in shared if word.startswith(TERM) and not self._covers(word, plain)}
        whole = {word for word in plain if not any(word in other and word != other for other in plain)}
        ranked = sorted(whole | terms, key=lambda word: (-self._index.rarity(word), word))
        return tuple(word.removeprefix(TERM) for word in ranked[:MOST_WORDS])

    def _covers(self, term: str, words: set[str]) -> bool:
        """Do shared words already say what the shared term would?"""
        return any(term in self._synonyms.terms_in(word) for word in words)
