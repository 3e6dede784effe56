"""Achievements proposed for a need: what may be proposed at all, in which order, and what people said about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.profiles import AchievementProfile, NeedProfile
from app.matching.logic.score import Match, Matcher, Veto, as_entry, judge_achievement
from app.matching.logic.texts import Knowledge
from app.matching.logic.verdicts import Choice, VerdictSide, takes_away
from app.matching.models import Verdict
from app.matching.queries.learned import (
    find_active_model,
    judgements_of,
    list_needs_by_id,
    list_verdicts,
    said,
    stored_meaning,
    synonyms_in_use,
)
from app.matching.queries.search import DatabaseSearch, count_indexed

OPEN_ACHIEVEMENTS = (AchievementState.PUBLISHED, AchievementState.LISTED, AchievementState.RESERVED,
                     AchievementState.IN_LIBRARY, AchievementState.EVALUATED)  # fmt: skip
OPEN_NEEDS = (NeedState.VERIFIED, NeedState.IN_LIBRARY, NeedState.PUBLISHED, NeedState.MATCHING,
              NeedState.NEGOTIATING)  # fmt: skip
MOST_ACHIEVEMENTS = 5000
MOST_NEEDS = 2000
COMPARED_WHOLE = 2000
CANDIDATES = 60


@dataclass(frozen=True)
class Proposal:
    """An achievement that may answer a need, and what both sides said about it."""

    achievement: Achievement
    match: Match
    company: Verdict | None = None
    manager: Verdict | None = None

    @property
    def is_pinned(self) -> bool:
        """Did the technology manager put it first?"""
        return self.manager is not None and self.manager.choice is Choice.PINNED


def get_need(session: Session, number: str) -> Need:
    """Return a need by its public number."""
    found = session.scalar(select(Need).where(Need.number == number).options(joinedload(Need.organisation)))
    if found is None:
        raise NotFound("There is no such need.")
    return found


def list_open_achievements(session: Session, ids: Iterable[int] | None = None) -> list[Achievement]:
    """Return the newest achievements among those anybody may see, or those of some numbers."""
    found = session.scalars(
        select(Achievement)
        .where(
            Achievement.state.in_(OPEN_ACHIEVEMENTS),
            or_(Achievement.visibility == Visibility.PUBLIC, Achievement.visibility == Visibility.REGISTERED),
            *([] if ids is None else [Achievement.id.in_(sorted(ids))]),
        )
        .options(joinedload(Achievement.organisation))
        .order_by(Achievement.id.desc())
        .limit(MOST_ACHIEVEMENTS)
    )
    return list(found)


def list_open_needs(session: Session) -> list[Need]:
    """Return the newest needs that are looking for an answer."""
    chosen = (
        select(Need).where(Need.state.in_(OPEN_NEEDS)).options(joinedload(Need.organisation), joinedload(Need.event))
    )
    return list(session.scalars(chosen.order_by(Need.id.desc()).limit(MOST_NEEDS)))


def list_candidates(session: Session, needs: list[Need]) -> list[Achievement]:
    """Return what is worth comparing: everything in a small library, the nearest of each need in a large one."""
    if count_indexed(session) <= COMPARED_WHOLE:
        return list_open_achievements(session)
    source = DatabaseSearch(session, synonyms_in_use(session))
    ids = {
        candidate.achievement_id
        for need in needs
        for candidate in source.nearest(as_entry(need_profile(need)), CANDIDATES)
    }
    ids |= {row.achievement_id for need in needs for row in list_verdicts(session, need.id)}
    return list_open_achievements(session, ids)


def knowledge_about(session: Session, needs: Iterable[Need], items: Iterable[AchievementProfile]) -> Knowledge:
    """Return what ranking may use beside the texts of these needs and achievements."""
    judgements = judgements_of(find_active_model(session))
    judged = list_needs_by_id(session, (int(each.query) for each in judgements))
    queries = {need.id: as_entry(need_profile(need)) for need in (*judged, *needs)}
    entries = [as_entry(item) for item in items]
    return Knowledge(
        embedder=stored_meaning(session, entries, queries.values()),
        synonyms=synonyms_in_use(session),
        queries=[queries[need.id] for need in judged],
        judgements=judgements,
    )


def proposals_for(
    session: Session, needs: list[Need], *, top: int = 20, everything: bool = False
) -> dict[int, list[Proposal]]:
    """Return achievements for each need, pinned ones first, then the best; what was taken away only if all is asked."""
    rows = {row.id: row for row in list_candidates(session, needs)}
    profiles = [achievement_profile(row) for row in rows.values()]
    verdicts = [row for need in needs for row in list_verdicts(session, need.id)]
    vetoes = [] if everything else [Veto(row.need_id, row.achievement_id) for row in verdicts if takes_away(said(row))]
    matcher = Matcher(judge_achievement, knowledge_about(session, needs, profiles)).fit(profiles, vetoes)
    by_pair = {(row.need_id, row.achievement_id, row.side): row for row in verdicts}
    found: dict[int, list[Proposal]] = {}
    for need in needs:
        ranked = [
            Proposal(
                rows[match.item], match,
                by_pair.get((need.id, match.item, VerdictSide.COMPANY)),
                by_pair.get((need.id, match.item, VerdictSide.MANAGER)),
            )
            for match in matcher.rank(need_profile(need))
        ]  # fmt: skip
        found[need.id] = sorted(ranked, key=lambda proposal: not proposal.is_pinned)[:top]
    return found


def rank_achievements(session: Session, need: Need, *, top: int = 20) -> list[Proposal]:
    """Return achievements for one need, best first."""
    return proposals_for(session, [need], top=top)[need.id]


def achievement_profile(row: Achievement, *, problem_solved: str | None = None) -> AchievementProfile:
    """Return what matching knows of an achievement, or would know with another sentence on the problem solved."""
    sentence = row.problem_solved if problem_solved is None else problem_solved
    return AchievementProfile(
        id=row.id,
        title=row.title,
        text=_joined([sentence, row.summary, *row.claims]),
        field=row.field,
        trl=row.trl,
        price=row.price,
        region=row.organisation.region if row.organisation else None,
        organisation_id=row.organisation_id,
    )


def need_profile(need: Need) -> NeedProfile:
    """Return what matching knows of a need."""
    return NeedProfile(
        id=need.id, title=need.title, text=need.problem or "", field=need.field, budget_max=need.budget_max,
        organisation_id=need.organisation_id,
    )  # fmt: skip


def _joined(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
