"""The wishes of both sides."""

from enum import StrEnum
from typing import Final

USUAL_MUST_MEETS: Final = 5  # of one side at one event, unless it says otherwise: if everybody is a must, nobody is


class Wish(StrEnum):
    """How much one side wants to meet the other."""

    MUST_MEET = "must_meet"
    MEET = "meet"
    NO_THANKS = "no_thanks"


class WishSide(StrEnum):
    """Whose wish it is."""

    INVESTOR = "investor"
    PITCH = "pitch"


class NeedSide(StrEnum):
    """Who says what about an expert at the table of a need."""

    COMPANY = "company"
    EXPERT = "expert"
