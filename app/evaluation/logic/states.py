"""States of panels, seats and score sheets, and the steps between them."""

from enum import StrEnum
from math import ceil
from typing import Final


class PanelState(StrEnum):
    """Where a panel stands."""

    PLANNED = "planned"
    SCORING = "scoring"
    CLOSED = "closed"
    REVEALED = "revealed"


class SeatState(StrEnum):
    """Where a judge stands; a reserve is asked when somebody drops out."""

    RESERVE = "reserve"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SheetState(StrEnum):
    """Where a score sheet stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    EXCLUDED = "excluded"


class CorrectionState(StrEnum):
    """What became of a correction that somebody proposed."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


PANEL_STEPS: Final[dict[PanelState, frozenset[PanelState]]] = {
    PanelState.PLANNED: frozenset({PanelState.SCORING}),
    PanelState.SCORING: frozenset({PanelState.CLOSED}),
    PanelState.CLOSED: frozenset({PanelState.REVEALED}),
    PanelState.REVEALED: frozenset(),
}
OPEN_SHEETS: Final = frozenset({SheetState.DRAFT, SheetState.RETURNED})
LEAST_JUDGES = 3
USUAL_QUORUM = 5


def may_become(before: PanelState, after: PanelState) -> bool:
    """May a panel go from one state straight to the other?"""
    return after in PANEL_STEPS[before]


def judges_needed(panel_size: int, quorum: int) -> int:
    """How many valid scores a result needs: the quorum, never fewer than three nor than two thirds of the panel."""
    return max(quorum, LEAST_JUDGES, ceil(panel_size * 2 / 3))
