"""Keeping the search index in step with the library: only what changed is read again."""

from collections import Counter
from typing import Final

from sqlalchemy import delete, or_, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from app.core.clock import now
from app.core.db import is_sqlite
from app.library.models import Achievement
from app.matching.logic.engine.meaning import MODEL, content_key
from app.matching.logic.score import as_entry
from app.matching.logic.shortlist import ALL, stored_tokens
from app.matching.models import SearchEntry, TokenCount
from app.matching.queries.proposals import OPEN_ACHIEVEMENTS, OPEN_TO, achievement_profile

INDEX: Final = "index_achievements"
AT_ONCE: Final = 1_000
# Only the owner of the index may; for others autovacuum does it in time.
SORT_IN: Final = text(
    "SELECT gin_clean_pending_list(oid) FROM pg_class "
    "WHERE oid = to_regclass('match_entry_fts') AND pg_has_role(relowner, 'USAGE')"
)


def index_changes(session: Session, *, most: int = AT_ONCE) -> int:
    """Bring so many changed achievements up to date, and take out what is no longer open; return how many it was."""
    is_open = Achievement.state.in_(OPEN_ACHIEVEMENTS) & Achievement.visibility.in_(OPEN_TO)
    changes: Counter[str] = Counter()
    gone = session.scalars(
        select(SearchEntry).join(Achievement, Achievement.id == SearchEntry.achievement_id).where(~is_open).limit(most)
    ).all()
    for entry in gone:
        changes.subtract([ALL, *entry.tokens.split(" ")])
    session.execute(delete(SearchEntry).where(SearchEntry.achievement_id.in_([row.achievement_id for row in gone])))
    rows = session.scalars(
        select(Achievement)
        .outerjoin(SearchEntry, SearchEntry.achievement_id == Achievement.id)
        .where(is_open, or_(SearchEntry.achievement_id.is_(None), Achievement.updated_at > SearchEntry.read_at))
        .options(joinedload(Achievement.organisation))
        .order_by(Achievement.id)
        .limit(most)
    ).all()
    known = {
        entry.achievement_id: entry
        for entry in session.scalars(select(SearchEntry).where(SearchEntry.achievement_id.in_([r.id for r in rows])))
    }
    for row in rows:
        _index(session, row, known.get(row.id), changes)
    session.flush()
    _count(session, changes)
    if rows or gone:
        _tidy(session)
    return len(rows) + len(gone)


def _index(session: Session, row: Achievement, entry: SearchEntry | None, changes: Counter[str]) -> None:
    content = as_entry(achievement_profile(row)).content
    key = content_key(MODEL, content, asks=False)
    if entry is None:
        entry = SearchEntry(achievement_id=row.id, key="", tokens="")
        session.add(entry)
        changes[ALL] += 1
    entry.read_at = now()
    if entry.key == key:
        return
    tokens = stored_tokens(content)
    changes.subtract(entry.tokens.split(" ") if entry.tokens else [])
    changes.update(tokens)
    entry.key, entry.tokens = key, " ".join(sorted(tokens))


def _tidy(session: Session) -> None:
    """PostgreSQL keeps new entries on a list at first, and every search reads it from end to end: sort them in now."""
    connection = session.connection()
    if not is_sqlite(connection):
        connection.execute(SORT_IN)


def _count(session: Session, changes: Counter[str]) -> None:
    """Add the changes up, a row each: a statement of many rows would be built anew each time, which takes longest."""
    rows = [{"token": token, "count": change} for token, change in sorted(changes.items()) if change]
    connection = session.connection()
    insert = sqlite.insert if is_sqlite(connection) else postgresql.insert
    statement = insert(TokenCount)
    added = statement.on_conflict_do_update(
        index_elements=["token"], set_={"count": TokenCount.count + statement.excluded.count}
    )
    if rows:
        connection.execute(added, rows)
