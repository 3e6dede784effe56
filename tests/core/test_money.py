"""Amounts in words; the capitals are read back by a parser that knows nothing of the writer."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import capital_numerals, capitals, money_text, yuan_text

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("99999999999999.99"), places=2)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1800000", "壹佰捌拾万元整"),
        ("10500.00", "壹万零伍佰元整"),
        ("5000000000", "伍拾亿元整"),
        ("0.05", "伍分"),
        ("0", "零元整"),
        ("10", "壹拾元整"),
        ("1.05", "壹元零伍分"),
        ("1.50", "壹元伍角整"),
        ("1.55", "壹元伍角伍分"),
        ("0.50", "伍角整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("10000001", "壹仟万零壹元整"),
        ("100000001", "壹亿零壹元整"),
        ("100010000", "壹亿零壹万元整"),
        ("1000000000000", "壹万亿元整"),
        ("1000100000000", "壹万零壹亿元整"),
        ("-20", "负贰拾元整"),
    ],
)
def test_capitals_follow_the_rules_of_contracts(amount: str, words: str) -> None:
    assert capital_numerals(Decimal(amount)) == words
    assert capitals(Decimal(amount)) == f"人民币{words}"


def _read(words: str) -> int:
    """Read capital numerals back as cents: digits times place, sections times unit."""
    value = {"零": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
    yuan, _, rest = words.partition("元") if "元" in words else ("", "", words)

    def section(text: str) -> int:
        total = sum(value[d] * {"仟": 1000, "佰": 100, "拾": 10}[u] for d, u in re.findall("(.)([仟佰拾])", text))
        last = text[-1:]
        return total + value.get(last, 0)

    def number(text: str) -> int:
        if "亿" in text:
            high, _, low = text.rpartition("亿")
            return number(high) * 10**8 + number(low)
        if "万" in text:
            high, _, low = text.rpartition("万")
            return section(high) * 10**4 + section(low)
        return section(text)

    jiao = re.search("(.)角", rest)
    fen = re.search("(.)分", rest)
    return number(yuan) * 100 + (value[jiao[1]] * 10 if jiao else 0) + (value[fen[1]] if fen else 0)


@given(AMOUNTS)
def test_capitals_read_back_as_the_same_amount(amount: Decimal) -> None:
    words = capital_numerals(amount)
    assert _read(words) == int(amount * 100)
    assert "零零" not in words
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("1800000", "180万元", "CNY 1.8 million"),
        ("5000000000", "50亿元", "CNY 5 billion"),
        ("110000000", "1.1亿元", "CNY 110 million"),
        ("60000000", "6000万元", "CNY 60 million"),
        ("9999.50", "9999.5元", "CNY 9,999.5"),
        ("1234567.89", "123.456789万元", "CNY 1,234,567.89"),
        ("123456789.01", "12345.678901万元", "CNY 123,456,789.01"),
        ("0", "0元", "CNY 0"),
        ("-1800000", "-180万元", "CNY -1.8 million"),
    ],
)
def test_money_is_shown_in_its_handiest_unit(amount: str, zh: str, en: str) -> None:
    assert money_text(Decimal(amount)) == zh
    assert money_text(Decimal(amount), "en") == en


@given(AMOUNTS)
def test_money_text_never_loses_a_cent(amount: Decimal) -> None:
    number, unit = re.fullmatch(r"([\d.]+)(亿元|万元|元)", money_text(amount)).groups()  # type: ignore[union-attr]
    factor = {"亿元": 10**8, "万元": 10**4, "元": 1}[unit]
    assert Decimal(number) * factor == amount
    assert len(number.partition(".")[2]) <= 6


def test_undisclosed_is_never_nought() -> None:
    assert money_text(None) == yuan_text(None) == "未披露"
    assert money_text(None, "en") == yuan_text(None, "en") == "Undisclosed"


def test_yuan_to_the_cent() -> None:
    assert yuan_text(Decimal("1800000")) == "1,800,000.00元"
    assert yuan_text(Decimal("1800000"), "en") == "CNY 1,800,000.00"
