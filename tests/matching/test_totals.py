"""All points at once are the same points as pair by pair."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import Embedder, Vectors
from app.matching.logic.parts import Part, learned
from app.matching.logic.profiles import AchievementProfile, NeedProfile
from app.matching.logic.score import LEARNED_POINTS, Matcher, Veto, as_entry, judge_achievement
from app.matching.logic.taught import Taught
from app.matching.logic.texts import LEARNED_DECIMALS, Knowledge
from app.matching.logic.totals import TENTHS, NeedMatcher
from app.matching.logic.totals import _learned as learned_tenths
from tests.matching.engine_world import Letters, sentences

REGIONS = ["330182", "330100", "310000"]


class SomeLetters(Letters):
    """An embedder that has not read every text yet."""

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        rows = super().embed(texts, asks=asks)
        unread = [len(text) % 3 == 0 for text in texts]
        return np.where(np.array(unread, dtype=bool)[:, None], 0.0, rows).astype(np.float32)


amounts = st.none() | st.integers(1, 10**9).map(lambda fen: Decimal(fen) / 100)
texts = st.just("") | sentences
items = st.lists(
    st.builds(
        AchievementProfile,
        id=st.integers(1, 30), title=texts, text=texts, price=amounts, trl=st.none() | st.integers(1, 9),
        field=st.none() | st.sampled_from(["新材料", "碳酸钙", "生物医药", "农业"]),
        region=st.none() | st.sampled_from(REGIONS), organisation_id=st.none() | st.integers(1, 3), open=st.booleans(),
    ),
    unique_by=lambda each: each.id, max_size=12,
)  # fmt: skip
needs = st.builds(
    NeedProfile,
    id=st.integers(1, 3), title=texts, text=texts, field=st.none() | st.sampled_from(["新材料", "生物医药"]),
    budget_max=amounts, least_trl=st.none() | st.integers(1, 9), regions=st.sampled_from([(), ("330000",)]),
    exclusions=st.sampled_from([(), ("农业",)]), capacity_grade=st.none() | st.sampled_from("ABCD"),
    capacity_asked=st.booleans(),
    organisation_id=st.none() | st.integers(1, 3), expired=st.booleans(),
)  # fmt: skip
embedders = st.sampled_from([None, Letters(), SomeLetters()])
judgements = st.lists(
    st.builds(
        lambda query, item, level: Judgement(str(query), str(item), level),
        st.integers(1, 3), st.integers(1, 30), st.sampled_from([1.0, 2.0, 4.0]),
    ),
    max_size=6,
)  # fmt: skip
lessons = st.lists(
    st.builds(Taught, st.just(Part.BUDGET), amounts.filter(bool), st.booleans())
    | st.builds(Taught, st.just(Part.MATURITY), st.integers(1, 9), st.booleans())
    | st.builds(Taught, st.just(Part.REGION), st.sampled_from(REGIONS), st.booleans()),
    max_size=3,
)  # fmt: skip


def knowledge_of(
    need: NeedProfile, embedder: Embedder | None, said: list[Judgement], taught: list[Taught], *, own_only: bool
) -> Knowledge:
    others = [Entry(id=str(key), title="碳酸钙，包覆") for key in (1, 2, 3) if key != need.id]
    return Knowledge(
        embedder=embedder, judgements=said, queries=[*others, as_entry(need)], own_only=own_only,
        judged=[Entry(id="31", title="红细胞")], taught={need.id: taught},
    )  # fmt: skip


@given(needs, items, st.data())
def test_the_points_of_all_are_those_of_each_by_itself(
    need: NeedProfile, offered: list[AchievementProfile], data: st.DataObject
) -> None:
    knowledge = knowledge_of(
        need, data.draw(embedders), data.draw(judgements), data.draw(lessons), own_only=data.draw(st.booleans())
    )
    vetoes = [Veto(need.id, item) for item in data.draw(st.lists(st.integers(1, 30), max_size=2))]
    among = data.draw(st.none() | st.sets(st.integers(1, 30)))
    one_by_one = Matcher(judge_achievement, knowledge).fit(offered, vetoes).rank(need, among=among)
    at_once = NeedMatcher(knowledge).fit(offered, vetoes)
    assert at_once.scores(need, among=among) == [(match.item, match.score * TENTHS) for match in one_by_one]
    assert at_once.rank(need, 3, among=among) == one_by_one[:3]


@pytest.mark.parametrize("points", [-100_000, -7_000, -1_000, -1, 0, 1_000, 2_000, 5_000, 7_000, 11_000, 99_999])
def test_a_half_of_what_was_learned_is_rounded_as_it_is_for_one_pair(points: int) -> None:
    scored = learned(LEARNED_POINTS, points / 10**LEARNED_DECIMALS)
    assert learned_tenths(np.array([points])).tolist() == [scored.points * TENTHS]


def test_variety_puts_an_unlike_one_before_a_second_one_alike() -> None:
    need = NeedProfile(id=1, title="碳酸钙包覆", field="新材料")
    alike = [AchievementProfile(id=at, title="碳酸钙包覆技术", field="新材料") for at in (1, 2)]
    other = AchievementProfile(id=3, title="用改性蜡包覆碳酸钙颗粒", field="新材料")
    matcher = NeedMatcher().fit([*alike, other])
    found = matcher.scores(need)
    assert [item for item, _ in found] == [1, 2, 3]
    assert [item for item, _ in matcher.vary(found)] == [1, 3, 2]
    assert matcher.fit([replace(each, open=False) for each in alike]).vary([]) == []
