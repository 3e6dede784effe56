"""What a start page suggests: the next steps of a person, the most urgent first, and what waits for others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Suggestion:
    """One next step: what, why, how many, and where it is done; smaller `urgency` comes first.

    `about` is the name of the one thing it concerns, if it is one. A count of 0 means that there is nothing to do.
    """

    title: str
    text: str
    endpoint: str
    action: str
    urgency: int
    icon: str = "arrow-right"
    count: int | None = None
    params: dict[str, object] = field(default_factory=dict)
    about: str = ""


def in_order(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Return what is to be done, the most urgent first, each place once."""
    found: dict[tuple[str, str], Suggestion] = {}
    for each in sorted((s for s in suggestions if s.count != 0), key=lambda s: (s.urgency, s.title, s.about)):
        found.setdefault((each.endpoint, str(sorted(each.params.items()))), each)
    return list(found.values())


class WaitingKind(StrEnum):
    """What somebody handed in and others have to answer."""

    MEETING_REQUEST = "meeting_request"
    REGISTRATION = "registration"
    PITCH = "pitch"
    ORGANISATION = "organisation"
    INVESTOR = "investor"


@dataclass(frozen=True)
class Waiting:
    """Something of one's own that others have to answer; `params` are the arguments of its page."""

    kind: WaitingKind
    title: str
    state: StrEnum
    since: datetime
    endpoint: str
    params: dict[str, object]


class DayPart(StrEnum):
    """Which greeting fits the hour."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


NOON, DUSK, DAWN = 12, 18, 5


def day_part(hour: int) -> DayPart:
    """Return which part of the day an hour belongs to."""
    if DAWN <= hour < NOON:
        return DayPart.MORNING
    return DayPart.AFTERNOON if NOON <= hour < DUSK else DayPart.EVENING
