"""Achievements proposed for a need: what may be proposed at all, in which order, and what people said about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import NotFound
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.engine.exposure import balanced
from app.matching.logic.profiles import AchievementProfile, NeedProfile
from app.matching.logic.score import Match, Matcher, Veto, as_entry, judge_achievement
from app.matching.logic.texts import Knowledge
from app.matching.logic.verdicts import STAYS_FIRST, VerdictSide, takes_away
from app.matching.models import Verdict
from app.matching.queries import search
from app.matching.queries.learned import (
    find_active_model,
    judgements_of,
    list_needs_by_id,
    list_verdicts,
    said,
    stored_meaning,
    synonyms_in_use,
)
from app.matching.queries.steps import taught_by_company

OPEN_ACHIEVEMENTS = (AchievementState.PUBLISHED, AchievementState.LISTED, AchievementState.RESERVED,
                     AchievementState.IN_LIBRARY, AchievementState.EVALUATED)  # fmt: skip
OPEN_NEEDS = (NeedState.VERIFIED, NeedState.IN_LIBRARY, NeedState.PUBLISHED, NeedState.MATCHING,
              NeedState.NEGOTIATING)  # fmt: skip
MOST_ACHIEVEMENTS = 5000
MOST_NEEDS = 2000
COMPARED_WHOLE = 2000
CANDIDATES = 60
ALWAYS_FIRST = 1000.0


@dataclass(frozen=True)
class Proposal:
    """An achievement that may answer a need, what both sides said about it, and its place by points alone."""

    achievement: Achievement
    match: Match
    company: Verdict | None = None
    manager: Verdict | None = None
    by_points: int = 0

    @property
    def is_away(self) -> bool:
        """Did either side take it off the list?"""
        return any(row is not None and takes_away(said(row)) for row in (self.company, self.manager))

    @property
    def is_pinned(self) -> bool:
        """Did the technology manager put it first, or introduce the two sides?"""
        return self.manager is not None and self.manager.choice in STAYS_FIRST


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


def list_candidates(session: Session, needs: list[Need]) -> tuple[list[Achievement], dict[int, set[int]]]:
    """Return what is worth comparing, and with which need: the nearest of each in a large library.

    In a small one everything is compared with every need.
    """
    if search.count_indexed(session) <= COMPARED_WHOLE:
        rows = list_open_achievements(session)
        return rows, {need.id: {row.id for row in rows} for need in needs}
    source = search.SOURCE(session, synonyms_in_use(session))
    near = {
        need.id: {each.achievement_id for each in source.nearest(as_entry(need_profile(need)), CANDIDATES)}
        | {row.achievement_id for row in list_verdicts(session, need.id)}
        for need in needs
    }
    return list_open_achievements(session, {item for items in near.values() for item in items}), near


def knowledge_about(session: Session, needs: Sequence[Need], items: Iterable[AchievementProfile]) -> Knowledge:
    """Return what ranking may use beside the texts of these needs and achievements."""
    active = find_active_model(session)
    judgements = judgements_of(active)
    asked = list_needs_by_id(session, (int(each.query) for each in judgements))
    queries = {need.id: as_entry(need_profile(need)) for need in (*asked, *needs)}
    verdicts = {need.id: list_verdicts(session, need.id) for need in needs}
    of_verdicts = (row.achievement_id for rows in verdicts.values() for row in rows)
    known = {row.id: row for row in list_judged(session, (*(int(each.item) for each in judgements), *of_verdicts))}
    judged = [as_entry(achievement_profile(row)) for row in known.values()]
    entries = [as_entry(item) for item in items]
    return Knowledge(
        embedder=stored_meaning(session, [*entries, *judged], queries.values()),
        synonyms=synonyms_in_use(session),
        queries=[queries[need.id] for need in asked],
        judgements=judgements,
        judged=judged,
        own_only=active is not None and bool(active.figures.get("own_only")),
        taught={key: taught_by_company(rows, known) for key, rows in verdicts.items()},
    )


def list_judged(session: Session, ids: Iterable[int]) -> list[Achievement]:
    """Return achievements people decided about, also those that are no longer open: a signed one says most."""
    chosen = select(Achievement).where(Achievement.id.in_(sorted(set(ids)))).order_by(Achievement.id)
    return list(session.scalars(chosen.options(joinedload(Achievement.organisation))))


def proposals_for(
    session: Session, needs: list[Need], *, top: int = 20, everything: bool = False, vary: bool = False
) -> dict[int, list[Proposal]]:
    """Return achievements for each need, pinned ones first, then the best; on wish also what was taken off."""
    candidates, near = list_candidates(session, needs)
    rows = {row.id: row for row in candidates}
    profiles = [achievement_profile(row) for row in rows.values()]
    verdicts = [row for need in needs for row in list_verdicts(session, need.id)]
    vetoes = {(row.need_id, row.achievement_id) for row in verdicts if takes_away(said(row))}
    knowledge = knowledge_about(session, needs, profiles)
    matcher = Matcher(judge_achievement, knowledge).fit(profiles, [Veto(*pair) for pair in sorted(vetoes)])
    by_pair = {(row.need_id, row.achievement_id, row.side): row for row in verdicts}
    found: dict[int, list[Proposal]] = {}
    for need in needs:
        profile = need_profile(need)
        ranked = (matcher.rank_varied if vary else matcher.rank)(profile, among=near[need.id])
        away = [matcher.judge_unsaid(profile, item) for one, item in sorted(vetoes) if one == need.id and item in rows]
        scores = [match.score for match in ranked]
        proposals = [
            Proposal(
                rows[match.item], match,
                by_pair.get((need.id, match.item, VerdictSide.COMPANY)),
                by_pair.get((need.id, match.item, VerdictSide.MANAGER)),
                1 + sum(score > match.score for score in scores),
            )
            for match in (*ranked, *(away if everything else ()))
            if match.excluded is None
        ]  # fmt: skip
        shown = sorted((each for each in proposals if not each.is_away), key=lambda proposal: not proposal.is_pinned)
        found[need.id] = [*shown[:top], *(each for each in proposals if each.is_away)]
    return found


def rank_achievements(
    session: Session, need: Need, *, top: int = 20, vary: bool = False, everything: bool = False
) -> list[Proposal]:
    """Return achievements for one need, best first; on wish with unlike ones near the top, or with declined ones."""
    return proposals_for(session, [need], top=top, vary=vary, everything=everything)[need.id]


def balanced_proposals(session: Session, needs: list[Need], *, top: int, among: int = 20) -> dict[int, list[Proposal]]:
    """Return a few achievements for each need, so that more different ones are seen; the best of each stays first."""
    found = proposals_for(session, needs, top=among)
    chosen = balanced({need: scores_of(rows) for need, rows in found.items()}, top=top)
    by_id = {need: {row.achievement.id: row for row in rows} for need, rows in found.items()}
    return {need: [by_id[need][item] for item in chosen[need]] for need in found}


def scores_of(rows: list[Proposal]) -> list[tuple[int, float]]:
    """Return the points of proposals; one that was put first keeps its place."""
    return [(row.achievement.id, float(row.match.score) + (ALWAYS_FIRST if row.is_pinned else 0)) for row in rows]


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
