"""Which field a text belongs to, learned from texts whose field is known and from the names of the fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.matching.logic.engine.entries import MOST_WORDS
from app.matching.logic.engine.index import Weighted, WordIndex
from app.matching.logic.engine.meaning import Embedder, Vectors, centred, usual
from app.matching.logic.engine.synonyms import NO_SYNONYMS, TERM, Synonyms
from app.matching.logic.engine.tokens import is_telling, is_word, tokens_in

Numbers = NDArray[np.float64]
RESTRAINT: Final = 0.3
MOST_TAGS: Final = 3
# Measured with 8 examples a field: the share of texts put right rises from .510 to .515 by the first, .546 by the last.
MEANING_SHARE: Final = 2.0
NAME_SHARE: Final = 0.5
NAME_MEANING: Final = 0.5


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """A text whose field is known; what has no title is not named as evidence."""

    text: str
    field: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A field a text may belong to, and how strongly; the strengths compare, they are no chances.

    `words` stand in the text and in a name of the field or in `like`, the known text of that field most like it.
    """

    field: str
    strength: float
    words: tuple[str, ...] = ()
    like: str = ""


class Tagger:
    """Weighs known texts by how alike they are to a new one: in words, and in the square of their meaning.

    What a field is called counts too, in words and by the nearest in meaning of its names.
    """

    def __init__(self, embedder: Embedder | None = None, synonyms: Synonyms = NO_SYNONYMS) -> None:
        self._embedder = embedder
        self._synonyms = synonyms

    def fit(self, known: Sequence[Known], names: Mapping[str, Sequence[str]] | None = None) -> Self:
        """Learn from texts and their fields, and from the names each field goes by."""
        self._known = sorted(known)
        self._called = {field: list(said) for field, said in (names or {}).items()}
        self._names = {field: "、".join(said) for field, said in self._called.items()}
        self._fields = sorted({each.field for each in self._known} | set(self._names))
        counts = [tokens_in(each.text, self._synonyms) for each in self._known]
        named = [tokens_in(self._names.get(field, ""), self._synonyms) for field in self._fields]
        self._index = WordIndex([*counts, *named])
        self._weighed = [self._index.weigh([(1.0, each)]) for each in counts]
        self._weighed_names = [self._index.weigh([(1.0, each)]) for each in named]
        self._learn()
        return self

    def _learn(self) -> None:
        texts = [each.text for each in self._known]
        if self._embedder is not None and texts:
            self._middle = usual(self._embedder.embed(texts, asks=False))
            self._learn_names(self._embedder)
        read = self._directions = self._read(texts)
        is_field = np.array([[float(each.field == name) for name in self._fields] for each in self._known])
        self._is_field = is_field = is_field.reshape(len(texts), len(self._fields))
        usual_share = is_field.mean(axis=0) if texts else np.zeros(len(self._fields))
        alike = self._alike(read, self._weighed)
        alike[np.diag_indices_from(alike)] += RESTRAINT
        self._pulls = np.linalg.solve(alike, is_field - usual_share)

    def _learn_names(self, embedder: Embedder) -> None:
        """Where each name that was read points, away from the usual name."""
        pairs = [(at, name) for at, field in enumerate(self._fields) for name in self._called.get(field, ())]
        raw = embedder.embed([name for _, name in pairs], asks=False)
        self._name_directions = centred(raw, usual(raw))
        self._name_fields = [at for at, _ in pairs]

    def _read(self, texts: Sequence[str]) -> Vectors | None:
        """Where texts point, away from the usual known one; None where no meaning is read."""
        if self._embedder is None or not self._known:
            return None
        return centred(self._embedder.embed(texts, asks=False), self._middle)

    def _alike(self, read: Vectors | None, weighed: Sequence[Weighted]) -> Numbers:
        words = self._index.alike_queries(weighed, self._weighed)
        if read is None or self._directions is None:
            return words
        near = read @ self._directions.T
        return np.asarray(words + MEANING_SHARE * np.sign(near) * near**2, dtype=np.float64)

    def _near_names(self, read: Vectors) -> Numbers:
        """How near each text is to the nearest name of each field; nothing where none of its names was read."""
        found = np.full((len(read), len(self._fields)), -np.inf)
        for at, direction in zip(self._name_fields, self._name_directions, strict=True):
            if direction.any():
                found[:, at] = np.maximum(found[:, at], read @ direction)
        return np.where(np.isfinite(found), found, 0.0)

    def tag(self, texts: Sequence[str]) -> list[list[Tag]]:
        """The likeliest fields of each text, the best first; without one telling word in common it is none.

        Where meanings are read, the words may differ. How usual a field is says nothing here.
        """
        weighed = [self._index.weigh([(1.0, tokens_in(text, self._synonyms))]) for text in texts]
        read = self._read(texts)
        alike = self._alike(read, weighed)
        named = self._index.alike_queries(weighed, self._weighed_names)
        strengths = alike @ self._pulls + NAME_SHARE * named
        if read is not None:
            strengths += NAME_MEANING * self._near_names(read)
        strengths[(alike @ self._is_field <= 0) & (named <= 0)] = -np.inf
        order = np.argsort(-strengths, axis=1, kind="stable")[:, :MOST_TAGS]
        found = [
            [self._tag(text, int(at), float(strengths[row, at]), alike[row]) for at in order[row]
             if np.isfinite(strengths[row, at])]
            for row, text in enumerate(texts)
        ]  # fmt: skip
        return [[tag for tag in tags if tag.words or self._embedder is not None] for tags in found]

    def _tag(self, text: str, field: int, strength: float, alike: Numbers) -> Tag:
        name = self._fields[field]
        own = [at for at, each in enumerate(self._known) if each.field == name and each.title and alike[at] > 0]
        best = max(own, key=lambda at: (alike[at], -at), default=None)
        said = self._names.get(name, "") + ("" if best is None else "\n" + self._known[best].text)
        like = "" if best is None else self._known[best].title
        return Tag(name, round(strength, 4), self._shared(text, said), like)

    def _shared(self, text: str, other: str) -> tuple[str, ...]:
        """The telling words both use, the rarest first."""
        words = set(filter(is_word, tokens_in(text, self._synonyms))) & set(tokens_in(other, self._synonyms))
        telling = {word for word in words if is_telling(word) and not word.startswith(TERM)}
        whole = {word for word in telling if not any(word in other and word != other for other in telling)}
        return tuple(sorted(whole, key=lambda word: (-self._index.rarity(word), word))[:MOST_WORDS])
