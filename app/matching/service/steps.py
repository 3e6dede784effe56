"""Writing down what other domains report about two sides; a report that comes twice changes nothing."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.matching.logic.steps import StepKind
from app.matching.logic.verdicts import DeclineReason
from app.matching.logic.wishes import WishSide
from app.matching.models import MatchStep


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A step and the pair it is about; `source` is the same whenever the same step is reported."""

    source: str
    kind: StepKind
    happened_at: datetime
    side: WishSide | None = None
    reason: DeclineReason | None = None
    event_id: int | None = None
    investor_id: int | None = None
    pitch_id: int | None = None
    need_id: int | None = None
    achievement_id: int | None = None


def note_step(session: Session, reported: Reported) -> MatchStep:
    """Write a step down, or change it where the same one was told otherwise before."""
    row = _find(session, reported.source)
    if row is None:
        row = MatchStep(**asdict(reported))
        session.add(row)
    else:
        for name, value in asdict(reported).items():
            setattr(row, name, value)
    session.flush()
    return row


def forget_step(session: Session, source: str) -> None:
    """Take a step out that was taken back."""
    row = _find(session, source)
    if row is not None:
        session.delete(row)
        session.flush()


def _find(session: Session, source: str) -> MatchStep | None:
    return session.scalar(select(MatchStep).where(MatchStep.source == source))
