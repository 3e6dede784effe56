"""The parts of a score: each gives points, says why as data, and gives half its points when nothing is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from app.matching.logic.profiles import Holding
from app.matching.logic.taxonomy import SAME, closeness, field_of, fields_of, parents_of

ROUNDS: Final = (
    "seed", "angel", "pre_a", "a", "a_plus", "b", "b_plus", "c", "d_and_later", "pre_ipo", "strategic", "merger",
)  # fmt: skip
LADDER_END: Final = ROUNDS.index("pre_ipo")
_TENTH: Final = Decimal("0.1")
_PROVINCE, _CITY = 2, 4
FRESH_DAYS, STALE_DAYS = 30, 365
CAPACITY_TENTHS: Final = {"A": 10, "B": 8, "C": 5, "D": 0}
INSIDE_WANTED: Final = Decimal("0.95")  # who wants biomedicine wants drugs; who wants drugs may not want biomedicine
HALF_FITS: Final = Decimal("0.5")
USUAL_MEANING: Final = Decimal("0.1667")
STRONG_OPINION: Final = 60
TELLING_OPINION: Final = 3
NEAR_MEANING: Final = 0.4
ALIKE_WORDING: Final = 0.2
POINTS_PER_LEVEL: Final = Decimal(1) / 3


class Part(StrEnum):
    """What a score is made of."""

    SECTOR = "sector"
    ROUND = "round"
    TICKET = "ticket"
    REGION = "region"
    SYNERGY = "synergy"
    FRESHNESS = "freshness"
    TEXT = "text"
    MEANING = "meaning"
    LEARNED = "learned"
    MATURITY = "maturity"
    BUDGET = "budget"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a part got its points: a code a page can put into words, and the values of that sentence."""

    part: Part
    code: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """The points of one part out of its most, to a tenth."""

    part: Part
    points: Decimal
    most: int
    evidence: Evidence


def scored(part: Part, most: int, share: Decimal, code: str, **values: object) -> Scored:
    """So large a share of the points of a part, with its reason."""
    points = (most * min(max(share, Decimal(0)), Decimal(1))).quantize(_TENTH, ROUND_HALF_UP)
    return Scored(part, points, most, Evidence(part, code, tuple((key, str(value)) for key, value in values.items())))


def unknown(part: Part, most: int) -> Scored:
    """Nothing is known: half the points, and it is said."""
    return scored(part, most, HALF_FITS, "not_disclosed")


def sector(most: int, wanted: Iterable[str], offered: str | None) -> Scored:
    """How near the offered field is to the nearest wanted one."""
    words = sorted(wanted)
    if not words or not offered:
        return unknown(Part.SECTOR, most)
    best = max(words, key=lambda word: closeness(field_of(word), field_of(offered)))
    near = closeness(field_of(best), field_of(offered))
    code = {10: "same_field", 8: "field_contains", 4: "neighbouring_field", 0: "other_field"}[near]
    is_inside = field_of(best) in parents_of(field_of(offered))
    share = INSIDE_WANTED if is_inside else Decimal(near) / SAME
    return scored(Part.SECTOR, most, share, code, wanted=best, offered=offered)


def investment_round(most: int, stages: Sequence[str], asked: str | None) -> Scored:
    """Is the round among those the investor joins, or next to one?"""
    if not stages or asked is None:
        return unknown(Part.ROUND, most)
    if asked in stages:
        return scored(Part.ROUND, most, Decimal(1), "round_wanted", round=asked)
    steps = [abs(ROUNDS.index(each) - ROUNDS.index(asked)) for each in stages if _on_ladder(each) and _on_ladder(asked)]
    if steps and min(steps) == 1:
        return scored(Part.ROUND, most, HALF_FITS, "round_next_to_wanted", round=asked)
    return scored(Part.ROUND, most, Decimal(0), "round_not_wanted", round=asked)


def _on_ladder(name: str) -> bool:
    return name in ROUNDS and ROUNDS.index(name) <= LADDER_END


def ticket(most: int, low: Decimal | None, high: Decimal | None, ask: Decimal | None) -> Scored:
    """Does a usual ticket cover the ask? A part of it is worth part of the points, never a refusal."""
    if not ask or (low is None and high is None):
        return unknown(Part.TICKET, most)
    if high is not None and ask > high:
        return scored(Part.TICKET, most, high / ask, "ticket_covers_part", ask=ask, ticket_max=high)
    if low is not None and ask < low:
        return scored(Part.TICKET, most, ask / low, "ask_below_ticket", ask=ask, ticket_min=low)
    usual = {"ticket_min": low, "ticket_max": high}
    known = {name: amount for name, amount in usual.items() if amount is not None}
    return scored(Part.TICKET, most, Decimal(1), "ticket_covers_ask", ask=ask, **known)


def region(most: int, wanted: Iterable[str], offered: str | None) -> Scored:
    """The same city, the same province, or elsewhere (six-digit codes)."""
    codes = sorted(wanted)
    if not codes or not offered:
        return unknown(Part.REGION, most)
    if any(_inside(code, offered) for code in codes):
        return scored(Part.REGION, most, Decimal(1), "region_wanted", region=offered)
    if any(code[:_PROVINCE] == offered[:_PROVINCE] for code in codes):
        return scored(Part.REGION, most, HALF_FITS, "same_province", region=offered)
    return scored(Part.REGION, most, Decimal(0), "region_not_wanted", region=offered)


def home_region(most: int, homes: Iterable[str], offered: str | None) -> Scored:
    """The same for somebody who asks for no place: how near the offer is to home."""
    found = region(most, homes, offered)
    if found.evidence.code != "region_wanted":
        return found
    return Scored(found.part, found.points, most, Evidence(found.part, "same_region", found.evidence.values))


def _inside(code: str, offered: str) -> bool:
    """A province code ends in four zeros and holds all its places; other codes hold their city."""
    if code.endswith("0000"):
        return code[:_PROVINCE] == offered[:_PROVINCE]
    return code[:_CITY] == offered[:_CITY]


def synergy(most: int, holdings: Iterable[Holding], offered: str | None) -> Scored:
    """Does the investor already hold a company near this field?"""
    known = sorted((each for each in holdings if each.field), key=lambda each: each.company)
    if not known or not offered:
        return unknown(Part.SYNERGY, most)
    near = {each.company: closeness(field_of(each.field or ""), field_of(offered)) for each in known}
    best = max(near, key=lambda company: near[company])
    code = "portfolio_near" if near[best] else "portfolio_elsewhere"
    return scored(Part.SYNERGY, most, Decimal(near[best]) / SAME, code, company=best)


def freshness(most: int, age_days: int | None) -> Scored:
    """New projects first; after a year nothing is left of it."""
    if age_days is None:
        return unknown(Part.FRESHNESS, most)
    share = Decimal(STALE_DAYS - age_days) / (STALE_DAYS - FRESH_DAYS)
    return scored(Part.FRESHNESS, most, share, "days_old" if age_days > 0 else "new_today", days=age_days)


def text(most: int, share: float | None, words: Iterable[str]) -> Scored:
    """The words both texts use; None: one of them says nothing."""
    if share is None:
        return unknown(Part.TEXT, most)
    told = "、".join(words)
    code = "shared_words" if told else "alike_wording" if share >= ALIKE_WORDING else "no_shared_words"
    return scored(Part.TEXT, most, Decimal(str(round(share, 6))), code, words=told)


def meaning(most: int, share: float | None) -> Scored:
    """How near the texts are in what they mean; None: it has not been read yet."""
    if share is None:
        return scored(Part.MEANING, most, USUAL_MEANING, "not_read_yet")
    code = "near_meaning" if share >= NEAR_MEANING else "far_meaning"
    return scored(Part.MEANING, most, Decimal(str(round(share, 6))), code)


def learned(most: int, points: float) -> Scored:
    """What people decided about pairs like this one, from points out of 100; nothing at all counts half."""
    share = HALF_FITS + Decimal(str(round(points, 3))) / STRONG_OPINION
    told = (
        "learned_for"
        if points >= TELLING_OPINION
        else "learned_against"
        if points <= -TELLING_OPINION
        else "learned_nothing"
    )
    return scored(Part.LEARNED, most, share, told)


def maturity(most: int, least: int | None, trl: int | None) -> Scored:
    """Is the result as mature as needed? Each missing level costs a third."""
    if least is None or trl is None:
        return unknown(Part.MATURITY, most)
    missing = max(least - trl, 0)
    code = "not_mature_enough" if missing else "mature_enough"
    return scored(Part.MATURITY, most, 1 - missing * POINTS_PER_LEVEL, code, trl=trl, least=least)


def budget(most: int, budget_max: Decimal | None, price: Decimal | None) -> Scored:
    """Does the budget cover the price?"""
    if not budget_max or not price:
        return unknown(Part.BUDGET, most)
    code = "budget_covers_price" if price <= budget_max else "price_above_budget"
    return scored(Part.BUDGET, most, budget_max / price, code, budget=budget_max, price=price)


def capacity(most: int, grade: str | None, *, asked: bool = False) -> Scored:
    """Can the company carry a transfer, by its last evaluation? `asked`: that was looked up, so none is none."""
    if grade not in CAPACITY_TENTHS:
        return scored(Part.CAPACITY, most, HALF_FITS, "not_evaluated") if asked else unknown(Part.CAPACITY, most)
    return scored(Part.CAPACITY, most, Decimal(CAPACITY_TENTHS[grade]) / 10, "capacity_grade", grade=grade)


def is_excluded(exclusions: Iterable[str], field: str | None, content: str) -> bool:
    """Is the field, or a field around it, or a word of the text on an exclusion list?"""
    words = [word for word in exclusions if word.strip()]
    banned = fields_of(words)
    around = {field_of(field), *parents_of(field_of(field))} if field else set()
    return bool(banned & around) or any(word.strip() in content for word in words)
