"""How wishes, requests and promises of two sides become one wanted meeting."""

from dataclasses import dataclass

LOCKED = 100
ACCEPTED = 8
BEST, GOOD = 3, 2
MUTUAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What both sides said: 3 must meet, 2 meet or asked, 0 nothing; and who said no."""

    investor: int = 0
    pitch: int = 0
    is_refused: bool = False
    is_accepted: bool = False
    is_must: bool = False

    @property
    def is_wanted(self) -> bool:
        """Does anybody want this meeting?"""
        return bool(self.investor or self.pitch or self.is_accepted or self.is_must)

    @property
    def is_mutual(self) -> bool:
        """Do both sides want it?"""
        return bool(self.investor and self.pitch)

    @property
    def is_mandatory(self) -> bool:
        """Must it be planned? Promised, set by the organiser, or wished by both and a must of one."""
        both = self.is_mutual and max(self.investor, self.pitch) == BEST
        return not self.is_refused and (self.is_must or self.is_accepted or both)

    @property
    def weight(self) -> int:
        """How much it is wished; what an investor alone wishes counts for more than what a team alone wishes."""
        if self.is_accepted:
            return ACCEPTED
        return self.investor + self.pitch + MUTUAL if self.is_mutual else self.investor or max(self.pitch - 1, 1)
