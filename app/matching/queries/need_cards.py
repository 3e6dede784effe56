"""Cards of needs: experts and achievements for a company, and needs for an expert, where they meet at an event."""

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.library.logic import NEED_SHOWN, ExpertState
from app.library.models import Need, NeedExpert
from app.library.queries import list_event_needs
from app.matching.logic.score import Match, Matcher, judge_expert
from app.matching.logic.texts import Knowledge
from app.matching.logic.verdicts import Choice, takes_away
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.models import NeedWish
from app.matching.queries.experts import profiles_of
from app.matching.queries.learned import said, synonyms_in_use
from app.matching.queries.needs import need_profile
from app.matching.queries.proposals import Proposal, rank_achievements
from app.organisations.models import Organisation

AS_WISH = {Choice.INTERESTED: Wish.MEET, Choice.DECLINED: Wish.NO_THANKS}


def list_open_needs(session: Session, event_id: int) -> list[Need]:
    """Return the needs of an event that somebody can still help with."""
    return [need for need in list_event_needs(session, event_id) if need.state in NEED_SHOWN]


def list_experts_at(session: Session, event_id: int) -> list[Person]:
    """Return the people who agreed to help with a need of an event, each once."""
    helpers = (
        select(NeedExpert.person_id)
        .join(Need, Need.id == NeedExpert.need_id)
        .where(Need.event_id == event_id, Need.state.in_(NEED_SHOWN), NeedExpert.state == ExpertState.ACCEPTED)
    )
    return list(session.scalars(select(Person).where(Person.id.in_(helpers)).order_by(Person.id)))


def list_agreed(session: Session, event_id: int) -> set[tuple[int, int | None]]:
    """Return who agreed to help with which need of an event, by need and person."""
    rows = (
        select(NeedExpert.need_id, NeedExpert.person_id)
        .join(Need, Need.id == NeedExpert.need_id)
        .where(Need.event_id == event_id, NeedExpert.state == ExpertState.ACCEPTED)
    )
    return {(row.need_id, row.person_id) for row in session.execute(rows)}


def list_need_wishes(session: Session, event_id: int) -> list[NeedWish]:
    """Return what companies and experts said at an event; for the organiser, who seats them."""
    return list(session.scalars(select(NeedWish).where(NeedWish.event_id == event_id).order_by(NeedWish.id)))


def wishes_about_needs(session: Session, event_id: int, side: NeedSide) -> dict[tuple[int, int], Wish]:
    """Return what one side said, by need and expert."""
    rows = list_need_wishes(session, event_id)
    return {(row.need_id, row.person_id): row.wish for row in rows if row.side is side}


def match_experts(
    session: Session, needs: Collection[Need], people: Collection[Person]
) -> dict[tuple[int, int], tuple[Match, Organisation | None]]:
    """Return how well each expert fits each need, with the expert's house; also where nothing fits."""
    profiles, houses = profiles_of(session, people)
    matcher = Matcher(judge_expert, Knowledge(synonyms=synonyms_in_use(session))).fit(profiles)
    found = {}
    for need in needs:
        home = need.organisation.region if need.organisation is not None else None
        query = replace(need_profile(need), regions=(home,) if home else ())
        for person in people:
            found[need.id, person.id] = matcher.judge(query, person.id), houses.get(person.organisation_id or 0)
    return found


def proposals_with_wishes(session: Session, need: Need) -> list[tuple[Proposal, Wish | None]]:
    """Return the achievements proposed for a need with what the company said, also those it declined."""
    return [
        (row, AS_WISH.get(row.company.choice) if row.company is not None else None)
        for row in rank_achievements(session, need, everything=True)
        if row.manager is None or not takes_away(said(row.manager))
    ]
