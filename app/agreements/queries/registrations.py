"""Reading the registrations of technology contracts."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.models.follow_up import ContractRegistration
from app.core.errors import NotFound
from app.core.permissions import Actor, ScopeKind


def _whole() -> Select[ContractRegistration]:
    whole = joinedload(ContractRegistration.agreement)
    return select(ContractRegistration).options(
        whole.joinedload(Agreement.event),
        whole.joinedload(Agreement.signing),
        whole.selectinload(Agreement.parties).joinedload(AgreementParty.organisation),
    )


def find_registration(session: Session, agreement_id: int) -> ContractRegistration | None:
    """Return the registration of a contract."""
    rows = _whole().where(ContractRegistration.agreement_id == agreement_id)
    return session.scalar(rows)


def get_registration(session: Session, agreement_id: int) -> ContractRegistration:
    """Return the registration of a contract; without one, say so."""
    found = find_registration(session, agreement_id)
    if found is None:
        raise NotFound("This agreement has no registration form yet.")
    return found


def list_my_registrations(session: Session, actor: Actor) -> list[ContractRegistration]:
    """Return the registrations of the organisations in which somebody has a role."""
    organisations = actor.scope_ids(ScopeKind.ORGANISATION)
    rows = _whole().where(ContractRegistration.seller_id.in_(organisations))
    return list(session.scalars(rows.order_by(ContractRegistration.id.desc())))
