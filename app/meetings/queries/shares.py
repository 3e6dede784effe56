"""How well a plan serves each person, beside the event as a whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.events.models.event import Event
from app.meetings.logic.explain import WhyNot
from app.meetings.models import MeetingPlan
from app.meetings.queries.meetings import OPEN, list_bare
from app.meetings.queries.overview import Names
from app.meetings.queries.people import Standing
from app.meetings.queries.planning import list_voices


@dataclass(frozen=True)
class PersonShare:
    """A person and how many of the meetings wished with them a plan holds."""

    person_id: int
    name: str
    house: str
    served: int
    wished: int

    @property
    def percent(self) -> int:
        """Return the served share in whole percent."""
        return 100 * self.served // max(self.wished, 1)


def list_shares(names: Names, plan: MeetingPlan) -> list[PersonShare]:
    """Return the served share of everybody with a wish, the worst served first; refused pairs do not count."""
    served: Counter[int] = Counter()
    wished: Counter[int] = Counter()
    house: dict[int, str] = {}
    left_out = [row for row in plan.unplanned if row["reason"] != WhyNot.DECLINED and "presenter" in row]
    for row in [*plan.assignments, *left_out]:
        pitch, investor = names.pitches.get(row["pitch"]), names.investors.get(row["investor"])
        house.setdefault(row["presenter"], pitch.title if pitch else "")
        house.setdefault(row["representative"], investor.organisation.name if investor else "")
        wished.update((row["presenter"], row["representative"]))
    for row in plan.assignments:
        served.update((row["presenter"], row["representative"]))
    found = [
        PersonShare(person, names.people[person].name, house[person], served[person], wished[person])
        for person in wished
        if person in names.people
    ]
    return sorted(found, key=lambda each: (each.percent, -each.wished, each.person_id))


def average_share(shares: Iterable[PersonShare]) -> int:
    """Return the share of the event: of all wishes, how many per cent are met."""
    all_ = list(shares)
    return 100 * sum(each.served for each in all_) // max(sum(each.wished for each in all_), 1)


@dataclass(frozen=True)
class ShareNow:
    """How many of the own wishes have an agreed meeting, and of all wishes of the event; before any plan is shown."""

    served: int
    wished: int
    event_percent: int

    @property
    def percent(self) -> int:
        """Return the own served share in whole percent."""
        return 100 * self.served // max(self.wished, 1)


def read_share_now(session: Session, event: Event, standing: Standing) -> ShareNow:
    """Return how the timetable as it stands serves a person's own wishes, beside those of everybody."""
    meetings = list_bare(session, event.id, states=OPEN)
    served = {(each.pitch_id, each.investor_id) for each in meetings if each.holds_slot}
    voices = {pair: each for pair, each in list_voices(session, event, meetings).items() if not each.is_refused}
    seat = standing.participation.investor_id if standing.participation else None
    pitches = {pitch.id for pitch in standing.pitches}
    by_team = [pair for pair, each in voices.items() if each.pitch]
    by_house = [pair for pair, each in voices.items() if each.investor]
    mine = [pair for pair in by_team if pair[0] in pitches] + [pair for pair in by_house if pair[1] == seat]
    all_ = by_team + by_house
    return ShareNow(
        sum(pair in served for pair in mine), len(mine), 100 * sum(pair in served for pair in all_) // max(len(all_), 1)
    )
