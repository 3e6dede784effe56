"""Which field a text belongs to, learned from texts whose field is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.index import Weighted, WordIndex
from app.matching.logic.engine.meaning import Embedder, centred
from app.matching.logic.engine.tokens import tokens_in

Numbers = NDArray[np.float64]
RESTRAINT: Final = 0.3
MOST_TAGS: Final = 3
MEANING_SHARE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Tag:
    """A field a text may belong to, and how strongly; the strengths compare, they are no chances."""

    field: str
    strength: float


class Tagger:
    """Weighs known texts by how alike they are to a new one."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    def fit(self, known: Sequence[tuple[str, str]]) -> Self:
        """Learn from texts and their fields."""
        known = sorted(known)
        self._fields = sorted({field for _, field in known})
        texts = [text for text, _ in known]
        counts = [tokens_in(text) for text in texts]
        self._index = WordIndex(counts)
        self._known = [self._index.weigh([(1.0, each)]) for each in counts]
        if self._embedder is not None:
            raw = self._embedder.embed(texts, asks=False)
            self._middle = np.asarray(raw.mean(axis=0), dtype=np.float32)
            self._directions = centred(raw, self._middle)
        is_field = np.array([[float(field == each) for each in self._fields] for _, field in known])
        self._usual = is_field.mean(axis=0)
        alike = self._alike(texts, self._known)
        alike[np.diag_indices_from(alike)] += RESTRAINT
        self._pulls = np.linalg.solve(alike, is_field - self._usual)
        return self

    def _alike(self, texts: Sequence[str], weighed: Sequence[Weighted]) -> Numbers:
        words = self._index.alike_queries(weighed, self._known)
        if self._embedder is None:
            return words
        directions = centred(self._embedder.embed(texts, asks=False), self._middle)
        return np.asarray(words + MEANING_SHARE * (directions @ self._directions.T), dtype=np.float64)

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        """The likeliest fields of each text, the best first."""
        weighed = [self._index.weigh([(1.0, tokens_in(text))]) for text in texts]
        strengths = self._usual + self._alike(texts, weighed) @ self._pulls
        order = np.argsort(-strengths, axis=1, kind="stable")[:, :MOST_TAGS]
        return [
            [Tag(self._fields[at], round(float(strengths[row, at]), 4)) for at in best]
            for row, best in enumerate(order)
        ]
