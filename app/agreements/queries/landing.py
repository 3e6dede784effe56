"""Reading the landing board: running frameworks with their steps, and when they were last heard of."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.logic.landing import Light, Step, light_of, next_of, stage_of
from app.agreements.logic.states import AgreementState, AgreementType, LandingStage
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.models.papers import LandingMilestone
from app.agreements.queries.agreements import loaded
from app.core.clock import CHINA

KINDS = (AgreementType.FRAMEWORK, AgreementType.STRATEGIC_COOPERATION)
RUNNING = (AgreementState.SIGNED, AgreementState.IN_PERFORMANCE)


@dataclass(frozen=True)
class Landing:
    """A framework on the board."""

    agreement: Agreement
    milestones: list[LandingMilestone]
    last_word_on: date
    light: Light

    @property
    def stage(self) -> LandingStage:
        """Return the furthest step reached."""
        return stage_of(steps_of(self.milestones))

    @property
    def next(self) -> LandingMilestone | None:
        """Return the first step that is not reached yet."""
        found = next_of(steps_of(self.milestones))
        return next((each for each in self.milestones if found and each.stage is found.stage), None)


def steps_of(milestones: list[LandingMilestone]) -> list[Step]:
    """Return milestones as plain values."""
    return [Step(each.stage, each.due_on, each.done_on) for each in milestones]


def list_milestones(session: Session, agreement_id: int) -> list[LandingMilestone]:
    """Return the steps of one agreement by their day."""
    rows = select(LandingMilestone).where(LandingMilestone.agreement_id == agreement_id)
    return list(session.scalars(rows.order_by(LandingMilestone.due_on, LandingMilestone.id)))


def find_milestone(session: Session, agreement_id: int, stage: LandingStage) -> LandingMilestone | None:
    """Return the step of an agreement at one stage."""
    return session.scalar(
        select(LandingMilestone).where(LandingMilestone.agreement_id == agreement_id, LandingMilestone.stage == stage)
    )


def list_landings(session: Session, event_id: int, day: date) -> list[Landing]:
    """Return the running frameworks of an event with their lights; published ones only once somebody plans them."""
    rows = loaded().where(
        Agreement.event_id == event_id, Agreement.agreement_type.in_(KINDS), Agreement.state.in_(RUNNING)
    )
    agreements = list(session.scalars(rows.order_by(Agreement.batch, Agreement.position, Agreement.id)))
    steps = _milestones_of(session, [each.id for each in agreements])
    heard = last_words(session, [each.id for each in agreements])
    return [
        Landing(row, steps[row.id], word, light_of(word, steps_of(steps[row.id]), day))
        for row in agreements
        if not row.is_historic or steps[row.id]
        for word in [max(signed_day(row), heard.get(row.id, date.min))]
    ]


def list_overdue_milestones(session: Session, day: date) -> list[LandingMilestone]:
    """Return the steps of running agreements that should have been reached before a day."""
    rows = (
        select(LandingMilestone)
        .join(Agreement, Agreement.id == LandingMilestone.agreement_id)
        .where(LandingMilestone.done_on.is_(None), LandingMilestone.due_on < day, Agreement.state.in_(RUNNING))
    )
    return list(session.scalars(rows.order_by(LandingMilestone.due_on, LandingMilestone.id)))


def signed_day(agreement: Agreement) -> date:
    """Return the day of signing, as far as it is known."""
    moment = agreement.signed_at or agreement.created_at
    return agreement.sign_on or moment.astimezone(CHINA).date()


def last_words(session: Session, agreement_ids: list[int]) -> dict[int, date]:
    """Return when something was last written about agreements: a follow-up answered, a step planned or reached."""
    words: dict[int, date] = {}
    answered = (
        select(FollowUp.subject_id, func.max(FollowUp.updated_at))
        .where(FollowUp.subject_kind == "agreement", FollowUp.subject_id.in_(agreement_ids), FollowUp.version > 1)
        .group_by(FollowUp.subject_id)
    )
    planned = (
        select(LandingMilestone.agreement_id, func.max(LandingMilestone.updated_at))
        .where(LandingMilestone.agreement_id.in_(agreement_ids))
        .group_by(LandingMilestone.agreement_id)
    )
    for rows in (answered, planned):
        for agreement_id, moment in session.execute(rows):
            if agreement_id is not None:
                spoken = moment.astimezone(CHINA).date()
                words[agreement_id] = max(spoken, words.get(agreement_id, spoken))
    return words


def _milestones_of(session: Session, agreement_ids: list[int]) -> dict[int, list[LandingMilestone]]:
    rows = select(LandingMilestone).where(LandingMilestone.agreement_id.in_(agreement_ids))
    found: dict[int, list[LandingMilestone]] = defaultdict(list)
    for row in session.scalars(rows.order_by(LandingMilestone.due_on, LandingMilestone.id)):
        found[row.agreement_id].append(row)
    return found
