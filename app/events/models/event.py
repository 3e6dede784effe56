"""The event itself, who hosts it, for whom it is, and its checklist."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.checklist import TaskCode, distance
from app.events.logic.states import EventState, EventType, HostRole, TaskState, Visibility
from app.events.models.venue import Venue
from app.organisations.models import Organisation


class Event(Recorded, Base):
    """A technology-transfer event; a series is an event with child stops."""

    __tablename__ = "event"
    number: Mapped[str] = mapped_column(unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str | None]
    brand: Mapped[str | None]
    event_type: Mapped[EventType]
    state: Mapped[EventState] = mapped_column(default=EventState.DRAFT, index=True)
    state_reason: Mapped[str | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    city: Mapped[str | None]
    start_at: Mapped[datetime] = mapped_column(index=True)
    end_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    capacity: Mapped[int | None]
    expected_attendance: Mapped[int | None]
    fee: Mapped[Decimal | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    summary: Mapped[str | None]
    description: Mapped[str | None]
    notice: Mapped[str | None]
    contact: Mapped[str | None]
    stream_url: Mapped[str | None]
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    needs_approval: Mapped[bool] = mapped_column(default=False)
    call_text: Mapped[str | None]
    call_opens_at: Mapped[datetime | None]
    call_closes_at: Mapped[datetime | None]
    walking_minutes: Mapped[int] = mapped_column(default=5)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cloned_from_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    venue: Mapped[Venue | None] = relationship(lazy="raise")
    owner: Mapped[Person] = relationship(lazy="raise", foreign_keys=[owner_id])
    parent: Mapped["Event | None"] = relationship(lazy="raise", remote_side="Event.id", foreign_keys=[parent_id])
    organisers: Mapped[list["EventOrganiser"]] = relationship(
        lazy="raise", order_by="EventOrganiser.position", cascade="all, delete-orphan"
    )
    groups: Mapped[list["AudienceGroup"]] = relationship(
        lazy="raise", order_by="AudienceGroup.position", cascade="all, delete-orphan"
    )

    def reach(self) -> Reach:
        """Return to whom this event belongs."""
        return reach(centre=self.centre_id, event=self.id)


class EventOrganiser(Base):
    """An organisation in the host chain of an event."""

    __tablename__ = "event_organiser"
    __table_args__ = (UniqueConstraint("event_id", "organisation_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[HostRole]
    position: Mapped[int]
    is_assumed: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class AudienceGroup(Base):
    """A group of attendees with its quota; no quota means as many as the event holds."""

    __tablename__ = "audience_group"
    __table_args__ = (UniqueConstraint("event_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    quota: Mapped[int | None]
    position: Mapped[int]
    badge_colour: Mapped[str] = mapped_column(default="grey")


class EventTask(Recorded, Base):
    """A task of the checklist; `offset_days` counts from the first day, −60 … +180."""

    __tablename__ = "event_task"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    code: Mapped[str | None]
    offset_days: Mapped[int]
    due_on: Mapped[date]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    depends_on_id: Mapped[int | None] = mapped_column(ForeignKey("event_task.id"))
    state: Mapped[TaskState] = mapped_column(default=TaskState.OPEN)
    note: Mapped[str | None]
    done_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship(lazy="raise")
    owner: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[owner_id])

    @property
    def template(self) -> TaskCode | None:
        """Return the task of the standard checklist that this one is."""
        return TaskCode(self.code) if self.code else None

    @property
    def distance(self) -> str:
        """Return T−60, T or T+7."""
        return distance(self.offset_days)

    def is_overdue(self, day: date) -> bool:
        """Tell whether the task should have been done before a day; this is never stored."""
        return self.state is TaskState.OPEN and self.due_on < day

    def reach(self) -> Reach:
        """Return to whom this task belongs; the event must be loaded."""
        return reach(centre=self.event.centre_id, event=self.event_id, people=[self.owner_id])
