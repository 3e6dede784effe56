"""A table for every planned meeting, where a participant already sits if possible."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import accumulate

from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from app.meetings.logic.instance import Assignment, Instance, Place, Wanted


def seat(instance: Instance, slots: Mapping[int, int]) -> list[Assignment] | None:
    """Give every meeting a place that suits it; `None` when a slot has too few of the right places."""
    wanted = instance.meeting()
    by_slot: defaultdict[int, list[Wanted]] = defaultdict(list)
    for meeting, slot in slots.items():
        by_slot[slot].append(wanted[meeting])
    last: dict[int, int] = {}
    rows: list[Assignment] = []
    for slot in sorted(by_slot):
        open_places = [place for place in instance.places if slot not in place.closed]
        seated = _seat_slot(sorted(by_slot[slot], key=lambda each: each.id), open_places, last)
        if seated is None:
            return None
        for meeting, place in seated.items():
            rows.append(Assignment(meeting, slot, place))
            last.update(dict.fromkeys(wanted[meeting].sides, place))
    return sorted(rows)


def _seat_slot(meetings: list[Wanted], places: list[Place], last: Mapping[int, int]) -> dict[int, int] | None:
    """The choosy first; then as many as can stay where they are; then the rest."""
    taken: dict[int, int] = {}
    choosy = [each for each in meetings if each.fixed_place is not None or each.place_type is not None]
    for meeting in choosy:
        usable = [place.id for place in places if _suits(place, meeting)]
        if not _augment(meeting.id, usable, taken, {each.id: each for each in choosy}, places):
            return None
    seated = set(taken.values())
    rest = [each for each in meetings if each.id not in seated]
    taken.update(_stay(rest, {place.id for place in places}.difference(taken), last))
    seated.update(taken.values())
    waiting = [each.id for each in rest if each.id not in seated]
    empty = [place.id for place in places if place.id not in taken]
    if len(empty) < len(waiting):
        return None
    taken.update(zip(empty, waiting, strict=False))
    return {meeting: place for place, meeting in taken.items()}


def _stay(meetings: list[Wanted], free: set[int], last: Mapping[int, int]) -> dict[int, int]:
    """As many meetings as possible at a free table where one of both sides already sits."""
    homes = [sorted({last[side] for side in each.sides if last.get(side) in free}) for each in meetings]
    places = sorted({place for each in homes for place in each})
    if not places:
        return {}
    number = {place: index for index, place in enumerate(places)}
    ends = [0, *accumulate(len(each) for each in homes)]
    columns = [number[place] for each in homes for place in each]
    graph = csr_array(([1] * len(columns), columns, ends), shape=(len(meetings), len(places)))
    match = maximum_bipartite_matching(graph, perm_type="column")
    return {places[column]: meetings[row].id for row, column in enumerate(match) if column >= 0}


def may_sit(place: Place, meeting: Wanted, slot: int) -> bool:
    """Is a place open in a slot and right for a meeting?"""
    return slot not in place.closed and _suits(place, meeting)


def _suits(place: Place, meeting: Wanted) -> bool:
    if meeting.fixed_place is not None and place.id != meeting.fixed_place:
        return False
    return meeting.place_type is None or place.type == meeting.place_type


def _augment(
    meeting: int, usable: list[int], taken: dict[int, int], choosy: Mapping[int, Wanted], places: list[Place]
) -> bool:
    """Seat one choosy meeting, moving other choosy ones to other places that suit them."""
    seen: set[int] = set()

    def try_to(one: int, options: list[int]) -> bool:
        for place in options:
            if place in seen:
                continue
            seen.add(place)
            other = taken.get(place)
            if other is None or try_to(other, [p.id for p in places if _suits(p, choosy[other])]):
                taken[place] = one
                return True
        return False

    return try_to(meeting, usable)
