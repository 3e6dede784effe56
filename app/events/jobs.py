"""What the clock does for events: states turn, offered places run out."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.queue import Handler
from app.core.schedules import Schedule
from app.events.service.states import turn_events
from app.events.service.waiting import let_offers_expire

FOLLOW: Final = "follow_events"


def follow_the_clock(session: Session, _payload: dict[str, Any] | None = None) -> dict[str, int]:
    """Close registration, begin and end events at their times, and let offers of places run out."""
    return {"turned": turn_events(session), "expired": let_offers_expire(session)}


JOBS: Final[dict[str, Handler]] = {FOLLOW: follow_the_clock}
SCHEDULES: Final = (Schedule("events.follow", FOLLOW, every=timedelta(minutes=5)),)
