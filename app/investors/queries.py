"""Reading investors."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from app.core.errors import NotFound
from app.investors.logic import InvestorKind, InvestorState
from app.investors.models import Investor, InvestorParticipation, InvestorRepresentative
from app.organisations.models import Centre, Organisation

PER_PAGE = 20


@dataclass(frozen=True)
class InvestorFilter:
    """What a list of investors is narrowed to."""

    search: str = ""
    kind: InvestorKind | None = None
    state: InvestorState | None = None
    sort: str = "name"


@dataclass(frozen=True)
class InvestorPage:
    """One page of a list of investors."""

    items: list[Investor]
    number: int
    per_page: int
    total: int


def _whole() -> Select[Investor]:
    return select(Investor).options(
        joinedload(Investor.organisation),
        joinedload(Investor.mandate),
        selectinload(Investor.representatives).joinedload(InvestorRepresentative.person),
        selectinload(Investor.portfolio),
        selectinload(Investor.honours),
    )


def get_investor(session: Session, investor_id: int) -> Investor:
    """Return an investor with mandate, representatives, portfolio and honours."""
    found = session.scalar(_whole().where(Investor.id == investor_id))
    if found is None:
        raise NotFound("There is no such investor.")
    return found


def find_investor_of(session: Session, organisation_id: int) -> Investor | None:
    """Return the investor that an organisation is."""
    return session.scalar(_whole().where(Investor.organisation_id == organisation_id))


def list_investors(
    session: Session, narrowed: InvestorFilter, *, page: int = 1, per_page: int = PER_PAGE
) -> InvestorPage:
    """Return one page of investors."""
    found = select(Investor).join(Organisation, Organisation.id == Investor.organisation_id)
    if narrowed.search:
        like = f"%{narrowed.search}%"
        found = found.where(or_(Organisation.name.ilike(like), Organisation.name_en.ilike(like)))
    if narrowed.kind is not None:
        found = found.where(Investor.kind == narrowed.kind)
    if narrowed.state is not None:
        found = found.where(Investor.state == narrowed.state)
    total = session.scalar(select(func.count()).select_from(found.with_only_columns(Investor.id).subquery())) or 0
    orders: dict[str, ColumnElement[Any]] = {
        "name": Organisation.sort_key.asc(), "-name": Organisation.sort_key.desc(),
        "created": Investor.created_at.asc(), "-created": Investor.created_at.desc(),
    }  # fmt: skip
    order = orders.get(narrowed.sort, orders["name"])
    rows = found.options(joinedload(Investor.organisation), joinedload(Investor.mandate)).order_by(order, Investor.id)
    items = list(session.scalars(rows.offset((page - 1) * per_page).limit(per_page)))
    return InvestorPage(items, page, per_page, total)


def list_own_investors(session: Session, person_id: int) -> list[Investor]:
    """Return the investors a person represents."""
    mine = select(InvestorRepresentative.investor_id).where(InvestorRepresentative.person_id == person_id)
    return list(session.scalars(_whole().where(Investor.id.in_(mine)).order_by(Investor.id)))


def list_joinable(session: Session, event_id: int) -> list[Investor]:
    """Return the verified investors whom an organiser can add: somebody speaks for them, and they are not there yet."""
    here = select(InvestorParticipation.investor_id).where(InvestorParticipation.event_id == event_id)
    spoken_for = select(InvestorRepresentative.investor_id)
    wanted = select(Investor).where(
        Investor.state == InvestorState.ACTIVE, Investor.id.in_(spoken_for), Investor.id.not_in(here)
    )
    by_name = wanted.join(Investor.organisation).order_by(Organisation.sort_key, Investor.id)
    return list(session.scalars(by_name.options(contains_eager(Investor.organisation))))


def list_participations(session: Session, event_id: int) -> list[InvestorParticipation]:
    """Return the investors taking part in an event, with mandate and representative, by name."""
    return list(
        session.scalars(
            select(InvestorParticipation)
            .join(Investor, Investor.id == InvestorParticipation.investor_id)
            .join(Organisation, Organisation.id == Investor.organisation_id)
            .where(InvestorParticipation.event_id == event_id)
            .options(
                joinedload(InvestorParticipation.representative),
                joinedload(InvestorParticipation.investor).options(
                    joinedload(Investor.organisation), joinedload(Investor.mandate),
                    selectinload(Investor.portfolio),
                ),
            )
            .order_by(Organisation.sort_key, Organisation.id)
        )
    )  # fmt: skip


def find_participation(session: Session, event_id: int, investor_id: int) -> InvestorParticipation | None:
    """Return how an investor takes part in an event."""
    return session.scalar(
        select(InvestorParticipation)
        .where(InvestorParticipation.event_id == event_id, InvestorParticipation.investor_id == investor_id)
        .options(
            joinedload(InvestorParticipation.representative),
            joinedload(InvestorParticipation.investor).options(
                joinedload(Investor.organisation), joinedload(Investor.mandate), selectinload(Investor.portfolio)
            ),
        )
    )


def find_own_participation(session: Session, event_id: int, person_id: int) -> InvestorParticipation | None:
    """Return the participation a person stands behind, as its representative or one of the institution's."""
    mine = select(InvestorRepresentative.investor_id).where(InvestorRepresentative.person_id == person_id)
    found = session.scalar(
        select(InvestorParticipation.investor_id)
        .where(InvestorParticipation.event_id == event_id, InvestorParticipation.investor_id.in_(mine))
        .order_by(InvestorParticipation.id)
        .limit(1)
    )
    return None if found is None else find_participation(session, event_id, found)


def list_centres(session: Session) -> list[Centre]:
    """Return the centres that can verify an investor, centres before their sub-centres."""
    return list(session.scalars(select(Centre).order_by(Centre.parent_id.is_not(None), Centre.id)))
