"""From the sheets of a panel to its result, version by version."""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from sqlalchemy.orm import Session

from app.core.errors import RuleBroken
from app.evaluation.logic.catalogue import grade
from app.evaluation.logic.methods import Method, Rating, rate
from app.evaluation.logic.pairwise import bradley_terry
from app.evaluation.logic.ranking import place_all
from app.evaluation.logic.states import SeatState, SheetState, judges_needed
from app.evaluation.models import PairChoice, Panel, PanelOutcome, PanelSeat, PanelTarget, ScoreSheet
from app.evaluation.queries.panels import list_choices, list_outcomes


def panel_size(panel: Panel) -> int:
    """Return how many judges accepted."""
    return sum(seat.state is SeatState.ACCEPTED for seat in panel.seats)


def barred_targets(seat: PanelSeat) -> set[int]:
    """Return what a judge must not judge; conflicts must be loaded."""
    return {conflict.target_id for conflict in seat.conflicts}


def valid_sheets(panel: Panel) -> list[tuple[PanelSeat, ScoreSheet]]:
    """Return the sheets that count: handed in, by an accepted judge without a conflict."""
    return [
        (seat, sheet)
        for seat in panel.seats
        if seat.state is SeatState.ACCEPTED
        for sheet in seat.sheets
        if sheet.state is SheetState.SUBMITTED and sheet.target_id not in barred_targets(seat)
    ]


def count_judges(panel: Panel, choices: Sequence[PairChoice]) -> dict[int, int]:
    """Return by how many judges each target was judged."""
    if panel.method is Method.PAIRWISE:
        judged = _valid_choices(panel, choices)
        return {
            target.id: len({each.seat_id for each in judged if target.id in (each.first_id, each.second_id)})
            for target in panel.targets
        }
    sheets = valid_sheets(panel)
    return {target.id: sum(sheet.target_id == target.id for _seat, sheet in sheets) for target in panel.targets}


def targets_below_quorum(panel: Panel, choices: Sequence[PairChoice]) -> list[tuple[PanelTarget, int]]:
    """Return the targets that too few judges judged, with their number."""
    needed, counted = judges_needed(panel_size(panel), panel.quorum), count_judges(panel, choices)
    return [(target, counted[target.id]) for target in panel.targets if counted[target.id] < needed]


def keep_outcome(session: Session, panel: Panel, *, reason: str | None = None) -> PanelOutcome:
    """Work the result out and write it down as the next version; below the quorum there is none."""
    choices = list_choices(session, panel.id)
    missing = targets_below_quorum(panel, choices)
    if missing:
        target, number = missing[0]
        raise RuleBroken(
            "“%(title)s” has %(num)d valid scores; the quorum is %(needed)d. Invite a substitute.",
            title=target.title, num=number, needed=judges_needed(panel_size(panel), panel.quorum),
        )  # fmt: skip
    before = list_outcomes(session, panel.id)
    outcome = PanelOutcome(
        panel_id=panel.id, number=before[0].number + 1 if before else 1, rows=_rows(panel, choices),
        panel_size=panel_size(panel), reason=reason, made_by=session.info.get("person_id"),
    )  # fmt: skip
    session.add(outcome)
    session.flush()
    return outcome


def _valid_choices(panel: Panel, choices: Sequence[PairChoice]) -> list[PairChoice]:
    barred = {seat.id: barred_targets(seat) for seat in panel.seats if seat.state is SeatState.ACCEPTED}
    return [
        each
        for each in choices
        if each.seat_id in barred and not barred[each.seat_id] & {each.first_id, each.second_id}
    ]


def _ratings(panel: Panel, choices: Sequence[PairChoice]) -> dict[int, Rating]:
    if panel.method is Method.PAIRWISE:
        pairs = [
            (each.winner_id, each.first_id if each.winner_id == each.second_id else each.second_id)
            for each in _valid_choices(panel, choices)
        ]
        found = bradley_terry([target.id for target in panel.targets], pairs, 0)
        judges = count_judges(panel, choices)
        return {key: Rating(rating.value, rating.error, judges[key]) for key, rating in found.items()}
    scores: dict[int, dict[int, float]] = {target.id: {} for target in panel.targets}
    for seat, sheet in valid_sheets(panel):
        scores[sheet.target_id][seat.id] = sheet.total
    return rate(panel.method, scores)


def _rows(panel: Panel, choices: Sequence[PairChoice]) -> list[dict[str, Any]]:
    kind = panel.indicator_set.kind
    weighty = sorted(panel.indicator_set.criteria, key=lambda each: (-each.points, each.position))
    averages: dict[int, tuple[float, ...]] = {}
    for target in panel.targets:
        given = [sheet.points for _seat, sheet in valid_sheets(panel) if sheet.target_id == target.id]
        if given:
            averages[target.id] = tuple(fmean(float(points[each.code]) for points in given) for each in weighty)
    placed = place_all(_ratings(panel, choices), panel.tie_rule, criteria=averages, seed=panel.number)
    by_id = {target.id: target for target in panel.targets}
    is_absolute = panel.method not in (Method.PAIRWISE, Method.STANDARDISED)
    rows = []
    for each in placed:
        level = grade(kind, float(each.value)) if is_absolute else None
        rows.append({
            "target": each.target, "number": by_id[each.target].number, "title": by_id[each.target].title,
            "place": each.place, "value": str(each.value), "error": str(each.error), "judges": each.judges,
            "grade": level.value if level else None,
        })  # fmt: skip
    return rows
