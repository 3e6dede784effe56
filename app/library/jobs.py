"""Looking after proofs of concept every morning."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.queue import Handler
from app.core.schedules import Schedule
from app.library.service.proof_of_concept import remind_of_gates

REVIEW = "review_proofs"


def review_proofs(session: Session, _payload: dict[str, Any]) -> None:
    """Remind whoever has to hand in or to decide soon, or should have."""
    remind_of_gates(session, today())


JOBS: dict[str, Handler] = {REVIEW: review_proofs}
SCHEDULES = (Schedule("library.review_proofs", REVIEW, cron="40 7 * * *"),)
