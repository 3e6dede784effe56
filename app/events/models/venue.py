"""Venues with their floors and rooms, and the calendar nobody can double-book."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.states import ResourceKind


class Venue(Recorded, Base):
    """A building where events take place."""

    __tablename__ = "venue"
    name: Mapped[str]
    city: Mapped[str | None]
    address: Mapped[str | None]
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    area_m2: Mapped[int | None]
    directions: Mapped[str | None]
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    floors: Mapped[list["Floor"]] = relationship(lazy="raise", order_by="Floor.level", cascade="all, delete-orphan")
    rooms: Mapped[list["Room"]] = relationship(lazy="raise", order_by="Room.position", cascade="all, delete-orphan")

    def reach(self) -> Reach:
        """Return to whom this venue belongs: its centre and whoever wrote it down."""
        return reach(centre=self.centre_id, people=[self.created_by])


class Floor(Base):
    """A floor of a venue and what it is used for."""

    __tablename__ = "floor"
    __table_args__ = (UniqueConstraint("venue_id", "level"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    level: Mapped[int]
    name: Mapped[str]
    use: Mapped[str | None]


class Room(Recorded, Base):
    """A room of a venue."""

    __tablename__ = "room"
    __table_args__ = (UniqueConstraint("venue_id", "name"),)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    floor_id: Mapped[int | None] = mapped_column(ForeignKey("floor.id"))
    name: Mapped[str]
    capacity: Mapped[int | None]
    equipment: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    floor: Mapped[Floor | None] = relationship(lazy="raise")


class Occupancy(Base):
    """One five-minute tick of one person, room or table; the unique key makes double booking impossible.

    `tick` is the number of five-minute steps since 1970-01-01 UTC; `holder_kind` and `holder_id` name what
    holds it: `session`, `meeting` …
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        UniqueConstraint("resource_kind", "resource_id", "tick", name="uq_occupancy_tick"),
        Index("ix_occupancy_holder", "holder_kind", "holder_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    resource_kind: Mapped[ResourceKind]
    resource_id: Mapped[int]
    tick: Mapped[int]
    holder_kind: Mapped[str]
    holder_id: Mapped[int]
    event_id: Mapped[int] = mapped_column(index=True)
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    title: Mapped[str | None]
