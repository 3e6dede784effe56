"""What judges do: accept, declare conflicts, score, compare; a sheet is handed in once, however often it is sent."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.evaluation.facts import JudgeDeclined
from app.evaluation.logic.catalogue import LEAST_COMMENT, find_faults, needs_comment
from app.evaluation.logic.conflicts import Relation
from app.evaluation.logic.methods import Method
from app.evaluation.logic.states import OPEN_SHEETS, PanelState, SeatState, SheetState
from app.evaluation.models import PairChoice, PanelSeat, PanelTarget, ScoreSheet
from app.evaluation.queries.panels import get_panel, get_seat, list_choices
from app.evaluation.service.duties import hold_seat
from app.evaluation.service.outcomes import barred_targets
from app.evaluation.service.recusal import automatic_conflicts, bar, call_substitute, open_files

LONGEST_COMMENT = 1000
LONGEST_KEY = 64


def answer_invitation(session: Session, actor: Actor, *, seat_id: int, accepts: bool, reason: str = "") -> PanelSeat:
    """Say yes or no; after a no a substitute is asked."""
    seat = _own(session, actor, seat_id)
    if seat.state is not SeatState.INVITED:
        raise RuleBroken("You have answered already.")
    if accepts:
        seat.state = SeatState.ACCEPTED
        hold_seat(session, seat.panel, seat)
        session.flush()
        return seat
    seat.state, seat.reason = SeatState.DECLINED, reason.strip() or None
    session.flush()
    fact = JudgeDeclined(seat_id=seat.id, panel_id=seat.panel_id, event_id=seat.panel.event_id, reason=reason.strip())
    outbox.record(session, fact)
    call_substitute(session, get_panel(session, seat.panel_id), for_targets=set())
    return seat


def declare(session: Session, actor: Actor, *, seat_id: int, declared: Mapping[int, tuple[Relation, str]]) -> PanelSeat:
    """Declare for every target whether a tie speaks against oneself; only then the files of the others open."""
    seat = _own(session, actor, seat_id)
    if seat.state is not SeatState.ACCEPTED:
        raise RuleBroken("Please accept the invitation first.")
    if seat.declared_at is not None:
        raise RuleBroken("You have declared already. Tell the organiser about anything you learn later.")
    panel = get_panel(session, seat.panel_id)
    targets = {target.id: target for target in panel.targets}
    if not set(declared) <= set(targets):
        raise NotFound("This is not judged by your panel.")
    for target_id, relations in automatic_conflicts(session, panel, seat).items():
        for relation in relations:
            bar(session, seat, targets[target_id], relation, how="automatic")
    for target_id, (relation, note) in declared.items():
        bar(session, seat, targets[target_id], relation, note=note)
    seat.declared_at = now()
    open_files(session, seat, panel.targets)
    barred = barred_targets(seat)
    if barred:
        call_substitute(session, panel, for_targets=barred)
    return seat


def save_sheet(
    session: Session, actor: Actor, *, seat_id: int, target_id: int, points: Mapping[str, Any], comment: str = ""
) -> ScoreSheet:
    """Keep what a judge has noted so far; nobody else sees it."""
    seat, target = scorable(session, actor, seat_id, target_id)
    sheet = _sheet(session, seat, target)
    if sheet.state not in OPEN_SHEETS:
        raise Conflict("You have handed this sheet in already.")
    known = {criterion.code for criterion in seat.panel.indicator_set.criteria}
    sheet.points = {code: value for code, value in points.items() if code in known and value is not None}
    sheet.comment = comment.strip()[:LONGEST_COMMENT] or None
    session.flush()
    return sheet


def submit_sheet(  # noqa: PLR0913 -- a sheet and the key of its sending
    session: Session,
    actor: Actor,
    *,
    seat_id: int,
    target_id: int,
    points: Mapping[str, Any],
    comment: str = "",
    key: str,
) -> ScoreSheet:
    """Hand a sheet in, once: sent again with the same key it is the same sheet, with another key it is too late."""
    seat, target = scorable(session, actor, seat_id, target_id)
    sheet = _sheet(session, seat, target)
    if sheet.state is SheetState.SUBMITTED and key and sheet.submit_key == key:
        return sheet
    sheet = save_sheet(session, actor, seat_id=seat_id, target_id=target_id, points=points, comment=comment)
    _check(seat, sheet)
    sheet.state, sheet.submitted_at, sheet.submit_key, sheet.reason = SheetState.SUBMITTED, now(), key or None, None
    session.flush()
    return sheet


def choose_between(session: Session, actor: Actor, *, seat_id: int, winner_id: int, loser_id: int) -> PairChoice:
    """Say which of two is better; each pair once."""
    seat, winner = scorable(session, actor, seat_id, winner_id)
    _seat, loser = scorable(session, actor, seat_id, loser_id)
    if seat.panel.method is not Method.PAIRWISE or winner.id == loser.id:
        raise RuleBroken("This panel does not compare pairs.")
    first, second = sorted((winner.id, loser.id))
    mine = [each for each in list_choices(session, seat.panel_id) if each.seat_id == seat.id]
    if any((each.first_id, each.second_id) == (first, second) for each in mine):
        raise Conflict("You have compared these two already.")
    choice = PairChoice(seat_id=seat.id, first_id=first, second_id=second, winner_id=winner.id)
    session.add(choice)
    session.flush()
    return choice


def scorable(session: Session, actor: Actor, seat_id: int, target_id: int) -> tuple[PanelSeat, PanelTarget]:
    """Return a seat and what it may score now; before the declaration, and with a conflict, nothing opens."""
    seat = _own(session, actor, seat_id)
    target = next((each for each in seat.panel.targets if each.id == target_id), None)
    if target is None:
        raise NotFound("This is not judged by your panel.")
    if seat.state is not SeatState.ACCEPTED or seat.declared_at is None:
        raise RuleBroken("Please declare your conflicts of interest first.")
    if target.id in barred_targets(seat):
        raise RuleBroken("You do not judge this one, because of a conflict of interest.")
    if seat.panel.state is PanelState.PLANNED:
        raise RuleBroken("Scoring has not begun yet.")
    if seat.panel.state is not PanelState.SCORING:
        raise Conflict("The scores of this panel are locked.")
    return seat, target


def _own(session: Session, actor: Actor, seat_id: int) -> PanelSeat:
    seat = get_seat(session, seat_id)
    authorise(actor, Permission.REVIEW_WRITE, seat)
    if seat.state is SeatState.RESERVE:
        raise NotFound("There is no such seat.")
    return seat


def _sheet(session: Session, seat: PanelSeat, target: PanelTarget) -> ScoreSheet:
    found = next((sheet for sheet in seat.sheets if sheet.target_id == target.id), None)
    if found is None:
        found = ScoreSheet(seat=seat, target=target, points={})
        session.add(found)
        session.flush()
    return found


def _check(seat: PanelSeat, sheet: ScoreSheet) -> None:
    criteria = [(each.code, each.points) for each in seat.panel.indicator_set.criteria]
    faults = find_faults(sheet.points, criteria)
    if faults:
        raise RuleBroken("Please give 0 to %(most)d points here.", field=faults[0].code, most=faults[0].most)
    if needs_comment(sheet.total) and len(sheet.comment or "") < LEAST_COMMENT:
        raise RuleBroken(
            "A total below 60 or above 95 needs a comment of at least %(least)d characters.", field="comment",
            least=LEAST_COMMENT,
        )  # fmt: skip
