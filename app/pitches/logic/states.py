"""States of a pitch and the steps between them."""

from enum import StrEnum
from typing import Final


class PitchState(StrEnum):
    """Where a pitch stands between draft and follow-up."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    FORMAL_CHECK = "formal_check"
    RETURNED = "returned"
    IN_REVIEW = "in_review"
    SHORTLISTED = "shortlisted"
    WAITLISTED = "waitlisted"
    REJECTED = "rejected"
    CONFIRMED = "confirmed"
    SCHEDULED = "scheduled"
    SLIDES_LOCKED = "slides_locked"
    PRESENTED = "presented"
    SCORED = "scored"
    FOLLOWING_UP = "following_up"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"


class PitchRole(StrEnum):
    """What a person does for a pitch."""

    PRESENTER = "presenter"
    CO_PRESENTER = "co_presenter"
    EDITOR = "editor"


S = PitchState
_BEFORE_STAGE: Final = (S.CONFIRMED, S.SCHEDULED, S.SLIDES_LOCKED)
# A team may take back what it handed in at any time before the stage; nobody can hold it to an application.
_UNDER_DECISION: Final = (S.SUBMITTED, S.FORMAL_CHECK, S.RETURNED, S.IN_REVIEW, S.SHORTLISTED, S.WAITLISTED)

_FORWARD: Final[dict[PitchState, frozenset[PitchState]]] = {
    S.DRAFT: frozenset({S.SUBMITTED}),
    S.SUBMITTED: frozenset({S.FORMAL_CHECK}),
    S.FORMAL_CHECK: frozenset({S.IN_REVIEW, S.RETURNED}),
    S.RETURNED: frozenset({S.SUBMITTED}),
    S.IN_REVIEW: frozenset({S.SHORTLISTED, S.WAITLISTED, S.REJECTED}),
    S.SHORTLISTED: frozenset({S.CONFIRMED}),
    S.WAITLISTED: frozenset({S.CONFIRMED}),
    S.REJECTED: frozenset(),
    S.CONFIRMED: frozenset({S.SCHEDULED}),
    S.SCHEDULED: frozenset({S.SLIDES_LOCKED}),
    S.SLIDES_LOCKED: frozenset({S.PRESENTED}),
    S.PRESENTED: frozenset({S.SCORED}),
    S.SCORED: frozenset({S.FOLLOWING_UP}),
    S.FOLLOWING_UP: frozenset({S.CLOSED}),
    S.CLOSED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.NO_SHOW: frozenset(),
}


def _leaving(state: PitchState) -> frozenset[PitchState]:
    if state in _BEFORE_STAGE:
        return frozenset({S.WITHDRAWN, S.NO_SHOW})
    return frozenset({S.WITHDRAWN}) if state in _UNDER_DECISION else frozenset()


TRANSITIONS: Final[dict[PitchState, frozenset[PitchState]]] = {
    state: onward | _leaving(state) for state, onward in _FORWARD.items()
}
NEEDS_REASON: Final = frozenset({S.RETURNED, S.REJECTED, S.WITHDRAWN})

# What an organiser decides in the list, in the order of the buttons; returning goes one pitch at a time.
TRIAGE_STEPS: Final = (
    S.FORMAL_CHECK, S.IN_REVIEW, S.SHORTLISTED, S.WAITLISTED, S.REJECTED, S.CONFIRMED, S.SLIDES_LOCKED, S.PRESENTED,
    S.SCORED, S.FOLLOWING_UP, S.CLOSED,
)  # fmt: skip
# Steps of which nobody outside has heard for certain: their messages wait in the outbox as drafts.
UNDOABLE: Final = frozenset({
    (S.SUBMITTED, S.FORMAL_CHECK), (S.FORMAL_CHECK, S.IN_REVIEW), (S.IN_REVIEW, S.SHORTLISTED),
    (S.IN_REVIEW, S.WAITLISTED), (S.IN_REVIEW, S.REJECTED),
})  # fmt: skip
TEAM_EDITS: Final = frozenset({S.DRAFT, S.RETURNED})
ORGANISER_EDITS: Final = frozenset(S) - {S.REJECTED, S.CLOSED, S.WITHDRAWN, S.NO_SHOW, S.DRAFT}
TAKES_SLIDES: Final = frozenset({
    S.DRAFT, S.RETURNED, S.SUBMITTED, S.SHORTLISTED, S.WAITLISTED, S.CONFIRMED, S.SCHEDULED,
})  # fmt: skip
SHOWN_TO_ALL: Final = frozenset({
    S.CONFIRMED, S.SCHEDULED, S.SLIDES_LOCKED, S.PRESENTED, S.SCORED, S.FOLLOWING_UP, S.CLOSED,
})  # fmt: skip


def may_become(before: PitchState, after: PitchState) -> bool:
    """May a pitch go from one state straight to the other?"""
    return after in TRANSITIONS[before]


def may_be_undone(before: PitchState, after: PitchState) -> bool:
    """May the step be taken back?"""
    return (before, after) in UNDOABLE
