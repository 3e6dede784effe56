"""Amounts of money in words: 180万元, 1,800,000.00元, 人民币壹佰捌拾万元整."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
MOST_DECIMALS: Final = 6
_ENGLISH: Final = ((Decimal(10**9), " billion"), (Decimal(10**6), " million"), (Decimal(1), ""))
_CHINESE: Final = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"), (Decimal(1), "元"))

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ((1000, "仟"), (100, "佰"), (10, "拾"), (1, ""))
_HIGH_UNITS: Final = ((10**8, "亿"), (10**4, "万"))


def money_text(amount: Decimal | None, lang: str = "zh") -> str:
    """An amount in its handiest unit, never rounded beyond the cent; an undisclosed one says so."""
    if amount is None:
        return "Undisclosed" if lang == "en" else "未披露"
    exact = _to_cents(amount)
    units = _ENGLISH if lang == "en" else _CHINESE
    factor, unit = next((factor, unit) for factor, unit in units if _fits(exact, factor))
    number = f"{exact / factor:,f}"
    number = number.rstrip("0").rstrip(".") if "." in number else number
    return f"CNY {number}{unit}" if lang == "en" else f"{number.replace(',', '')}{unit}"


def yuan_text(amount: Decimal | None, lang: str = "zh") -> str:
    """An amount to the cent with separators between thousands."""
    if amount is None:
        return money_text(None, lang)
    return f"CNY {_to_cents(amount):,.2f}" if lang == "en" else f"{_to_cents(amount):,.2f}元"


def capitals(amount: Decimal) -> str:
    """An amount in the capital numerals of Chinese contracts, named as renminbi."""
    return f"人民币{capital_numerals(amount)}"


def capital_numerals(amount: Decimal) -> str:
    """The capital numerals of an amount without the name of the currency."""
    exact = _to_cents(amount)
    sign = "负" if exact < 0 else ""
    yuan, cents = divmod(int(abs(exact) * 100), 100)
    jiao, fen = divmod(cents, 10)
    if not cents:
        return f"{sign}{_whole(yuan) or '零'}元整"
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return f"{sign}{words}{_DIGITS[fen]}分" if fen else f"{sign}{words}整"


def _to_cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _fits(exact: Decimal, factor: Decimal) -> bool:
    """May the amount be written in this unit without losing a cent?"""
    if factor == 1:
        return True
    shown = exact / factor
    return abs(shown) >= 1 and shown == round(shown, MOST_DECIMALS)


def _whole(number: int) -> str:
    """A whole number in capital numerals; nothing for zero."""
    for size, unit in _HIGH_UNITS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if low and low < size // 10 else ""
            return f"{_whole(high)}{unit}{gap}{_whole(low)}"
    return _below_ten_thousand(number)


def _below_ten_thousand(number: int) -> str:
    words, gap = "", False
    for size, unit in _PLACES:
        digit, number = divmod(number, size)
        if digit:
            words += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        else:
            gap = bool(words)
    return words
