"""What a pitch still lacks before it can be submitted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

HUNDRED: Final = Decimal("100.00")
TITLE: Final = (4, 100)
SUMMARY: Final = (50, 300)
INNOVATION_MOST: Final = 600
BODY_MOST: Final = 5000
EQUITY_MOST: Final = Decimal("49.99")
TRL_LEVELS: Final = range(1, 10)


class Part(StrEnum):
    """Parts of the form that must be right before submission."""

    TITLE = "title"
    ORGANISATION = "organisation_name"
    PRESENTER = "presenter"
    FIELD = "field"
    TRL = "trl"
    SUMMARY = "summary"
    INNOVATION = "innovation"
    TRANSFER_OUTLOOK = "transfer_outlook"
    MARKET_OUTLOOK = "market_outlook"
    INVESTMENT_VALUE = "investment_value"
    EQUITY_OFFERED = "equity_offered"
    USE_OF_FUNDS = "use_of_funds"
    DISCLOSURE = "disclosure"
    DISCLOSURE_OK = "disclosure_ok"


class Fault(StrEnum):
    """What is wrong with a part."""

    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"
    NOT_A_HUNDRED = "not_a_hundred"
    NOT_DECLARED = "not_declared"


@dataclass(frozen=True)
class Gap:
    """One part that is not right yet, and why."""

    part: Part
    fault: Fault


TEXTS: Final = (
    (Part.TITLE, TITLE), (Part.SUMMARY, SUMMARY), (Part.INNOVATION, (1, INNOVATION_MOST)),
    (Part.TRANSFER_OUTLOOK, (1, BODY_MOST)), (Part.MARKET_OUTLOOK, (1, BODY_MOST)),
    (Part.INVESTMENT_VALUE, (1, BODY_MOST)),
)  # fmt: skip


def gaps(values: Mapping[str, Any]) -> list[Gap]:
    """Everything that keeps a pitch from being submitted, in the order of the form."""
    found = [Gap(part, fault) for part, (least, most) in TEXTS if (fault := _text_fault(values.get(part), least, most))]
    found += [
        Gap(part, Fault.MISSING)
        for part in (Part.ORGANISATION, Part.PRESENTER, Part.FIELD, Part.DISCLOSURE)
        if not values.get(part)
    ]
    trl = values.get(Part.TRL)
    if trl is None:
        found.append(Gap(Part.TRL, Fault.MISSING))
    elif trl not in TRL_LEVELS:
        found.append(Gap(Part.TRL, Fault.OUT_OF_RANGE))
    equity = values.get(Part.EQUITY_OFFERED)
    if equity is not None and not 0 <= equity <= EQUITY_MOST:
        found.append(Gap(Part.EQUITY_OFFERED, Fault.OUT_OF_RANGE))
    rows = values.get(Part.USE_OF_FUNDS) or []
    if rows and total_share(rows) != HUNDRED:
        found.append(Gap(Part.USE_OF_FUNDS, Fault.NOT_A_HUNDRED))
    if not values.get(Part.DISCLOSURE_OK):
        found.append(Gap(Part.DISCLOSURE_OK, Fault.NOT_DECLARED))
    order = list(Part)
    return sorted(found, key=lambda gap: order.index(gap.part))


def total_share(rows: Iterable[Mapping[str, Any]]) -> Decimal:
    """The sum of the shares of the use of funds, in percent with two decimals."""
    total = Decimal(0)
    for row in rows:
        try:
            total += Decimal(str(row.get("share") or 0))
        except InvalidOperation:
            return Decimal(-1)
    return total.quantize(Decimal("0.01"))


def _text_fault(text: str | None, least: int, most: int) -> Fault | None:
    length = len((text or "").strip())
    if not length:
        return Fault.MISSING
    if length < least:
        return Fault.TOO_SHORT
    return Fault.TOO_LONG if length > most else None
