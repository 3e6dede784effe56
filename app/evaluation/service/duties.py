"""Holding the time of judges: while their panel sits in a session, they are nowhere else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.errors import Conflict
from app.evaluation.facts import JudgeDoubleBooked
from app.evaluation.logic.states import SeatState
from app.evaluation.models import Panel, PanelSeat
from app.events.facts.programme import ProgrammeReleased
from app.events.logic.programme import NO_LONGER_THERE
from app.events.logic.states import HolderKind, ResourceKind
from app.events.models.programme import EventSession, SessionPerson
from app.events.service.occupancy import occupy, release_holder


def hold_seat(session: Session, panel: Panel, seat: PanelSeat) -> None:
    """Hold a judge for the session of the panel; whoever is somewhere else at that time is a Conflict that names both.

    Who serves in that session anyway is held by the programme.
    """
    sitting = session.get(EventSession, panel.session_id) if panel.session_id else None
    if sitting is None or sitting.start_at is None or sitting.end_at is None or _serves(session, sitting.id, seat):
        return
    occupy(
        session, kind=ResourceKind.PERSON, resource_id=seat.person_id, start=sitting.start_at, end=sitting.end_at,
        holder_kind=HolderKind.DUTY, holder_id=seat.id, event_id=panel.event_id, title=panel.title,
    )  # fmt: skip


def follow_programme(session: Session, fact: ProgrammeReleased) -> None:
    """Hold judges at the new time of their session; if one is somewhere else then, the organisers are told."""
    rows = select(PanelSeat, Panel).join(Panel, Panel.id == PanelSeat.panel_id)
    wanted = rows.where(
        Panel.event_id == fact.event_id, Panel.session_id.is_not(None), PanelSeat.state == SeatState.ACCEPTED
    )
    for seat, panel in session.execute(wanted.order_by(PanelSeat.id)).all():
        release_holder(session, holder_kind=HolderKind.DUTY, holder_id=seat.id)
        try:
            hold_seat(session, panel, seat)
        except Conflict as clash:
            outbox.record(session, JudgeDoubleBooked(
                seat_id=seat.id, panel_id=panel.id, event_id=panel.event_id,
                other=str(clash.values["other"]), when=str(clash.values["when"]),
            ))  # fmt: skip


def _serves(session: Session, session_id: int, seat: PanelSeat) -> bool:
    return session.scalar(
        select(SessionPerson.id).where(
            SessionPerson.session_id == session_id, SessionPerson.person_id == seat.person_id,
            SessionPerson.state.not_in(NO_LONGER_THERE),
        ).limit(1)
    ) is not None  # fmt: skip
