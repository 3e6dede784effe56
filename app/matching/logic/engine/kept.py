"""Word indexes kept in this process by the content of their texts: what did not change is not read again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.matching.logic.engine.counts import counted, numbered, side_by_side
from app.matching.logic.engine.index import WordIndex
from app.matching.logic.engine.tokens import tokens_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.matching.logic.engine.counts import Counts, Numbers, Places
    from app.matching.logic.engine.synonyms import Synonyms

MOST_TEXTS: Final = 6_000
MOST_NAMES: Final = 300_000
MOST_INDEXES: Final = 8
MOST_NUMBERS: Final = 2_000_000  # of all indexes together; each takes some forty bytes


class KeptWords:
    """Texts cut into tokens, and indexes of them, under one list of synonyms.

    Both are found by a digest of all they are made from, so nothing that is kept can be out of date: another text is
    another key, in whichever process it was written. Too much to keep is read and forgotten.
    """

    def __init__(self, synonyms: Synonyms) -> None:
        self._synonyms = synonyms
        self._lock = Lock()
        self._numbers: dict[str, int] = {}
        self._texts: dict[bytes, tuple[Places, Numbers]] = {}
        self._indexes: dict[bytes, WordIndex] = {}

    def index(self, texts: Sequence[str], *, keep: bool = True) -> WordIndex:
        """An index of these texts in their order, the kept one if there is one."""
        if len(texts) > MOST_TEXTS:
            return WordIndex(counted(tokens_in(text, self._synonyms) for text in texts))
        keys = [digest(text.encode()) for text in texts]
        whole = digest(b"".join(keys))
        with self._lock:
            found = self._indexes.pop(whole, None) or WordIndex(self._count(keys, texts))
            if keep:
                self._indexes[whole] = found
                self._drop_oldest()
        return found

    def _count(self, keys: Sequence[bytes], texts: Sequence[str]) -> Counts:
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._texts}
        if len(self._texts) + len(new) > MOST_TEXTS or len(self._numbers) > MOST_NAMES:
            self._numbers, self._texts = {}, {}
            new = dict(zip(keys, texts, strict=True))
        for key, text in new.items():
            self._texts[key] = numbered(tokens_in(text, self._synonyms), self._numbers)
        return side_by_side([self._texts[key] for key in keys], list(self._numbers))

    def _drop_oldest(self) -> None:
        while len(self._indexes) > MOST_INDEXES or sum(map(WordIndex.__len__, self._indexes.values())) > MOST_NUMBERS:
            del self._indexes[next(iter(self._indexes))]


@lru_cache(maxsize=2)
def words_under(synonyms: Synonyms) -> KeptWords:
    """What is kept under a list of synonyms; the list before the last is forgotten with all that was read under it."""
    return KeptWords(synonyms)


def digest(content: bytes) -> bytes:
    """What content is kept by."""
    return hashlib.blake2b(content, digest_size=16).digest()
