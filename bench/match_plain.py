"""What everybody has: BM25 and TF-IDF over words and pairs of characters."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.tokens import SINGLE, tokens_in

Numbers = NDArray[np.float64]
K1, B = 1.2, 0.75


def _read(text: str) -> Counter[str]:
    return Counter({token: count for token, count in tokens_in(text).items() if not token.startswith(SINGLE)})


class Plain:
    """Both over the same tokens."""

    def __init__(self, texts: list[str]) -> None:
        self._size = len(texts)
        counts = [_read(text) for text in texts]
        self._lengths = np.array([max(each.total(), 1) for each in counts], dtype=np.float64)
        self._postings: dict[str, tuple[list[int], list[int]]] = {}
        for at, each in enumerate(counts):
            for token, count in each.items():
                items, often = self._postings.setdefault(token, ([], []))
                items.append(at)
                often.append(count)
        squares = np.zeros(self._size)
        for token, (items, often) in self._postings.items():
            squares[items] += (np.array(often) * self._rarity(token)) ** 2
        self._norms = np.sqrt(np.maximum(squares, 1e-9))

    def _rarity(self, token: str) -> float:
        return float(np.log((self._size + 1) / (len(self._postings[token][0]) + 0.5)))

    def bm25(self, text: str) -> Numbers:
        """The usual formula with the usual constants."""
        found = np.zeros(self._size)
        for token, asked in _read(text).items():
            if token not in self._postings:
                continue
            items, often = self._postings[token]
            count = np.array(often, dtype=np.float64)
            rarity = np.log(1 + (self._size - len(items) + 0.5) / (len(items) + 0.5))
            length = K1 * (1 - B + B * self._lengths[items] / self._lengths.mean())
            found[items] += asked * rarity * count * (K1 + 1) / (count + length)
        return found

    def tf_idf(self, text: str) -> Numbers:
        """The cosine of counts times rarity."""
        found = np.zeros(self._size)
        for token, asked in _read(text).items():
            if token in self._postings:
                items, often = self._postings[token]
                found[items] += asked * np.array(often) * self._rarity(token) ** 2
        return found / self._norms
