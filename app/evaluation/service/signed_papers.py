"""Papers of a jury with a digital signature, made once for what they say, and which version of one holds."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.documents.logic.signatures import sign
from app.documents.service import cached_bytes, content_key, signing_key
from app.evaluation.logic.papers import TablePaper, print_table_paper
from app.evaluation.logic.states import CorrectionState, PanelState
from app.evaluation.models import Panel, PanelSeat, ScoreCorrection
from app.evaluation.queries.panels import find_panel, list_corrections, list_outcomes

PAPER = re.compile(r"(PJ\d{10})(?:-(\d+))?")
VERSION = re.compile(PAPER.pattern + r" · v(\d+)$")
EDITION = 1  # raise it when the layout changes, so that kept files are made anew


def signed_paper(said: TablePaper) -> bytes:
    """Return a paper of a locked panel with a signature over all of it; the same words are signed only once."""
    key = signing_key()

    def make() -> bytes:
        return sign(print_table_paper(said).content, key, reason=said.paper.title)

    return cached_bytes("jury", content_key(EDITION, said, key.fingerprint), make)


def changes_after_lock(panel: Panel, seat: PanelSeat, corrections: list[ScoreCorrection]) -> list[datetime]:
    """Return when the sheets of a judge changed since the lock: by corrections, and by conflicts found late."""
    approved = [
        each.decided_at
        for each in corrections
        if each.state is CorrectionState.APPROVED and each.sheet.seat_id == seat.id and each.decided_at
    ]
    late = [each.created_at for each in seat.conflicts if panel.closed_at and each.created_at > panel.closed_at]
    return sorted([*approved, *late])


@dataclass(frozen=True)
class NewestPaper:
    """The version of a score sheet or result that holds now; none while the scores are open again."""

    number: str
    is_result: bool
    version: int | None
    made_at: datetime | None


def find_newest(session: Session, number: str) -> NewestPaper | None:
    """Return which version holds of a score sheet (`PJ…-seat`) or a result (`PJ…`); None if there is no such paper."""
    named = PAPER.fullmatch(number)
    panel = find_panel(session, named[1]) if named else None
    if named is None or panel is None or panel.opened_at is None:
        return None
    is_locked = panel.state in (PanelState.CLOSED, PanelState.REVEALED)
    if named[2] is None:
        outcomes = list_outcomes(session, panel.id)
        if not outcomes:
            return None
        last = outcomes[0]
        held = (last.number, last.made_at) if is_locked else (None, None)
        return NewestPaper(number, True, *held)  # noqa: FBT003 -- a field of a value
    seat = next((each for each in panel.seats if each.id == int(named[2])), None)
    if seat is None:
        return None
    if not is_locked:
        return NewestPaper(number, False, None, None)  # noqa: FBT003 -- a field of a value
    changed = changes_after_lock(panel, seat, list_corrections(session, panel.id))
    return NewestPaper(number, False, 1 + len(changed), changed[-1] if changed else panel.closed_at)  # noqa: FBT003 -- a field of a value
