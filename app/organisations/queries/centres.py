"""Reading centres and sub-centres."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.organisations.logic import OrganisationState
from app.organisations.models import Centre, Organisation


@dataclass(frozen=True)
class CentreCount:
    """How many organisations a centre looks after, and how many of them wait for it."""

    verified: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class CentreBranch:
    """A centre with what stands below it."""

    centre: Centre
    below: Sequence["CentreBranch"]


def get_centre(session: Session, centre_id: int) -> Centre:
    """Return a centre with the organisation that runs it."""
    found = session.scalar(select(Centre).where(Centre.id == centre_id).options(joinedload(Centre.organisation)))
    if found is None:
        raise NotFound("There is no such centre.")
    return found


def list_centres(session: Session) -> list[Centre]:
    """Return all centres, the oldest first."""
    return list(session.scalars(select(Centre).order_by(Centre.id)))


def as_tree(centres: Sequence[Centre], *, parent_id: int | None = None) -> list[CentreBranch]:
    """Return centres with their sub-centres below them."""
    return [
        CentreBranch(centre, as_tree(centres, parent_id=centre.id))
        for centre in centres
        if centre.parent_id == parent_id
    ]


def count_by_centre(session: Session) -> dict[int, CentreCount]:
    """Count the organisations of every centre."""
    rows = session.execute(
        select(Organisation.centre_id, Organisation.state, func.count())
        .where(Organisation.centre_id.is_not(None))
        .group_by(Organisation.centre_id, Organisation.state)
    )
    found: dict[int | None, dict[OrganisationState, int]] = {}
    for centre_id, state, number in rows:
        found.setdefault(centre_id, {})[state] = number
    return {
        centre_id: CentreCount(by.get(OrganisationState.VERIFIED, 0), by.get(OrganisationState.APPLIED, 0))
        for centre_id, by in found.items()
        if centre_id is not None
    }
