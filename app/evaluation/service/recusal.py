"""Conflicts of interest: access that begins with a declaration and ends at once, and substitutes from the reserve."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now, today
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.facts import JudgeInvited, JudgeRecused, OutcomeChanged
from app.evaluation.logic.conflicts import Relation, find_conflicts
from app.evaluation.logic.states import PanelState, SeatState, SheetState
from app.evaluation.models import Disqualification, Panel, PanelSeat, PanelTarget
from app.evaluation.queries.panels import get_panel, list_choices
from app.evaluation.queries.ties import ties_of, ties_of_target
from app.evaluation.service.outcomes import barred_targets, keep_outcome, targets_below_quorum
from app.events.logic.states import Visibility
from app.pitches.models import PitchAccess


def automatic_conflicts(session: Session, panel: Panel, seat: PanelSeat) -> dict[int, list[Relation]]:
    """Return what the records say against a judge, by target; targets without a hit are left out."""
    judge = ties_of(session, seat.person)
    found = {
        target.id: find_conflicts(judge, ties_of_target(session, target), today=today()) for target in panel.targets
    }
    return {target_id: relations for target_id, relations in found.items() if relations}


def bar(
    session: Session,
    seat: PanelSeat,
    target: PanelTarget,
    relation: Relation,
    *,
    note: str | None = None,
    how: str = "declared",
) -> None:
    """Keep a judge from a target from now on: no access, no score; a substitute is asked."""
    known = {(each.target_id, each.relation) for each in seat.conflicts}
    if (target.id, relation) in known:
        return
    seat.conflicts.append(Disqualification(
        seat_id=seat.id, target_id=target.id, relation=relation, note=(note or "").strip() or None,
        is_automatic=how == "automatic", is_late=how == "late",
    ))  # fmt: skip
    for sheet in seat.sheets:
        if sheet.target_id == target.id:
            sheet.state, sheet.reason = SheetState.EXCLUDED, relation.value
    close_file(session, seat, target)
    session.flush()
    event_id = session.get_one(Panel, seat.panel_id).event_id
    fact = JudgeRecused(
        seat_id=seat.id, panel_id=seat.panel_id, event_id=event_id, target_id=target.id,
        relation=relation.value,
    )  # fmt: skip
    outbox.record(session, fact)


def open_files(session: Session, seat: PanelSeat, targets: Iterable[PanelTarget]) -> None:
    """Let a judge read the confidential parts of what is judged, once the declaration is made."""
    barred = barred_targets(seat)
    for target in targets:
        if target.pitch_id is None or target.id in barred:
            continue
        access = _access(session, target.pitch_id, seat.person_id)
        if access is None:
            access = PitchAccess(pitch_id=target.pitch_id, person_id=seat.person_id, level=Visibility.NAMED)
            session.add(access)
        access.withdrawn_at = None
    session.flush()


def close_file(session: Session, seat: PanelSeat, target: PanelTarget) -> None:
    """End a judge's access to one target at once."""
    if target.pitch_id is None:
        return
    access = _access(session, target.pitch_id, seat.person_id)
    if access is not None and access.withdrawn_at is None:
        access.withdrawn_at = now()


def call_substitute(session: Session, panel: Panel, *, for_targets: set[int]) -> PanelSeat | None:
    """Invite the first of the reserve against whom the records say nothing about these targets."""
    for seat in panel.seats:
        if seat.state is not SeatState.RESERVE:
            continue
        if not for_targets & automatic_conflicts(session, panel, seat).keys():
            seat.state = SeatState.INVITED
            session.flush()
            outbox.record(session, JudgeInvited(seat_id=seat.id, panel_id=panel.id, event_id=panel.event_id))
            return seat
    return None


def recuse_late(  # noqa: PLR0913 -- who, of what, and why
    session: Session, actor: Actor, *, panel_id: int, seat_id: int, target_id: int, relation: Relation, note: str
) -> Panel:
    """Note a conflict found late: the score is left out, the result worked out anew, the quorum checked again."""
    panel = get_panel(session, panel_id)
    authorise(actor, Permission.EVALUATION_RUN, panel)
    seat = next((each for each in panel.seats if each.id == seat_id), None)
    target = next((each for each in panel.targets if each.id == target_id), None)
    if seat is None or target is None:
        raise NotFound("There is no such seat.")
    if not note.strip():
        raise RuleBroken("Please give a reason.", field="note")
    bar(session, seat, target, relation, note=note, how="late")
    call_substitute(session, panel, for_targets={target.id})
    if panel.state in (PanelState.CLOSED, PanelState.REVEALED):
        _work_out_anew(session, panel, note)
    write_audit(
        session, "evaluation.recused_late", kind="panel", row_id=panel.id, event_id=panel.event_id,
        detail={"seat": seat.id, "target": target.id, "relation": relation.value},
    )  # fmt: skip
    return panel


def _work_out_anew(session: Session, panel: Panel, reason: str) -> None:
    if targets_below_quorum(panel, list_choices(session, panel.id)):
        panel.state, panel.closed_at, panel.revealed_at = PanelState.SCORING, None, None
        session.flush()
        return
    keep_outcome(session, panel, reason=reason)
    outbox.record(session, OutcomeChanged(panel_id=panel.id, event_id=panel.event_id, reason=reason))


def _access(session: Session, pitch_id: int, person_id: int) -> PitchAccess | None:
    return session.scalar(
        select(PitchAccess).where(
            PitchAccess.pitch_id == pitch_id, PitchAccess.person_id == person_id, PitchAccess.level == Visibility.NAMED
        )
    )
