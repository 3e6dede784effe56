"""How well companies were found to carry a transfer."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.evaluation.logic.catalogue import SetKind
from app.evaluation.logic.states import PanelState
from app.evaluation.models import IndicatorSet, Panel, PanelOutcome, PanelTarget
from app.library.models import Achievement
from app.pitches.models import Pitch


def capacity_grades(session: Session, organisations: Collection[int]) -> dict[int, str]:
    """Return the grade, A to D, of the last revealed evaluation of each company's capacity.

    A panel judges a pitch or an achievement; with the criteria of capacity it judges the company behind it.
    """
    if not organisations:
        return {}
    newest = (
        select(func.max(PanelOutcome.number))
        .where(PanelOutcome.panel_id == Panel.id)
        .correlate(Panel)
        .scalar_subquery()
    )
    company = func.coalesce(Pitch.organisation_id, Achievement.organisation_id)
    rows = session.execute(
        select(company, PanelTarget.id, PanelOutcome.rows)
        .select_from(PanelTarget)
        .join(Panel, Panel.id == PanelTarget.panel_id)
        .join(IndicatorSet, IndicatorSet.id == Panel.set_id)
        .join(PanelOutcome, (PanelOutcome.panel_id == Panel.id) & (PanelOutcome.number == newest))
        .outerjoin(Pitch, Pitch.id == PanelTarget.pitch_id)
        .outerjoin(Achievement, Achievement.id == PanelTarget.achievement_id)
        .where(
            IndicatorSet.kind == SetKind.CAPACITY,
            Panel.state == PanelState.REVEALED,
            company.in_(sorted(organisations)),
        )
        .order_by(Panel.revealed_at, Panel.id, PanelTarget.id)
    )
    grades = {
        owner: str(row["grade"]).upper()
        for owner, target, outcome in rows
        for row in outcome
        if row["target"] == target and row["grade"]
    }
    return {int(owner): grade for owner, grade in grades.items()}
