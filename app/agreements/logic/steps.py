"""The steps between states of agreements, certificates, registrations and follow-ups; what is not here is refused."""

from collections.abc import Mapping
from typing import Final

from app.agreements.logic.states import (
    AgreementState,
    CertificateState,
    ContractRegistrationState,
    FollowUpStage,
    FollowUpState,
)

A = AgreementState
C = CertificateState
R = ContractRegistrationState
F = FollowUpState
G = FollowUpStage

AGREEMENT_STEPS: Final[Mapping[AgreementState, frozenset[AgreementState]]] = {
    A.DRAFTING: frozenset({A.LEGAL_CHECK, A.VOID}),
    A.LEGAL_CHECK: frozenset({A.NAMES_CONFIRMED, A.VOID}),
    A.NAMES_CONFIRMED: frozenset({A.PRINT_READY, A.DRAFTING, A.VOID}),
    A.PRINT_READY: frozenset({A.SIGNED, A.VOID}),
    A.SIGNED: frozenset({A.IN_PERFORMANCE, A.TERMINATED, A.VOID}),
    A.IN_PERFORMANCE: frozenset({A.COMPLETED, A.TERMINATED, A.VOID}),
    A.COMPLETED: frozenset(),
    A.TERMINATED: frozenset(),
    A.VOID: frozenset(),
}
CERTIFICATE_STEPS: Final[Mapping[CertificateState, frozenset[CertificateState]]] = {
    C.DRAFT: frozenset({C.PROOFREAD}),
    C.PROOFREAD: frozenset({C.ISSUED}),
    C.ISSUED: frozenset({C.REVOKED}),
    C.REVOKED: frozenset({C.REISSUED}),
    C.REISSUED: frozenset(),
}
REGISTRATION_STEPS: Final[Mapping[ContractRegistrationState, frozenset[ContractRegistrationState]]] = {
    R.DRAFT: frozenset({R.SELF_CHECKED}),
    R.SELF_CHECKED: frozenset({R.SUBMITTED}),
    R.SUBMITTED: frozenset({R.FORMAL_CHECK, R.REGISTERED, R.NOT_REGISTERED}),
    R.FORMAL_CHECK: frozenset({R.RECOGNISING, R.MATERIALS_RETURNED, R.NOT_REGISTERED}),
    R.MATERIALS_RETURNED: frozenset({R.SELF_CHECKED}),
    R.RECOGNISING: frozenset({R.REGISTERED, R.NOT_REGISTERED}),
    R.REGISTERED: frozenset({R.CHANGE_REQUESTED, R.REVOKED}),
    R.CHANGE_REQUESTED: frozenset({R.CHANGED, R.REVOKED}),
    R.CHANGED: frozenset({R.CHANGE_REQUESTED, R.REVOKED}),
    R.NOT_REGISTERED: frozenset(),
    R.REVOKED: frozenset(),
}
FOLLOW_UP_STEPS: Final[Mapping[FollowUpState, frozenset[FollowUpState]]] = {
    F.OPEN: frozenset({F.IN_PROGRESS, F.DONE, F.ABANDONED}),
    F.IN_PROGRESS: frozenset({F.WAITING, F.DONE, F.ABANDONED}),
    F.WAITING: frozenset({F.IN_PROGRESS, F.DONE, F.ABANDONED}),
    F.DONE: frozenset(),
    F.ABANDONED: frozenset(),
}
STAGES: Final = (G.INTENT, G.NDA, G.DUE_DILIGENCE, G.INVESTMENT_COMMITTEE, G.TERM_SHEET, G.CONTRACT, G.CLOSED)

AGREEMENT_REASONS: Final = frozenset({A.TERMINATED, A.VOID, A.DRAFTING})
CERTIFICATE_REASONS: Final = frozenset({C.REVOKED})
REGISTRATION_REASONS: Final = frozenset({R.NOT_REGISTERED, R.MATERIALS_RETURNED, R.CHANGE_REQUESTED, R.REVOKED})
REGISTRATION_OPEN: Final = frozenset({R.DRAFT, R.SELF_CHECKED, R.MATERIALS_RETURNED})
REGISTRATION_ANSWERED: Final = frozenset(
    {R.SUBMITTED, R.FORMAL_CHECK, R.RECOGNISING, R.REGISTERED, R.CHANGE_REQUESTED, R.CHANGED}
)
FOLLOW_UP_REASONS: Final = frozenset({F.ABANDONED, F.DONE})

NAMES_OPEN: Final = frozenset({A.DRAFTING, A.LEGAL_CHECK})
BEFORE_SIGNING: Final = frozenset({A.DRAFTING, A.LEGAL_CHECK, A.NAMES_CONFIRMED, A.PRINT_READY})
SIGNED_STATES: Final = frozenset({A.SIGNED, A.IN_PERFORMANCE, A.COMPLETED})
CERTIFICATE_IN_USE: Final = frozenset({C.DRAFT, C.PROOFREAD, C.ISSUED})
OPEN_FOLLOW_UPS: Final = frozenset({F.OPEN, F.IN_PROGRESS, F.WAITING})


def next_steps(state: AgreementState) -> tuple[AgreementState, ...]:
    """Return where an agreement may go from here, in the order of the states."""
    return tuple(member for member in AgreementState if member in AGREEMENT_STEPS[state])


def next_answers(state: ContractRegistrationState) -> tuple[ContractRegistrationState, ...]:
    """Return what the agency may answer next, in the order of the states."""
    if state not in REGISTRATION_ANSWERED:
        return ()
    return tuple(member for member in ContractRegistrationState if member in REGISTRATION_STEPS[state])


def next_stages(stage: FollowUpStage | None) -> tuple[FollowUpStage, ...]:
    """Return the stages an investment may go on to: any later one, or failed."""
    if stage in (G.CLOSED, G.FAILED):
        return ()
    later = STAGES if stage is None else STAGES[STAGES.index(stage) + 1 :]
    return (*later, G.FAILED)
