"""Credit codes, regions, and when two names mean the same organisation."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc as independent

from app.organisations.logic import (
    STEPS,
    USCC_LETTERS,
    OrganisationState,
    core_of,
    is_alike,
    is_uscc,
    known_as,
    may_step,
    plain,
    province_names,
    region_name,
    tidy_uscc,
)
from tests.organisations.conftest import USCC

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
BODIES = st.text(alphabet=USCC_LETTERS, min_size=17, max_size=17)


@unhurried
@given(BODIES)
def test_exactly_one_last_character_makes_a_credit_code(body: str) -> None:
    assert [is_uscc(body + last) for last in USCC_LETTERS].count(True) == 1


@unhurried
@given(st.sampled_from(["91110000600037341L", USCC]), st.integers(0, 17), st.sampled_from(USCC_LETTERS))
def test_one_wrong_character_is_always_found(code: str, place: int, letter: str) -> None:
    typed = code[:place] + letter + code[place + 1 :]
    assert is_uscc(typed) == (typed == code)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("91110000600037341L", True),
        ("91110000600037342L", False),
        ("91110000600037341", False),
        ("91110000600037341LL", False),
        ("9111000060003734IL", False),
        ("", False),
    ],
)
def test_credit_codes_agree_with_an_independent_checker(typed: str, right: bool) -> None:
    assert is_uscc(typed) is right
    assert independent.is_valid(typed) is right


def test_a_credit_code_may_be_typed_in_full_width_with_spaces() -> None:
    assert tidy_uscc("９１１１００００ 6000-3734１ｌ") == "91110000600037341L"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("330182", "浙江省杭州市建德市"),
        ("330383", "浙江省温州市龙港市"),
        ("330100", "浙江省杭州市"),
        ("330000", "浙江省"),
        ("310101", "上海市黄浦区"),
        ("429004", "湖北省仙桃市"),
        ("120110", "天津市东丽区"),
        ("710000", "台湾省"),
        ("110103", None),
        ("999999", None),
        ("33018", None),
        ("", None),
        (None, None),
    ],
)
def test_regions_are_named_as_they_are_called_today(code: str | None, name: str | None) -> None:
    assert region_name(code) == name


def test_there_are_34_provinces_in_the_order_of_the_standard() -> None:
    names = province_names()
    assert len(names) == 34
    assert names[0] == ("11", "北京市")
    assert names[-1] == ("82", "澳门特别行政区")


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("浙江东科新材料有限公司", "浙江东科新材料"),
        ("浙江东科新材料股份有限公司", "浙江东科新材料"),
        ("中控集团有限公司", "中控"),
        ("温州医科大学", "温州医科大学"),
        ("西湖生物医药（杭州）有限公司", "西湖生物医药杭州"),
        ("公司", "公司"),
    ],
)
def test_the_core_of_a_name_leaves_its_legal_form_out(name: str, core: str) -> None:
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("typed", "known", "alike"),
    [
        ("浙江东科新材", "浙江东科新材料有限公司", True),
        ("浙江东科新材料有限公司", "浙江东科新材", True),
        ("西湖生物医药(杭州)有限公司", "西湖生物医药（杭州）有限公司", True),
        ("武汉优伟芯科技有限公司", "武汉优炜芯科技有限公司", True),
        ("武汉英睿科技有限公司", "武汉岚谱智能科技有限公司", False),
        ("温州大学", "温州医科大学", False),
        ("二工大", "上海第二工业大学", False),
    ],
)
def test_two_names_are_alike_when_people_would_mix_them_up(typed: str, known: str, alike: bool) -> None:
    assert is_alike(typed, known_as([known])) is alike


def test_other_names_are_compared_too() -> None:
    assert is_alike("二工大", known_as(["上海第二工业大学", "二工大"]))


@unhurried
@given(st.text(min_size=1, max_size=40))
def test_a_name_is_always_alike_to_itself(name: str) -> None:
    if plain(name):
        assert is_alike(name, known_as([name]))


def test_missing_names_leave_no_trace() -> None:
    assert known_as(["温州大学", None, "", "温州大学"]) == "\n温州大学\n"


def test_a_merged_entry_is_never_decided_about_again() -> None:
    assert [state for state in OrganisationState if may_step(OrganisationState.MERGED, state)] == []
    assert set(STEPS) == set(OrganisationState)
