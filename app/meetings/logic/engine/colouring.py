"""Slots for chosen meetings: put in where both are free, else exchange two slots along a chain (Kempe).

Slots are bits of whole numbers here, so that a day of forty slots is one comparison.
"""

from collections.abc import Iterable, Iterator

from app.meetings.logic.instance import Instance, Wanted

Chain = list[int]


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


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
        self.left = {p.id: p.max_meetings for p in instance.participants if p.max_meetings is not None}
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
        self.spare[slot] += 1
        self.held[slot].discard(meeting)
        return slot

    def insert(self, meeting: int) -> bool:
        """Plan a meeting, moving others if need be; nothing changes when it cannot be done."""
        wanted = self.wanted[meeting]
        if any(self.left.get(side, 1) <= 0 for side in wanted.sides):
            return False
        both = self.free[wanted.a] & self.free[wanted.b] & self.allowed[meeting]
        if both:
            slot = max(bits(both), key=lambda each: (self.spare[each], -each))
            if self.spare[slot] > 0:
                self.put(meeting, slot)
                return True
        return self._by_chain(meeting) or any(self._by_room(meeting, slot) for slot in bits(both))

    def _by_chain(self, meeting: int) -> bool:
        wanted = self.wanted[meeting]
        for one, other in ((wanted.a, wanted.b), (wanted.b, wanted.a)):
            for slot in bits(self.free[one] & self.allowed[meeting] & ~self.free[other]):
                for spare in bits(self.free[other]):
                    chain = self.chain(other, slot, spare)
                    if self._ends_apart(chain, one) and self.exchange(chain, slot, spare, extra=1):
                        self.put(meeting, slot)
                        return True
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
        if self.spare[other] < balance or self.spare[slot] + balance < extra:
            return False
        moves = [(meeting, other if self.drop(meeting) == slot else slot) for meeting in chain]
        for meeting, goal in moves:
            self.put(meeting, goal)
        return True

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

    def insert_all(self, meetings: Iterable[int]) -> list[int]:
        """Plan all that can be, and answer which could not."""
        return [meeting for meeting in meetings if not self.insert(meeting)]
