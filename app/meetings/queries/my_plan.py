"""What one person sees of a plan: own meetings, own wishes that are not met, and the own share beside the event's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.models.event import Event
from app.investors.models import InvestorParticipation, InvestorRepresentative
from app.matching.queries.ranking import OPEN_PITCHES
from app.meetings.models import MeetingPlan, MeetingSlot, PlanFeedback, Standby
from app.meetings.queries.overview import Names
from app.meetings.queries.shares import average_share, list_shares
from app.pitches.models import Pitch, PitchMember

Row = dict[str, Any]
SHOWN = ("provisional", "published")


@dataclass(frozen=True)
class MyPlan:
    """A plan as one person may see it; what the other side wished is not in it."""

    meetings: list[Row]
    unmet: list[Row]
    wished: int
    event_percent: int

    @property
    def served(self) -> int:
        """Return how many of the own wishes are met."""
        return self.wished - len(self.unmet)

    @property
    def percent(self) -> int:
        """Return the own served share."""
        return 100 * self.served // max(self.wished, 1)


def find_shown_plan(session: Session, event_id: int) -> MeetingPlan | None:
    """Return the plan that participants see: the one shown for feedback, else the published one."""
    wanted = select(MeetingPlan).where(MeetingPlan.event_id == event_id, MeetingPlan.status.in_(SHOWN))
    found = {plan.status: plan for plan in session.scalars(wanted.order_by(MeetingPlan.number))}
    return found.get("provisional") or found.get("published")


def read_my_plan(names: Names, plan: MeetingPlan, person_id: int) -> MyPlan:
    """Return a plan as a person may see it."""
    mine = [row for row in plan.assignments if person_id in _people(row)]
    unmet = [row for row in plan.unplanned if person_id in _people(row) and _own_voice(row, person_id)]
    wished = len(unmet) + sum(_own_voice(row, person_id) > 0 for row in mine)
    slots = names.slots
    mine.sort(key=lambda row: (slots[row["slot"]].start_at.isoformat() if row["slot"] in slots else "", row["pitch"]))
    return MyPlan(mine, unmet, wished, average_share(list_shares(names, plan)))


def _people(row: Row) -> tuple[int | None, int | None]:
    return row.get("presenter"), row.get("representative")


def _own_voice(row: Row, person_id: int) -> int:
    investor, pitch = row.get("voices", (0, 0))
    return int(pitch if row.get("presenter") == person_id else investor)


def list_feedback(session: Session, plan_id: int) -> list[PlanFeedback]:
    """Return what participants said about a plan, oldest first."""
    wanted = select(PlanFeedback).where(PlanFeedback.plan_id == plan_id).order_by(PlanFeedback.at, PlanFeedback.id)
    return list(session.scalars(wanted))


def list_plans_to_answer(session: Session, person_id: int) -> list[tuple[Event, int]]:
    """Return the events whose provisional plan waits for a person, with the number of meetings not answered yet."""
    rows = session.execute(
        select(MeetingPlan, Event)
        .join(Event, Event.id == MeetingPlan.event_id)
        .where(MeetingPlan.status == "provisional", Event.id.in_(_with_team(person_id)) | Event.id.in_(_with_seat(
            person_id)))
        .order_by(Event.start_at, MeetingPlan.id)
    ).all()  # fmt: skip
    said = select(PlanFeedback.plan_id, PlanFeedback.pitch_id, PlanFeedback.investor_id).where(
        PlanFeedback.person_id == person_id, PlanFeedback.plan_id.in_([plan.id for plan, _event in rows])
    )
    answered = {tuple(each) for each in session.execute(said)} if rows else set()
    found = []
    for plan, event in rows:
        mine = [row for row in plan.assignments if person_id in _people(row)]
        found.append((event, sum((plan.id, row["pitch"], row["investor"]) not in answered for row in mine)))
    return [(event, count) for event, count in found if count]


def _with_team(person_id: int) -> Select[int]:
    """Choose the events at which a person presents a pitch."""
    return (
        select(Pitch.event_id)
        .join(PitchMember, PitchMember.pitch_id == Pitch.id)
        .where(PitchMember.person_id == person_id, Pitch.state.in_(OPEN_PITCHES))
    )


def _with_seat(person_id: int) -> Select[int]:
    """Choose the events at which a person stands for an investor."""
    return (
        select(InvestorParticipation.event_id)
        .join(InvestorRepresentative, InvestorRepresentative.investor_id == InvestorParticipation.investor_id)
        .where(InvestorRepresentative.person_id == person_id)
    )


@dataclass(frozen=True)
class MyEvent:
    """An event to come in which a person can meet others, and whether there is a plan to look at."""

    event: Event
    has_plan: bool
    is_standing_by: bool


def list_my_events(session: Session, person_id: int) -> list[MyEvent]:
    """Return the events to come with times for meetings, or a plan, in which a person takes part."""
    shown = set(session.scalars(select(MeetingPlan.event_id).where(MeetingPlan.status.in_(SHOWN))))
    ready = set(session.scalars(select(Standby.event_id).where(Standby.person_id == person_id)))
    timed = select(MeetingSlot.event_id).where(MeetingSlot.dropped_at.is_(None))
    wanted = select(Event).where(
        or_(Event.id.in_(timed), Event.id.in_(shown)), Event.end_at > now(),
        or_(Event.id.in_(_with_team(person_id)), Event.id.in_(_with_seat(person_id))),
    )  # fmt: skip
    rows = session.scalars(wanted.order_by(Event.start_at, Event.id))
    return [MyEvent(each, each.id in shown, each.id in ready) for each in rows]
