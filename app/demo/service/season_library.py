"""Needs, the experts who helped with them, and achievements of the article."""

from decimal import Decimal

from app.demo.logic.season import Entry
from app.demo.service.cast import Part
from app.demo.service.loading import Loading
from app.demo.service.reasons import explain
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.library.service.entries import Helper, record_entry, record_expert


def enter_needs(load: Loading) -> None:
    """Enter the needs of companies, named or as a group; without a budget it stays undisclosed."""
    for told in load.season.list("needs"):
        need = Need(state=NeedState(told["status"]))
        budget = told["budget_yuan"]
        values = {
            "title": told["title"], "owner_group": told.get("owner_group"), "field": told["industry"],
            "event_id": load.id_of(told["event_ref"]), "budget_max": None if budget is None else Decimal(str(budget)),
        }  # fmt: skip
        marks = told.marks(title="title", field="industry", budget_max="budget_yuan", state="status")
        with load.cast.acting(Part.OPERATOR) as actor:
            record_entry(
                load.session, actor, entry=need, values=values, organisation_id=load.id_of(told["owner_org_ref"]),
                assumed=explain(marks),
            )  # fmt: skip
        need.source = "article"
        load.keep(told.id, need)


def allocate_experts(load: Loading) -> None:
    """Enter the nine experts by their role; nobody is named, and who helped with what is assumed."""
    told = load.season.part("expert_allocation")
    for number, each in enumerate(told.parts("experts"), start=1):
        for name in each["need_refs"]:
            with load.cast.acting(Part.OPERATOR) as actor:
                helper = Helper(f"E{number}", each["role"], is_assumed=bool(each.marks(need="need_refs")))
                record_expert(load.session, actor, need=load.get(name, Need), helper=helper)


def enter_achievements(load: Loading) -> None:
    """Enter the achievements; readiness and price are not told, so they stay open."""
    for told in load.season.list("achievements"):
        achievement = Achievement(
            state=AchievementState(told["status"]), contact_person_id=load.id_of(told.get("contact_person_ref"))
        )
        with load.cast.acting(Part.OPERATOR) as actor:
            record_entry(
                load.session, actor, entry=achievement, values=_values(told),
                organisation_id=load.id_of(told["owner_org_ref"]),
                assumed=explain(told.marks(title="title", field="industry", state="status")),
            )  # fmt: skip
        achievement.source = "article"
        load.keep(told.id, achievement)


def _values(told: Entry) -> dict[str, object]:
    return {
        "title": told["title"], "owner_group": told.get("owner_group"), "field": told["industry"], "trl": told["trl"],
        "summary": told.get("description"), "claims": told.get("claims") or [],
    }  # fmt: skip
