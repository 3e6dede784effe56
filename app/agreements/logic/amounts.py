"""Sums of agreements: only disclosed amounts count, and the others are named, never taken for nothing."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeVar

HUNDRED_MILLION: Final = Decimal(10) ** 8
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Total:
    """How many agreements, what the disclosed ones come to, and how many say nothing."""

    count: int = 0
    amount: Decimal = Decimal(0)
    undisclosed: int = 0

    @property
    def disclosed(self) -> int:
        """Return how many amounts are in the sum."""
        return self.count - self.undisclosed

    @property
    def shown(self) -> Decimal | None:
        """Return the sum, or nothing where no amount is known."""
        return self.amount if self.disclosed else None

    @property
    def breaks_hundred_million(self) -> bool:
        """Tell whether the sum reaches 亿元."""
        return self.amount >= HUNDRED_MILLION


def open_amount(amount: Decimal | None, *, is_secret: bool) -> Decimal | None:
    """Return the amount that others may know."""
    return None if is_secret else amount


def total(amounts: Iterable[Decimal | None]) -> Total:
    """Add up what is disclosed."""
    known = list(amounts)
    disclosed = [amount for amount in known if amount is not None]
    return Total(len(known), sum(disclosed, Decimal(0)), len(known) - len(disclosed))


def totals_by(rows: Iterable[tuple[Key, Decimal | None]]) -> dict[Key, Total]:
    """Add up by key, in the order in which the keys come."""
    groups: dict[Key, list[Decimal | None]] = defaultdict(list)
    for key, amount in rows:
        groups[key].append(amount)
    return {key: total(amounts) for key, amounts in groups.items()}
