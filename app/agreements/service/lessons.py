"""What matching learns from agreements: a signature is the strongest word two sides can give."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement
from app.core.clock import now
from app.investors.models import Investor
from app.matching.logic.steps import StepKind
from app.matching.service.steps import Reported, note_step


def learn_signed(session: Session, fact: AgreementSigned) -> None:
    """A need and an achievement, or a pitch and every party that invests, came to sign."""
    agreement = session.scalar(
        select(Agreement).where(Agreement.id == fact.agreement_id).options(joinedload(Agreement.parties))
    )
    if agreement is None:
        return
    kind = StepKind.CONFIDENTIAL if agreement.agreement_type is AgreementType.NDA else StepKind.SIGNED
    moment, source = agreement.signed_at or now(), f"agreement:{agreement.id}"
    if agreement.need_id is not None and agreement.achievement_id is not None:
        note_step(session, Reported(
            source=source, kind=kind, happened_at=moment, event_id=agreement.event_id, need_id=agreement.need_id,
            achievement_id=agreement.achievement_id,
        ))  # fmt: skip
    for investor_id in _investors(session, agreement) if agreement.pitch_id is not None else []:
        note_step(session, Reported(
            source=f"{source}:{investor_id}", kind=kind, happened_at=moment, event_id=agreement.event_id,
            investor_id=investor_id, pitch_id=agreement.pitch_id,
        ))  # fmt: skip


def _investors(session: Session, agreement: Agreement) -> list[int]:
    parties = [party.organisation_id for party in agreement.parties]
    return list(session.scalars(select(Investor.id).where(Investor.organisation_id.in_(parties)).order_by(Investor.id)))
