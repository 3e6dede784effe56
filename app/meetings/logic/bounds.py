"""How good a plan can be at best, by counting: people, slots and places."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.meetings.logic.instance import Instance, Wanted

Worth = Callable[[Wanted], int]


def upper_bound(instance: Instance, worth: Worth) -> int:
    """No plan is worth more: each person has so many free slots, each slot so many places."""
    candidates = possible(instance)
    people = instance.participant()
    of_person: defaultdict[int, list[int]] = defaultdict(list)
    for each in candidates:
        for side in each.sides:
            of_person[side].append(worth(each))
    best = {
        person: _best_of(values, _most_meetings(instance, people[person].unavailable, people[person].max_meetings))
        for person, values in of_person.items()
    }
    room = sum(
        sum(slot not in place.closed for place in instance.places) for slot in range(1, instance.frame.count + 1)
    )
    sides = two_sides(candidates)
    by_people = sum(best.values()) // 2
    if sides is not None:
        by_people = min(sum(best[person] for person in side) for side in sides)
    return min(_best_of([worth(each) for each in candidates], room), by_people)


def possible(instance: Instance) -> list[Wanted]:
    """The meetings that nobody declined and for which both are ever there together."""
    people = instance.participant()
    return [each for each in instance.meetings if each.declined_by is None and instance.common_slots(each, people)]


def two_sides(meetings: Sequence[Wanted]) -> tuple[set[int], set[int]] | None:
    """Split the participants so that only members of different sides meet, if that can be done."""
    friends: defaultdict[int, set[int]] = defaultdict(set)
    for each in meetings:
        friends[each.a].add(each.b)
        friends[each.b].add(each.a)
    side: dict[int, bool] = {}
    for start in sorted(friends):
        waiting = [] if start in side else [start]
        side.setdefault(start, False)
        while waiting:
            person = waiting.pop()
            for other in friends[person]:
                if other not in side:
                    side[other] = not side[person]
                    waiting.append(other)
                elif side[other] == side[person]:
                    return None
    return {each for each in side if not side[each]}, {each for each in side if side[each]}


def must_meet_bound(instance: Instance) -> int:
    """So many of the mandatory meetings can take place at best."""
    only = replace(instance, meetings=tuple(each for each in instance.meetings if each.mandatory))
    return upper_bound(only, lambda _: 1)


def _most_meetings(instance: Instance, unavailable: frozenset[int], cap: int | None) -> int:
    free = sum(slot not in unavailable for slot in range(1, instance.frame.count + 1))
    return free if cap is None else min(free, cap)


def _best_of(values: list[int], most: int) -> int:
    return sum(sorted((value for value in values if value > 0), reverse=True)[: max(most, 0)])
