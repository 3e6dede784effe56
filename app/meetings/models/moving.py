"""Requests to move a meeting, with the times that are offered instead."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.matching.logic.wishes import WishSide
from app.meetings.logic.moving import MoveState
from app.meetings.models.meeting import Meeting, MeetingSlot

OPEN = "state = 'open'"


class MoveRequest(Recorded, Base):
    """One side's request to move an agreed meeting; until it is answered the meeting stays where it is."""

    __tablename__ = "move_request"
    __table_args__ = (
        Index("uq_move_request_open", "meeting_id", unique=True, sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), index=True)
    side: Mapped[WishSide]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    state: Mapped[MoveState] = mapped_column(default=MoveState.OPEN, index=True)
    from_slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"))
    expires_at: Mapped[datetime]
    to_slot_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_slot.id"))
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    asker: Mapped[Person] = relationship(lazy="raise", foreign_keys=[asked_by])
    answerer: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[answered_by])
    from_slot: Mapped[MeetingSlot] = relationship(lazy="raise", foreign_keys=[from_slot_id])
    to_slot: Mapped[MeetingSlot | None] = relationship(lazy="raise", foreign_keys=[to_slot_id])
    offers: Mapped[list["MoveOffer"]] = relationship(lazy="raise", order_by="MoveOffer.position")

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be answered."""
        return self.state is MoveState.OPEN and self.expires_at > now()


class MoveOffer(Base):
    """A time to which the meeting could move, first choice first."""

    __tablename__ = "move_offer"
    __table_args__ = (
        UniqueConstraint("request_id", "slot_id"),
        UniqueConstraint("request_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 3", name="one_to_three"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("move_request.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"))
    position: Mapped[int]
    slot: Mapped[MeetingSlot] = relationship(lazy="raise")
