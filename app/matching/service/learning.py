"""Learning from verdicts: a new version is measured against the one in use before it takes its place."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.queue import enqueue
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.evaluation import Trial, fields_right
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder, Small, packed
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import Synonyms
from app.matching.logic.score import VERSION, as_entry
from app.matching.logic.steps import Subject, Told, both_decided, judgements
from app.matching.logic.taxonomy import TREE
from app.matching.logic.verdicts import ModelState
from app.matching.models import MatchModel, TextVector
from app.matching.queries.fields import TaggedTexts, tagged_texts
from app.matching.queries.learned import (
    find_active_model,
    find_newest_model,
    find_vectors,
    get_model,
    keys_of,
    list_needs_by_id,
    stored_meaning,
    synonyms_in_use,
    told_of,
)
from app.matching.queries.live import Figures, live_figures
from app.matching.queries.needs import need_profile
from app.matching.queries.proposals import (
    achievement_profile,
    list_judged,
    list_open_achievements,
    list_open_needs,
)
from app.matching.queries.ranking import list_investors_by_id, mandate_profile, pitch_profile
from app.matching.queries.steps import list_pitches_by_id, told_about_achievements, told_about_pitches

LEARN: Final = "learn_from_verdicts"
LEARN_PITCHES: Final = "learn_from_meetings"
JOB_OF: Final = {Subject.ACHIEVEMENTS: LEARN, Subject.PITCHES: LEARN_PITCHES}
# Whose steps teach: for pitches those of the investor and those both took; a team's own are not the investor's taste.
SIDES: Final = {Subject.ACHIEVEMENTS: ("",), Subject.PITCHES: ("", "investor")}
READ: Final = "read_texts"
FEWEST: Final = 5
READ_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Lesson:
    """All that is needed to learn and to measure, in plain values."""

    items: tuple[Entry, ...]
    queries: tuple[Entry, ...]
    judgements: tuple[Told, ...]
    last: tuple[Told, ...]
    embedder: Embedder | None
    synonyms: Synonyms
    subject: Subject = Subject.ACHIEVEMENTS
    tagged: TaggedTexts | None = None
    figures: Figures = field(default_factory=dict)


@dataclass(frozen=True)
class Learnt:
    """What came of a lesson."""

    judgements: tuple[Told, ...]
    figures: dict[str, Any]
    is_better: bool
    subject: Subject = Subject.ACHIEVEMENTS


def ask_to_learn(session: Session, actor: Actor) -> list[Subject]:
    """Let the worker learn about every subject on which people said something new; returns which these are."""
    authorise(actor, Permission.MATCH_TUNE)
    subjects = [subject for subject in Subject if _news(session, subject)]
    for subject in subjects:
        enqueue(session, JOB_OF[subject], {})
    return subjects


def prepare_lesson(session: Session, subject: Subject = Subject.ACHIEVEMENTS) -> Lesson | None:
    """Gather what people did and the texts it is about; None while there is too little, or nothing new."""
    said = _news(session, subject)
    if not said:
        return None
    last = told_of(find_active_model(session, subject))
    texts = _texts_of_pitches if subject is Subject.PITCHES else _texts_of_achievements
    items, queries = texts(session, (*said, *last))
    return Lesson(
        items, queries, tuple(said), tuple(last), stored_meaning(session, items, queries), synonyms_in_use(session),
        subject, tagged_texts(session) if subject is Subject.ACHIEVEMENTS else None, live_figures(session, subject),
    )  # fmt: skip


def _news(session: Session, subject: Subject) -> list[Told]:
    """All that people did, if it is enough and more than the newest version knows.

    A version that was refused, or that somebody went back from, is not made again from the same steps.
    """
    said = told_about_pitches(session) if subject is Subject.PITCHES else told_about_achievements(session)
    newest = find_newest_model(session, subject)
    is_known = newest is not None and newest.figures.get("engine") == VERSION and said == sorted(told_of(newest))
    is_enough = len(judgements(each for each in said if each.side in SIDES[subject])) >= FEWEST
    return said if is_enough and not is_known else []


def _texts_of_achievements(session: Session, about: Sequence[Told]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    rows = [*list_open_achievements(session), *list_judged(session, (each.item for each in about))]
    known = {row.id: row for row in rows}
    needs = list_needs_by_id(session, (each.query for each in about))
    items = tuple(as_entry(achievement_profile(row)) for _, row in sorted(known.items()))
    return items, tuple(as_entry(need_profile(need)) for need in needs)


def _texts_of_pitches(session: Session, about: Sequence[Told]) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    pitches = list_pitches_by_id(session, (each.item for each in about))
    investors = list_investors_by_id(session, (each.query for each in about))
    return (
        tuple(as_entry(pitch_profile(pitch)) for pitch in pitches),
        tuple(as_entry(mandate_profile(investor)) for investor in investors),
    )


def work_out_lesson(lesson: Lesson) -> Learnt:
    """Learn, and measure the new version beside the last, beside no learning, and without each kind of step."""
    reading = Reading(lesson.items, lesson.queries, lesson.embedder, lesson.synonyms)
    queries = {query.id: query for query in lesson.queries}
    places = {item.id: at for at, item in enumerate(lesson.items)}
    said = [each for each in lesson.judgements if each.side in SIDES[lesson.subject]]
    last_said = [each for each in lesson.last if each.side in SIDES[lesson.subject]]
    asked = [each for each in judgements(said) if each.query in queries and each.item in places]
    own = Trial(reading, queries, places, asked, own_only=True)
    trial = own if lesson.subject is Subject.PITCHES else _better(own, Trial(reading, queries, places, asked), said)
    untrained, pairs = trial.share_right()
    last, _ = trial.share_right(judgements(last_said))
    new, _ = trial.share_right(judgements(said))
    kinds = sorted({each.kind for each in said if each.kind})
    without = {
        kind: round(trial.share_right(judgements(each for each in said if each.kind != kind))[0], 4) for kind in kinds
    }
    figures = {
        "judgements": len(asked), "pairs": pairs, "untrained": round(untrained, 4), "last": round(last, 4),
        "new": round(new, 4), "engine": VERSION, "with_meaning": lesson.embedder is not None, "without": without,
        "own_only": trial is own, "live": _live(lesson, trial, judgements(said)),
    }  # fmt: skip
    return Learnt(lesson.judgements, figures, is_better=new >= max(last, untrained), subject=lesson.subject)


def _live(lesson: Lesson, trial: Trial, said: Sequence[Judgement]) -> dict[str, dict[str, Any]]:
    """The figures of the measurements on what people decided here: without learning, and with this version."""
    mutual = both_decided(lesson.judgements) if lesson.subject is Subject.PITCHES else {}
    figures = {
        "untrained": trial.measure(trial.guesses(), mutual), "new": trial.measure(trial.guesses(said), mutual),
    }  # fmt: skip
    tagged = lesson.tagged
    fields = fields_right(tagged.known, tagged.names, tagged.embedder, lesson.synonyms) if tagged is not None else None
    if fields is not None:
        figures["untrained"]["fields"] = fields
    return {
        how: {name: asdict(each) for name, each in (found | lesson.figures.get(how, {})).items()}
        for how, found in figures.items()
    }


def _better(own: Trial, common: Trial, said: Sequence[Told]) -> Trial:
    """Should a need learn from the answers of other companies too? Only where that puts more pairs in order."""
    learned = judgements(said)
    return common if common.share_right(learned)[0] > own.share_right(learned)[0] else own


def keep_version(session: Session, learnt: Learnt) -> MatchModel:
    """Store the version; it is used if it measured no worse than what was in use."""
    number = (session.scalar(select(func.max(MatchModel.number))) or 0) + 1
    if learnt.is_better:
        _retire(session, learnt.subject)
    row = MatchModel(
        number=number, state=ModelState.ACTIVE if learnt.is_better else ModelState.REFUSED, figures=learnt.figures,
        judgements=[asdict(each) for each in learnt.judgements], subject=learnt.subject,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def use_version(session: Session, actor: Actor, *, number: int | None, subject: Subject = Subject.ACHIEVEMENTS) -> None:
    """Go back to an earlier version, or to no learning at all about a subject (None)."""
    authorise(actor, Permission.MATCH_TUNE)
    row = get_model(session, number) if number is not None else None
    if row is not None and row.state is ModelState.ACTIVE:
        raise RuleBroken("This version is in use already.")
    _retire(session, row.subject if row is not None else subject)
    if row is not None:
        row.state = ModelState.ACTIVE
    session.flush()
    write_audit(session, "match_model.used", kind="match_model", row_id=row.id if row else None,
                detail={"number": number, "subject": (row.subject if row else subject).value})  # fmt: skip


def _retire(session: Session, subject: Subject) -> None:
    active = find_active_model(session, subject)
    if active is not None:
        active.state = ModelState.RETIRED
        session.flush()


def unread_texts(session: Session) -> dict[str, tuple[str, bool]]:
    """Return texts nobody has read yet, by key, some hundred at a time; what fields are called is read too."""
    items = [as_entry(achievement_profile(row)) for row in list_open_achievements(session)]
    items += [Entry(id=name, text=name) for _, said in TREE.values() for name in said]
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
