"""What happens after the signature: contract registration and follow-ups."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.agreements.logic.states import ContractRegistrationState, FollowUpStage, FollowUpState
from app.agreements.models.agreement import Agreement
from app.core.db import Base, Recorded
from app.core.permissions import Reach, reach
from app.events.models.event import Event


class ContractRegistration(Recorded, Base):
    """The registration form of a technology contract; the seller registers once."""

    __tablename__ = "contract_registration"
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), unique=True)
    seller_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    rule_set: Mapped[str]
    form: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[ContractRegistrationState] = mapped_column(default=ContractRegistrationState.DRAFT)
    registered_number: Mapped[str | None] = mapped_column(unique=True)
    registered_on: Mapped[date | None]
    state_reason: Mapped[str | None]
    agreement: Mapped[Agreement] = relationship(lazy="raise")

    def reach(self) -> Reach:
        """Return to whom this registration belongs: to the seller, and the centre of the agreement, which is loaded."""
        return reach(centre=self.agreement.centre_id, organisations=[self.seller_id])


class FollowUp(Recorded, Base):
    """Something to be followed until a date, by one person."""

    __tablename__ = "follow_up"
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None]
    source_key: Mapped[str | None] = mapped_column(unique=True)
    content: Mapped[str]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    due_on: Mapped[date]
    state: Mapped[FollowUpState] = mapped_column(default=FollowUpState.OPEN)
    stage: Mapped[FollowUpStage | None]
    result: Mapped[str | None]
    done_at: Mapped[datetime | None]
    assumed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    event: Mapped[Event | None] = relationship(lazy="raise")
    owner: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[owner_id])

    def reach(self) -> Reach:
        """Return to whom this follow-up belongs; the event must be loaded."""
        centre = self.event.centre_id if self.event else None
        return reach(centre=centre, event=self.event_id, organisations=[self.organisation_id], people=[self.owner_id])
