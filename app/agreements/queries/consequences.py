"""Counting what an event left behind, for pages of other domains."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.logic.states import CertificateState
from app.agreements.logic.steps import BEFORE_SIGNING, OPEN_FOLLOW_UPS, SIGNED_STATES
from app.agreements.models.agreement import Agreement, Certificate
from app.agreements.models.follow_up import FollowUp


@dataclass(frozen=True)
class Consequences:
    """How many agreements, certificates and promises hang on an event."""

    agreements_open: int
    agreements_signed: int
    certificates: int
    follow_ups: int


def count_consequences(session: Session, event_id: int) -> Consequences:
    """Count what would be touched if an event were moved or cancelled."""
    agreements = session.execute(
        select(
            func.count().filter(Agreement.state.in_(BEFORE_SIGNING)),
            func.count().filter(Agreement.state.in_(SIGNED_STATES)),
        ).where(Agreement.event_id == event_id)
    ).one()
    certificates = session.scalar(
        select(func.count())
        .select_from(Certificate)
        .join(Agreement, Agreement.id == Certificate.agreement_id)
        .where(Agreement.event_id == event_id, Certificate.state == CertificateState.ISSUED)
    )
    follow_ups = session.scalar(
        select(func.count())
        .select_from(FollowUp)
        .where(FollowUp.event_id == event_id, FollowUp.state.in_(OPEN_FOLLOW_UPS))
    )
    return Consequences(agreements[0], agreements[1], certificates or 0, follow_ups or 0)
