"""Ranked partners for an investor, a team or a company, with what each may see of the other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.core.clock import now
from app.events.logic.states import Visibility
from app.investors.logic import InvestorState
from app.investors.models import Investor, InvestorParticipation
from app.investors.queries import list_participations
from app.matching.logic.profiles import Holding, MandateProfile, PitchProfile
from app.matching.logic.score import Match, Matcher, as_entry, judge_investor, judge_pitch
from app.matching.logic.steps import Subject, judgements
from app.matching.logic.texts import Knowledge
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.matching.queries.learned import find_active_model, synonyms_in_use, told_of
from app.matching.queries.steps import ids_of_team, list_pitches_by_id, taught_by_investor
from app.organisations.logic import region_code
from app.pitches.logic.states import PitchState
from app.pitches.logic.visibility import visible_fields
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_event_pitches

OPEN_PITCHES = (
    PitchState.CONFIRMED, PitchState.SCHEDULED, PitchState.SLIDES_LOCKED, PitchState.PRESENTED, PitchState.SCORED,
    PitchState.FOLLOWING_UP,
)  # fmt: skip


@dataclass(frozen=True)
class RankedPitch:
    """A pitch an investor may want to meet; `shown` holds only the fields the investor may see."""

    pitch: Pitch
    match: Match
    shown: dict[str, object]


@dataclass(frozen=True)
class RankedInvestor:
    """An investor a team may want to meet."""

    participation: InvestorParticipation
    match: Match


def mandate_profile(investor: Investor) -> MandateProfile:
    """Return what matching knows of an investor; mandate and portfolio must be loaded."""
    mandate = investor.mandate
    holdings = tuple(Holding(company=row.company, field=row.field) for row in investor.portfolio)
    active = investor.state is InvestorState.ACTIVE
    if mandate is None:
        return MandateProfile(id=investor.id, holdings=holdings, organisation_id=investor.organisation_id, open=active)
    return MandateProfile(
        id=investor.id,
        fields=tuple(mandate.fields),
        stages=tuple(mandate.stages),
        ticket_min=mandate.ticket_min,
        ticket_max=mandate.ticket_max,
        regions=tuple(region_code(each) or each for each in mandate.regions),
        exclusions=tuple(mandate.exclusions),
        holdings=holdings,
        text="\n".join(filter(None, (mandate.looking_for, "、".join(mandate.fields)))),
        sentence=(mandate.looking_for or "").strip(),
        min_trl=mandate.min_trl,
        organisation_id=investor.organisation_id,
        open=active,
    )


def pitch_profile(pitch: Pitch) -> PitchProfile:
    """Return what matching knows of a pitch: only what registered people may see."""
    shown = visible_fields(pitch, Visibility.REGISTERED)
    words = (shown.get(name) for name in ("title", "summary", "innovation", "market_outlook", "investment_value"))
    submitted = pitch.submitted_at or pitch.created_at
    return PitchProfile(
        id=pitch.id,
        field=pitch.field,
        trl=pitch.trl,
        text="\n".join(str(word) for word in words if word),
        investment_round=str(pitch.investment_round) if shown.get("investment_round") else None,
        ask=pitch.ask_amount if "ask_amount" in shown else None,
        region=pitch.region,
        age_days=(now() - submitted).days,
        organisation_id=pitch.organisation_id,
        open=pitch.state in OPEN_PITCHES,
        visible=pitch.visibility is not Visibility.NAMED,
    )


def rank_pitches(session: Session, event_id: int, investor: Investor, *, top: int = 200) -> list[RankedPitch]:
    """Return the pitches of an event for an investor, best first."""
    pitches = {pitch.id: pitch for pitch in list_event_pitches(session, event_id, OPEN_PITCHES)}
    knowledge = knowledge_of_investor(session, investor)
    matcher = Matcher(judge_pitch, knowledge).fit([pitch_profile(p) for p in pitches.values()])
    matches = matcher.rank(mandate_profile(investor), top)
    return [RankedPitch(pitches[m.item], m, visible_fields(pitches[m.item], Visibility.REGISTERED)) for m in matches]


def rank_investors(session: Session, pitch: Pitch, *, top: int = 200) -> list[RankedInvestor]:
    """Return the investors of the pitch's event for its team, best first."""
    rows = {row.investor_id: row for row in list_participations(session, pitch.event_id)}
    knowledge = knowledge_of_team(session, pitch)
    matcher = Matcher(judge_investor, knowledge).fit([mandate_profile(row.investor) for row in rows.values()])
    return [RankedInvestor(rows[m.item], m) for m in matcher.rank(pitch_profile(pitch), top)]


def knowledge_of_investor(session: Session, investor: Investor) -> Knowledge:
    """Return what an investor's own steps teach, at all events; nobody else's wishes count, so none can be guessed."""
    active = told_of(find_active_model(session, Subject.PITCHES))
    own = judgements(each for each in active if each.query == investor.id and each.side in ("", WishSide.INVESTOR))
    judged = list_pitches_by_id(session, (int(each.item) for each in own))
    return Knowledge(
        synonyms=synonyms_in_use(session), queries=[as_entry(mandate_profile(investor))], judgements=own, own_only=True,
        judged=[as_entry(pitch_profile(pitch)) for pitch in judged],
        taught={investor.id: taught_by_investor(session, investor.id)},
    )  # fmt: skip


def knowledge_of_team(session: Session, pitch: Pitch) -> Knowledge:
    """Return what the steps of a team teach, with all its pitches; what investors wish stays theirs."""
    mine = ids_of_team(session, [pitch.id])[pitch.id]
    active = told_of(find_active_model(session, Subject.PITCHES))
    own = judgements(
        replace(each, query=pitch.id, item=each.query)
        for each in active
        if each.item in mine and each.side in ("", WishSide.PITCH)
    )
    judged = list_investors_by_id(session, (int(each.item) for each in own))
    beside = list_event_pitches(session, pitch.event_id, OPEN_PITCHES)
    return Knowledge(
        offered={each.id: as_entry(pitch_profile(each)) for each in (*beside, pitch)},
        synonyms=synonyms_in_use(session), queries=[as_entry(pitch_profile(pitch))], judgements=own, own_only=True,
        judged=[as_entry(mandate_profile(investor)) for investor in judged],
    )  # fmt: skip


def list_investors_by_id(session: Session, ids: Iterable[int]) -> list[Investor]:
    """Return investors with mandate and portfolio, by their keys."""
    chosen = select(Investor).where(Investor.id.in_(sorted(set(ids)))).order_by(Investor.id)
    return list(session.scalars(chosen.options(selectinload(Investor.mandate), selectinload(Investor.portfolio))))


@dataclass(frozen=True)
class Pair:
    """One investor beside one pitch."""

    participation: InvestorParticipation
    pitch: Pitch
    match: Match
    wishes: dict[WishSide, Wish]


@dataclass(frozen=True)
class Overview:
    """Investors by pitches: scores, and the wishes of both sides for the organiser."""

    participations: list[InvestorParticipation]
    pitches: list[Pitch]
    scores: dict[tuple[int, int], Match]
    wishes: dict[tuple[int, int], dict[WishSide, Wish]]

    def find_pair(self, investor_id: int | None, pitch_id: int | None) -> Pair | None:
        """Return one field of the matrix, if both take part."""
        row = next((each for each in self.participations if each.investor_id == investor_id), None)
        pitch = next((each for each in self.pitches if each.id == pitch_id), None)
        if row is None or pitch is None:
            return None
        key = row.investor_id, pitch.id
        return Pair(row, pitch, self.scores[key], self.wishes.get(key, {}))


def overview(session: Session, event_id: int) -> Overview:
    """Return the whole matrix of an event; for its organiser only."""
    rows = list_participations(session, event_id)
    pitches = list_event_pitches(session, event_id, OPEN_PITCHES)
    knowledge = Knowledge(synonyms=synonyms_in_use(session))
    matcher = Matcher(judge_pitch, knowledge).fit([pitch_profile(pitch) for pitch in pitches])
    profiles = [mandate_profile(row.investor) for row in rows]
    scores = {(one.id, pitch.id): matcher.judge(one, pitch.id) for one in profiles for pitch in pitches}
    wishes: dict[tuple[int, int], dict[WishSide, Wish]] = {}
    for interest in session.scalars(select(Interest).where(Interest.event_id == event_id)):
        wishes.setdefault((interest.investor_id, interest.pitch_id), {})[interest.side] = interest.wish
    return Overview(rows, pitches, scores, wishes)
