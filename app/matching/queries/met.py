"""Who met before, at whatever event; how it ended is told only to those who were there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.models.event import Event
from app.matching.logic.steps import StepKind
from app.matching.models import MatchStep
from app.matching.queries.steps import ids_of_team
from app.pitches.models import Pitch, PitchMember

MEETINGS: Final = (
    StepKind.NO_INTEREST, StepKind.FOLLOW_UP, StepKind.CONFIDENTIAL, StepKind.DUE_DILIGENCE, StepKind.SIGNED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting of an investor with a pitch or another one of its team; `outcome` is None where it is not told."""

    event: str | None
    at: datetime
    outcome: StepKind | None


def pitches_met(session: Session, investor_id: int, pitch_ids: Iterable[int], *, tells: bool = True) -> dict[int, Met]:
    """Return the last time an investor met each pitch or another of its team; `tells`: with the outcome."""
    teams = ids_of_team(session, pitch_ids)
    rows = _meetings(session, investors=[investor_id], pitches={one for team in teams.values() for one in team})
    last = {row.pitch_id: (row, title) for row, title in rows}
    found = {}
    for pitch_id, team in teams.items():
        met = [last[each] for each in team if each in last]
        if met:
            row, title = max(met, key=lambda each: (each[0].happened_at, each[0].id))
            found[pitch_id] = Met(title, row.happened_at, row.kind if tells else None)
    return found


def investors_met(
    session: Session, pitch_id: int, investor_ids: Iterable[int], *, person_id: int | None
) -> dict[int, Met]:
    """Return, for a team, the last time each investor met one of its pitches; how only to who stood behind that one."""
    team = ids_of_team(session, [pitch_id])[pitch_id]
    behind = _pitches_of(session, person_id) | {pitch_id}
    found: dict[int, Met] = {}
    for row, title in _meetings(session, investors=investor_ids, pitches=team):
        told = row.kind if row.pitch_id in behind else None
        found[row.investor_id or 0] = Met(title, row.happened_at, told)
    return found


def _pitches_of(session: Session, person_id: int | None) -> set[int]:
    member = select(PitchMember.pitch_id).where(PitchMember.person_id == person_id)
    maker = select(Pitch.id).where(Pitch.created_by == person_id)
    return set(session.scalars(member)) | set(session.scalars(maker)) if person_id is not None else set()


def _meetings(
    session: Session, *, investors: Iterable[int], pitches: Iterable[int]
) -> list[tuple[MatchStep, str | None]]:
    """The meetings of these two sides with the title of their event, the last one last."""
    rows = session.execute(
        select(MatchStep, Event.title)
        .outerjoin(Event, Event.id == MatchStep.event_id)
        .where(
            MatchStep.kind.in_(MEETINGS), MatchStep.investor_id.in_(sorted(set(investors))),
            MatchStep.pitch_id.in_(sorted(set(pitches))),
        )
        .order_by(MatchStep.happened_at, MatchStep.id)
    )  # fmt: skip
    return [(row, title) for row, title in rows]
