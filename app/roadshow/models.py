"""The running order of a roadshow session and its history, the stage itself, and the questions asked."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.organisations.models import Organisation
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.logic.live import Deed, Phase, Screen, StageClock
from app.roadshow.logic.online import RecordingKind


class RunningOrder(Recorded, Base):
    """How the pitches of one session follow each other; `seed` is kept when lots were drawn."""

    __tablename__ = "running_order"
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), unique=True)
    method: Mapped[str] = mapped_column(default="hand")
    seed: Mapped[str | None]
    change_minutes: Mapped[int] = mapped_column(default=1)
    session: Mapped[EventSession] = relationship(lazy="raise")
    items: Mapped[list["RunningOrderItem"]] = relationship(
        lazy="raise", order_by="RunningOrderItem.position", cascade="all, delete-orphan"
    )

    def reach(self) -> Reach:
        """Return to whom this order belongs; the session and its event must be loaded."""
        return self.session.reach()


class RunningOrderItem(Recorded, Base):
    """One pitch in the running order; a withdrawn one keeps its row without a position."""

    __tablename__ = "running_order_item"
    __table_args__ = (UniqueConstraint("order_id", "pitch_id"),)
    order_id: Mapped[int] = mapped_column(ForeignKey("running_order.id"), index=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    position: Mapped[int | None]
    present_minutes: Mapped[int]
    qa_minutes: Mapped[int]
    start_at: Mapped[datetime | None]
    end_at: Mapped[datetime | None]
    left_reason: Mapped[str | None]
    pause_after: Mapped[int] = mapped_column(default=0)
    lead_minutes: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    pitch: Mapped[Pitch] = relationship(lazy="raise")


class RunningOrderVersion(Base):
    """A running order as it once was, why it changed, and which papers the change made out of date."""

    __tablename__ = "running_order_version"
    __table_args__ = (UniqueConstraint("order_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("running_order.id"), index=True)
    number: Mapped[int]
    method: Mapped[str]
    seed: Mapped[str | None]
    reason: Mapped[str | None]
    turns: Mapped[list[dict[str, Any]]]
    papers: Mapped[list[str]]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    maker: Mapped[Person | None] = relationship(lazy="raise")


class StageRun(Recorded, Base):
    """What happens on the stage of one session: the truth that every screen follows.

    `revision` rises with every change, so that a screen knows whether it is behind.
    """

    __tablename__ = "stage_run"
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), unique=True)
    phase: Mapped[Phase] = mapped_column(default=Phase.WAITING)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"))
    started_at: Mapped[datetime | None]
    seconds: Mapped[int] = mapped_column(default=0)
    paused_at: Mapped[datetime | None]
    paused_ms: Mapped[int] = mapped_column(default=0)
    screen: Mapped[Screen] = mapped_column(default=Screen.TIMER)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    notice: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1)
    session: Mapped[EventSession] = relationship(lazy="raise")
    question: Mapped["Question | None"] = relationship(lazy="raise")

    @property
    def clock(self) -> StageClock:
        """Return the clock in plain values."""
        paused = timedelta(milliseconds=self.paused_ms)
        return StageClock(self.phase, self.pitch_id, self.started_at, self.seconds, self.paused_at, paused)

    @clock.setter
    def clock(self, clock: StageClock) -> None:
        """Take over a clock."""
        self.phase, self.pitch_id, self.started_at = clock.phase, clock.pitch, clock.started
        self.seconds, self.paused_at = clock.seconds, clock.paused_at
        self.paused_ms = clock.paused // timedelta(milliseconds=1)

    def reach(self) -> Reach:
        """Return to whom this stage belongs; the session and its event must be loaded."""
        return self.session.reach()


class StageStep(Base):
    """One deed of the host on stage: the log of the day, with delays and how they were met."""

    __tablename__ = "stage_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    deed: Mapped[Deed]
    phase: Mapped[Phase]
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"))
    minutes: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(default=now)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    pitch: Mapped[Pitch | None] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")


class Question(Recorded, Base):
    """A question from the audience to the team of a pitch; at the microphone it has a name instead of an asker."""

    __tablename__ = "question"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"), index=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"), index=True)
    asker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asker_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    theme: Mapped[QuestionTheme]
    content: Mapped[str]
    state: Mapped[QuestionState] = mapped_column(default=QuestionState("submitted"))
    state_reason: Mapped[str | None]
    is_confidential: Mapped[bool] = mapped_column(default=False)
    shows_asker: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    left_open_at: Mapped[datetime | None]
    due_on: Mapped[date | None]
    asker_text: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event] = relationship(lazy="raise")
    pitch: Mapped[Pitch | None] = relationship(lazy="raise")
    asker: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[asker_id])
    asker_organisation: Mapped[Organisation | None] = relationship(lazy="raise")

    @property
    def team_ids(self) -> list[int]:
        """Return the people the question is put to; the pitch and its members must be loaded."""
        if self.pitch is None:
            return []
        people = [self.pitch.created_by, *(member.person_id for member in self.pitch.members)]
        return [person_id for person_id in people if person_id is not None]

    def reach(self) -> Reach:
        """Return who may answer and moderate: the team and the organiser; asking does not make it one's own."""
        team = [] if self.pitch is None else [self.pitch.organisation_id]
        return reach(centre=self.event.centre_id, event=self.event_id, organisations=team, people=self.team_ids)


class QuestionVote(Base):
    """That a person wants a question asked; each person once."""

    __tablename__ = "question_vote"
    __table_args__ = (UniqueConstraint("question_id", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class Recording(Recorded, Base):
    """A stream or a replay of a session, or of one pitch in it, with the level from which it may be watched."""

    __tablename__ = "recording"
    session_id: Mapped[int] = mapped_column(ForeignKey("event_session.id"), index=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"))
    kind: Mapped[RecordingKind]
    title: Mapped[str]
    address: Mapped[str]
    level: Mapped[Visibility]
    removed_at: Mapped[datetime | None]
    session: Mapped[EventSession] = relationship(lazy="raise")
    pitch: Mapped[Pitch | None] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this recording belongs; the session and its event must be loaded."""
        return self.session.reach()


class RecordingView(Base):
    """That somebody opened a stream or a replay, or tried to."""

    __tablename__ = "recording_view"
    id: Mapped[int] = mapped_column(primary_key=True)
    recording_id: Mapped[int] = mapped_column(ForeignKey("recording.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    allowed: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=now)
    person: Mapped[Person | None] = relationship(lazy="raise")


class Release(Recorded, Base):
    """A publication of a result that nobody outside reads before its moment, to the second."""

    __tablename__ = "release"
    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str]
    content: Mapped[str]
    opens_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this release belongs; the event must be loaded."""
        return self.event.reach()
