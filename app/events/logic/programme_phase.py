"""Whether a period, such as registration or the call for pitches, is still to come, open or over."""

from datetime import datetime
from enum import StrEnum

from app.events.logic.states import EventState


class Phase(StrEnum):
    """Where the present moment lies."""

    NONE = "none"
    BEFORE = "before"
    OPEN = "open"
    OVER = "over"


def phase(opens: datetime | None, closes: datetime | None, moment: datetime) -> Phase:
    """Return where a moment lies in a half-open period; a period without any end never was announced."""
    if opens is None and closes is None:
        return Phase.NONE
    if opens is not None and moment < opens:
        return Phase.BEFORE
    return Phase.OVER if closes is not None and moment >= closes else Phase.OPEN


def registration_phase(
    state: EventState, *, opens: datetime | None, closes: datetime | None, moment: datetime
) -> Phase:
    """Return whether people can register: the state of the event and the clock have to agree."""
    by_clock = phase(opens, closes, moment)
    if state is EventState.APPROVED:
        return Phase.BEFORE
    if state is not EventState.REGISTRATION_OPEN:
        return Phase.OVER
    return Phase.OPEN if by_clock is Phase.NONE else by_clock
