"""The wishes of both sides."""

from enum import StrEnum
from typing import Final

MOST_MUST_MEETS: Final = 5  # of one side at one event: a must that everybody is stands for nothing


class Wish(StrEnum):
    """How much one side wants to meet the other."""

    MUST_MEET = "must_meet"
    MEET = "meet"
    NO_THANKS = "no_thanks"


class WishSide(StrEnum):
    """Whose wish it is."""

    INVESTOR = "investor"
    PITCH = "pitch"
