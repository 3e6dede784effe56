"""The organiser's list of pitches: filters, order and pages, and the last step on many."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from app.organisations.models import Organisation
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch, PitchStep
from app.pitches.queries.pitches import loaded

SORTS: Final = {
    "number": Pitch.number, "title": Pitch.title, "state": Pitch.state, "field": Pitch.field, "trl": Pitch.trl,
    "ask": Pitch.ask_amount, "submitted": Pitch.submitted_at,
}  # fmt: skip


@dataclass(frozen=True)
class TriageFilter:
    """What the organiser wants to see, as written in the address."""

    words: str = ""
    state: str = ""
    field: str = ""
    slides: str = ""
    sort: str = "number"
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True)
class PitchPage:
    """One page of a list."""

    items: list[Pitch]
    number: int
    per_page: int
    total: int


def find_page(session: Session, event_id: int, wanted: TriageFilter) -> PitchPage:
    """Return one page of the pitches of an event; drafts are the team's own affair."""
    chosen = (
        select(Pitch)
        .outerjoin(Organisation, Organisation.id == Pitch.organisation_id)
        .where(Pitch.event_id == event_id, Pitch.state != PitchState.DRAFT, *_conditions(wanted))
    )
    total = session.scalar(select(func.count()).select_from(chosen.with_only_columns(Pitch.id).subquery())) or 0
    last = max((total + wanted.per_page - 1) // wanted.per_page, 1)
    number = min(max(wanted.page, 1), last)
    rows = (
        _ordered(chosen, wanted.sort).options(*loaded()).limit(wanted.per_page).offset((number - 1) * wanted.per_page)
    )
    return PitchPage(list(session.scalars(rows)), number, wanted.per_page, total)


def list_fields(session: Session, event_id: int) -> list[str]:
    """Return the fields that the pitches of an event name."""
    rows = session.scalars(
        select(Pitch.field).where(Pitch.event_id == event_id, Pitch.field.is_not(None)).distinct().order_by(Pitch.field)
    )
    return [field for field in rows if field]


def list_chosen(session: Session, event_id: int, ids: list[int]) -> list[Pitch]:
    """Return the named pitches of an event, by number."""
    return list(
        session.scalars(
            select(Pitch)
            .where(Pitch.event_id == event_id, Pitch.id.in_(ids), Pitch.state != PitchState.DRAFT)
            .options(*loaded())
            .order_by(Pitch.number)
        )
    )


def list_batch(session: Session, event_id: int, batch: str) -> list[tuple[Pitch, PitchStep]]:
    """Return the pitches that were moved in one go, each with that step."""
    rows = session.execute(
        select(Pitch, PitchStep)
        .join(PitchStep, PitchStep.pitch_id == Pitch.id)
        .where(Pitch.event_id == event_id, PitchStep.batch == batch)
        .options(*loaded())
        .order_by(Pitch.number)
    ).unique()
    return [(pitch, step) for pitch, step in rows]


def find_last_step(session: Session, pitch_id: int) -> PitchStep | None:
    """Return the newest step of a pitch."""
    return session.scalar(
        select(PitchStep).where(PitchStep.pitch_id == pitch_id).order_by(PitchStep.id.desc()).limit(1)
    )


def _conditions(wanted: TriageFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.words:
        pattern = f"%{wanted.words.replace('%', '').replace('_', '')}%"
        found.append(or_(Pitch.title.ilike(pattern), Pitch.number.ilike(pattern), Organisation.name.ilike(pattern)))
    if wanted.state in set(PitchState):
        found.append(Pitch.state == PitchState(wanted.state))
    if wanted.field:
        found.append(Pitch.field == wanted.field)
    if wanted.slides:
        has = Pitch.slides_file_id.is_not(None)
        kinds = {"yes": has, "no": Pitch.slides_file_id.is_(None), "late": Pitch.slides_late.is_(True)}
        found += [kinds[wanted.slides]] if wanted.slides in kinds else []
    return found


def _ordered(chosen: Select[Pitch], sort: str) -> Select[Pitch]:
    column = SORTS.get(sort.removeprefix("-"), Pitch.number)
    return chosen.order_by(column.desc() if sort.startswith("-") else column.asc(), Pitch.id)
