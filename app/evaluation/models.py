"""Indicator sets, panels with their judges and targets, conflicts of interest, score sheets and outcomes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.evaluation.logic.catalogue import SetKind
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.ranking import TieRule
from app.evaluation.logic.states import CorrectionState, PanelState, SeatState, SheetState
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.library.models import Achievement
from app.organisations.models import Organisation
from app.pitches.models import Pitch


class IndicatorSet(Recorded, Base):
    """A set of criteria of one event in one edition; it is frozen by the first panel that scores with it."""

    __tablename__ = "indicator_set"
    __table_args__ = (UniqueConstraint("event_id", "code", "edition"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    code: Mapped[str]
    edition: Mapped[int] = mapped_column(default=1)
    kind: Mapped[SetKind]
    name: Mapped[str]
    name_en: Mapped[str]
    source: Mapped[str]
    frozen_at: Mapped[datetime | None]
    criteria: Mapped[list["Criterion"]] = relationship(
        lazy="raise", order_by="Criterion.position", cascade="all, delete-orphan"
    )
    event: Mapped[Event] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this set belongs; the event must be loaded."""
        return self.event.reach()


class Criterion(Base):
    """One criterion of an indicator set, with the most points it can get."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("set_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("indicator_set.id"), index=True)
    position: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str]
    points: Mapped[int]
    guide: Mapped[str | None]


class Panel(Recorded, Base):
    """A jury of one event: with which criteria it scores what, and how the scores become a result."""

    __tablename__ = "panel"
    number: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    title: Mapped[str]
    set_id: Mapped[int] = mapped_column(ForeignKey("indicator_set.id"))
    method: Mapped[Method]
    tie_rule: Mapped[TieRule]
    quorum: Mapped[int]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"), index=True)
    state: Mapped[PanelState] = mapped_column(default=PanelState("planned"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]
    event: Mapped[Event] = relationship(lazy="raise")
    sitting: Mapped[EventSession | None] = relationship(lazy="raise")
    indicator_set: Mapped[IndicatorSet] = relationship(lazy="raise")
    targets: Mapped[list["PanelTarget"]] = relationship(
        lazy="raise", order_by="PanelTarget.position, PanelTarget.id", back_populates="panel"
    )
    seats: Mapped[list["PanelSeat"]] = relationship(lazy="raise", order_by="PanelSeat.id", back_populates="panel")

    def reach(self) -> Reach:
        """Return to whom this panel belongs; the event must be loaded."""
        return reach(centre=self.event.centre_id, event=self.event_id)


class PanelTarget(Base):
    """What a panel judges: a pitch or an achievement."""

    __tablename__ = "panel_target"
    __table_args__ = (
        UniqueConstraint("panel_id", "pitch_id"),
        UniqueConstraint("panel_id", "achievement_id"),
        CheckConstraint("pitch_id IS NULL OR achievement_id IS NULL", name="one_thing"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"))
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    position: Mapped[int] = mapped_column(default=0)
    panel: Mapped[Panel] = relationship(lazy="raise", back_populates="targets")
    pitch: Mapped[Pitch | None] = relationship(lazy="raise")
    achievement: Mapped[Achievement | None] = relationship(lazy="raise")

    @property
    def title(self) -> str:
        """Return the name of what is judged; it must be loaded."""
        thing = self.pitch or self.achievement
        return thing.title if thing else "—"

    @property
    def number(self) -> str:
        """Return the public number of what is judged."""
        thing = self.pitch or self.achievement
        return thing.number if thing else "—"


class PanelSeat(Recorded, Base):
    """One judge on a panel; a reserve waits until somebody drops out."""

    __tablename__ = "panel_seat"
    __table_args__ = (UniqueConstraint("panel_id", "person_id"),)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[SeatState]
    declared_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    panel: Mapped[Panel] = relationship(lazy="raise", back_populates="seats")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    conflicts: Mapped[list["Disqualification"]] = relationship(lazy="raise", order_by="Disqualification.id")
    sheets: Mapped[list["ScoreSheet"]] = relationship(lazy="raise", order_by="ScoreSheet.id", back_populates="seat")

    def reach(self) -> Reach:
        """Return whose seat this is: the judge's alone."""
        return reach(people=[self.person_id])


class Disqualification(Recorded, Base):
    """A reason for which a judge does not judge a target."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (UniqueConstraint("seat_id", "target_id", "relation"),)
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("panel_target.id"))
    relation: Mapped[Relation]
    is_automatic: Mapped[bool] = mapped_column(default=False)
    is_late: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]


class ScoreSheet(Recorded, Base):
    """What a judge gave a target, criterion by criterion; handed in once."""

    __tablename__ = "score_sheet"
    __table_args__ = (UniqueConstraint("seat_id", "target_id"),)
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"), index=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("panel_target.id"), index=True)
    state: Mapped[SheetState] = mapped_column(default=SheetState("draft"))
    points: Mapped[dict[str, Any]] = mapped_column(default=dict)
    comment: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    submit_key: Mapped[str | None]
    reason: Mapped[str | None]
    seat: Mapped[PanelSeat] = relationship(lazy="raise", back_populates="sheets")
    target: Mapped[PanelTarget] = relationship(lazy="raise")

    @property
    def total(self) -> float:
        """Return the sum of the points given so far."""
        return round(sum(float(value) for value in self.points.values()), 2)


class PairChoice(Base):
    """Which of two targets a judge preferred; `first_id` is the smaller of both keys, so a pair stands once."""

    __tablename__ = "pair_choice"
    __table_args__ = (UniqueConstraint("seat_id", "first_id", "second_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("panel_seat.id"), index=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("panel_target.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("panel_target.id"))
    winner_id: Mapped[int] = mapped_column(ForeignKey("panel_target.id"))
    at: Mapped[datetime] = mapped_column(default=now)


class PanelOutcome(Base):
    """The result of a panel as it once was; a correction or a late conflict makes the next one, and keeps this."""

    __tablename__ = "panel_outcome"
    __table_args__ = (UniqueConstraint("panel_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    panel_id: Mapped[int] = mapped_column(ForeignKey("panel.id"), index=True)
    number: Mapped[int]
    rows: Mapped[list[dict[str, Any]]]
    panel_size: Mapped[int]
    reason: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    maker: Mapped[Person | None] = relationship(lazy="raise")


class ScoreCorrection(Recorded, Base):
    """A change of a score after the panel was closed: proposed by one person, approved by another."""

    __tablename__ = "score_correction"
    __table_args__ = (CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheet.id"), index=True)
    points: Mapped[dict[str, Any]]
    reason: Mapped[str]
    state: Mapped[CorrectionState] = mapped_column(default=CorrectionState("proposed"))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    sheet: Mapped[ScoreSheet] = relationship(lazy="raise")
    proposer: Mapped[Person] = relationship(lazy="raise", foreign_keys=[proposed_by])


class DeclaredTie(Recorded, Base):
    """A tie of a person to an institution that the person declared; without an end it still holds."""

    __tablename__ = "declared_tie"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "relation"),)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    relation: Mapped[Relation]
    until: Mapped[date | None]
    organisation: Mapped[Organisation] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return whose tie this is."""
        return reach(people=[self.person_id])
