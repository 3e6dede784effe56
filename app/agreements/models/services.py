"""What an agreement lets others use: the services of a platform, and who asked about them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.agreements.models.agreement import Agreement
from app.core.db import Base, Recorded
from app.organisations.models import Organisation


class ServiceListing(Recorded, Base):
    """The page on which the parties of a signed agreement offer what they do together."""

    __tablename__ = "service_listing"
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), unique=True)
    title: Mapped[str]
    services: Mapped[list[str]] = mapped_column(default=list)
    note: Mapped[str | None]
    published_at: Mapped[datetime | None]
    agreement: Mapped[Agreement] = relationship(lazy="raise")


class ServiceEnquiry(Recorded, Base):
    """What a company asks both parties about their services."""

    __tablename__ = "service_enquiry"
    listing_id: Mapped[int] = mapped_column(ForeignKey("service_listing.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    content: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    listing: Mapped[ServiceListing] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])
