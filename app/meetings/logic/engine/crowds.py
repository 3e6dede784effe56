"""People who do not meet each other: when they are busy, each of them brings a meeting and a place of their own.

Of any group at most as many are busy in a slot as there are places, and one more for each meeting within the group.
Sums over all meetings imply it, but a search that cannot add rows up must be told. Groups worth telling are the two
halves between which most meetings take place (investors and projects, where people have sides), and people with many
meetings none of whom meets another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from app.meetings.logic.instance import Wanted

ROUNDS: Final = 3
Partners = dict[int, Counter[int]]


def crowds(meetings: Iterable[Wanted]) -> list[list[int]]:
    """The groups worth telling, each in order of its people."""
    partners: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for meeting in meetings:
        partners[meeting.a][meeting.b] += 1
        partners[meeting.b][meeting.a] += 1
    busiest = sorted(partners, key=lambda person: (-partners[person].total(), person))
    return [*_halves(partners, busiest), *_strangers(partners, busiest)]


def _halves(partners: Partners, busiest: list[int]) -> list[list[int]]:
    """Two halves with many meetings between them: nobody could change sides and leave fewer within."""
    half: dict[int, bool] = {}
    for person in busiest:
        half[person] = _within(partners, half, person, side=True) > _within(partners, half, person, side=False)
    changed = True
    while changed:
        changed = False
        for person in busiest:
            if _within(partners, half, person, side=half[person]) > _within(
                partners, half, person, side=not half[person]
            ):
                half[person] = not half[person]
                changed = True
    return [sorted(each for each in busiest if half[each] == side) for side in (False, True)]


def _within(partners: Partners, half: dict[int, bool], person: int, *, side: bool) -> int:
    return sum(count for partner, count in partners[person].items() if half.get(partner) is side)


def _strangers(partners: Partners, busiest: list[int]) -> list[list[int]]:
    """Groups in which nobody meets another, the busiest first; whoever is in none yet comes first in the next."""
    groups: list[list[int]] = []
    grouped: set[int] = set()
    for _ in range(ROUNDS):
        group: set[int] = set()
        for person in sorted(busiest, key=grouped.__contains__):
            if group.isdisjoint(partners[person]):
                group.add(person)
        groups.append(sorted(group))
        grouped |= group
    return groups
