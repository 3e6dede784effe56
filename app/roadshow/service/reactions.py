"""What facts of other domains do to running orders; each reaction bears being repeated."""

from contextlib import suppress
from typing import Protocol

from sqlalchemy.orm import Session

from app.core.errors import Conflict
from app.events.facts.programme import ProgrammeReleased
from app.events.logic.states import SessionState
from app.events.service.occupancy import release_holder
from app.pitches.facts import PitchWithdrawn
from app.roadshow.queries.order import find_order
from app.roadshow.service.order import close_up_after, retime_session
from app.roadshow.service.timing import HOLDER

NOT_THERE = "no_show"


class AboutPitch(Protocol):
    """A pitch that will not be presented."""

    @property
    def pitch_id(self) -> int:
        """Return the key of the pitch."""
        ...


def leave_stage(session: Session, fact: PitchWithdrawn) -> None:
    """Close the gap that a withdrawn pitch leaves."""
    close_up_after(session, fact.pitch_id, reason=fact.reason)


def skip_turn(session: Session, fact: AboutPitch) -> None:
    """Close the gap of a team that did not come."""
    close_up_after(session, fact.pitch_id, reason=NOT_THERE)


def follow_programme(session: Session, fact: ProgrammeReleased) -> None:
    """Time the turns of a moved session anew, and set the presenters of a cancelled one free.

    Where a presenter is busy at the new time, the turns keep their old ones until the organiser moves them.
    """
    for session_id in fact.changed_session_ids:
        order = find_order(session, session_id)
        if order is None:
            continue
        if order.session.state is SessionState.CANCELLED:
            release_holder(session, holder_kind=HOLDER, holder_id=order.id)
        else:
            _retime(session, session_id)


def _retime(session: Session, session_id: int) -> None:
    with suppress(Conflict), session.begin_nested():
        retime_session(session, session_id)
