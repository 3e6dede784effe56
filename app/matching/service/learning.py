"""Learning from verdicts: a new version is measured against the one in use before it takes its place."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.queue import enqueue
from app.library.models import Achievement
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.evaluation import Trial
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder, Small, packed
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import Synonyms
from app.matching.logic.score import VERSION, as_entry
from app.matching.logic.verdicts import ModelState, judgements_from
from app.matching.models import MatchModel, TextVector
from app.matching.queries.learned import (
    find_active_model,
    find_vectors,
    get_model,
    judgements_of,
    keys_of,
    list_needs_by_id,
    list_verdicts,
    said,
    stored_meaning,
    synonyms_in_use,
)
from app.matching.queries.proposals import achievement_profile, list_open_achievements, list_open_needs, need_profile

LEARN: Final = "learn_from_verdicts"
READ: Final = "read_texts"
FEWEST: Final = 5
READ_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Lesson:
    """All that is needed to learn and to measure, in plain values."""

    items: tuple[Entry, ...]
    queries: tuple[Entry, ...]
    judgements: tuple[Judgement, ...]
    last: tuple[Judgement, ...]
    embedder: Embedder | None
    synonyms: Synonyms


@dataclass(frozen=True)
class Learnt:
    """What came of a lesson."""

    judgements: tuple[Judgement, ...]
    figures: dict[str, Any]
    is_better: bool


def ask_to_learn(session: Session, actor: Actor) -> None:
    """Let the worker learn anew."""
    authorise(actor, Permission.MATCH_TUNE)
    enqueue(session, LEARN, {})


def prepare_lesson(session: Session) -> Lesson | None:
    """Gather verdicts and texts; None while there is too little, or nothing new."""
    judgements = judgements_from([said(row) for row in list_verdicts(session)])
    last = judgements_of(find_active_model(session))
    if len(judgements) < FEWEST or judgements == last:
        return None
    ids = {int(each.item) for each in (*judgements, *last)}
    rows = session.scalars(
        select(Achievement).where(Achievement.id.in_(sorted(ids))).options(joinedload(Achievement.organisation))
    )
    known = {row.id: row for row in list_open_achievements(session)} | {row.id: row for row in rows}
    items = tuple(as_entry(achievement_profile(row)) for _, row in sorted(known.items()))
    needs = list_needs_by_id(session, (int(each.query) for each in (*judgements, *last)))
    queries = tuple(as_entry(need_profile(need)) for need in needs)
    return Lesson(
        items, queries, tuple(judgements), tuple(last), stored_meaning(session, items, queries),
        synonyms_in_use(session),
    )  # fmt: skip


def work_out_lesson(lesson: Lesson) -> Learnt:
    """Learn, and measure the new version beside the last and beside no learning at all."""
    reading = Reading(lesson.items, lesson.queries, lesson.embedder, lesson.synonyms)
    queries = {query.id: query for query in lesson.queries}
    places = {item.id: at for at, item in enumerate(lesson.items)}
    asked = [each for each in lesson.judgements if each.query in queries and each.item in places]
    trial = Trial(reading, queries, places, asked)
    untrained, pairs = trial.share_right()
    last, _ = trial.share_right(lesson.last)
    new, _ = trial.share_right(lesson.judgements)
    figures = {
        "judgements": len(asked), "pairs": pairs, "untrained": round(untrained, 4), "last": round(last, 4),
        "new": round(new, 4), "engine": VERSION, "with_meaning": lesson.embedder is not None,
    }  # fmt: skip
    return Learnt(lesson.judgements, figures, is_better=new >= max(last, untrained))


def keep_version(session: Session, learnt: Learnt) -> MatchModel:
    """Store the version; it is used if it measured no worse than what was in use."""
    number = (session.scalar(select(func.max(MatchModel.number))) or 0) + 1
    if learnt.is_better:
        _retire(session)
    row = MatchModel(
        number=number, state=ModelState.ACTIVE if learnt.is_better else ModelState.REFUSED, figures=learnt.figures,
        judgements=[{"need": int(j.query), "achievement": int(j.item), "level": j.level} for j in learnt.judgements],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def use_version(session: Session, actor: Actor, *, number: int | None) -> None:
    """Go back to an earlier version, or to no learning at all (None)."""
    authorise(actor, Permission.MATCH_TUNE)
    row = get_model(session, number) if number is not None else None
    if row is not None and row.state is ModelState.ACTIVE:
        raise RuleBroken("This version is in use already.")
    _retire(session)
    if row is not None:
        row.state = ModelState.ACTIVE
    session.flush()
    write_audit(session, "match_model.used", kind="match_model", row_id=row.id if row else None,
                detail={"number": number})  # fmt: skip


def _retire(session: Session) -> None:
    active = find_active_model(session)
    if active is not None:
        active.state = ModelState.RETIRED
        session.flush()


def unread_texts(session: Session) -> dict[str, tuple[str, bool]]:
    """Return texts nobody has read yet, by key, some hundred at a time."""
    items = [as_entry(achievement_profile(row)) for row in list_open_achievements(session)]
    queries = [as_entry(need_profile(need)) for need in list_open_needs(session)]
    keys = keys_of(items, queries)
    known = find_vectors(session, keys)
    return {key: keys[key] for key in sorted(keys.keys() - known.keys())[:READ_AT_ONCE]}


def read(texts: dict[str, tuple[str, bool]], embedder: Embedder | None = None) -> dict[str, bytes]:
    """Read texts with the model; this takes seconds, and needs no database."""
    reader = embedder or Small()
    return {key: packed(reader.embed([text], asks=asks)[0]) for key, (text, asks) in texts.items()}


def remember(session: Session, vectors: dict[str, bytes]) -> int:
    """Store what was read; what another worker stored meanwhile stays."""
    known = find_vectors(session, vectors)
    new = [TextVector(key=key, data=data, read_at=now()) for key, data in vectors.items() if key not in known]
    session.add_all(new)
    session.flush()
    return len(new)
