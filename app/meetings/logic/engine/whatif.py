"""What would change a plan: remedies for one wish left out, and the proved effect of a change to the event."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.engine.weights import most_weight
from app.meetings.logic.instance import Instance, Place


class Kind(Enum):
    """A way to make room for a wish."""

    ONE_MORE_TABLE = "one_more_table"
    PERSON_FREE = "person_free"
    HIGHER_CAP = "higher_cap"


@dataclass(frozen=True, slots=True, order=True)
class Remedy:
    """With this change alone, nobody else moving, the wish comes true: in which slot, and who has to give way."""

    slot: int
    kind: Kind
    person: int | None = None


def remedies(instance: Instance, slots: Mapping[int, int], meeting: int) -> list[Remedy]:
    """Every single change that lets a meeting left out take place beside the plan as it stands."""
    plan = Colouring(instance)
    for planned, slot in slots.items():
        plan.put(planned, slot)
    wanted = plan.wanted[meeting]
    if wanted.declined_by is not None or wanted.a == wanted.b or meeting in slots:
        return []
    possible = plan.in_session.get(wanted.session, plan.everything)
    found = [each for slot in bits(possible) for each in _at(plan, meeting, slot)]
    return sorted(found, key=lambda each: (each.slot, each.kind.value, each.person or 0))


def _at(plan: Colouring, meeting: int, slot: int) -> Iterator[Remedy]:
    """The remedies for one slot: exactly one thing may stand in the way there."""
    wanted, bit = plan.wanted[meeting], 1 << slot
    if any(plan.busy[side][slot] for side in wanted.sides) or wanted.fixed_slot not in {None, slot}:
        return
    absent = [side for side in wanted.sides if not plan.here[side] & bit]
    obstacles = [Remedy(slot, Kind.PERSON_FREE, side) for side in absent]
    obstacles += [Remedy(slot, Kind.HIGHER_CAP, side) for side in wanted.sides if plan.at_cap(side, slot)]
    obstacles += [Remedy(slot, Kind.ONE_MORE_TABLE)] if plan.spare[slot] <= 0 else []
    if len(obstacles) == 1:
        yield obstacles[0]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change is worth: the weight now and then, and the least and most that can be gained by it."""

    now: int
    then: int
    least: int
    most: int

    @property
    def is_proved(self) -> bool:
        """Is the gain known exactly?"""
        return self.least == self.most


def effect(instance: Instance, changed: Instance, *, seconds: float = 10.0, seed: int = 0) -> Effect:
    """Plan both, and compare plans and bounds."""
    before = most_weight(instance, seconds=seconds / 2, seed=seed)
    after = most_weight(changed, seconds=seconds / 2, seed=seed)
    return Effect(before.weight, after.weight, after.weight - before.bound, after.bound - before.weight)


def with_more_tables(instance: Instance, count: int) -> Instance:
    """The same event with so many tables more."""
    first = max((place.id for place in instance.places), default=0) + 1
    return replace(instance, places=instance.places + tuple(Place(id=first + number) for number in range(count)))


def with_person_free(instance: Instance, person: int, slots: frozenset[int]) -> Instance:
    """The same event with somebody there at more times."""
    people = tuple(
        replace(each, unavailable=each.unavailable - slots) if each.id == person else each
        for each in instance.participants
    )
    return replace(instance, participants=people)


def without_caps(instance: Instance) -> Instance:
    """The same event when everybody takes as many meetings as there is time for."""
    people = tuple(replace(each, max_meetings=None, max_per_day=None) for each in instance.participants)
    return replace(instance, participants=people)
