"""Candidates from the search of the database itself; OpenSearch or a vector index can stand in for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.db import is_sqlite
from app.matching.logic.engine.entries import MEANING_FROM, MEANING_MOST, WORDS_MOST, Entry
from app.matching.logic.engine.meaning import MODEL, asking_texts, centred, content_key, unpacked, usual
from app.matching.logic.engine.synonyms import Synonyms
from app.matching.logic.shortlist import ALL, MOST_FOUND, Ask, ask_for, tokens_of_query
from app.matching.models import SearchEntry, TokenCount
from app.matching.queries.learned import find_vectors

POOL: Final = 200
AT_ONCE: Final = 500
SQLITE: Final = (
    "SELECT * FROM (SELECT {at} AS at, rowid AS item FROM match_entry_fts "
    "WHERE match_entry_fts MATCH :t{at} LIMIT {most})"
)
POSTGRESQL: Final = (
    "(SELECT {at} AS at, achievement_id AS item FROM match_entry WHERE "
    "array_to_tsvector(string_to_array(tokens, ' ')) @@ CAST(:t{at} AS tsquery) LIMIT {most})"
)


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
        ask = ask_for(weights, self._counts(weights))
        pool = self._pool(ask)
        rows = (
            self._session.connection()
            .execute(
                select(SearchEntry.achievement_id, SearchEntry.key, SearchEntry.tokens).where(
                    SearchEntry.achievement_id.in_(pool)
                )
            )
            .all()
        )
        words = np.array([WORDS_MOST * ask.nearness(row.tokens.split(" ")) for row in rows])
        points = words + self._meaning(query, [row.key for row in rows])
        found = [Candidate(row.achievement_id, round(float(at), 4)) for row, at in zip(rows, points, strict=True)]
        return sorted(found, key=lambda each: (-each.points, each.achievement_id))[:limit]

    def _counts(self, tokens: Iterable[str]) -> dict[str, int]:
        wanted = [ALL, *sorted(tokens)]
        found: dict[str, int] = {}
        for at in range(0, len(wanted), AT_ONCE):
            chosen = select(TokenCount.token, TokenCount.count).where(TokenCount.token.in_(wanted[at : at + AT_ONCE]))
            found |= {row.token: row.count for row in self._session.connection().execute(chosen)}
        return found

    def _pool(self, ask: Ask) -> list[int]:
        """All tokens in one question: which items use each; then the items whose tokens tell most."""
        tokens = ask.worth_asking()
        if not tokens:
            return []
        connection = self._session.connection()
        part, quote = (SQLITE, '"') if is_sqlite(connection) else (POSTGRESQL, "'")
        question = " UNION ALL ".join(part.format(at=at, most=MOST_FOUND) for at in range(len(tokens)))
        values = {f"t{at}": f"{quote}{token}{quote}" for at, token in enumerate(tokens)}
        worth = [ask.weights[token] * ask.rarity[token] for token in tokens]
        points: dict[int, float] = {}
        for at, item in connection.execute(text(question), values):
            points[item] = points.get(item, 0.0) + worth[at]
        return sorted(points, key=lambda item: (-points[item], item))[:POOL]

    def _meaning(self, query: Entry, keys: Sequence[str]) -> np.ndarray:
        asked = [content_key(MODEL, each, asks=True) for each in asking_texts(query)]
        vectors = find_vectors(self._session, (*asked, *keys))
        if not all(key in vectors for key in asked) or not any(key in vectors for key in keys):
            return np.zeros(len(keys))
        empty = np.zeros_like(unpacked(vectors[asked[0]]))
        items = np.array([unpacked(vectors[key]) if key in vectors else empty for key in keys], dtype=np.float32)
        middle = usual(items)
        direction = centred(usual(np.array([unpacked(vectors[key]) for key in asked]))[None], middle)[0]
        near = centred(items, middle) @ direction
        return np.asarray(MEANING_MOST * ((near - MEANING_FROM) / (1 - MEANING_FROM)).clip(0, 1))


def count_indexed(session: Session) -> int:
    """Return how many achievements the index holds."""
    return session.scalar(select(TokenCount.count).where(TokenCount.token == ALL)) or 0
