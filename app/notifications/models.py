"""Messages to people, and the secret addresses of calendar feeds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.core.secrets import EncryptedText
from app.events.models.event import Event
from app.notifications.logic import Channel, MessageState, Template


class Message(Recorded, Base):
    """One message to one person; it waits in the outbox as a draft when an organiser wants to read it first.

    `values` holds what its mail is completed with when it goes out: the calendar item, or the row behind a secret link.
    `round` counts how often it was put into the queue; only the job of the present round may send it.
    """

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_inbox", "person_id", "read_at"),)
    channel: Mapped[Channel] = mapped_column(default=Channel.EMAIL)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    address: Mapped[str | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    centre_id: Mapped[int | None]
    template: Mapped[Template] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(default="zh_CN")
    subject: Mapped[str]
    body: Mapped[str]
    link: Mapped[str | None]
    calendar_method: Mapped[str | None]
    state: Mapped[MessageState] = mapped_column(default=MessageState.QUEUED, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    dedupe_key: Mapped[str | None] = mapped_column(unique=True)
    message_id: Mapped[str | None]
    note: Mapped[str | None]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    queued_at: Mapped[datetime | None]
    send_after: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
    event: Mapped[Event | None] = relationship(lazy="raise")

    @property
    def is_reachable(self) -> bool:
        """Tell whether there is an address or an inbox to which it can go."""
        return bool(self.address or self.values.get("inbox"))

    def reach(self) -> Reach:
        """Return who may read this message in the outbox, and its recipient."""
        return reach(centre=self.centre_id, event=self.event_id, people=[self.person_id])


class CalendarFeed(Base):
    """The secret, revocable address of a person's live calendar."""

    __tablename__ = "calendar_feed"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class CalendarMark(Base):
    """The last published face of one calendar item of one person: it gives SEQUENCE and remembers cancelled items."""

    __tablename__ = "calendar_mark"
    __table_args__ = (UniqueConstraint("person_id", "uid"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    content_hash: Mapped[str]
    face: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sequence: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]
    changed_at: Mapped[datetime] = mapped_column(default=now)
