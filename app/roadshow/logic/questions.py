"""What becomes of a question: its themes, its states and the steps between them."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class QuestionTheme(StrEnum):
    """What a question is about: the four themes of the stage, then the further ones."""

    THRESHOLD = "threshold"
    MARKET = "market"
    TEAM = "team"
    EQUITY = "equity"
    CLINICAL = "clinical"
    FINANCE = "finance"
    INTELLECTUAL_PROPERTY = "intellectual_property"
    USE_OF_FUNDS = "use_of_funds"
    EXIT = "exit"


class QuestionState(StrEnum):
    """Where a question stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    HIDDEN = "hidden"
    SELECTED = "selected"
    ANSWERED_LIVE = "answered_live"
    TO_BE_ANSWERED = "to_be_answered"
    ANSWERED_WRITTEN = "answered_written"
    CLOSED = "closed"


QUESTION_TRANSITIONS: Final[dict[QuestionState, frozenset[QuestionState]]] = {
    QuestionState.SUBMITTED: frozenset({QuestionState.APPROVED, QuestionState.HIDDEN}),
    QuestionState.APPROVED: frozenset({QuestionState.SELECTED, QuestionState.HIDDEN}),
    QuestionState.HIDDEN: frozenset(),
    QuestionState.SELECTED: frozenset({QuestionState.ANSWERED_LIVE, QuestionState.TO_BE_ANSWERED}),
    QuestionState.ANSWERED_LIVE: frozenset({QuestionState.CLOSED}),
    QuestionState.TO_BE_ANSWERED: frozenset({QuestionState.ANSWERED_WRITTEN}),
    QuestionState.ANSWERED_WRITTEN: frozenset({QuestionState.CLOSED}),
    QuestionState.CLOSED: frozenset(),
}

QUESTION_NEEDS_REASON: Final = frozenset({QuestionState.HIDDEN})


def may_become(before: QuestionState, after: QuestionState) -> bool:
    """May a question go from one state straight to the other?"""
    return after in QUESTION_TRANSITIONS[before]


def count_by_theme(themes: Iterable[QuestionTheme]) -> dict[QuestionTheme, int]:
    """How many questions each theme got; the four themes of the stage are always listed."""
    counted = Counter(themes)
    always = (QuestionTheme.THRESHOLD, QuestionTheme.MARKET, QuestionTheme.TEAM, QuestionTheme.EQUITY)
    return {theme: counted[theme] for theme in QuestionTheme if theme in always or counted[theme]}
