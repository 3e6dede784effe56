"""Sessions, the people in them, and the released versions of the programme."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.documents.models import StoredFile
from app.events.logic.states import ConfirmState, Duty, ResourceKind, SessionState, SessionType, Visibility
from app.events.models.event import Event
from app.events.models.venue import Room


class EventSession(Recorded, Base):
    """A part of the programme, as the organiser is drafting it; the public sees the last release.

    `place_before` is where it stood before the last move on the board, so that the move can be taken back.
    """

    __tablename__ = "event_session"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    guid: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str | None]
    session_type: Mapped[SessionType]
    state: Mapped[SessionState] = mapped_column(default=SessionState.DRAFT)
    state_reason: Mapped[str | None]
    start_at: Mapped[datetime | None] = mapped_column(index=True)
    end_at: Mapped[datetime | None]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    position: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int | None]
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.PUBLIC)
    description: Mapped[str | None]
    no_photos: Mapped[bool] = mapped_column(default=False)
    minutes_text: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    place_before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship(lazy="raise")
    room: Mapped[Room | None] = relationship(lazy="raise")
    people: Mapped[list["SessionPerson"]] = relationship(
        lazy="raise",
        order_by="SessionPerson.position, SessionPerson.id",
        cascade="all, delete-orphan",
        back_populates="event_session",
    )
    action_items: Mapped[list["ActionItem"]] = relationship(
        lazy="raise", order_by="ActionItem.due_on, ActionItem.id", back_populates="event_session"
    )

    def reach(self) -> Reach:
        """Return to whom this session belongs; the event must be loaded."""
        return reach(centre=self.event.centre_id, event=self.event_id)


class SessionPerson(Recorded, Base):
    """A person's duty in a session: speaker, moderator, judge or host; without a person a role placeholder."""

    __tablename__ = "session_person"
    __table_args__ = (UniqueConstraint("session_id", "person_id", "duty"),)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    role_name: Mapped[str | None]
    duty: Mapped[Duty] = mapped_column(default=Duty.SPEAKER)
    topic: Mapped[str | None]
    minutes: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[ConfirmState] = mapped_column(default=ConfirmState.INVITED)
    state_reason: Mapped[str | None]
    slides_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    slides_due_on: Mapped[date | None]
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event_session: Mapped[EventSession] = relationship(lazy="raise", back_populates="people")
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
    slides: Mapped[StoredFile | None] = relationship(lazy="raise", foreign_keys=[slides_file_id])


class ProgrammeRelease(Base):
    """A named, public version of the programme; `programme` is the frozen snapshot, `changes` the log."""

    __tablename__ = "programme_release"
    __table_args__ = (UniqueConstraint("event_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    note: Mapped[str | None]
    programme: Mapped[dict[str, Any]]
    changes: Mapped[list[dict[str, Any]]]
    content_hash: Mapped[str]
    released_at: Mapped[datetime] = mapped_column(default=now)
    released_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class ReleasedResource(Base):
    """A person or room that a release names, so that it is shown under the name it has now."""

    __tablename__ = "released_resource"
    __table_args__ = (UniqueConstraint("release_id", "resource_kind", "resource_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("programme_release.id"))
    resource_kind: Mapped[ResourceKind]
    resource_id: Mapped[int]


class RemovedSession(Base):
    """A session that was removed from the draft, kept for a while so that it can come back."""

    __tablename__ = "removed_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    content: Mapped[dict[str, Any]]
    removed_at: Mapped[datetime] = mapped_column(default=now)
    event: Mapped[Event] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this session belonged; the event must be loaded."""
        return reach(centre=self.event.centre_id, event=self.event_id)


class ActionItem(Recorded, Base):
    """Something a session decided somebody will do."""

    __tablename__ = "action_item"
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    content: Mapped[str]
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    event_session: Mapped[EventSession] = relationship(lazy="raise", back_populates="action_items")
    owner: Mapped[Person] = relationship(lazy="raise", foreign_keys=[owner_id])


class Bookmark(Base):
    """A session a person put into the personal agenda."""

    __tablename__ = "bookmark"
    __table_args__ = (UniqueConstraint("person_id", "session_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"))
    added_at: Mapped[datetime] = mapped_column(default=now)
