"""Reading the register of proof-of-concept centres: how many were announced, and which of them are known here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Figure, Organisation

BATCH: Final = "poc_"  # how the code of an announced batch begins


@dataclass(frozen=True)
class PocRegister:
    """The batches as they were announced, and the centres that have been entered."""

    batches: Sequence[Figure]
    centres: Sequence[Organisation]

    @property
    def announced(self) -> int:
        """Return how many centres there are by what was published."""
        return int(sum(batch.value for batch in self.batches))

    @property
    def entered(self) -> int:
        """Return how many of them are known here by name; one that was invented to be tried is none of them."""
        return sum(not is_invented(centre) for centre in self.centres)

    @property
    def is_complete(self) -> bool:
        """Tell whether every centre that was announced is known by name."""
        return self.entered >= self.announced


def is_invented(organisation: Organisation) -> bool:
    """Tell whether an organisation is there only to be tried."""
    return bool(organisation.assumed.get("name", {}).get("kind") == "invented")


def get_poc_register(session: Session) -> PocRegister:
    """Return the register: batches in the order of their announcement, verified centres by their names."""
    batches = session.scalars(select(Figure).where(Figure.code.startswith(BATCH)).order_by(Figure.as_of, Figure.id))
    centres = session.scalars(
        select(Organisation)
        .where(Organisation.org_type == OrganisationType.POC_CENTER, Organisation.state == OrganisationState.VERIFIED)
        .order_by(Organisation.sort_key, Organisation.id)
    )
    return PocRegister(list(batches), list(centres))
