"""Papers of a jury with a digital signature, made once for what they say."""

from datetime import datetime

from app.documents.logic.signatures import sign
from app.documents.service import cached_bytes, content_key, signing_key
from app.evaluation.logic.papers import TablePaper, print_table_paper
from app.evaluation.logic.states import CorrectionState
from app.evaluation.models import Panel, PanelSeat, ScoreCorrection

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
