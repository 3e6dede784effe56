"""Investors, what they look for, who represents them and what they hold."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.investors.logic import InvestorKind, InvestorState
from app.organisations.models import Organisation


class Investor(Recorded, Base):
    """An organisation in its role as investor."""

    __tablename__ = "investor"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    kind: Mapped[InvestorKind]
    state: Mapped[InvestorState] = mapped_column(default=InvestorState.APPLIED, index=True)
    state_reason: Mapped[str | None]
    assets_under_management: Mapped[Decimal | None]
    fund_registration_number: Mapped[str | None]
    decision_days: Mapped[int | None]
    introduction: Mapped[str | None]
    is_overseas: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    mandate: Mapped["Mandate | None"] = relationship(lazy="raise", uselist=False, back_populates="investor")
    representatives: Mapped[list["InvestorRepresentative"]] = relationship(lazy="raise", back_populates="investor")
    portfolio: Mapped[list["PortfolioCompany"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    honours: Mapped[list["Honour"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    def reach(self) -> Reach:
        """Return to whom this investor belongs."""
        return reach(centre=self.centre_id, organisations=[self.organisation_id])


class Mandate(Recorded, Base):
    """What an investor looks for; a missing end of the ticket range means not disclosed."""

    __tablename__ = "mandate"
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), unique=True)
    fields: Mapped[list[str]] = mapped_column(default=list)
    stages: Mapped[list[str]] = mapped_column(default=list)
    ticket_min: Mapped[Decimal | None]
    ticket_max: Mapped[Decimal | None]
    regions: Mapped[list[str]] = mapped_column(default=list)
    exclusions: Mapped[list[str]] = mapped_column(default=list)
    min_trl: Mapped[int | None]
    looking_for: Mapped[str | None]
    investor: Mapped[Investor] = relationship(lazy="raise", back_populates="mandate")


class InvestorRepresentative(Recorded, Base):
    """A person who speaks for an investor."""

    __tablename__ = "investor_representative"
    __table_args__ = (UniqueConstraint("investor_id", "person_id"),)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(default=list)
    max_meetings_per_day: Mapped[int | None]
    investor: Mapped[Investor] = relationship(lazy="raise", back_populates="representatives")
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])


class PortfolioCompany(Base):
    """A company an investor has invested in."""

    __tablename__ = "portfolio_company"
    id: Mapped[int] = mapped_column(primary_key=True)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    company: Mapped[str]
    field: Mapped[str | None]


class Honour(Base):
    """An honour an investor was given, how often and by whom."""

    __tablename__ = "honour"
    id: Mapped[int] = mapped_column(primary_key=True)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    title: Mapped[str]
    times: Mapped[int | None]
    issuer: Mapped[str | None]


class InvestorParticipation(Recorded, Base):
    """That an investor takes part in an event, through one representative at a time."""

    __tablename__ = "investor_participation"
    __table_args__ = (UniqueConstraint("event_id", "investor_id"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    investor_id: Mapped[int] = mapped_column(ForeignKey("investor.id"), index=True)
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    role_text: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="typed")
    investor: Mapped[Investor] = relationship(lazy="raise")
    representative: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[representative_id])
