"""Transfer statistics by year, organisation and type."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.agreements.logic.amounts import Total, total, totals_by
from app.agreements.logic.states import AgreementType, PartySide
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.queries.agreements import loaded
from app.core.clock import CHINA
from app.core.permissions import POLICY, Actor, Permission, Scope, ScopeKind

REGION_DIGITS = 4


@dataclass(frozen=True)
class YearlyFilter:
    """Which signed agreements are counted."""

    year: int | None = None
    region: str = ""


@dataclass(frozen=True)
class YearlyFigures:
    """Sums of signed agreements; whose amount is not disclosed is counted, but not summed."""

    agreements: list[Agreement]
    all: Total
    by_year: dict[int, Total]
    by_seller: dict[tuple[int, str], Total]
    by_type: dict[AgreementType, Total]
    by_flow: dict[str, Total]


def year_of(agreement: Agreement) -> int:
    """Return the year in which an agreement was signed, as far as anybody knows."""
    if agreement.sign_on is not None:
        return agreement.sign_on.year
    moment = agreement.signed_at or (agreement.event.start_at if agreement.event else agreement.created_at)
    return moment.astimezone(CHINA).year


def seller_of(agreement: Agreement) -> AgreementParty | None:
    """Return the party that gives the technology: party B, as in technology contracts."""
    return next((party for party in agreement.parties if party.side is PartySide.SECOND), None)


def flow_of(agreement: Agreement, region: str) -> str:
    """Tell how an agreement counts for a city: local, taken in (吸纳), given out (输出), elsewhere, or unknown."""
    buyer = next((party for party in agreement.parties if party.side is PartySide.FIRST), None)
    seller = seller_of(agreement)
    regions = [party.organisation.region if party else None for party in (buyer, seller)]
    if not region or None in regions:
        return "unknown"
    here = [str(each).startswith(region[:REGION_DIGITS]) for each in regions]
    return {(True, True): "local", (True, False): "taken_in", (False, True): "given_out"}.get(
        (here[0], here[1]), "elsewhere"
    )


def yearly_figures(session: Session, actor: Actor, wanted: YearlyFilter) -> YearlyFigures:
    """Add up what was signed, by year, by organisation and by type."""
    rows = loaded().where(Agreement.state.in_(SIGNED_STATES), *_readable(actor))
    agreements = sorted(session.scalars(rows), key=lambda row: (-year_of(row), row.number))
    by_year = totals_by((year_of(row), row.open_amount) for row in agreements)
    chosen = [row for row in agreements if wanted.year in (None, year_of(row))]
    return YearlyFigures(
        agreements=chosen,
        all=total(row.open_amount for row in chosen),
        by_year=by_year,
        by_seller=_sorted(totals_by(_by_seller(chosen))),
        by_type=totals_by((row.agreement_type, row.open_amount) for row in chosen),
        by_flow=totals_by((flow_of(row, wanted.region), row.open_amount) for row in chosen),
    )


def _by_seller(agreements: Iterable[Agreement]) -> Iterable[tuple[tuple[int, str], Decimal | None]]:
    for row in agreements:
        seller = seller_of(row)
        name = seller.printed_name if seller else (row.supply_group or "")
        yield (year_of(row), name), row.open_amount


def _sorted(totals: dict[tuple[int, str], Total]) -> dict[tuple[int, str], Total]:
    return dict(sorted(totals.items(), key=lambda item: (-item[0][0], -item[1].amount, item[0][1])))


def _readable(actor: Actor) -> list[ColumnElement[bool]]:
    rights = {POLICY[grant.role].get(Permission.STATISTICS_READ) for grant in actor.grants}
    if Scope.ANY in rights:
        return []
    centres = actor.scope_ids(ScopeKind.CENTRE)
    return [Agreement.centre_id.in_(centres)]


def list_years(session: Session) -> list[int]:
    """Return the years of signing that are written down."""
    days = session.scalars(select(Agreement.sign_on).where(Agreement.sign_on.is_not(None)).distinct())
    return sorted({day.year for day in days if isinstance(day, date)}, reverse=True)
