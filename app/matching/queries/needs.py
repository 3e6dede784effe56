"""What matching knows of technology needs."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.clock import today
from app.evaluation.queries.capacity import capacity_grades
from app.library.models import Need
from app.matching.logic.profiles import NeedProfile


def need_profile(need: Need) -> NeedProfile:
    """Return what matching knows of a need."""
    return NeedProfile(
        id=need.id, title=need.title, text=need.problem or "", field=need.field, least_trl=need.least_trl,
        budget_max=need.budget_max, regions=tuple(need.regions), organisation_id=need.organisation_id,
    )  # fmt: skip


def asking_profiles(session: Session, needs: Sequence[Need], *, inside: bool) -> dict[int, NeedProfile]:
    """Return the same of needs an answer is sought for: whose day has passed, and how their companies were evaluated.

    The evaluation is for the company and whoever looks after it; for others it counts as not disclosed.
    """
    companies = {need.organisation_id for need in needs if inside and need.organisation_id is not None}
    grades = capacity_grades(session, companies)
    return {
        need.id: replace(
            need_profile(need), expired=is_past(need), capacity_grade=grades.get(need.organisation_id or 0),
            capacity_asked=need.organisation_id in companies,
        )
        for need in needs
    }  # fmt: skip


def is_past(need: Need) -> bool:
    """Has the day passed by which an answer was wanted?"""
    return need.deadline_on is not None and need.deadline_on < today()
