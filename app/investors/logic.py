"""Kinds and states of investors, and the rounds they invest in."""

from enum import StrEnum


class InvestorKind(StrEnum):
    """What an investor is."""

    VC = "vc"
    PE = "pe"
    CVC = "cvc"
    GOVERNMENT_FUND = "government_fund"
    ANGEL = "angel"
    BANK = "bank"


class InvestorState(StrEnum):
    """Where the verification of an investor stands."""

    APPLIED = "applied"
    VERIFYING = "verifying"
    ACTIVE = "active"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    LEFT = "left"


class InvestmentRound(StrEnum):
    """Financing rounds, earliest first."""

    SEED = "seed"
    ANGEL = "angel"
    PRE_A = "pre_a"
    A = "a"
    A_PLUS = "a_plus"
    B = "b"
    B_PLUS = "b_plus"
    C = "c"
    D_AND_LATER = "d_and_later"
    PRE_IPO = "pre_ipo"
    STRATEGIC = "strategic"
    MERGER = "merger"


STEPS: dict[InvestorState, frozenset[InvestorState]] = {
    InvestorState.APPLIED: frozenset({InvestorState.VERIFYING, InvestorState.ACTIVE, InvestorState.REJECTED}),
    InvestorState.VERIFYING: frozenset({InvestorState.ACTIVE, InvestorState.REJECTED}),
    InvestorState.ACTIVE: frozenset({InvestorState.SUSPENDED, InvestorState.LEFT}),
    InvestorState.SUSPENDED: frozenset({InvestorState.ACTIVE, InvestorState.LEFT}),
    InvestorState.REJECTED: frozenset({InvestorState.APPLIED}),
    InvestorState.LEFT: frozenset(),
}
NEEDS_REASON = frozenset({InvestorState.REJECTED, InvestorState.SUSPENDED})


def may_step(old: InvestorState, new: InvestorState) -> bool:
    """Tell whether an investor may go from one state to another."""
    return new in STEPS[old]
