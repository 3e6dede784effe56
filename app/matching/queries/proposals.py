"""Achievements proposed for a need: what may be proposed at all, in which order, and what people said about it."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from app.core.clock import today
from app.core.errors import NotFound
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.engine.exposure import balanced
from app.matching.logic.profiles import AchievementProfile
from app.matching.logic.score import Match, Veto, as_entry
from app.matching.logic.texts import Knowledge
from app.matching.logic.totals import TENTHS, NeedMatcher, Score
from app.matching.logic.verdicts import STAYS_FIRST, VerdictSide, takes_away
from app.matching.models import Verdict
from app.matching.queries import search
from app.matching.queries.learned import (
    find_active_model,
    judgements_of,
    list_needs_by_id,
    list_verdicts_about,
    said,
    stored_meaning,
    synonyms_in_use,
)
from app.matching.queries.needs import asking_profiles, need_profile
from app.matching.queries.steps import taught_by_company
from app.organisations.models import Organisation

OPEN_ACHIEVEMENTS = (AchievementState.PUBLISHED, AchievementState.LISTED, AchievementState.RESERVED,
                     AchievementState.IN_LIBRARY, AchievementState.EVALUATED)  # fmt: skip
OPEN_TO = (Visibility.PUBLIC, Visibility.REGISTERED)
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
        return self.manager is not None and is_pin(self.manager)


def is_pin(row: Verdict) -> bool:
    """Does this put an achievement first for a need?"""
    return row.side is VerdictSide.MANAGER and row.choice in STAYS_FIRST


def get_need(session: Session, number: str) -> Need:
    """Return a need by its public number."""
    found = session.scalar(select(Need).where(Need.number == number).options(joinedload(Need.organisation)))
    if found is None:
        raise NotFound("There is no such need.")
    return found


def list_open_achievements(session: Session, ids: Iterable[int] | None = None) -> list[Achievement]:
    """Return the newest achievements among those anybody may see, or those of some numbers."""
    asked = select(Achievement).options(joinedload(Achievement.organisation))
    return list(session.scalars(_only_open(asked, ids)))


def _only_open(asked: Select[*tuple[Any, ...]], ids: Iterable[int] | None) -> Select[*tuple[Any, ...]]:
    return (
        asked.where(
            Achievement.state.in_(OPEN_ACHIEVEMENTS),
            Achievement.visibility.in_(OPEN_TO),
            *([] if ids is None else [Achievement.id.in_(sorted(ids))]),
        )
        .order_by(Achievement.id.desc())
        .limit(MOST_ACHIEVEMENTS)
    )


def list_open_needs(session: Session) -> list[Need]:
    """Return the newest needs that are looking for an answer, and whose day has not passed."""
    in_time = or_(Need.deadline_on.is_(None), Need.deadline_on >= today())
    chosen = select(Need).where(Need.state.in_(OPEN_NEEDS), in_time).order_by(Need.id.desc()).limit(MOST_NEEDS)
    return list(session.scalars(chosen.options(joinedload(Need.organisation), joinedload(Need.event))))


def list_open_profiles(session: Session, ids: Iterable[int] | None = None) -> list[AchievementProfile]:
    """Return what matching knows of the same achievements; thousands are read as values, not as rows."""
    asked = select(
        Achievement.id, Achievement.title, Achievement.problem_solved, Achievement.effect, Achievement.applies_to,
        Achievement.summary, Achievement.claims, Achievement.field, Achievement.trl, Achievement.price,
        Achievement.organisation_id, Organisation.region,
    ).outerjoin(Achievement.organisation)  # fmt: skip
    return [_profile(row, row.region) for row in session.execute(_only_open(asked, ids))]


def list_candidates(session: Session, needs: Sequence[Need]) -> tuple[list[AchievementProfile], dict[int, set[int]]]:
    """Return what is worth comparing, and with which need: the nearest of each in a large library.

    In a small one everything is compared with every need.
    """
    if search.count_indexed(session) <= COMPARED_WHOLE:
        profiles = list_open_profiles(session)
        return profiles, {need.id: {each.id for each in profiles} for need in needs}
    source = search.SOURCE(session, synonyms_in_use(session))
    near = {
        need.id: {each.achievement_id for each in source.nearest(as_entry(need_profile(need)), CANDIDATES)}
        for need in needs
    }
    for row in list_verdicts_about(session, needs):
        near[row.need_id].add(row.achievement_id)
    return list_open_profiles(session, {item for items in near.values() for item in items}), near


def knowledge_about(
    session: Session, needs: Sequence[Need], items: Iterable[AchievementProfile], verdicts: Sequence[Verdict]
) -> Knowledge:
    """Return what ranking may use beside the texts of these needs and achievements."""
    active = find_active_model(session)
    judgements = judgements_of(active)
    asked = list_needs_by_id(session, (int(each.query) for each in judgements))
    queries = {need.id: as_entry(need_profile(need)) for need in (*asked, *needs)}
    of_verdicts = (row.achievement_id for row in verdicts)
    known = {row.id: row for row in list_judged(session, (*(int(each.item) for each in judgements), *of_verdicts))}
    judged = [as_entry(achievement_profile(row)) for row in known.values()]
    entries = [as_entry(item) for item in items]
    by_need = {need.id: [row for row in verdicts if row.need_id == need.id] for need in needs}
    return Knowledge(
        embedder=stored_meaning(session, [*entries, *judged], queries.values()),
        synonyms=synonyms_in_use(session),
        queries=[queries[need.id] for need in asked],
        judgements=judgements,
        judged=judged,
        own_only=active is not None and bool(active.figures.get("own_only")),
        taught={key: taught_by_company(rows, known) for key, rows in by_need.items()},
    )


def list_judged(session: Session, ids: Iterable[int]) -> list[Achievement]:
    """Return achievements people decided about, also those that are no longer open: a signed one says most."""
    chosen = select(Achievement).where(Achievement.id.in_(sorted(set(ids)))).order_by(Achievement.id)
    return list(session.scalars(chosen.options(joinedload(Achievement.organisation))))


class Comparison:
    """Needs beside all achievements worth comparing: points of all of them, rows and reasons of those to be shown."""

    def __init__(self, session: Session, needs: Sequence[Need], *, inside: bool = True) -> None:
        self._session = session
        self._profiles = asking_profiles(session, needs, inside=inside)
        items, self._near = list_candidates(session, needs)
        self._verdicts = list_verdicts_about(session, needs)
        away = {(row.need_id, row.achievement_id) for row in self._verdicts if takes_away(said(row))}
        known = {item.id for item in items}
        self._away = sorted(pair for pair in away if pair[1] in known)
        self._pinned = {(row.need_id, row.achievement_id) for row in self._verdicts if is_pin(row)}
        knowledge = knowledge_about(session, needs, items, self._verdicts)
        self._matcher = NeedMatcher(knowledge).fit(items, [Veto(*pair) for pair in sorted(away)])
        self._scores: dict[int, list[Score]] = {}

    def scores(self, need: int) -> list[Score]:
        """All that may be proposed for a need, best first by points alone."""
        if need not in self._scores:
            self._scores[need] = self._matcher.scores(self._profiles[need], among=self._near[need])
        return self._scores[need]

    def order(self, need: int, *, vary: bool = False) -> list[Score]:
        """The same with pinned ones first; on wish with unlike ones near the top."""
        found = self._matcher.vary(self.scores(need)) if vary else self.scores(need)
        first = [score for score in found if self.is_pinned(need, score[0])]
        return [*first, *(score for score in found if score not in first)] if first else found

    def is_pinned(self, need: int, item: int) -> bool:
        """Does the technology manager want an achievement first for a need?"""
        return (need, item) in self._pinned

    def tell(self, chosen: Mapping[int, Sequence[int]], *, everything: bool = False) -> dict[int, list[Proposal]]:
        """Chosen achievements with rows and reasons; on wish followed by what was taken off the lists."""
        away = {need: [item for one, item in self._away if one == need and everything] for need in chosen}
        wanted = {item for need, items in chosen.items() for item in (*items, *away[need])}
        rows = {row.id: row for row in list_open_achievements(self._session, wanted)}
        return {need: self._told(need, [*chosen[need], *away[need]], rows) for need in chosen}

    def _told(self, need: int, items: Iterable[int], rows: Mapping[int, Achievement]) -> list[Proposal]:
        by_side = {(row.achievement_id, row.side): row for row in self._verdicts if row.need_id == need}
        worse = [-tenths for _, tenths in self.scores(need)]
        found = []
        for item in items:
            match = self._matcher.judge_unsaid(self._profiles[need], item)
            if match.excluded is None and item in rows:
                company, manager = by_side.get((item, VerdictSide.COMPANY)), by_side.get((item, VerdictSide.MANAGER))
                place = 1 + bisect_left(worse, -match.score * TENTHS)
                found.append(Proposal(rows[item], match, company, manager, place))
        return found


def proposals_for(
    session: Session,
    needs: Sequence[Need],
    *,
    top: int = 20,
    everything: bool = False,
    vary: bool = False,
    inside: bool = True,
) -> dict[int, list[Proposal]]:
    """Return achievements for each need, pinned ones first, then the best; on wish also what was taken off."""
    compared = Comparison(session, needs, inside=inside)
    chosen = {need.id: [item for item, _ in compared.order(need.id, vary=vary)[:top]] for need in needs}
    return compared.tell(chosen, everything=everything)


def rank_achievements(
    session: Session, need: Need, *, top: int = 20, vary: bool = False, everything: bool = False
) -> list[Proposal]:
    """Return achievements for one need, best first; on wish with unlike ones near the top, or with declined ones."""
    return proposals_for(session, [need], top=top, vary=vary, everything=everything)[need.id]


def balanced_proposals(
    session: Session, needs: Sequence[Need], *, top: int, among: int = 20
) -> dict[int, list[Proposal]]:
    """Return a few achievements for each need, so that more different ones are seen; the best of each stays first."""
    compared = Comparison(session, needs)
    return compared.tell(balanced(points_for(compared, needs, top=among), top=top))


def points_for(compared: Comparison, needs: Sequence[Need], *, top: int) -> dict[int, list[tuple[int, float]]]:
    """Return the first achievements for each need with their points; one that was put first keeps its place."""
    return {
        need.id: [
            (item, tenths / TENTHS + ALWAYS_FIRST * compared.is_pinned(need.id, item))
            for item, tenths in compared.order(need.id)[:top]
        ]
        for need in needs
    }


def achievement_profile(row: Achievement, *, problem_solved: str | None = None) -> AchievementProfile:
    """Return what matching knows of an achievement, or would know with another sentence on the problem solved."""
    return _profile(row, row.organisation.region if row.organisation else None, problem_solved)


def _profile(row: Achievement | Row[Any], region: str | None, problem_solved: str | None = None) -> AchievementProfile:
    sentence = row.problem_solved if problem_solved is None else problem_solved
    return AchievementProfile(
        id=row.id,
        title=row.title,
        text=_joined([sentence, row.effect, row.applies_to, row.summary, *row.claims]),
        field=row.field,
        trl=row.trl,
        price=row.price,
        region=region,
        organisation_id=row.organisation_id,
    )


def _joined(texts: Iterable[str | None]) -> str:
    return "\n".join(text for text in texts if text)
