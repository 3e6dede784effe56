"""Changing what was handed in: back to the judge before the lock, by two people after it; both are logged."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.facts import OutcomeChanged, SheetReturned
from app.evaluation.logic.catalogue import find_faults
from app.evaluation.logic.states import CorrectionState, PanelState, SheetState
from app.evaluation.models import ScoreCorrection, ScoreSheet
from app.evaluation.queries.panels import get_correction, get_panel, get_sheet, has_open_correction
from app.evaluation.service.outcomes import keep_outcome


def return_sheet(session: Session, actor: Actor, *, sheet_id: int, reason: str) -> ScoreSheet:
    """Give a sheet back to its judge, while the scores are not locked."""
    sheet = get_sheet(session, sheet_id)
    panel = sheet.seat.panel
    authorise(actor, Permission.EVALUATION_RUN, panel)
    if sheet.state is not SheetState.SUBMITTED or panel.state is not PanelState.SCORING:
        raise RuleBroken("Only a sheet that was handed in goes back, and only before the lock.")
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    sheet.state, sheet.reason, sheet.submit_key = SheetState.RETURNED, reason.strip(), None
    session.flush()
    fact = SheetReturned(
        seat_id=sheet.seat_id, panel_id=panel.id, event_id=panel.event_id, sheet_id=sheet.id, reason=reason.strip()
    )
    outbox.record(session, fact)
    return sheet


def propose_correction(
    session: Session, actor: Actor, *, sheet_id: int, points: Mapping[str, float], reason: str
) -> ScoreCorrection:
    """Propose other points for a sheet after the lock; nothing changes before a second person agrees."""
    sheet = get_sheet(session, sheet_id)
    panel = sheet.seat.panel
    authorise(actor, Permission.EVALUATION_RUN, panel)
    if panel.state not in (PanelState.CLOSED, PanelState.REVEALED) or sheet.state is not SheetState.SUBMITTED:
        raise RuleBroken("Corrections by two people are for sheets of a closed panel.")
    if not reason.strip():
        raise RuleBroken("Please give a reason.", field="reason")
    faults = find_faults(dict(points), [(each.code, each.points) for each in panel.indicator_set.criteria])
    if faults:
        raise RuleBroken("Please give 0 to %(most)d points here.", field=faults[0].code, most=faults[0].most)
    if has_open_correction(session, sheet.id):
        raise RuleBroken("A correction of this sheet already waits for the second person.")
    if actor.person_id is None:
        raise NotAllowed("You are not allowed to do this.")
    known = {each.code for each in panel.indicator_set.criteria}
    correction = ScoreCorrection(
        sheet=sheet, points={code: value for code, value in points.items() if code in known}, reason=reason.strip(),
        proposed_by=actor.person_id,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    _log(session, "evaluation.correction_proposed", panel.event_id, correction)
    return correction


def decide_correction(session: Session, actor: Actor, *, correction_id: int, approves: bool) -> ScoreCorrection:
    """Agree to a correction, or refuse it, as somebody other than its proposer; the result is worked out anew."""
    correction = get_correction(session, correction_id)
    sheet = get_sheet(session, correction.sheet_id)
    panel = get_panel(session, sheet.seat.panel_id)
    authorise(actor, Permission.EVALUATION_RUN, panel)
    if correction.state is not CorrectionState.PROPOSED:
        raise RuleBroken("This correction was decided already.")
    if actor.person_id in (None, correction.proposed_by):
        raise NotAllowed("A correction needs a second person; you proposed it yourself.")
    correction.decided_by, correction.decided_at = actor.person_id, now()
    correction.state = CorrectionState.APPROVED if approves else CorrectionState.REFUSED
    if approves:
        before = dict(sheet.points)
        sheet.points = dict(correction.points)
        session.flush()
        keep_outcome(session, panel, reason=correction.reason)
        fact = OutcomeChanged(panel_id=panel.id, event_id=panel.event_id, reason=correction.reason)
        outbox.record(session, fact)
        _log(session, "evaluation.corrected", panel.event_id, correction, before=before)
    else:
        session.flush()
        _log(session, "evaluation.correction_refused", panel.event_id, correction)
    return correction


def _log(session: Session, action: str, event_id: int, correction: ScoreCorrection, *, before: object = None) -> None:
    write_audit(
        session, action, kind="score_sheet", row_id=correction.sheet_id, event_id=event_id,
        detail={"points": correction.points, "reason": correction.reason, "before": before},
    )  # fmt: skip
