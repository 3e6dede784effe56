"""Finding panels, seats, sheets and indicator sets."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.core.errors import NotFound
from app.evaluation.logic.states import CorrectionState, PanelState, SeatState
from app.evaluation.models import (
    IndicatorSet,
    PairChoice,
    Panel,
    PanelOutcome,
    PanelSeat,
    PanelTarget,
    ScoreCorrection,
    ScoreSheet,
)
from app.library.models import Achievement
from app.pitches.logic.states import SHOWN_TO_ALL, PitchState
from app.pitches.models import Pitch

JUDGED = SHOWN_TO_ALL | {PitchState.IN_REVIEW, PitchState.SHORTLISTED}


def list_panels(session: Session, event_id: int) -> list[Panel]:
    """Return the panels of an event, oldest first."""
    return list(session.scalars(select(Panel).where(Panel.event_id == event_id).options(*_panel()).order_by(Panel.id)))


def get_panel(session: Session, panel_id: int) -> Panel:
    """Return a panel with its criteria, judges, targets, conflicts and sheets."""
    found = session.scalar(
        select(Panel).where(Panel.id == panel_id).options(*_panel()).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such panel.")
    return found


def find_panel(session: Session, number: str) -> Panel | None:
    """Return the panel with a public number, if there is one."""
    return session.scalar(select(Panel).where(Panel.number == number).options(*_panel()))


def get_seat(session: Session, seat_id: int) -> PanelSeat:
    """Return a seat with its panel, targets, conflicts and sheets."""
    found = session.scalar(
        select(PanelSeat)
        .where(PanelSeat.id == seat_id)
        .options(
            joinedload(PanelSeat.person),
            selectinload(PanelSeat.conflicts),
            selectinload(PanelSeat.sheets),
            joinedload(PanelSeat.panel).options(*_targets(), joinedload(Panel.event), _criteria()),
        )
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such seat.")
    return found


def list_seats_of(session: Session, person_id: int | None) -> list[PanelSeat]:
    """Return the seats of a person, newest first; a reserve does not know of it yet."""
    wanted = select(PanelSeat).where(PanelSeat.person_id == person_id, PanelSeat.state != SeatState.RESERVE)
    loaded = wanted.options(
        joinedload(PanelSeat.panel).options(joinedload(Panel.event), selectinload(Panel.targets)),
        selectinload(PanelSeat.sheets),
        selectinload(PanelSeat.conflicts),
    )
    return list(session.scalars(loaded.order_by(PanelSeat.id.desc())))


def list_choices(session: Session, panel_id: int) -> list[PairChoice]:
    """Return every choice between two that the judges of a panel made."""
    wanted = select(PairChoice).join(PanelSeat, PanelSeat.id == PairChoice.seat_id)
    return list(session.scalars(wanted.where(PanelSeat.panel_id == panel_id).order_by(PairChoice.id)))


def list_outcomes(session: Session, panel_id: int) -> list[PanelOutcome]:
    """Return the results of a panel, the one that holds first."""
    wanted = select(PanelOutcome).where(PanelOutcome.panel_id == panel_id).options(joinedload(PanelOutcome.maker))
    return list(session.scalars(wanted.order_by(PanelOutcome.number.desc())))


def get_sheet(session: Session, sheet_id: int) -> ScoreSheet:
    """Return a sheet with its seat, panel and target."""
    found = session.scalar(
        select(ScoreSheet)
        .where(ScoreSheet.id == sheet_id)
        .options(
            joinedload(ScoreSheet.seat).joinedload(PanelSeat.panel).options(joinedload(Panel.event), _criteria()),
            joinedload(ScoreSheet.seat).joinedload(PanelSeat.person),
            joinedload(ScoreSheet.target).options(joinedload(PanelTarget.pitch), joinedload(PanelTarget.achievement)),
        )
    )
    if found is None:
        raise NotFound("There is no such score sheet.")
    return found


def list_corrections(session: Session, panel_id: int) -> list[ScoreCorrection]:
    """Return the corrections proposed for a panel, newest first."""
    sheet = joinedload(ScoreCorrection.sheet)
    return list(
        session.scalars(
            select(ScoreCorrection)
            .join(ScoreSheet, ScoreSheet.id == ScoreCorrection.sheet_id)
            .join(PanelSeat, PanelSeat.id == ScoreSheet.seat_id)
            .where(PanelSeat.panel_id == panel_id)
            .options(
                joinedload(ScoreCorrection.proposer),
                sheet.joinedload(ScoreSheet.seat).joinedload(PanelSeat.person),
                sheet.joinedload(ScoreSheet.target).options(
                    joinedload(PanelTarget.pitch), joinedload(PanelTarget.achievement)
                ),
            )
            .order_by(ScoreCorrection.id.desc())
        )
    )


def get_correction(session: Session, correction_id: int) -> ScoreCorrection:
    """Return a correction that waits for a decision, or was decided."""
    found = session.get(ScoreCorrection, correction_id)
    if found is None:
        raise NotFound("There is no such correction.")
    return found


def has_open_correction(session: Session, sheet_id: int) -> bool:
    """Tell whether a correction of a sheet waits for the second person."""
    wanted = select(ScoreCorrection.id).where(
        ScoreCorrection.sheet_id == sheet_id, ScoreCorrection.state == CorrectionState.PROPOSED
    )
    return session.scalar(wanted) is not None


def list_sets(session: Session, event_id: int) -> list[IndicatorSet]:
    """Return the indicator sets an event uses, the newest edition of each first."""
    wanted = select(IndicatorSet).where(IndicatorSet.event_id == event_id).options(selectinload(IndicatorSet.criteria))
    return list(session.scalars(wanted.order_by(IndicatorSet.code, IndicatorSet.edition.desc())))


def get_set(session: Session, set_id: int) -> IndicatorSet:
    """Return an indicator set with its criteria."""
    loaded = (selectinload(IndicatorSet.criteria), joinedload(IndicatorSet.event))
    wanted = select(IndicatorSet).where(IndicatorSet.id == set_id).options(*loaded)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("There is no such indicator set.")
    return found


def find_last_edition(session: Session, event_id: int, code: str) -> IndicatorSet | None:
    """Return the newest edition of an indicator set of an event."""
    wanted = select(IndicatorSet).where(IndicatorSet.event_id == event_id, IndicatorSet.code == code)
    wanted = wanted.options(selectinload(IndicatorSet.criteria))
    return session.scalar(wanted.order_by(IndicatorSet.edition.desc()).limit(1))


def list_judgeable(session: Session, event_id: int) -> list[Pitch]:
    """Return the pitches of an event that a panel can judge."""
    wanted = select(Pitch).where(Pitch.event_id == event_id, Pitch.state.in_(JUDGED)).order_by(Pitch.number)
    return list(session.scalars(wanted.options(joinedload(Pitch.organisation))))


def list_revealed(session: Session, event_id: int) -> list[Panel]:
    """Return the panels of an event whose results may be shown."""
    wanted = select(Panel).where(Panel.event_id == event_id, Panel.state == PanelState.REVEALED)
    return list(session.scalars(wanted.order_by(Panel.revealed_at)))


def _criteria() -> Any:  # noqa: ANN401 -- an option of the library
    return joinedload(Panel.indicator_set).selectinload(IndicatorSet.criteria)


def _targets() -> tuple[Any, ...]:
    targets = selectinload(Panel.targets)
    return (
        targets.joinedload(PanelTarget.pitch).options(
            joinedload(Pitch.organisation), selectinload(Pitch.members), joinedload(Pitch.event)
        ),
        targets.joinedload(PanelTarget.achievement).joinedload(Achievement.organisation),
    )


def _panel() -> tuple[Any, ...]:
    seats = selectinload(Panel.seats)
    return (
        joinedload(Panel.event), joinedload(Panel.sitting), _criteria(), *_targets(),
        seats.joinedload(PanelSeat.person), seats.selectinload(PanelSeat.conflicts),
        seats.selectinload(PanelSeat.sheets),
    )  # fmt: skip
