"""How often texts use tokens, as numbers side by side: what a word index is made from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Counts:
    """The tokens of texts one after the other, numbered in the order of their names, and how often each is used.

    Text `n` owns what lies between `starts[n]` and `starts[n + 1]`.
    """

    names: Sequence[str]
    starts: Places
    tokens: Places
    often: Numbers


def counted(texts: Iterable[Mapping[str, float]]) -> Counts:
    """Counts of texts whose tokens were counted one by one."""
    numbers: dict[str, int] = {}
    rows = [numbered(counts, numbers) for counts in texts]
    return side_by_side(rows, list(numbers))


def numbered(counts: Mapping[str, float], numbers: dict[str, int]) -> tuple[Places, Numbers]:
    """The tokens of one text by their numbers; a token nobody numbered yet gets the next one."""
    tokens = np.array([numbers.setdefault(token, len(numbers)) for token in counts], dtype=np.int32)
    return tokens, np.array(list(counts.values()), dtype=np.float32)


def side_by_side(rows: Sequence[tuple[Places, Numbers]], names: Sequence[str]) -> Counts:
    """Put texts side by side; what none of them uses goes, and what is left is numbered by name."""
    flat = np.concatenate([tokens for tokens, _ in rows]) if rows else np.zeros(0, dtype=np.int32)
    often = np.concatenate([counts for _, counts in rows]) if rows else np.zeros(0)
    used = sorted(np.flatnonzero(np.bincount(flat, minlength=len(names))).tolist(), key=names.__getitem__)
    places = np.zeros(len(names), dtype=np.int32)
    places[used] = np.arange(len(used), dtype=np.int32)
    starts = np.cumsum([0, *(len(tokens) for tokens, _ in rows)]).astype(np.int32)
    return Counts([names[at] for at in used], starts, places[flat], often.astype(np.float64))
