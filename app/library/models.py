"""Achievements, technology needs, and proofs of concept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.library.logic import (
    POC_RUNNING,
    AchievementState,
    ExpertState,
    NeedState,
    PocAdvice,
    PocDeed,
    PocStage,
    PocState,
    PocVerdict,
)
from app.organisations.models import Organisation

MEASURE = ("name", "target", "result", "is_met")  # how a line of the history keeps a measure


class Achievement(Recorded, Base):
    """A scientific or technological result that could be transferred."""

    __tablename__ = "achievement"
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_group: Mapped[str | None]
    contact_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    field: Mapped[str | None]
    trl: Mapped[int | None]
    summary: Mapped[str | None]
    problem_solved: Mapped[str | None]
    effect: Mapped[str | None]
    applies_to: Mapped[str | None]
    claims: Mapped[list[str]] = mapped_column(default=list)
    transfer_modes: Mapped[list[str]] = mapped_column(default=list)
    price: Mapped[Decimal | None]
    state: Mapped[AchievementState] = mapped_column(default=AchievementState.DRAFT, index=True)
    state_before_freeze: Mapped[AchievementState | None]
    state_reason: Mapped[str | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this achievement belongs."""
        return reach(centre=self.centre_id, organisations=[self.organisation_id], people=[self.created_by])


class Need(Recorded, Base):
    """A technical problem a company wants solved, by a result of `least_trl` at least, from one of the `regions`."""

    __tablename__ = "need"
    __table_args__ = (CheckConstraint("least_trl BETWEEN 1 AND 9", name="trl_from_one_to_nine"),)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    owner_group: Mapped[str | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    field: Mapped[str | None]
    problem: Mapped[str | None]
    budget_min: Mapped[Decimal | None]
    budget_max: Mapped[Decimal | None]
    deadline_on: Mapped[date | None]
    least_trl: Mapped[int | None]
    regions: Mapped[list[str]] = mapped_column(default=list)
    state: Mapped[NeedState] = mapped_column(default=NeedState.DRAFT, index=True)
    state_reason: Mapped[str | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    event: Mapped[Event | None] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this need belongs."""
        return reach(
            centre=self.centre_id, event=self.event_id, organisations=[self.organisation_id], people=[self.created_by]
        )


class NeedExpert(Base):
    """An expert asked to help with a need; without a person a role that a report names, who is known to have helped."""

    __tablename__ = "need_expert"
    __table_args__ = (UniqueConstraint("need_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("need.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str]
    role_name: Mapped[str]
    is_assumed: Mapped[bool] = mapped_column(default=False)
    state: Mapped[ExpertState] = mapped_column(default=ExpertState.ACCEPTED)
    note: Mapped[str | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])

    def reach(self) -> Reach:
        """Return whose answer it is."""
        return reach(people=[self.person_id])


@dataclass(frozen=True)
class Side:
    """One side of a proof of concept: who applies, or who decides."""

    owners: Reach

    def reach(self) -> Reach:
        """Return who stands on this side."""
        return self.owners


class PocProject(Recorded, Base):
    """An achievement that a proof-of-concept centre puts to the proof, gate by gate.

    `organisation` is the proof-of-concept centre, `applicant` the owner of the achievement at the time. Two that are
    applied for at once get the same attempt, and the second is refused.
    """

    __tablename__ = "poc_project"
    __table_args__ = (UniqueConstraint("achievement_id", "organisation_id", "attempt"),)
    number: Mapped[str] = mapped_column(unique=True)
    achievement_id: Mapped[int] = mapped_column(ForeignKey("achievement.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    stage: Mapped[PocStage] = mapped_column(default=PocStage.APPLY)
    state: Mapped[PocState] = mapped_column(default=PocState.OPEN, index=True)
    question: Mapped[str | None]
    expected_use: Mapped[str | None]
    trl_before: Mapped[int | None]
    work: Mapped[str | None]
    budget: Mapped[Decimal | None]
    months: Mapped[int | None]
    starts_on: Mapped[date | None]
    findings: Mapped[str | None]
    verified_on: Mapped[date | None]
    summary: Mapped[str | None]
    trl_after: Mapped[int | None]
    advice: Mapped[PocAdvice | None]
    ended_on: Mapped[date | None]
    achievement: Mapped[Achievement] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    applicant: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=[applicant_id])
    gates: Mapped[list["PocGate"]] = relationship(lazy="raise", order_by="PocGate.id")
    measures: Mapped[list["PocMeasure"]] = relationship(
        lazy="raise", order_by="PocMeasure.position", cascade="all, delete-orphan"
    )

    @property
    def gate(self) -> "PocGate":
        """Return the gate that was reached."""
        return next(each for each in self.gates if each.stage is self.stage)

    @property
    def is_running(self) -> bool:
        """Tell whether somebody still has to act."""
        return self.state in POC_RUNNING

    def team(self) -> Side:
        """Return the side that applies."""
        return Side(reach(organisations=[self.applicant_id], people=[self.created_by]))

    def desk(self) -> Side:
        """Return the side that decides: the proof-of-concept centre, and the centre that looks after it."""
        return Side(reach(centre=self.centre_id, organisations=[self.organisation_id]))

    def judges(self) -> Side:
        """Return the side that decides with whoever was named for the gate that was reached."""
        return Side(self._with_desk([self.gate.decider_id]))

    def reach(self) -> Reach:
        """Return everybody who may read it: both sides, and whoever was named to decide at any gate."""
        both = self._with_desk([self.created_by, *(each.decider_id for each in self.gates)])
        return reach(
            centre=self.centre_id, organisations=[*both.organisations, self.applicant_id], people=[*both.people]
        )

    def _with_desk(self, people: Iterable[int | None]) -> Reach:
        return reach(centre=self.centre_id, organisations=[self.organisation_id], people=people)


class PocGate(Recorded, Base):
    """A gate that was opened: until when it waits, who decides, and what was decided why."""

    __tablename__ = "poc_gate"
    __table_args__ = (UniqueConstraint("project_id", "stage"),)
    project_id: Mapped[int] = mapped_column(ForeignKey("poc_project.id"), index=True)
    stage: Mapped[PocStage]
    due_on: Mapped[date]
    decide_by: Mapped[date | None]
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    handed_in_at: Mapped[datetime | None]
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[PocVerdict | None]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reminded_of: Mapped[str | None]
    decider: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decider_id])
    judge: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by])


class PocMeasure(Recorded, Base):
    """Something that is measured in a proof of concept: the target of the plan, and what came out."""

    __tablename__ = "poc_measure"
    __table_args__ = (UniqueConstraint("project_id", "position"),)
    project_id: Mapped[int] = mapped_column(ForeignKey("poc_project.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    target: Mapped[str]
    result: Mapped[str | None]
    is_met: Mapped[bool | None]


class PocRecord(Base):
    """A line in the history of a proof of concept, with what had been written at that moment; never changed."""

    __tablename__ = "poc_record"
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("poc_project.id"), index=True)
    stage: Mapped[PocStage]
    deed: Mapped[PocDeed]
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None]
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])

    @property
    def papers(self) -> dict[str, Any]:
        """Return what had been written, by the names and with the kinds of values that the project has."""
        read: dict[str, Callable[[Any], Any]] = {
            "budget": Decimal, "starts_on": date.fromisoformat, "verified_on": date.fromisoformat,
            "advice": PocAdvice, "measures": lambda rows: [dict(zip(MEASURE, row, strict=True)) for row in rows],
        }  # fmt: skip
        return {
            name: read[name](value) if name in read and value is not None else value
            for name, value in self.content.items()
        }
