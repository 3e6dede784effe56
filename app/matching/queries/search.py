"""Candidates from the search of the database itself; OpenSearch or a vector index can stand in for it."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol

import numpy as np
from sqlalchemy import Row, TextClause, select, text
from sqlalchemy.orm import Session

from app.core.db import is_sqlite
from app.matching.logic.engine.entries import MEANING_FROM, MEANING_MOST, WORDS_MOST, Entry
from app.matching.logic.engine.meaning import (
    MODEL,
    asking_texts,
    centred,
    content_key,
    unpacked_rows,
    usual,
)
from app.matching.logic.engine.synonyms import Synonyms
from app.matching.logic.shortlist import ALL, MOST_FOUND, Ask, ask_for, tokens_of_query
from app.matching.models import TokenCount

POOL: Final = 200
EXACT: Final = 1_000_000  # whole numbers add up to the same in any order
# The wording does not change with the number of tokens, so PostgreSQL plans it once for a connection.
_KNOWN: Final = """
SELECT token AS name, count AS used, NULL AS data FROM match_token WHERE token {tokens}
UNION ALL SELECT key, 0, data FROM text_vector WHERE key {keys}
"""
_IN_JSON: Final = "IN (SELECT value FROM json_each(:{name}))"
_IN_ARRAY: Final = "= ANY(CAST(:{name} AS text[]))"
KNOWN: Final = {
    small: text(_KNOWN.format(tokens=among.format(name="tokens"), keys=among.format(name="keys")))
    for small, among in {True: _IN_JSON, False: _IN_ARRAY}.items()
}
# Which items use each token; then those whose tokens tell most, with all that is compared next.
_POOL: Final = """
WITH pool AS (
    SELECT item FROM {found} GROUP BY item ORDER BY SUM(worth) DESC, item LIMIT :pool
)
SELECT entry.achievement_id, entry.tokens, vector.data
FROM pool JOIN match_entry AS entry ON entry.achievement_id = pool.item
LEFT JOIN text_vector AS vector ON vector.key = entry.key
ORDER BY entry.achievement_id
"""
# FTS5 reads the newest first: where a token is in too many, it is the oldest that are left out.
_SQLITE: Final = """
SELECT * FROM (
    SELECT :w{at} AS worth, rowid AS item FROM match_entry_fts WHERE match_entry_fts MATCH :t{at}
    ORDER BY rowid DESC LIMIT :most
)
"""
_POSTGRESQL: Final = """
unnest(CAST(:tokens AS text[]), CAST(:worth AS bigint[])) AS asked(token, worth) CROSS JOIN LATERAL (
    SELECT achievement_id AS item FROM match_entry
    WHERE array_to_tsvector(string_to_array(tokens, ' ')) @@ CAST(asked.token AS tsquery) LIMIT :most
) AS found
"""
POOL_OF_POSTGRESQL: Final = text(_POOL.format(found=_POSTGRESQL))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An achievement that may fit, with its points for words and, where they are read, for meaning."""

    achievement_id: int
    points: float


class CandidateSource(Protocol):
    """What can name the achievements nearest to a need without looking at all of them."""

    def nearest(self, query: Entry, limit: int) -> list[Candidate]:
        """The nearest, best first; equal ones by number."""


class DatabaseSearch:
    """Full text search of SQLite (FTS5) or PostgreSQL, re-ranked by words and meaning."""

    def __init__(self, session: Session, synonyms: Synonyms) -> None:
        self._session = session
        self._synonyms = synonyms

    def nearest(self, query: Entry, limit: int) -> list[Candidate]:
        """The nearest of the two hundred that share the most telling tokens."""
        weights = tokens_of_query(query, self._synonyms)
        keys = [content_key(MODEL, each, asks=True) for each in asking_texts(query)]
        counts, asked = self._known(weights, keys)
        ask = ask_for(weights, counts)
        rows = self._pool(ask)
        words = np.array([WORDS_MOST * ask.nearness(row.tokens.split(" ")) for row in rows])
        points = words + _meaning(asked, [row.data for row in rows])
        found = [Candidate(row.achievement_id, round(float(at), 4)) for row, at in zip(rows, points, strict=True)]
        return sorted(found, key=lambda each: (-each.points, each.achievement_id))[:limit]

    def _known(self, tokens: Iterable[str], keys: Sequence[str]) -> tuple[dict[str, int], list[bytes | None]]:
        """How many items use each token, and what was read in the texts of the query."""
        connection, wanted = self._session.connection(), [ALL, *sorted(tokens)]
        small = is_sqlite(connection)
        lists = {"tokens": wanted, "keys": list(keys)}
        rows = connection.execute(
            KNOWN[small], {name: json.dumps(each) for name, each in lists.items()} if small else lists
        ).all()
        vectors = {row.name: row.data for row in rows if row.data is not None}
        return {row.name: row.used for row in rows if row.data is None}, [vectors.get(key) for key in keys]

    def _pool(self, ask: Ask) -> Sequence[Row[Any]]:
        """All tokens in one question; each item found comes with its tokens and what was read in it."""
        tokens = ask.worth_asking()
        if not tokens:
            return []
        connection = self._session.connection()
        worth = [round(EXACT * ask.weights[token] * ask.rarity[token]) for token in tokens]
        asked: dict[str, Any] = {"pool": POOL, "most": MOST_FOUND}
        if not is_sqlite(connection):
            asked |= {"tokens": [f"'{token}'" for token in tokens], "worth": worth}
            return connection.execute(POOL_OF_POSTGRESQL, asked).all()
        asked |= {f"t{at}": f'"{token}"' for at, token in enumerate(tokens)}
        asked |= {f"w{at}": each for at, each in enumerate(worth)}
        return connection.execute(_pool_of_sqlite(len(tokens)), asked).all()


# Another search server stands in here; docs/operations.md says from which size on one should.
SOURCE: Callable[[Session, Synonyms], CandidateSource] = DatabaseSearch


def _meaning(asked: Sequence[bytes | None], stored: Sequence[bytes | None]) -> np.ndarray:
    """The points for meaning; none at all until the query has been read."""
    if not all(asked) or not any(stored):
        return np.zeros(len(stored))
    items = unpacked_rows(stored)
    middle = usual(items)
    direction = centred(usual(unpacked_rows(asked))[None], middle)[0]
    near = centred(items, middle) @ direction
    return np.asarray(MEANING_MOST * ((near - MEANING_FROM) / (1 - MEANING_FROM)).clip(0, 1))


@cache
def _pool_of_sqlite(count: int) -> TextClause:
    """The question for so many tokens."""
    found = " UNION ALL ".join(_SQLITE.format(at=at) for at in range(count))
    return text(_POOL.format(found=f"({found})"))


def count_indexed(session: Session) -> int:
    """Return how many achievements the index holds."""
    return session.scalar(select(TokenCount.count).where(TokenCount.token == ALL)) or 0
