"""Blocks, slots and tables for one-to-one talks, and the talks themselves."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.models.event import Event
from app.events.models.venue import Room
from app.investors.models import Investor
from app.matching.logic.wishes import WishSide
from app.meetings.logic.states import HOLDS_A_SLOT, BookingMode, MeetingOutcome, MeetingState
from app.pitches.models import Pitch

CLOSED = "('declined', 'expired', 'cancelled', 'refilled', 'no_show_investor', 'no_show_project')"


class MeetingSettings(Recorded, Base):
    """How one-to-one talks work at an event."""

    __tablename__ = "meeting_settings"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), unique=True)
    mode: Mapped[BookingMode]
    cap_per_day: Mapped[int | None]
    cap_total: Mapped[int | None]
    expiry_hours: Mapped[int] = mapped_column(default=48)
    booking_opens_at: Mapped[datetime | None]
    booking_closes_at: Mapped[datetime | None]
    published_plan_id: Mapped[int | None]


class MeetingBlock(Recorded, Base):
    """A stretch of time cut into slots of equal length with a gap between them, minutes."""

    __tablename__ = "meeting_block"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    slot_minutes: Mapped[int]
    gap_minutes: Mapped[int] = mapped_column(default=5)
    dropped_at: Mapped[datetime | None]


class MeetingSlot(Base):
    """One slot of a block; a dropped one stays, because meetings that were there still name it."""

    __tablename__ = "meeting_slot"
    __table_args__ = (UniqueConstraint("block_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("meeting_block.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


class MeetingTable(Recorded, Base):
    """A table, or a small room, for one talk at a time."""

    __tablename__ = "meeting_table"
    __table_args__ = (UniqueConstraint("event_id", "name"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    position: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    room: Mapped[Room | None] = relationship(lazy="raise")


class Unavailability(Base):
    """A slot in which a person does not want to meet."""

    __tablename__ = "unavailability"
    __table_args__ = (UniqueConstraint("person_id", "slot_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id", ondelete="CASCADE"), index=True)


class Meeting(Recorded, Base):
    """An investor and a pitch team who want to talk, or will, in one slot at one table.

    Before it is agreed, `slot_id` is only the time that was asked for and holds nothing; after it is called off, it is
    the time that was called off. `plan_id` names the plan that made it, if participants did not agree on it themselves.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        Index(
            "uq_meeting_open_pair",
            "event_id",
            "pitch_id",
            "investor_id",
            unique=True,
            sqlite_where=text(f"state NOT IN {CLOSED}"),
            postgresql_where=text(f"state NOT IN {CLOSED}"),
        ),
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    presenter_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slot.id"), index=True)
    table_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_table.id"), index=True)
    state: Mapped[MeetingState] = mapped_column(default=MeetingState("requested"), index=True)
    state_reason: Mapped[str | None]
    asked_by_side: Mapped[WishSide]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    message: Mapped[str | None]
    is_locked: Mapped[bool] = mapped_column(default=False)
    is_must: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime | None]
    outcome: Mapped[MeetingOutcome | None]
    minutes_text: Mapped[str | None]
    next_step: Mapped[str | None]
    next_on: Mapped[date | None]
    ics_sequence: Mapped[int] = mapped_column(default=0)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_plan.id"))
    event: Mapped[Event] = relationship(lazy="raise")
    pitch: Mapped[Pitch] = relationship(lazy="raise")
    investor: Mapped[Investor] = relationship(lazy="raise")
    presenter: Mapped[Person] = relationship(lazy="raise", foreign_keys=[presenter_id])
    representative: Mapped[Person] = relationship(lazy="raise", foreign_keys=[representative_id])
    slot: Mapped[MeetingSlot | None] = relationship(lazy="raise")
    table: Mapped[MeetingTable | None] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this meeting belongs; event, pitch and investor must be loaded."""
        return reach(
            centre=self.event.centre_id,
            event=self.event_id,
            organisations=[self.pitch.organisation_id, self.investor.organisation_id],
            people=[self.presenter_id, self.representative_id],
        )

    @property
    def sides(self) -> "MeetingSides":
        """Return this meeting as the affair of its two sides alone; pitch and investor must be loaded."""
        return MeetingSides(self)

    @property
    def holds_slot(self) -> bool:
        """Tell whether the people and the table are really taken for it."""
        return self.state in HOLDS_A_SLOT and self.slot_id is not None


class MeetingSides:
    """A meeting as its two sides own it: other roles of the event, such as speakers, are not among them."""

    def __init__(self, meeting: Meeting) -> None:
        """Keep the meeting."""
        self.meeting = meeting

    def reach(self) -> Reach:
        """Return the people and institutions that meet."""
        owners = self.meeting.reach()
        return Reach(organisations=owners.organisations, people=owners.people)


class MeetingStep(Base):
    """One change of a meeting: the history both sides can read."""

    __tablename__ = "meeting_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    before: Mapped[MeetingState | None]
    state: Mapped[MeetingState]
    reason: Mapped[str | None]
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slot.id"))
    table_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_table.id"))
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    slot: Mapped[MeetingSlot | None] = relationship(lazy="raise")
    table: Mapped[MeetingTable | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
