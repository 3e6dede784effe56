"""Slots for chosen meetings: put in where both are free, else exchange two slots along a chain (Kempe).

Slots are bits of whole numbers here, so that a day of forty slots is one comparison.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from app.meetings.logic.instance import Instance, Wanted

Chain = list[int]
OUTSIDE: Final = -1


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def never_over() -> bool:
    """There is all the time in the world."""
    return False


class Colouring:
    """A timetable without tables: who meets when, and how many meetings a slot holds."""

    def __init__(self, instance: Instance) -> None:
        everything = sum(1 << slot for slot in range(1, instance.frame.count + 1))
        self.wanted: dict[int, Wanted] = instance.meeting()
        self.slot_of: dict[int, int] = {}
        self.busy: dict[int, list[int]] = {p.id: [0] * (instance.frame.count + 1) for p in instance.participants}
        self.here = {p.id: everything & ~sum(1 << slot for slot in p.unavailable) for p in instance.participants}
        self.free = dict(self.here)
        self.spare = [0] + [
            sum(slot not in place.closed for place in instance.places) for slot in range(1, instance.frame.count + 1)
        ]
        self.of_type = {
            kind: [0] + [sum(each.type == kind and slot not in each.closed for each in instance.places)
                         for slot in range(1, instance.frame.count + 1)]
            for kind in sorted({each.place_type for each in instance.meetings if each.place_type is not None})
        }  # fmt: skip
        self.left = {p.id: p.max_meetings for p in instance.participants if p.max_meetings is not None}
        self.day_of = [instance.frame.day_of(slot) for slot in range(instance.frame.count + 1)]
        self.left_of_day = {
            p.id: dict.fromkeys(self.day_of[1:], p.max_per_day) | {OUTSIDE: instance.frame.count}
            for p in instance.participants if p.max_per_day is not None
        }  # fmt: skip
        self.held: list[set[int]] = [set() for _ in self.spare]
        self.in_session = {
            name: sum(1 << slot for slot in range(first, last + 1)) for name, first, last in instance.frame.sessions
        }
        self.everything = everything
        self.allowed = {each.id: self._allowed(each) for each in instance.meetings}
        self.locked = {each.id for each in instance.meetings if each.fixed_slot is not None}

    def _allowed(self, meeting: Wanted) -> int:
        if meeting.a == meeting.b or meeting.declined_by is not None:
            return 0
        mask = self.here[meeting.a] & self.here[meeting.b] & self.in_session.get(meeting.session, self.everything)
        return mask if meeting.fixed_slot is None else mask & (1 << meeting.fixed_slot)

    def put(self, meeting: int, slot: int) -> None:
        """Plan a meeting; the caller has looked whether it may be."""
        wanted = self.wanted[meeting]
        self.slot_of[meeting] = slot
        for side in (wanted.a, wanted.b):
            self.busy[side][slot] = meeting
            self.free[side] &= ~(1 << slot)
            if side in self.left:
                self.left[side] -= 1
            if side in self.left_of_day:
                self.left_of_day[side][self.day_of[slot]] -= 1
        self.spare[slot] -= 1
        self.held[slot].add(meeting)

    def drop(self, meeting: int) -> int:
        """Take a meeting out and answer when it was."""
        wanted, slot = self.wanted[meeting], self.slot_of.pop(meeting)
        for side in (wanted.a, wanted.b):
            self.busy[side][slot] = 0
            self.free[side] |= 1 << slot
            if side in self.left:
                self.left[side] += 1
            if side in self.left_of_day:
                self.left_of_day[side][self.day_of[slot]] += 1
        self.spare[slot] += 1
        self.held[slot].discard(meeting)
        return slot

    def below_caps(self, meeting: int, slot: int) -> bool:
        """May both sides have one meeting more, in all and on the day of a slot?"""
        return not any(self.at_cap(side, slot) for side in self.wanted[meeting].sides)

    def at_cap(self, person: int, slot: int) -> bool:
        """Has a person as many meetings as wanted, in all or on the day of a slot?"""
        full_day = person in self.left_of_day and self.left_of_day[person][self.day_of[slot]] <= 0
        return full_day or self.left.get(person, 1) <= 0

    def fits(self, meeting: int, slot: int) -> bool:
        """Can a meeting be put into a slot as things stand, nobody else moving?"""
        one, other = self.wanted[meeting].sides
        both = self.free[one] & self.free[other] & self.allowed[meeting]
        return bool(both & (1 << slot)) and self.spare[slot] > 0 and self.below_caps(meeting, slot)

    def insert(self, meeting: int, *, moving: bool = True) -> bool:
        """Plan a meeting, moving others if need be and wished; nothing changes when it cannot be done."""
        wanted = self.wanted[meeting]
        if any(self.left.get(side, 1) <= 0 for side in wanted.sides):
            return False
        both = [
            slot
            for slot in bits(self.free[wanted.a] & self.free[wanted.b] & self.allowed[meeting])
            if not self.left_of_day or self.below_caps(meeting, slot)
        ]
        if both:
            slot = max(both, key=lambda each: (self.spare[each], -each))
            if self.spare[slot] > 0:
                self.put(meeting, slot)
                return True
        return moving and (self._by_chain(meeting) or any(self._by_room(meeting, slot) for slot in both))

    def _by_chain(self, meeting: int) -> bool:
        wanted = self.wanted[meeting]
        for one, other in ((wanted.a, wanted.b), (wanted.b, wanted.a)):
            for slot in bits(self.free[one] & self.allowed[meeting] & ~self.free[other]):
                for spare in bits(self.free[other]):
                    chain = self.chain(other, slot, spare)
                    if not self._ends_apart(chain, one) or not self.exchange(chain, slot, spare, extra=1):
                        continue
                    if self.below_caps(meeting, slot):
                        self.put(meeting, slot)
                        return True
                    self.exchange(chain, slot, spare)
        return False

    def _ends_apart(self, chain: Chain, person: int) -> bool:
        """Does the chain end elsewhere than at the person whose slot has to stay free?"""
        last = self.wanted[chain[-1]]
        return person not in {last.a, last.b}

    def chain(self, person: int, slot: int, other: int) -> Chain:
        """The meetings that hang together from a person's meeting in a slot, alternating between two slots."""
        found: Chain = []
        at, then = slot, other
        while True:
            meeting = self.busy[person][at]
            if not meeting or (found and meeting == found[0]):
                return found
            found.append(meeting)
            wanted = self.wanted[meeting]
            person = wanted.b if wanted.a == person else wanted.a
            at, then = then, at

    def exchange(self, chain: Chain, slot: int, other: int, *, extra: int = 0) -> bool:
        """Exchange two slots along a chain if everybody is there and places suffice (for `extra` more in `slot`)."""
        here, there = 1 << slot, 1 << other
        balance = 0
        for meeting in chain:
            was_here = self.slot_of[meeting] == slot
            balance += 1 if was_here else -1
            if meeting in self.locked or not self.allowed[meeting] & (there if was_here else here):
                return False
        if (
            self.spare[other] < balance
            or self.spare[slot] + balance < extra
            or not self._days_allow(chain, slot, other)
        ):
            return False
        moves = [(meeting, other if self.drop(meeting) == slot else slot) for meeting in chain]
        for meeting, goal in moves:
            self.put(meeting, goal)
        return True

    def _days_allow(self, chain: Chain, slot: int, other: int) -> bool:
        """Does an exchange leave everybody within the cap of each day?"""
        day, then = self.day_of[slot], self.day_of[other]
        if day == then or not self.left_of_day:
            return True
        gain: Counter[int] = Counter()
        for meeting in chain:
            gain.update(dict.fromkeys(self.wanted[meeting].sides, 1 if self.slot_of[meeting] == slot else -1))
        return all(
            -self.left_of_day[person][day] <= more <= self.left_of_day[person][then]
            for person, more in gain.items() if person in self.left_of_day
        )  # fmt: skip

    def _by_room(self, meeting: int, slot: int) -> bool:
        """Both are free but the tables are taken: send one meeting more out of the slot than comes in."""
        wanted = self.wanted[meeting]
        for other in sorted(range(1, len(self.spare)), key=lambda each: (-self.spare[each], each)):
            if self.spare[other] <= 0:
                return False
            for held in sorted(self.held[slot]):
                for side in self.wanted[held].sides:
                    if self.busy[side][other]:
                        continue
                    chain = self.chain(side, slot, other)
                    touched = {p for each in chain for p in self.wanted[each].sides}
                    if not touched & {wanted.a, wanted.b} and self.exchange(chain, slot, other, extra=1):
                        self.put(meeting, slot)
                        return True
        return False

    def weight(self) -> int:
        """What the planned meetings are worth together."""
        return sum(self.wanted[each].weight for each in self.slot_of)

    def insert_all(self, meetings: Iterable[int], is_over: Callable[[], bool] = never_over) -> list[int]:
        """Plan all that can be, and answer which could not; once time is over, nobody moves for another any more."""
        moving, left = True, []
        for meeting in meetings:
            moving = moving and not is_over()
            if not self.insert(meeting, moving=moving):
                left.append(meeting)
        return left
