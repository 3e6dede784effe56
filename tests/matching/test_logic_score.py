from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.logic import parts
from app.matching.logic.parts import ROUNDS, Evidence, Part, Scored
from app.matching.logic.profiles import AchievementProfile, Holding, MandateProfile, NeedProfile, PitchProfile
from app.matching.logic.score import (
    PITCH_POINTS,
    Exclusion,
    Matcher,
    Veto,
    divided,
    judge_achievement,
    judge_investor,
    judge_pitch,
)

HUST = MandateProfile(
    id=1,
    fields=("互联网", "智能装备", "集成电路", "节能环保", "生物医药"),
    stages=("seed", "angel", "pre_a", "a"),
)
CHIP = PitchProfile(id=10, field="集成电路", text="存算一体芯片", investment_round="angel", ask=Decimal(8_000_000))
FARM = PitchProfile(id=11, field="农业", text="水稻育种", investment_round="angel", ask=Decimal(8_000_000))

ACHIEVEMENTS = [
    AchievementProfile(id=1, field="生物医药", text="工程化红细胞技术平台REDx 国内首个红细胞药物技术平台"),
    AchievementProfile(id=2, field="生物医药", text="干眼症治疗一类新药重组人FGF10滴眼液"),
    AchievementProfile(id=3, field="生物医药", text="创面修复用无机硅创材料研发与产业化"),
    AchievementProfile(id=4, field="生物医药", text="纳米聚乳酸胶原复合注射剂研发"),
    AchievementProfile(
        id=5,
        field="新材料",
        text="高品质改性蜡包覆碳酸钙技术 将高品质改性蜡，以单分子形式高效地分散到碳酸钙颗粒表面，"
        "对碳酸钙形成有效包覆和分散，并能有效防止二次聚集",
    ),
]


def pitch_matcher(*pitches: PitchProfile, vetoes: tuple[Veto, ...] = ()) -> Matcher[MandateProfile, PitchProfile]:
    return Matcher(judge_pitch).fit(pitches, vetoes)


def points(found: Scored) -> tuple[str, str]:
    return str(found.points), found.evidence.code


def test_p17_a_chip_project_is_proposed_with_reasons_and_a_farming_one_is_not() -> None:
    matcher = pitch_matcher(FARM, CHIP)
    (match,) = matcher.rank(HUST)
    assert match.item == 10
    assert Evidence(Part.SECTOR, "same_field", (("wanted", "集成电路"), ("offered", "集成电路"))) in match.evidence
    assert Evidence(Part.ROUND, "round_wanted", (("round", "angel"),)) in match.evidence
    assert matcher.judge(HUST, 11).excluded is Exclusion.OTHER_FIELD


def test_p25_the_wax_technology_comes_first_and_names_the_words_that_hit() -> None:
    need = NeedProfile(
        id=4, field="新材料", text="高品质改性蜡在碳酸钙颗粒表面的单分子分散与包覆", budget_max=Decimal(1_800_000)
    )
    first, second, *_ = Matcher(judge_achievement).fit(ACHIEVEMENTS).rank(need)
    assert first.item == 5
    words = dict(first.evidence[0].values)["words"].split("、")
    assert {"碳酸钙", "包覆"} <= set(words)
    assert first.score - second.score > 20


def test_the_parts_of_a_known_pair_are_these() -> None:
    mandate = replace(
        HUST,
        ticket_min=Decimal(5_000_000),
        ticket_max=Decimal(20_000_000),
        regions=("420100",),
        holdings=(Holding(company="甲芯", field="半导体", competitor=True),),
    )
    match = pitch_matcher(replace(CHIP, region="420111", age_days=3)).judge(mandate, 10)
    assert [(each.part, each.points, each.most) for each in match.parts] == [
        (Part.SECTOR, 35, 35),
        (Part.ROUND, 25, 25),
        (Part.TICKET, 20, 20),
        (Part.REGION, 5, 5),
        (Part.SYNERGY, 10, 10),
        (Part.FRESHNESS, 5, 5),
    ]
    assert (match.score, match.competitor) == (100, True)


def test_what_is_not_disclosed_counts_half_and_says_so() -> None:
    match = pitch_matcher(PitchProfile(id=1)).judge(MandateProfile(id=2), 1)
    assert [each.points * 2 for each in match.parts] == [each.most for each in match.parts]
    assert {each.code for each in match.evidence} == {"not_disclosed"}
    assert match.score == 50
    need = Matcher(judge_achievement).fit([AchievementProfile(id=1)]).judge(NeedProfile(id=2), 1)
    assert need.score == 50


@pytest.mark.parametrize(
    ("low", "high", "ask", "expected"),
    [
        (1, 10, 5, ("20.0", "ticket_covers_ask")),
        (None, 10, 40, ("5.0", "ticket_covers_part")),
        (10, None, 5, ("10.0", "ask_below_ticket")),
        (None, 10, 10, ("20.0", "ticket_covers_ask")),
        (10, None, 10, ("20.0", "ticket_covers_ask")),
        (1, 10, None, ("10.0", "not_disclosed")),
        (None, None, 5, ("10.0", "not_disclosed")),
    ],
)
def test_a_ticket_gives_points_for_the_part_it_covers(
    low: int | None, high: int | None, ask: int | None, expected: tuple[str, str]
) -> None:
    amounts = [None if each is None else Decimal(each) for each in (low, high, ask)]
    assert points(parts.ticket(20, *amounts)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (parts.investment_round(25, ["seed"], "angel"), ("12.5", "round_next_to_wanted")),
        (parts.investment_round(25, ["seed"], "c"), ("0.0", "round_not_wanted")),
        (parts.investment_round(25, ["pre_ipo"], "strategic"), ("0.0", "round_not_wanted")),
        (parts.sector(35, ["生物医药"], "创新药"), ("33.3", "field_contains")),
        (parts.sector(35, ["创新药"], "生物医药"), ("28.0", "field_contains")),
        (parts.sector(35, ["互联网"], "集成电路"), ("14.0", "neighbouring_field")),
        (parts.sector(20, ["互联网"], "农业"), ("0.0", "other_field")),
        (parts.region(5, ["330000"], "330182"), ("5.0", "region_wanted")),
        (parts.region(5, ["330100"], "330300"), ("2.5", "same_province")),
        (parts.region(5, ["310000"], "330300"), ("0.0", "region_not_wanted")),
        (parts.home_region(20, ["330100"], "330182"), ("20.0", "same_region")),
        (parts.home_region(20, ["330100"], "330300"), ("10.0", "same_province")),
        (parts.home_region(20, [], "330300"), ("10.0", "not_disclosed")),
        (parts.synergy(10, [Holding(company="乙", field="农业")], "集成电路"), ("0.0", "portfolio_elsewhere")),
        (parts.freshness(5, 0), ("5.0", "new_today")),
        (parts.freshness(5, 1), ("5.0", "days_old")),
        (parts.freshness(5, 365), ("0.0", "days_old")),
        (parts.freshness(5, 9999), ("0.0", "days_old")),
        (parts.maturity(15, 6, 5), ("10.0", "not_mature_enough")),
        (parts.maturity(15, 6, 6), ("15.0", "mature_enough")),
        (parts.maturity(15, 9, 1), ("0.0", "not_mature_enough")),
        (parts.budget(10, Decimal(50), Decimal(100)), ("5.0", "price_above_budget")),
        (parts.budget(10, Decimal(100), Decimal(100)), ("10.0", "budget_covers_price")),
        (parts.capacity(10, "B"), ("8.0", "capacity_grade")),
        (parts.capacity(10, "B", asked=True), ("8.0", "capacity_grade")),
        (parts.capacity(10, None, asked=True), ("5.0", "not_evaluated")),
        (parts.capacity(10, None), ("5.0", "not_disclosed")),
    ],
)
def test_each_part_gives_its_points_for_a_reason(found: Scored, expected: tuple[str, str]) -> None:
    assert points(found) == expected


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"open": False}, Exclusion.NOT_OPEN),
        ({"visible": False}, Exclusion.NOT_VISIBLE),
        ({"expired": True}, Exclusion.EXPIRED),
        ({"organisation_id": 7}, Exclusion.SAME_ORGANISATION),
        ({"text": "用于军工的芯片"}, Exclusion.EXCLUDED_FIELD),
        ({"field": "动漫"}, Exclusion.EXCLUDED_FIELD),
    ],
)
def test_hard_filters_come_before_points(changes: dict[str, Any], reason: Exclusion) -> None:
    mandate = replace(HUST, organisation_id=7, exclusions=("军工", "数字创意", " "))
    match = pitch_matcher(replace(CHIP, **changes)).judge(mandate, 10)
    assert (match.excluded, match.score, match.parts) == (reason, 0, ())


def test_an_excluded_field_holds_the_fields_inside_it_for_needs_too() -> None:
    need = NeedProfile(id=9, exclusions=("生物",))
    found = Matcher(judge_achievement).fit(ACHIEVEMENTS).rank(need)
    assert [match.item for match in found] == [5]


def test_a_veto_is_hard_for_that_pair_only() -> None:
    matcher = pitch_matcher(CHIP, replace(CHIP, id=12), vetoes=(Veto(query=1, item=10),))
    assert [match.item for match in matcher.rank(HUST)] == [12]
    assert matcher.judge(HUST, 10).excluded is Exclusion.VETO
    assert [match.item for match in matcher.rank(replace(HUST, id=2))] == [10, 12]


def test_both_sides_see_the_same_score() -> None:
    from_project = Matcher(judge_investor).fit([HUST]).judge(CHIP, 1)
    from_investor = pitch_matcher(CHIP).judge(HUST, 10)
    assert (from_project.item, from_project.score) == (1, from_investor.score)
    assert from_project.parts == from_investor.parts


@pytest.mark.parametrize(
    ("total", "whole"),
    [(100, [35, 25, 20, 5, 10, 5]), (91, [32, 23, 18, 5, 9, 4]), (85, [30, 21, 17, 4, 9, 4]), (0, [0] * 6)],
)
def test_what_is_asked_beyond_the_usual_makes_room_by_shares(total: int, whole: list[int]) -> None:
    assert divided(total, PITCH_POINTS) == whole
    assert sum(whole) == total


fields = st.sampled_from(["集成电路", "互联网", "生物医药", "创新药", "农业", "新材料"])
amounts = st.none() | st.integers(1, 10**9).map(Decimal)
pitches = st.builds(
    PitchProfile,
    id=st.integers(1, 10**6),
    field=st.none() | fields,
    text=st.sampled_from(["", "碳酸钙包覆", "红细胞药物"]),
    investment_round=st.none() | st.sampled_from(ROUNDS),
    ask=amounts,
    region=st.none() | st.sampled_from(["330182", "310000", "420100"]),
    age_days=st.none() | st.integers(0, 900),
    trl=st.none() | st.integers(1, 9),
)
mandates = st.builds(
    MandateProfile,
    id=st.just(1),
    fields=st.lists(fields, max_size=3).map(tuple),
    stages=st.lists(st.sampled_from(ROUNDS), max_size=3).map(tuple),
    ticket_min=amounts,
    ticket_max=amounts,
    regions=st.lists(st.sampled_from(["330000", "310000"]), max_size=2).map(tuple),
    exclusions=st.sampled_from([(), ("农业",)]),
    text=st.just("碳酸钙的包覆"),
    sentence=st.sampled_from(["", "碳酸钙的包覆"]),
    min_trl=st.none() | st.integers(1, 9),
)


@settings(deadline=None)
@given(mandates, st.lists(pitches, unique_by=lambda each: each.id), st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_order_and_parts_add_up(
    mandate: MandateProfile, items: list[PitchProfile], random: Random
) -> None:
    ranked = pitch_matcher(*items).rank(mandate)
    shuffled = list(items)
    random.shuffle(shuffled)
    assert pitch_matcher(*shuffled).rank(mandate) == ranked
    assert ranked == sorted(ranked, key=lambda match: (-match.score, match.item))
    for match in ranked:
        assert match.score == sum(each.points for each in match.parts)
        assert all(0 <= each.points <= each.most for each in match.parts)
        assert sum(each.most for each in match.parts) == 100
    assert pitch_matcher(*items).rank(mandate, 2) == ranked[:2]


@settings(deadline=None)
@given(mandates, pitches, amounts)
def test_the_size_of_a_ticket_never_excludes(mandate: MandateProfile, pitch: PitchProfile, ask: Decimal | None) -> None:
    one = pitch_matcher(pitch).judge(mandate, pitch.id)
    other = pitch_matcher(replace(pitch, ask=ask)).judge(mandate, pitch.id)
    assert one.excluded == other.excluded


@settings(deadline=None)
@given(mandates, st.lists(pitches, unique_by=lambda each: each.id, min_size=1))
def test_no_excluded_field_is_ever_proposed(mandate: MandateProfile, items: list[PitchProfile]) -> None:
    banned = replace(mandate, exclusions=("农业", "生物"))
    proposed = {match.item for match in pitch_matcher(*items).rank(banned)}
    assert not proposed & {each.id for each in items if each.field in {"农业", "生物医药", "创新药"}}
