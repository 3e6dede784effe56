"""Ordering a paper of an event, making it in the background with progress, and keeping it by its content."""

from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import queue
from app.core.display import speaking
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.queue import Job
from app.documents.logic.sheet import Lang
from app.documents.models import Document
from app.documents.queries import find_document
from app.documents.service import ZIP, DocumentKey, Made, content_key, find_made, keep_document
from app.events.models.event import Event
from app.events.queries.events import get_event_by_id
from app.events.queries.programme import list_releases
from app.pitches.models import PitchView
from app.reports.queries.papers import (
    count_badge_people,
    count_batches,
    count_slides,
    count_talks,
    levels_of,
    list_schedule_people,
    list_stage_people,
    list_stage_pitches,
)
from app.reports.service import booklets, evaluation_papers, people_papers, stage_papers
from app.reports.service.wanted import PaperKind, Wanted

BADGES, TENTS, BOOK, FILES = "badges", "table_tents", "schedules", "schedules_zip"
PUBLIC, REGISTERED, AFTER_NDA = "booklet_public", "booklet_registered", "booklet_after_nda"
EVALUATION = "evaluation_report"
AT_ONCE = 50
PRINT = "print_paper"
EDITION = 2  # raise it when the layout of a paper changes, so that kept ones are made anew


def _count_pitches(session: Session, event: Event) -> int:
    return len(list_stage_pitches(session, event.id))


def _count_people(session: Session, event: Event) -> int:
    return len(list_schedule_people(session, event.id))


def _count_changes(session: Session, event: Event) -> int:
    return max(len(list_releases(session, event.id)) - 1, 0)


_booklet = PaperKind(_count_pitches, booklets.booklet, booklets.make_booklet)
KINDS: dict[str, PaperKind] = {
    PUBLIC: _booklet,
    REGISTERED: _booklet,
    AFTER_NDA: _booklet,
    BADGES: PaperKind(lambda session, event: count_badge_people(session, event.id), people_papers.badge_sheets,
                      people_papers.make_badges, to_a_page=4),
    TENTS: PaperKind(lambda session, event: len(list_stage_people(session, event.id)), people_papers.table_tents,
                     people_papers.make_tents),
    BOOK: PaperKind(_count_people, people_papers.schedules, people_papers.make_schedule_book),
    FILES: PaperKind(_count_people, people_papers.schedules, people_papers.make_schedule_files, ZIP),
    "minutes": PaperKind(lambda session, event: count_talks(session, event.id), stage_papers.minutes_sheets,
                         stage_papers.make_minutes),
    "title_slides": PaperKind(lambda session, event: count_slides(session, event.id), stage_papers.title_slides,
                              stage_papers.make_title_slides),
    "change_slip": PaperKind(_count_changes, stage_papers.change_slip, stage_papers.make_slip),
    "ceremony": PaperKind(lambda session, event: count_batches(session, event.id), stage_papers.ceremony,
                          stage_papers.make_ceremony),
    EVALUATION: PaperKind(lambda session, event: len(evaluation_papers.list_judged(session, event)),
                          evaluation_papers.evaluation_report, evaluation_papers.make_report),
}  # fmt: skip


@dataclass(frozen=True)
class Begun:
    """A paper that was read and waits to be drawn."""

    wanted: Wanted
    event_id: int
    expected: int
    value: Any
    content_key: str


def order_paper(session: Session, actor: Actor, *, event: Event, wanted: Wanted) -> int | None:
    """Have a paper made: at once when it is short, by a job when it is long; returns the job."""
    authorise(actor, permission_for(wanted.kind), event)
    kind = KINDS.get(wanted.kind)
    if kind is None:
        raise RuleBroken("There is no such document.")
    if wanted.kind == AFTER_NDA and wanted.reader_id is None:
        raise RuleBroken("Please choose whose copy this is.")
    count = kind.count(session, event)
    if not count:
        raise RuleBroken("Nobody is registered or named yet, so there is nothing to print.")
    if count <= AT_ONCE:
        print_paper(session, event, wanted)
        return None
    return queue.enqueue(session, PRINT, {"event_id": event.id, "wanted": asdict(wanted)})


def permission_for(kind: str) -> Permission:
    """Return what it takes to make or read a paper of a kind, also one kept for a reader or about one thing."""
    needed = {AFTER_NDA: Permission.PITCH_CONFIDENTIAL, EVALUATION: Permission.EVALUATION_RUN}
    return needed.get(kind.partition(":")[0], Permission.REPORT_READ)


def print_paper(session: Session, event: Event, wanted: Wanted) -> Document:
    """Make a paper unless the same one was made before, and keep it."""
    begun = read_paper(session, event, wanted)
    return finish_paper(session, begun, None)


def read_paper(session: Session, event: Event, wanted: Wanted) -> Begun:
    """Read everything a paper says, in its language."""
    with speaking("en" if wanted.lang == "en" else "zh_CN", event.zone):
        value = KINDS[wanted.kind].collect(session, event, wanted)
    key = content_key(EDITION, wanted.kind, timeless(value, event))
    kind = KINDS[wanted.kind]
    return Begun(wanted, event.id, ceil(kind.count(session, event) / kind.to_a_page), value, key)


def begin_paper(session: Session, payload: dict[str, Any]) -> Begun | None:
    """Read what a job is to draw; nothing is left to do if exactly this was made before."""
    wanted = Wanted(**payload["wanted"])
    begun = read_paper(session, get_event_by_id(session, payload["event_id"]), wanted)
    return None if find_made(session, key_of(begun.event_id, wanted), begun.content_key) else begun


def draw_paper(begun: Begun) -> Made:
    """Draw a paper; holds no transaction."""
    return KINDS[begun.wanted.kind].make(begun.value)


def finish_paper(session: Session, begun: Begun, made: Made | None) -> Document:
    """Keep a paper; whose copy of a confidential one this is, is written down."""
    wanted = begun.wanted
    document = keep_document(
        session, key_of(begun.event_id, wanted), title=begun.value.paper.title, content_key=begun.content_key,
        make=lambda: made or draw_paper(begun),
    )  # fmt: skip
    if wanted.kind == AFTER_NDA and wanted.reader_id:
        for pitch_id in levels_of(session, begun.event_id, wanted.reader_id):
            session.add(PitchView(pitch_id=pitch_id, person_id=wanted.reader_id, part="booklet", allowed=True))
        session.flush()
    return document


def timeless(value: Any, event: Event) -> Any:  # noqa: ANN401 -- any paper
    """Return a paper without the moment it is made at, so that equal content is equal."""
    still = replace(value, paper=replace(value.paper, made_at=event.start_at))
    if hasattr(still, "agendas"):
        plain = [replace(each, paper=replace(each.paper, made_at=event.start_at)) for each in still.agendas]
        still = replace(still, agendas=tuple(plain))
    return still


def key_of(event_id: int, wanted: Wanted) -> DocumentKey:
    """Return under what a paper is kept."""
    about = {AFTER_NDA: wanted.reader_id, EVALUATION: wanted.target_id}.get(wanted.kind)
    kind = f"{wanted.kind}:{about}" if about else wanted.kind
    return DocumentKey(kind, "event", event_id, wanted.lang)


def find_paper(session: Session, event_id: int, kind: str, lang: Lang) -> Document | None:
    """Return the newest paper of a kind."""
    return find_document(session, kind, "event", event_id, language=lang)


def find_order(session: Session, event_id: int, job_id: int) -> Job | None:
    """Return the job that makes a paper of an event."""
    job = session.scalar(select(Job).where(Job.id == job_id, Job.kind == PRINT))
    return job if job is not None and job.payload.get("event_id") == event_id else None
