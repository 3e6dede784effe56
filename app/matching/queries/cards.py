"""Whom somebody could wish to meet at an event: the own voices, and for each the candidates of the other side."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.permissions import Actor, Permission, may
from app.events.logic.states import Visibility
from app.investors.logic import InvestorKind
from app.investors.models import Investor
from app.investors.queries import find_own_participation
from app.library.models import Achievement, Need
from app.matching.logic.score import Match
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.queries.interests import WANTS, mutual_pairs, wishes_of_investor, wishes_of_pitch
from app.matching.queries.need_cards import (
    list_agreed,
    list_experts_at,
    list_open_needs,
    match_experts,
    proposals_with_wishes,
    wishes_about_needs,
)
from app.matching.queries.ranking import OPEN_PITCHES, RankedPitch, rank_investors, rank_pitches
from app.organisations.models import Organisation
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_pitches_of


class VoiceKind(StrEnum):
    """Who wishes, and whom."""

    INVESTOR = "investor"
    PITCH = "pitch"
    NEED_EXPERTS = "need_experts"
    NEED_ACHIEVEMENTS = "need_achievements"
    EXPERT = "expert"


@dataclass(frozen=True)
class Voice:
    """For whom wishes are said: an institution, one pitch, one need (to experts or achievements), or an expert."""

    key: str
    name: str
    kind: VoiceKind
    investor: Investor | None = None
    pitch: Pitch | None = None
    need: Need | None = None
    person_id: int = 0

    @property
    def choices(self) -> tuple[Wish, ...]:
        """Return what can be said; achievements take no place at a table, so none of them is a must."""
        return (Wish.MEET, Wish.NO_THANKS) if self.kind is VoiceKind.NEED_ACHIEVEMENTS else tuple(Wish)


@dataclass(frozen=True)
class Candidate:
    """One of the other side, with only what this side may see, and what it wished so far; `key` names it.

    `has_agreed`: expert and need belong together already, because the expert agreed to help with it.
    """

    key: str
    title: str
    house: str | None
    group: str | InvestorKind | None
    text: str
    match: Match
    link: tuple[str, str] | None = None
    wish: Wish | None = None
    is_mutual: bool = False
    has_agreed: bool = False
    trl: int | None = None
    ask: Decimal | None = None


def list_voices_of(session: Session, actor: Actor, event_id: int) -> list[Voice]:
    """Return for whom a person can say wishes at an event."""
    found: list[Voice] = []
    seat = find_own_participation(session, event_id, actor.person_id or 0)
    if seat is not None and may(actor, Permission.INTEREST_EXPRESS, seat.investor):
        name = seat.investor.organisation.name
        found.append(Voice(f"investor-{seat.investor_id}", name, VoiceKind.INVESTOR, investor=seat.investor))
    teams = [
        pitch
        for pitch in reversed(list_pitches_of(session, actor.person_id or 0))
        if pitch.event_id == event_id and pitch.state in OPEN_PITCHES
    ]
    may_speak = [pitch for pitch in teams if may(actor, Permission.INTEREST_EXPRESS, pitch)]
    found += [Voice(pitch.number, pitch.title, VoiceKind.PITCH, pitch=pitch) for pitch in may_speak]
    return [*found, *_voices_of_needs(session, actor, event_id)]


def _voices_of_needs(session: Session, actor: Actor, event_id: int) -> list[Voice]:
    needs, experts = list_open_needs(session, event_id), list_experts_at(session, event_id)
    own = [need for need in needs if may(actor, Permission.INTEREST_EXPRESS, need)]
    found = [Voice(f"experts-{need.number}", need.title, VoiceKind.NEED_EXPERTS, need=need)
             for need in own if experts]  # fmt: skip
    found += [Voice(f"achievements-{need.number}", need.title, VoiceKind.NEED_ACHIEVEMENTS, need=need) for need in own]
    if actor.person_id in {person.id for person in experts}:
        found.append(Voice("expert", actor.name, VoiceKind.EXPERT, person_id=actor.person_id or 0))
    return found


def list_candidates(session: Session, event_id: int, voice: Voice) -> list[Candidate]:
    """Return everybody this voice could meet, best first."""
    if voice.kind is VoiceKind.EXPERT:
        return _needs_for(session, event_id, voice.person_id)
    if voice.need is not None:
        for_experts = voice.kind is VoiceKind.NEED_EXPERTS
        return _experts_for(session, voice.need) if for_experts else _achievements_for(session, voice.need)
    mutual = mutual_pairs(session, event_id)
    if voice.investor is not None:
        investor, wishes = voice.investor, wishes_of_investor(session, event_id, voice.investor.id)
        return [
            _as_candidate(row, wishes.get(row.pitch.id), is_mutual=(investor.id, row.pitch.id) in mutual)
            for row in rank_pitches(session, event_id, investor)
        ]
    return [] if voice.pitch is None else _investors_for(session, voice.pitch, mutual)


def _as_candidate(row: RankedPitch, wish: Wish | None, *, is_mutual: bool) -> Candidate:
    pitch, ask = row.pitch, row.shown.get("ask_amount")
    return Candidate(
        key=pitch.number, title=pitch.title, house=pitch.organisation.name if pitch.organisation else None,
        group=pitch.field, text=str(row.shown.get("summary") or ""), match=row.match,
        link=("pitches.show_pitch", pitch.number), wish=wish, is_mutual=is_mutual, trl=pitch.trl,
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
            text=looking or "", match=row.match,
            wish=wishes.get(investor.id), is_mutual=(investor.id, pitch.id) in mutual,
        ))  # fmt: skip
    return found


def _experts_for(session: Session, need: Need) -> list[Candidate]:
    """Return the experts of the event as cards for the company whose need it is."""
    people = list_experts_at(session, need.event_id or 0)
    wishes = wishes_about_needs(session, need.event_id or 0, NeedSide.COMPANY)
    back = wishes_about_needs(session, need.event_id or 0, NeedSide.EXPERT)
    matches, agreed = match_experts(session, [need], people), list_agreed(session, need.event_id or 0)
    found = []
    for person in people:
        match, house = matches[need.id, person.id]
        pair = (need.id, person.id)
        found.append(Candidate(
            key=str(person.id), title=person.name, house=_house_of(person, house), has_agreed=pair in agreed,
            group=next(iter(person.research_fields), None), text="、".join(person.research_fields), match=match,
            wish=wishes.get(pair), is_mutual=wishes.get(pair) in WANTS and back.get(pair) in WANTS,
        ))  # fmt: skip
    return _best_first(found)


def _house_of(person: Person, house: Organisation | None) -> str | None:
    parts = (house.name if house else None, person.professional_title or person.title)
    return " · ".join(part for part in parts if part) or None


def _needs_for(session: Session, event_id: int, person_id: int) -> list[Candidate]:
    """Return the needs of the event as cards for one of its experts."""
    people = [person for person in list_experts_at(session, event_id) if person.id == person_id]
    wishes = wishes_about_needs(session, event_id, NeedSide.EXPERT)
    back = wishes_about_needs(session, event_id, NeedSide.COMPANY)
    needs = list_open_needs(session, event_id)
    matches, agreed = match_experts(session, needs, people), list_agreed(session, event_id)
    found = []
    for need in needs:
        pair = (need.id, person_id)
        is_open = need.visibility is Visibility.PUBLIC
        found.append(Candidate(
            key=need.number, title=need.title, house=need.organisation.name if need.organisation else need.owner_group,
            group=need.field, text=(need.problem or "") if is_open else "", match=matches[pair][0],
            link=("library.show_need", need.number), wish=wishes.get(pair), has_agreed=pair in agreed,
            is_mutual=wishes.get(pair) in WANTS and back.get(pair) in WANTS,
        ))  # fmt: skip
    return _best_first(found)


def _achievements_for(session: Session, need: Need) -> list[Candidate]:
    """Return the achievements proposed for a need as cards for its company."""
    return [
        Candidate(
            key=str(row.achievement.id), title=row.achievement.title,
            house=row.achievement.organisation.name if row.achievement.organisation else row.achievement.owner_group,
            group=row.achievement.field, text=_said_of(row.achievement), match=row.match,
            link=("library.show_achievement", row.achievement.number), wish=wish,
            trl=row.achievement.trl, ask=row.achievement.price,
        )
        for row, wish in proposals_with_wishes(session, need)
    ]  # fmt: skip


def _said_of(entry: Achievement) -> str:
    return entry.problem_solved or entry.effect or entry.summary or ""


def _best_first(cards: list[Candidate]) -> list[Candidate]:
    fitting = [card for card in cards if card.match.excluded is None]
    return sorted(fitting, key=lambda card: (-card.match.score, card.key))
