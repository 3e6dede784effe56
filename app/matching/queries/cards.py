"""Whom somebody could wish to meet at an event: the own voices, and for each the candidates of the other side."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.permissions import Actor, Permission, may
from app.investors.logic import InvestorKind
from app.investors.models import Investor
from app.investors.queries import find_own_participation
from app.matching.logic.score import Match
from app.matching.logic.wishes import Wish, WishSide
from app.matching.queries.interests import mutual_pairs, wishes_of_investor, wishes_of_pitch
from app.matching.queries.ranking import OPEN_PITCHES, RankedPitch, rank_investors, rank_pitches
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_pitches_of


@dataclass(frozen=True)
class Voice:
    """For whom wishes are said: an institution, or one pitch."""

    key: str
    name: str
    side: WishSide
    investor: Investor | None = None
    pitch: Pitch | None = None


@dataclass(frozen=True)
class Candidate:
    """One of the other side, with only what this side may see, and what it wished so far."""

    key: str
    title: str
    house: str | None
    group: str | InvestorKind | None
    text: str
    match: Match
    pitch_number: str
    investor_id: int
    wish: Wish | None = None
    is_mutual: bool = False
    trl: int | None = None
    ask: Decimal | None = None


def list_voices_of(session: Session, actor: Actor, event_id: int) -> list[Voice]:
    """Return for whom a person can say wishes at an event."""
    found: list[Voice] = []
    seat = find_own_participation(session, event_id, actor.person_id or 0)
    if seat is not None and may(actor, Permission.INTEREST_EXPRESS, seat.investor):
        name = seat.investor.organisation.name
        found.append(Voice(f"investor-{seat.investor_id}", name, WishSide.INVESTOR, investor=seat.investor))
    teams = [
        pitch
        for pitch in reversed(list_pitches_of(session, actor.person_id or 0))
        if pitch.event_id == event_id and pitch.state in OPEN_PITCHES
    ]
    may_speak = [pitch for pitch in teams if may(actor, Permission.INTEREST_EXPRESS, pitch)]
    return [*found, *(Voice(pitch.number, pitch.title, WishSide.PITCH, pitch=pitch) for pitch in may_speak)]


def list_candidates(session: Session, event_id: int, voice: Voice) -> list[Candidate]:
    """Return everybody this voice could meet, best first."""
    mutual = mutual_pairs(session, event_id)
    if voice.investor is not None:
        investor, wishes = voice.investor, wishes_of_investor(session, event_id, voice.investor.id)
        return [
            _as_candidate(row, investor.id, wishes.get(row.pitch.id), is_mutual=(investor.id, row.pitch.id) in mutual)
            for row in rank_pitches(session, event_id, investor)
        ]
    return [] if voice.pitch is None else _investors_for(session, voice.pitch, mutual)


def _as_candidate(row: RankedPitch, investor_id: int, wish: Wish | None, *, is_mutual: bool) -> Candidate:
    pitch, ask = row.pitch, row.shown.get("ask_amount")
    return Candidate(
        key=pitch.number, title=pitch.title, house=pitch.organisation.name if pitch.organisation else None,
        group=pitch.field, text=str(row.shown.get("summary") or ""), match=row.match, pitch_number=pitch.number,
        investor_id=investor_id, wish=wish, is_mutual=is_mutual, trl=pitch.trl,
        ask=ask if isinstance(ask, Decimal) else None,
    )  # fmt: skip


def _investors_for(session: Session, pitch: Pitch, mutual: set[tuple[int, int]]) -> list[Candidate]:
    wishes = wishes_of_pitch(session, pitch.id)
    found = []
    for row in rank_investors(session, pitch):
        investor = row.participation.investor
        looking = investor.mandate.looking_for if investor.mandate else None
        found.append(Candidate(
            key=str(investor.id), title=investor.organisation.name, house=None, group=investor.kind,
            text=looking or "", match=row.match, pitch_number=pitch.number, investor_id=investor.id,
            wish=wishes.get(investor.id), is_mutual=(investor.id, pitch.id) in mutual,
        ))  # fmt: skip
    return found
