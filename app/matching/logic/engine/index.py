"""The word signal: how much of what a query says an item says too, rare words first."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from app.matching.logic.engine.counts import Counts, counted

Numbers = NDArray[np.float64]
OTHER_WORDS: Final = 0.25
HALF_FULL: Final = 0.3
TITLE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Weighted:
    """A query as the index knows it: the numbers of its tokens, and how much each counts."""

    tokens: NDArray[np.intp]
    weights: Numbers


class WordIndex:
    """Weighs tokens by how rare they are among the items, and items by what they share with a query.

    The length of an item counts only what the query does not say, so saying more of it never lowers the share.
    """

    def __init__(self, items: Iterable[Mapping[str, float]] | Counts) -> None:
        said = items if isinstance(items, Counts) else counted(items)
        self.size = len(said.starts) - 1
        self._number = {token: at for at, token in enumerate(said.names)}
        used = np.bincount(said.tokens, minlength=len(said.names))
        self._rarity: Numbers = np.log((self.size + 1) / (used + 0.5))
        values = _strength(said.often) * self._rarity[said.tokens]
        self._rows = sparse.csr_matrix((values, said.tokens, said.starts), shape=(self.size, len(said.names)))
        self._rows.sort_indices()
        self._columns = self._rows.tocsc()
        self._mass = np.asarray(self._rows.multiply(self._rows).sum(axis=1)).ravel()
        self._usual = float(self._mass.mean()) if self.size else 1.0

    def __len__(self) -> int:
        """How many numbers it holds."""
        return int(self._rows.nnz)

    def _weigh(self, counts: Mapping[str, float]) -> Weighted:
        known = sorted((self._number[token], count) for token, count in counts.items() if token in self._number)
        tokens = np.array([token for token, _ in known], dtype=np.intp)
        often = np.array([count for _, count in known], dtype=np.float64)
        return Weighted(tokens, _strength(often) * self._rarity[tokens])

    def weigh(self, parts: Sequence[tuple[float, Mapping[str, float]]]) -> Weighted:
        """A query of several texts, each with its share, as one vector of length one."""
        total = np.zeros(len(self._number))
        for share, counts in parts:
            one = self._weigh(counts)
            length = float(np.sqrt((one.weights**2).sum()))
            if length:
                total[one.tokens] += share * one.weights / length
        length = float(np.sqrt((total**2).sum()))
        tokens = np.flatnonzero(total)
        return Weighted(tokens, total[tokens] / length if length else total[tokens])

    def shares(self, query: Weighted) -> Numbers:
        """How much of the query each item says, from 0 to 1."""
        asked = self._columns[:, query.tokens]
        weights = np.repeat(query.weights, np.diff(asked.indptr))
        shared = np.bincount(asked.indices, weights * asked.data, minlength=self.size)
        said = np.bincount(asked.indices, asked.data**2, minlength=self.size)
        other = np.maximum(self._mass - said, 0.0)
        strength = shared / np.sqrt(OTHER_WORDS * max(self._usual, 1e-9) + other)
        share: Numbers = strength / (strength + HALF_FULL)
        return share

    def rarity(self, token: str) -> float:
        """How telling a token is among these items."""
        at = self._number.get(token)
        return float(self._rarity[at]) if at is not None else float(np.log((self.size + 1) / 0.5))

    def said_by(self, item: int, tokens: Collection[str]) -> set[str]:
        """Those of some tokens that an item says."""
        own = set(self._rows.indices[self._rows.indptr[item] : self._rows.indptr[item + 1]].tolist())
        return {token for token in tokens if self._number.get(token) in own}

    def likeness(self, mine: Sequence[int], others: Sequence[int]) -> Numbers:
        """How alike items are to each other in their words, from 0 to 1: one row for each of mine."""
        mine, others = list(mine), list(others)
        if len(mine) < self.size:
            return cosines(self._rows[mine], self._rows[others])
        lengths = np.maximum(np.sqrt(self._mass), 1e-9)  # of all items: from their tokens, not through every row
        product = (self._rows[others] @ self._columns.T).toarray() / lengths[others][:, None] / lengths
        return np.asarray(product.T[mine])

    def alike_queries(self, mine: Sequence[Weighted], others: Sequence[Weighted]) -> Numbers:
        """The same for queries."""
        return cosines(self._stack(mine), self._stack(others))

    def _stack(self, queries: Sequence[Weighted]) -> sparse.csr_matrix:
        starts = np.cumsum([0, *(len(each.tokens) for each in queries)])
        tokens = np.concatenate([each.tokens for each in queries] or [np.zeros(0, dtype=np.intp)])
        weights = np.concatenate([each.weights for each in queries] or [np.zeros(0)])
        return sparse.csr_matrix((weights, tokens, starts), shape=(len(queries), len(self._number)))


def _strength(often: Numbers) -> Numbers:
    """What using a token so often counts: twice is worth more than once, and not twice as much."""
    strength: Numbers = (1 + np.log(np.maximum(often, 1e-9))).clip(min=0.05)
    return strength


def cosines(mine: sparse.csr_matrix, others: sparse.csr_matrix) -> Numbers:
    """The cosine of every row of one with every row of the other."""
    product: Numbers = np.asarray((_unit(mine) @ _unit(others).T).toarray())
    return product


def _unit(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(lengths, 1e-9)) @ rows
