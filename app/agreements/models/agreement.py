"""Agreements, their parties and certificates."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.agreements.logic.amounts import open_amount
from app.agreements.logic.states import AgreementState, AgreementType, CertificateState, ContractType, PartySide
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.organisations.models import Organisation


class Agreement(Recorded, Base):
    """An agreement to be signed, or signed; no amount means not disclosed and counts in no sum."""

    __tablename__ = "agreement"
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    agreement_type: Mapped[AgreementType]
    contract_type: Mapped[ContractType | None]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("event_session.id"), index=True)
    centre_id: Mapped[int | None] = mapped_column(ForeignKey("centre.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    batch: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=0)
    amount: Mapped[Decimal | None]
    amount_is_secret: Mapped[bool] = mapped_column(default=False)
    sign_on: Mapped[date | None]
    signed_at: Mapped[datetime | None]
    place: Mapped[str | None]
    witness: Mapped[str | None]
    term_from: Mapped[date | None]
    term_to: Mapped[date | None]
    copies: Mapped[int | None]
    summary: Mapped[str | None]
    host_words: Mapped[str | None]
    supply_group: Mapped[str | None]
    achievement_id: Mapped[int | None] = mapped_column(ForeignKey("achievement.id"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"))
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"))
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"))
    edition: Mapped[int] = mapped_column(default=1)
    state: Mapped[AgreementState] = mapped_column(default=AgreementState.DRAFTING, index=True)
    state_reason: Mapped[str | None]
    source: Mapped[str] = mapped_column(default="typed")
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship(lazy="raise")
    signing: Mapped[EventSession | None] = relationship(lazy="raise")
    parties: Mapped[list["AgreementParty"]] = relationship(
        lazy="raise", order_by="AgreementParty.position", cascade="all, delete-orphan"
    )
    certificates: Mapped[list["Certificate"]] = relationship(
        lazy="raise", order_by="Certificate.id", back_populates="agreement"
    )

    @property
    def is_historic(self) -> bool:
        """Tell whether it was signed before it came here, and was only written down."""
        return self.source != "typed"

    @property
    def open_amount(self) -> Decimal | None:
        """Return the amount that others may know."""
        return open_amount(self.amount, is_secret=self.amount_is_secret)

    def reach(self) -> Reach:
        """Return to whom this agreement belongs; parties must be loaded."""
        return reach(
            centre=self.centre_id,
            event=self.event_id,
            organisations=[party.organisation_id for party in self.parties],
            people=[self.owner_id],
        )


class AgreementParty(Recorded, Base):
    """A party of an agreement, printed under its full name once two people have confirmed it."""

    __tablename__ = "agreement_party"
    __table_args__ = (UniqueConstraint("agreement_id", "position"),)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    side: Mapped[PartySide]
    position: Mapped[int]
    printed_name: Mapped[str]
    signatory: Mapped[str | None]
    capacity: Mapped[str | None]
    assistant: Mapped[str | None]
    stage_mark: Mapped[str | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None]
    proofread_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proofread_at: Mapped[datetime | None]
    confirmed_note: Mapped[str | None]
    is_assumed: Mapped[bool] = mapped_column(default=False)
    organisation: Mapped[Organisation] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom the name of this party belongs: to the party alone."""
        return reach(organisations=[self.organisation_id])


class AgreementStep(Base):
    """One change of state of an agreement."""

    __tablename__ = "agreement_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    state: Mapped[AgreementState]
    reason: Mapped[str | None]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Certificate(Recorded, Base):
    """The certificate of a signing: the printed names are a snapshot, the number is never used twice."""

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_valid",
            "agreement_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'proofread', 'issued')"),
            postgresql_where=text("state IN ('draft', 'proofread', 'issued')"),
        ),
    )
    number: Mapped[str] = mapped_column(unique=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.DRAFT)
    state_reason: Mapped[str | None]
    printed: Mapped[dict[str, Any]]
    template_version: Mapped[str] = mapped_column(default="1")
    verify_code: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proofread_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proofread_at: Mapped[datetime | None]
    issued_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    agreement: Mapped[Agreement] = relationship(lazy="raise", back_populates="certificates")

    def reach(self) -> Reach:
        """Return to whom this certificate belongs; the agreement and its parties must be loaded."""
        return self.agreement.reach()


class SigningBatch(Recorded, Base):
    """What the host says for one batch, where somebody wrote it by hand; without a row the words are made anew."""

    __tablename__ = "signing_batch"
    __table_args__ = (UniqueConstraint("event_id", "number"),)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    number: Mapped[int]
    host_words: Mapped[str]
