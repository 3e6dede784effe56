"""Tables for more than two: experts who face a need, and hosts whose guests go around."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Recorded
from app.library.models import Need
from app.meetings.logic.states import SeatRole
from app.meetings.models.meeting import MeetingSlot, MeetingTable


class RoundTable(Recorded, Base):
    """A table in a slot with a need, or a host, and whoever sits there; each has a minutes sheet."""

    __tablename__ = "round_table"
    __table_args__ = (UniqueConstraint("slot_id", "table_id"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"), index=True)
    table_id: Mapped[int] = mapped_column(ForeignKey("meeting_table.id"), index=True)
    minutes_text: Mapped[str | None]
    need: Mapped[Need | None] = relationship(lazy="raise")
    slot: Mapped[MeetingSlot] = relationship(lazy="raise")
    table: Mapped[MeetingTable] = relationship(lazy="raise")
    seats: Mapped[list["RoundSeat"]] = relationship(lazy="raise", cascade="all, delete-orphan", order_by="RoundSeat.id")


class RoundSeat(Base):
    """Somebody at a round table: a person, or a role placeholder named by its words."""

    __tablename__ = "round_seat"
    __table_args__ = (UniqueConstraint("slot_id", "sitter"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    round_table_id: Mapped[int] = mapped_column(ForeignKey("round_table.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("meeting_slot.id"))
    sitter: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    role: Mapped[SeatRole]
