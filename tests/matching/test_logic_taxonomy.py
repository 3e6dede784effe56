import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.logic.taxonomy import TREE, closeness, field_of, fields_of, parents_of, plain

codes = st.sampled_from(sorted(TREE))


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ("集成电路", "integrated_circuits"),
        ("半导体", "integrated_circuits"),
        ("互联网", "internet"),
        ("智能装备", "smart_equipment"),
        ("节能环保", "environment"),
        ("生物医药", "biomedicine"),
        ("新材料", "materials"),
        ("sei_1", "information"),
        ("智能物联", "information"),
        ("绿色能源", "new_energy"),
        ("AI", "artificial_intelligence"),
        ("集成电路设计", "integrated_circuits"),
        ("环境保护与资源综合利用", "environment"),
        ("占星术", "占星术"),
    ],
)
def test_many_names_mean_one_field(word: str, field: str) -> None:
    assert field_of(word) == field


def test_the_nine_strategic_industries_and_five_ecosystems_are_all_known() -> None:
    nine = [
        "新一代信息技术",
        "高端装备制造",
        "新材料",
        "生物",
        "新能源汽车",
        "新能源",
        "节能环保",
        "数字创意",
        "相关服务业",
    ]
    five = ["智能物联", "生物医药", "高端装备", "新材料", "绿色能源"]
    assert {word for word in nine + five if field_of(word) not in TREE} == set()
    assert len(fields_of(nine)) == 9


def test_every_name_stands_for_one_field_only() -> None:
    names = [plain(name) for _, names in TREE.values() for name in names]
    assert sorted(names) == sorted(set(names))
    assert {field_of(name) for _, all_names in TREE.values() for name in all_names} == set(TREE)


def test_parents_are_known_and_lead_to_a_root() -> None:
    assert parents_of("drugs") == ["biomedicine", "biology"]
    assert parents_of("占星术") == []


@given(codes, codes)
def test_closeness_is_the_same_both_ways(one: str, other: str) -> None:
    assert closeness(one, other) == closeness(other, one)
    assert (closeness(one, other) == 10) == (one == other)


def test_closeness_knows_same_inside_neighbour_and_stranger() -> None:
    found = [closeness("drugs", other) for other in ("drugs", "biology", "medical_devices", "agriculture")]
    assert found == [10, 8, 4, 0]
    assert closeness("agriculture", "biology") == 0
