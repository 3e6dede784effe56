"""From the stage to the registered contract: how many got how far, each figure with what it counts."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.logic.follow_up import ROUNDS
from app.agreements.logic.states import ContractRegistrationState, FollowUpStage
from app.agreements.logic.steps import SIGNED_STATES, STAGES
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import ContractRegistration, FollowUp
from app.core.words import N_
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.meetings.logic.states import MeetingOutcome, MeetingState
from app.meetings.models import Meeting
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_public_pitches

Pair = tuple[int, int]
WISHES = (Wish.MUST_MEET, Wish.MEET)
HELD = (MeetingState.COMPLETED, MeetingState.OUTCOME_RECORDED)
REGISTERED = (ContractRegistrationState.REGISTERED, ContractRegistrationState.CHANGED)
KEY_PARTS = 5


@dataclass(frozen=True)
class Figure:
    """One count: its name and what it counts, as msgids, and the number."""

    name: str
    count: int
    definition: str


@dataclass(frozen=True)
class Round:
    """What the follow-up of one round has found: how many pairs stand at which stage."""

    days: int
    pairs: int
    stages: dict[FollowUpStage, int]
    done: int


def read_funnel(session: Session, event_id: int) -> list[Figure]:
    """Return the figures of an event from the stage to the registered contract."""
    wishes = _wishes(session, event_id)
    wanted, answered = wishes[WishSide.INVESTOR], wishes[WishSide.PITCH]
    stages = stages_of_pairs(session, event_id)
    pair = N_("Pairs of one investor and one pitch, each counted once, that have come at least this far.")
    return [
        Figure(N_("Pitches on stage"), len(list_public_pitches(session, event_id)),
               N_("Pitches that are certain to be on stage or were presented.")),
        Figure(N_("Wanted by an investor"), len(wanted),
               N_("Pairs of one investor and one pitch in which the investor wants to meet.")),
        Figure(N_("Mutual interest"), len(wanted & answered), N_("Of these, pairs in which the team wants it too.")),
        Figure(N_("Met"), *_met(session, event_id)),
        Figure(N_("To be continued"), *_continued(session, event_id)),
        Figure(N_("NDA"), _reached(stages, FollowUpStage.NDA), pair),
        Figure(N_("Due diligence"), _reached(stages, FollowUpStage.DUE_DILIGENCE), pair),
        Figure(N_("Term sheet"), _reached(stages, FollowUpStage.TERM_SHEET), pair),
        Figure(N_("Investment closed"), _reached(stages, FollowUpStage.CLOSED), pair),
        Figure(N_("Agreements from pitches"), _agreements(session, event_id),
               N_("Signed agreements that name a pitch of this event.")),
        Figure(N_("Contracts registered"), _registered(session, event_id),
               N_("Technology contracts of this event with a registration number.")),
    ]  # fmt: skip


def read_rounds(session: Session, event_id: int) -> list[Round]:
    """Return what the rounds at T+30, T+90 and T+180 have found."""
    by_round: dict[int, list[FollowUp]] = defaultdict(list)
    rows = select(FollowUp).where(FollowUp.event_id == event_id, FollowUp.source_key.startswith("interest:"))
    for row in session.scalars(rows):
        by_round[int((row.source_key or "").rpartition(":")[2])].append(row)
    return [
        Round(
            days, len(by_round[days]),
            {stage: count for stage in FollowUpStage if (count := sum(row.stage is stage for row in by_round[days]))},
            sum(row.done_at is not None for row in by_round[days]),
        )
        for days in ROUNDS
    ]  # fmt: skip


def stages_of_pairs(session: Session, event_id: int) -> dict[Pair, FollowUpStage]:
    """Return the furthest stage of each investor and pitch; what failed counts as nothing."""
    rows = session.execute(
        select(FollowUp.source_key, FollowUp.stage).where(
            FollowUp.event_id == event_id, FollowUp.source_key.startswith("interest:"), FollowUp.stage.is_not(None)
        )
    )
    found: dict[Pair, FollowUpStage] = {}
    for key, stage in rows:
        parts = str(key).split(":")
        if len(parts) == KEY_PARTS and stage in STAGES:
            pair = int(parts[2]), int(parts[3])
            found[pair] = max(stage, found.get(pair, stage), key=STAGES.index)
    return found


def _reached(stages: dict[Pair, FollowUpStage], wanted: FollowUpStage) -> int:
    return sum(STAGES.index(stage) >= STAGES.index(wanted) for stage in stages.values())


def _wishes(session: Session, event_id: int) -> dict[WishSide, set[Pair]]:
    rows = select(Interest.side, Interest.investor_id, Interest.pitch_id).where(
        Interest.event_id == event_id, Interest.wish.in_(WISHES)
    )
    found: dict[WishSide, set[Pair]] = {side: set() for side in WishSide}
    for side, investor_id, pitch_id in session.execute(rows):
        found[side].add((investor_id, pitch_id))
    return found


def _met(session: Session, event_id: int) -> tuple[int, str]:
    pairs = select(Meeting.pitch_id, Meeting.investor_id).where(Meeting.event_id == event_id, Meeting.state.in_(HELD))
    count = session.scalar(select(func.count()).select_from(pairs.distinct().subquery())) or 0
    return count, N_("Pairs whose meeting took place.")


def _continued(session: Session, event_id: int) -> tuple[int, str]:
    onward = [outcome for outcome in MeetingOutcome if outcome is not MeetingOutcome.NO_INTEREST]
    pairs = select(Meeting.pitch_id, Meeting.investor_id).where(
        Meeting.event_id == event_id, Meeting.outcome.in_(onward)
    )
    count = session.scalar(select(func.count()).select_from(pairs.distinct().subquery())) or 0
    return count, N_("Pairs whose meeting ended with more than “no interest”.")


def _agreements(session: Session, event_id: int) -> int:
    rows = (
        select(func.count())
        .select_from(Agreement)
        .join(Pitch, Pitch.id == Agreement.pitch_id)
        .where(Pitch.event_id == event_id, Agreement.state.in_(SIGNED_STATES))
    )
    return session.scalar(rows) or 0


def _registered(session: Session, event_id: int) -> int:
    rows = (
        select(func.count())
        .select_from(ContractRegistration)
        .join(Agreement, Agreement.id == ContractRegistration.agreement_id)
        .where(Agreement.event_id == event_id, ContractRegistration.state.in_(REGISTERED))
    )
    return session.scalar(rows) or 0
