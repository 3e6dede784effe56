"""Names: sorted as Chinese readers expect, and compared without regard to how they were typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.core.names import compared, pinyin_key, tidy


def test_surnames_are_read_as_surnames() -> None:
    names = ["曾国伟", "单云", "张卫", "李校堃", "任明", "解放", "翟青", "安然"]
    assert sorted(names, key=pinyin_key) == ["安然", "李校堃", "任明", "单云", "解放", "曾国伟", "翟青", "张卫"]


def test_other_letters_keep_their_order_and_nothing_has_no_key() -> None:
    assert pinyin_key("") == ""
    assert pinyin_key("REDx") == pinyin_key("redx")


@pytest.mark.parametrize(
    ("typed", "kept"), [("  温州 医科\u3000大学\n", "温州 医科 大学"), ("Cafe\u0301", "Café"), ("", "")]
)
def test_typed_text_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江东科新材（温州）有限公司", "浙江东科新材(温州)有限公司"),
        ("ＲＥＤｘ", "redx"),
        ("买买提·艾力", "买买提艾力"),
        ("A-B 公司", "AB公司"),
    ],
)
def test_two_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert compared(one) == compared(other)


@given(st.text())
@example("\u00a8\u00b8")  # two accents that change places once the space between them is gone
def test_tidying_and_comparing_twice_change_nothing(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert compared(compared(text)) == compared(text)


def test_different_names_stay_different() -> None:
    assert compared("温州医科大学") != compared("温州大学")
