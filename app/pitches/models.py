"""Pitches, the people behind them, their history and who may see their confidential parts."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.documents.models import StoredFile
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.investors.logic import InvestmentRound
from app.organisations.models import Organisation
from app.pitches.logic.states import PitchRole, PitchState
from app.pitches.logic.visibility import Disclosure


class Pitch(Recorded, Base):
    """A project presented, or hoping to be presented, at one event."""

    __tablename__ = "pitch"
    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str | None]
    innovation: Mapped[str | None]
    transfer_outlook: Mapped[str | None]
    market_outlook: Mapped[str | None]
    investment_value: Mapped[str | None]
    field: Mapped[str | None]
    trl: Mapped[int | None]
    investment_round: Mapped[InvestmentRound | None]
    ask_amount: Mapped[Decimal | None]
    equity_offered: Mapped[Decimal | None]
    valuation: Mapped[Decimal | None]
    use_of_funds: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    team_structure: Mapped[str | None]
    cap_table: Mapped[str | None]
    ip_summary: Mapped[str | None]
    region: Mapped[str | None]
    minutes: Mapped[int] = mapped_column(default=8)
    qa_minutes: Mapped[int] = mapped_column(default=7)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.REGISTERED)
    field_visibility: Mapped[dict[str, Any]] = mapped_column(default=dict)
    disclosure: Mapped[Disclosure | None]
    patent_number: Mapped[str | None]
    disclosure_ok: Mapped[bool] = mapped_column(default=False)
    state: Mapped[PitchState] = mapped_column(default=PitchState.DRAFT, index=True)
    state_reason: Mapped[str | None]
    returned_fields: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submitted_at: Mapped[datetime | None]
    slides_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    slides_pages: Mapped[int | None]
    slides_late: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship(lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    slides: Mapped[StoredFile | None] = relationship(lazy="raise", foreign_keys=[slides_file_id])
    members: Mapped[list["PitchMember"]] = relationship(
        lazy="raise", order_by="PitchMember.id", cascade="all, delete-orphan"
    )

    def reach(self) -> Reach:
        """Return to whom this pitch belongs; event and members must be loaded."""
        people = [self.created_by, *(member.person_id for member in self.members)]
        return reach(
            centre=self.event.centre_id, event=self.event_id, organisations=[self.organisation_id], people=people
        )

    @property
    def presenter(self) -> "PitchMember | None":
        """Return who presents; members must be loaded."""
        return next((member for member in self.members if member.role is PitchRole.PRESENTER), None)


class PitchMember(Base):
    """A person behind a pitch; before an account exists an invited address."""

    __tablename__ = "pitch_member"
    __table_args__ = (UniqueConstraint("pitch_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    invited_login: Mapped[str | None] = mapped_column(index=True)
    role: Mapped[PitchRole] = mapped_column(default=PitchRole.PRESENTER)
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])


class PitchStep(Base):
    """One change of state of a pitch: the history nobody edits."""

    __tablename__ = "pitch_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    before: Mapped[PitchState | None]
    state: Mapped[PitchState]
    reason: Mapped[str | None]
    batch: Mapped[str | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])


class PitchAccess(Base):
    """That a person may see more of a pitch: by a signed NDA, or by being named."""

    __tablename__ = "pitch_access"
    __table_args__ = (UniqueConstraint("pitch_id", "person_id", "level"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    level: Mapped[Visibility]
    nda_version: Mapped[str | None]
    nda_hash: Mapped[str | None]
    granted_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class PitchView(Base):
    """That a person opened a confidential part of a pitch."""

    __tablename__ = "pitch_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    part: Mapped[str]
    allowed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
