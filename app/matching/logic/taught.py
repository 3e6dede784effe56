"""What answers teach about one part alone: a no for the price counts against prices like that, and nothing else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.matching.logic.parts import Part, Scored, scored
from app.matching.logic.verdicts import DeclineReason

Value = Decimal | int | str
NEAR_IN_SIZE: Final = 2
CITY: Final = 4
_PARTS: Final = {
    DeclineReason.NOT_MATURE: frozenset({Part.MATURITY, Part.ROUND}),
    DeclineReason.TOO_DEAR: frozenset({Part.BUDGET, Part.TICKET}),
    DeclineReason.TOO_FAR: frozenset({Part.REGION}),
}


@dataclass(frozen=True, slots=True)
class Taught:
    """That an offer with this value in this part was taken well, or was refused for it."""

    part: Part
    value: Value
    good: bool


def lessons(reason: DeclineReason | None, values: Mapping[Part, Value | None], *, good: bool) -> list[Taught]:
    """What one answer says: a yes about every part, a no only about the part that is its reason."""
    about = frozenset(values) if good else _PARTS.get(reason, frozenset()) if reason else frozenset()
    return [Taught(part, value, good) for part, value in values.items() if part in about and value is not None]


def corrected(
    found: Iterable[Scored], taught: Sequence[Taught], values: Mapping[Part, Value | None]
) -> tuple[Scored, ...]:
    """The parts, each lowered by the refusals of offers no better than this one in that part."""
    return tuple(_corrected(each, taught, values.get(each.part)) for each in found)


def _corrected(found: Scored, taught: Sequence[Taught], value: Value | None) -> Scored:
    if value is None:
        return found
    like = [each for each in taught if each.part is found.part and _NO_BETTER[found.part](value, each.value)]
    refused = sum(not each.good for each in like)
    if not refused:
        return found
    liked = len(like) - refused
    share = found.points / found.most * Decimal(liked + 1) / (len(like) + 1)
    return scored(found.part, found.most, share, "answers_against")


def _no_riper(value: Value, refused: Value) -> bool:
    return int(value) <= int(refused)


def _no_cheaper(value: Value, refused: Value) -> bool:
    return Decimal(value) >= Decimal(refused)


def _alike_in_size(value: Value, refused: Value) -> bool:
    low, high = sorted((Decimal(value), Decimal(refused)))
    return low > 0 and high / low <= NEAR_IN_SIZE


def _same_city(value: Value, refused: Value) -> bool:
    return str(value)[:CITY] == str(refused)[:CITY]


def _same(value: Value, refused: Value) -> bool:
    return value == refused


_NO_BETTER: Final[dict[Part, Callable[[Value, Value], bool]]] = {
    Part.MATURITY: _no_riper,
    Part.BUDGET: _no_cheaper,
    Part.TICKET: _alike_in_size,
    Part.REGION: _same_city,
    Part.ROUND: _same,
}
