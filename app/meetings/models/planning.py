"""Plans, how they were searched, what was done to the timetable, and what participants say about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base
from app.meetings.logic.states import ChangeKind, FeedbackKind


class MeetingPlan(Base):
    """A version of the plan: made, compared, and one of them published; `before` is what stood before it."""

    __tablename__ = "meeting_plan"
    __table_args__ = (UniqueConstraint("event_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    status: Mapped[str]
    assignments: Mapped[list[dict[str, Any]]]
    unplanned: Mapped[list[dict[str, Any]]]
    measures: Mapped[dict[str, Any]]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    before: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    job_id: Mapped[int | None]


class PlanRun(Base):
    """How a plan was searched: levels in their order, whom, how long, and how the search went."""

    __tablename__ = "plan_run"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("meeting_plan.id", ondelete="CASCADE"), unique=True)
    levels: Mapped[list[str]]
    seconds: Mapped[int]
    seed: Mapped[int] = mapped_column(default=0)
    is_for_everybody: Mapped[bool] = mapped_column(default=False)
    points: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    stop_asked_at: Mapped[datetime | None]


class TimetableChange(Base):
    """One thing done to the timetable, with the rows it touched before and after, so that it can be taken back."""

    __tablename__ = "timetable_change"
    __table_args__ = (UniqueConstraint("event_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[int]
    kind: Mapped[ChangeKind]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    after: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[made_by])


class PlanFeedback(Base):
    """What a participant says about one meeting of a provisional plan."""

    __tablename__ = "plan_feedback"
    __table_args__ = (UniqueConstraint("plan_id", "pitch_id", "investor_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("meeting_plan.id", ondelete="CASCADE"), index=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"))
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[FeedbackKind]
    note: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(default=now)


class Standby(Base):
    """A person who is there and takes a meeting that falls free."""

    __tablename__ = "standby"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[datetime] = mapped_column(default=now)
