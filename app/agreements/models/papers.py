"""The texts of agreements, draft by draft, and how a framework becomes a project on the ground."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.agreements.logic.states import AgreementFileKind, LandingStage
from app.agreements.models.agreement import Agreement
from app.core.db import Base, Recorded
from app.documents.models import StoredFile


class AgreementFile(Recorded, Base):
    """A version of the text of an agreement, or the scan of the signed copy; versions are never replaced."""

    __tablename__ = "agreement_file"
    __table_args__ = (UniqueConstraint("agreement_id", "kind", "number"),)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    kind: Mapped[AgreementFileKind]
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    note: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    file: Mapped[StoredFile] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[person_id])


class LandingMilestone(Recorded, Base):
    """One step of a project on its way to production: what is due when, and which unit answers for it."""

    __tablename__ = "landing_milestone"
    __table_args__ = (UniqueConstraint("agreement_id", "stage"),)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    stage: Mapped[LandingStage]
    district: Mapped[str | None]
    unit: Mapped[str | None]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    note: Mapped[str | None]
    agreement: Mapped[Agreement] = relationship(lazy="raise")
