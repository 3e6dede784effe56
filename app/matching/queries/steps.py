"""What people did with each other, in the words of learning: wishes, verdicts, and steps that others report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.library.models import Achievement
from app.matching.logic.parts import Part
from app.matching.logic.steps import TOWARDS, StepKind, Told, told
from app.matching.logic.taught import Taught, Value, lessons
from app.matching.logic.verdicts import STEPS, Choice, DeclineReason, told_from
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest, MatchStep, Verdict
from app.matching.queries.learned import list_verdicts, said
from app.pitches.models import Pitch, PitchMember

WISHES: Final = {
    Wish.MUST_MEET: StepKind.WISHED_MUCH,
    Wish.MEET: StepKind.WISHED,
    Wish.NO_THANKS: StepKind.WISHED_NOT,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one side took an offer well, and the reason if it did not."""

    item: int
    good: bool
    reason: DeclineReason | None = None


def told_about_pitches(session: Session) -> list[Told]:
    """Return all steps between investors and pitches."""
    wishes = session.scalars(select(Interest).order_by(Interest.id))
    found = [told(row.investor_id, row.pitch_id, WISHES[row.wish], row.side.value) for row in wishes]
    steps = session.scalars(select(MatchStep).where(MatchStep.pitch_id.is_not(None)).order_by(MatchStep.id))
    found += [
        told(row.investor_id or 0, row.pitch_id or 0, row.kind, row.side.value if row.side else "")
        for row in steps
        if _is_about_subject(row)
    ]
    return sorted(found)


def told_about_achievements(session: Session) -> list[Told]:
    """Return all steps between needs and achievements."""
    found = told_from([said(row) for row in list_verdicts(session)])
    steps = session.scalars(select(MatchStep).where(MatchStep.need_id.is_not(None)).order_by(MatchStep.id))
    found += [told(row.need_id or 0, row.achievement_id or 0, row.kind) for row in steps if _is_about_subject(row)]
    return sorted(found)


def _is_about_subject(row: MatchStep) -> bool:
    """A no for the price, the place or the time is no word against the subject."""
    return row.kind is not StepKind.DECLINED or row.reason is DeclineReason.OTHER_SUBJECT


def taught_by_investor(session: Session, investor_id: int) -> list[Taught]:
    """Return what an investor's own answers say about rounds, sizes and places."""
    wishes = select(Interest).where(Interest.investor_id == investor_id, Interest.side == WishSide.INVESTOR)
    found = [Answer(row.pitch_id, good=True) for row in session.scalars(wishes) if WISHES[row.wish] in TOWARDS]
    steps = session.scalars(select(MatchStep).where(MatchStep.investor_id == investor_id))
    found += [
        Answer(row.pitch_id or 0, row.kind in TOWARDS, row.reason)
        for row in steps
        if row.side in (None, WishSide.INVESTOR)
    ]
    pitches = list_pitches_by_id(session, (each.item for each in found))
    return _taught(found, {pitch.id: _values_of_pitch(pitch) for pitch in pitches})


def taught_by_company(verdicts: Iterable[Verdict], achievements: Mapping[int, Achievement]) -> list[Taught]:
    """Return what the verdicts about one need say about maturity, price and place."""
    found = [
        Answer(row.achievement_id, STEPS[row.choice] in TOWARDS, row.reason)
        for row in verdicts
        if row.choice in STEPS and row.choice is not Choice.HIDDEN
    ]
    return _taught(found, {key: _values_of_achievement(row) for key, row in achievements.items()})


def _taught(answers: Sequence[Answer], values: Mapping[int, Mapping[Part, Value | None]]) -> list[Taught]:
    """One word for each offer and part: an offer that was taken well twice is still one offer."""
    found = [
        lesson
        for each in answers
        if each.item in values
        for lesson in lessons(each.reason, values[each.item], good=each.good)
    ]
    return list(dict.fromkeys(found))


def _values_of_pitch(pitch: Pitch) -> dict[Part, Value | None]:
    stage = str(pitch.investment_round) if pitch.investment_round else None
    return {Part.ROUND: stage, Part.TICKET: pitch.ask_amount, Part.REGION: pitch.region, Part.MATURITY: pitch.trl}


def _values_of_achievement(row: Achievement) -> dict[Part, Value | None]:
    place = row.organisation.region if row.organisation else None
    return {Part.MATURITY: row.trl, Part.BUDGET: row.price, Part.REGION: place}


def list_pitches_by_id(session: Session, ids: Iterable[int]) -> list[Pitch]:
    """Return pitches by their keys, also those that are long over."""
    return list(session.scalars(select(Pitch).where(Pitch.id.in_(sorted(set(ids)))).order_by(Pitch.id)))


def ids_of_team(session: Session, pitch_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return for each pitch itself and all others on whose team one of its people stands."""
    wanted = sorted(set(pitch_ids))
    mine, other = aliased(PitchMember), aliased(PitchMember)
    rows = session.execute(
        select(mine.pitch_id, other.pitch_id)
        .join(other, other.person_id == mine.person_id)
        .where(mine.pitch_id.in_(wanted), mine.person_id.is_not(None))
    )
    found = {number: {number} for number in wanted}
    for one, another in rows:
        found[one].add(another)
    return found
