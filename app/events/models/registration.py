"""Registrations with their tickets, and every scan at the door."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.states import RegistrationState
from app.events.models.event import AudienceGroup, Event


class Registration(Recorded, Base):
    """That a person wants to come, or came, to an event."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("event_id", "person_id", name="uq_registration_person"),)
    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("audience_group.id"), index=True)
    ticket_code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[RegistrationState] = mapped_column(default=RegistrationState.SUBMITTED, index=True)
    state_reason: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="typed")
    badge_number: Mapped[str | None] = mapped_column(index=True)
    organisation_name: Mapped[str | None]
    job_title: Mapped[str | None]
    mobile_tail: Mapped[str | None] = mapped_column(index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    dietary: Mapped[str | None]
    transport: Mapped[str | None]
    waiting_since: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    checked_in_at: Mapped[datetime | None]
    checked_in_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    group: Mapped[AudienceGroup] = relationship(lazy="raise")
    event: Mapped[Event] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this registration belongs; the event must be loaded."""
        return reach(centre=self.event.centre_id, event=self.event_id, people=[self.person_id])


class CheckInScan(Base):
    """One reading of a ticket at the door, whatever came of it."""

    __tablename__ = "check_in_scan"
    __table_args__ = (UniqueConstraint("registration_id", "minute", "device", name="uq_check_in_scan_minute"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id"))
    minute: Mapped[int]
    device: Mapped[str] = mapped_column(default="web")
    outcome: Mapped[str]
    scanned_at: Mapped[datetime] = mapped_column(default=now)
    scanned_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
