"""Reading what matching remembers: vectors of texts, synonyms, verdicts and versions of what was learned."""

import json
from collections.abc import Iterable

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.db import is_sqlite
from app.core.errors import NotFound
from app.library.models import Need
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import MODEL, Stored, asking_texts, content_key
from app.matching.logic.engine.synonyms import Synonyms, with_starting_groups
from app.matching.logic.steps import Subject, Told, judgements
from app.matching.logic.verdicts import ModelState, Said
from app.matching.models import MatchModel, SynonymGroup, Verdict

AT_ONCE = 500
# One wording however many are asked for: a list of hundreds of parameters takes longer to write than to answer.
VECTORS = {
    True: text("SELECT key, data FROM text_vector WHERE key IN (SELECT value FROM json_each(:keys))"),
    False: text("SELECT key, data FROM text_vector WHERE key = ANY(CAST(:keys AS text[]))"),
}


def keys_of(items: Iterable[Entry], queries: Iterable[Entry]) -> dict[str, tuple[str, bool]]:
    """The texts to be read, by the key under which each is remembered, and whether it asks."""
    offers = {content_key(MODEL, item.content, asks=False): (item.content, False) for item in items}
    asks = {content_key(MODEL, text, asks=True): (text, True) for query in queries for text in asking_texts(query)}
    return offers | asks


def find_vectors(session: Session, keys: Iterable[str]) -> dict[str, bytes]:
    """Return the vectors that are known, some hundred at a time."""
    connection, wanted = session.connection(), sorted(set(keys))
    small = is_sqlite(connection)
    found: dict[str, bytes] = {}
    for at in range(0, len(wanted), AT_ONCE):
        part = wanted[at : at + AT_ONCE]
        rows = connection.execute(VECTORS[small], {"keys": json.dumps(part) if small else part})
        found |= {row.key: bytes(row.data) for row in rows}
    return found


def stored_meaning(session: Session, items: Iterable[Entry], queries: Iterable[Entry]) -> Stored | None:
    """Return the vectors of these texts; None when nothing has been read at all."""
    vectors = find_vectors(session, keys_of(items, queries))
    return Stored(vectors) if vectors else None


def list_synonyms(session: Session) -> list[SynonymGroup]:
    """Return the operator's groups in the order they were written."""
    return list(session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)))


def get_synonyms(session: Session, group_id: int) -> SynonymGroup:
    """Return one group."""
    found = session.get(SynonymGroup, group_id)
    if found is None:
        raise NotFound("There is no such group of words.")
    return found


def synonyms_in_use(session: Session) -> Synonyms:
    """Return the operator's words and those every installation starts with."""
    return with_starting_groups(tuple(group.words) for group in list_synonyms(session))


def list_verdicts(session: Session) -> list[Verdict]:
    """Return all that was decided."""
    return list(session.scalars(select(Verdict).order_by(Verdict.id)))


def list_verdicts_about(session: Session, needs: Iterable[Need]) -> list[Verdict]:
    """Return what was decided about some needs."""
    wanted = sorted(need.id for need in needs)
    return list(session.scalars(select(Verdict).where(Verdict.need_id.in_(wanted)).order_by(Verdict.id)))


def said(row: Verdict) -> Said:
    """One verdict in plain values."""
    return Said(row.need_id, row.achievement_id, row.side, row.choice, row.reason, row.note or "")


def list_models(session: Session, subject: Subject = Subject.ACHIEVEMENTS) -> list[MatchModel]:
    """Return all versions about a subject, the newest first."""
    chosen = select(MatchModel).where(MatchModel.subject == subject)
    return list(session.scalars(chosen.order_by(MatchModel.number.desc())))


def find_newest_model(session: Session, subject: Subject) -> MatchModel | None:
    """Return the version that was learned last, whatever became of it."""
    chosen = select(MatchModel).where(MatchModel.subject == subject)
    return session.scalar(chosen.order_by(MatchModel.number.desc()).limit(1))


def find_active_model(session: Session, subject: Subject = Subject.ACHIEVEMENTS) -> MatchModel | None:
    """Return the version in use."""
    return session.scalar(
        select(MatchModel).where(MatchModel.state == ModelState.ACTIVE, MatchModel.subject == subject)
    )


def get_model(session: Session, number: int) -> MatchModel:
    """Return one version."""
    found = session.scalar(select(MatchModel).where(MatchModel.number == number))
    if found is None:
        raise NotFound("There is no such version.")
    return found


def told_of(model: MatchModel | None) -> list[Told]:
    """Return what a version was learned from; versions of long ago name neither kind nor weight."""
    rows = model.judgements if model is not None else []
    return [
        Told(
            int(row["query"] if "query" in row else row["need"]),
            int(row["item"] if "item" in row else row["achievement"]),
            row.get("kind", ""), row.get("side", ""), float(row["level"]), float(row.get("weight", 1.0)),
        )
        for row in rows
    ]  # fmt: skip


def judgements_of(model: MatchModel | None) -> list[Judgement]:
    """Return the judgements a version holds, one for each pair."""
    return judgements(told_of(model))


def list_needs_by_id(session: Session, ids: Iterable[int]) -> list[Need]:
    """Return needs by their keys."""
    return list(session.scalars(select(Need).where(Need.id.in_(sorted(set(ids)))).order_by(Need.id)))
