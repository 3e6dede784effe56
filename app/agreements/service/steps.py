"""Taking an agreement from one state to the next, with a line in its history."""

from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState
from app.agreements.logic.steps import AGREEMENT_REASONS, AGREEMENT_STEPS
from app.agreements.models.agreement import Agreement, AgreementStep
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.permissions import Actor


def step(
    session: Session, actor: Actor, agreement: Agreement, state: AgreementState, *, reason: str | None = None
) -> None:
    """Take the step if the table allows it and a reason is given where one is owed."""
    if state not in AGREEMENT_STEPS[agreement.state]:
        raise RuleBroken("From “%(before)s” an agreement cannot become “%(after)s”.", before=agreement.state,
                         after=state)  # fmt: skip
    reason = (reason or "").strip() or None
    if state in AGREEMENT_REASONS and reason is None:
        raise RuleBroken("Please give a reason.", field="reason")
    agreement.state, agreement.state_reason = state, reason
    session.flush()
    note_step(session, actor, agreement, reason)


def note_step(session: Session, actor: Actor, agreement: Agreement, reason: str | None) -> None:
    """Write the present state into the history."""
    session.add(
        AgreementStep(
            agreement_id=agreement.id, state=agreement.state, reason=reason, at=now(), person_id=actor.person_id
        )
    )
    session.flush()
