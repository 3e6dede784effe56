"""Loading everything in one transaction: the season as history, then the event that is still to come."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import today
from app.core.errors import RuleBroken
from app.demo.logic.invented import Days
from app.demo.logic.season import Season
from app.demo.queries.contents import is_empty
from app.demo.service import (
    coming,
    coming_deals,
    coming_jury,
    coming_needs,
    coming_proofs,
    figures,
    register,
    season_events,
    season_library,
    season_signing,
    season_stage,
)
from app.demo.service.cast import open_accounts
from app.demo.service.loading import Loading

SEASON: tuple[Callable[[Loading], object], ...] = (
    register.open_centres,
    register.register_organisations,
    register.relate,
    register.enter_people,
    figures.publish_figures,
    season_events.open_venues,
    season_events.hold_events,
    season_stage.present_pitches,
    season_stage.enter_investors,
    season_stage.note_questions,
    season_library.enter_needs,
    season_library.allocate_experts,
    season_library.enter_achievements,
    season_signing.enter_agreements,
    season_signing.issue_certificates,
    season_signing.note_follow_ups,
    season_events.end_events,
)


def load_season(session: Session, season: Season) -> Loading:
    """Load the season into an empty database: what happened is written down, and nobody is told about it."""
    if not is_empty(session):
        raise RuleBroken("There are records in this database already; the demo season is loaded into an empty one.")
    with outbox.as_history(session):
        load = Loading(session, season, open_accounts(session))
        for step in SEASON:
            step(load)
    return load


def load_all(session: Session, season: Season) -> Loading:
    """Load the season, then the event that is still to come, so that everything can be tried today."""
    load, days = load_season(session, season), Days(today())
    coming.found_houses(load)
    coming.plan_event(load, days)
    coming.lay_out_programme(load, days)
    coming_deals.let_investors_in(load)
    coming_deals.hand_in_pitches(load)
    coming_deals.open_meetings(load, days)
    coming_deals.publish_need(load)
    coming_needs.bring_needs(load)
    coming_deals.draft_agreements(load)
    coming.let_guests_in(load)
    coming_jury.hold_juries(load)
    coming_jury.go_online(load)
    coming.ask_for_approval(load, days)
    coming_proofs.put_to_the_proof(load)
    coming_proofs.open_platform(load)
    coming_proofs.let_projects_land(load)
    return load
