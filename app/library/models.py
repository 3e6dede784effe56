"""Achievements and technology needs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.library.logic import AchievementState, ExpertState, NeedState
from app.organisations.models import Organisation


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
    """A technical problem a company wants solved."""

    __tablename__ = "need"
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
