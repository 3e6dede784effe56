"""The planner's working copy of a timetable: put, drop, and take back any number of steps."""

from collections.abc import Iterable

from app.meetings.logic.instance import Assignment, Instance, Place, Wanted


class Board:
    """A timetable in the making; no step can break a rule."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.people = instance.participant()
        self.wanted = instance.meeting()
        self.allowed = {each.id: tuple(instance.common_slots(each, self.people)) for each in instance.meetings}
        self.slot_of: dict[int, int] = {}
        self.busy: dict[tuple[int, int], int] = {}
        self.days = {slot: instance.frame.day_of(slot) for slot in range(1, instance.frame.count + 1)}
        self._open = {
            slot: [place for place in instance.places if slot not in place.closed]
            for slot in range(1, instance.frame.count + 1)
        }
        self._seats: dict[int, dict[int, int]] = {slot: {} for slot in self._open}
        self._of_person: dict[int, set[int]] = {each.id: set() for each in instance.participants}
        self._followers: dict[int, list[int]] = {}
        for each in instance.meetings:
            for earlier in each.after:
                self._followers.setdefault(earlier, []).append(each.id)
        self._journal: list[tuple[int, int, bool]] = []

    def meetings_of(self, person: int) -> set[int]:
        """The planned meetings of a participant."""
        return self._of_person[person]

    def held_in(self, slot: int) -> list[int]:
        """The meetings planned in a slot, by id."""
        return sorted(self._seats[slot].values())

    def has_room(self, slot: int) -> bool:
        """Is any place open and unused in a slot?"""
        return len(self._seats[slot]) < len(self._open[slot])

    def place_of(self, meeting: int) -> int:
        """The place of a planned meeting."""
        seats = self._seats[self.slot_of[meeting]]
        return next(place for place, seated in seats.items() if seated == meeting)

    def is_locked(self, meeting: int) -> bool:
        """Was the time of a meeting fixed by hand?"""
        return self.wanted[meeting].fixed_slot is not None

    def at_cap(self, person: int, slot: int) -> bool:
        """Would one more meeting in this slot be too many for a participant, in all or that day?"""
        who = self.people[person]
        mine = self._of_person[person]
        if who.max_meetings is not None and len(mine) >= who.max_meetings:
            return True
        if who.max_per_day is None:
            return False
        day = self.days[slot]
        return sum(self.days[self.slot_of[each]] == day for each in mine) >= who.max_per_day

    def fits(self, meeting: int, slot: int) -> bool:
        """Do the people and the order allow this meeting in this slot, whatever the places say?"""
        wanted = self.wanted[meeting]
        return (
            wanted.declined_by is None
            and slot in self.allowed[meeting]
            and not any((side, slot) in self.busy or self.at_cap(side, slot) for side in wanted.sides)
            and not any(self.slot_of.get(earlier, 0) >= slot for earlier in wanted.after)
            and not any(self.slot_of.get(later, slot + 1) <= slot for later in self._followers.get(meeting, ()))
        )

    def put(self, meeting: int, slot: int) -> bool:
        """Plan a meeting if every rule allows it."""
        if meeting in self.slot_of or not self.fits(meeting, slot) or not self._seat(meeting, slot):
            return False
        self._note(meeting, slot)
        self._journal.append((meeting, slot, True))
        return True

    def load(self, rows: Iterable[Assignment]) -> None:
        """Take over a plan that the judge has found without fault."""
        for row in rows:
            self._seats[row.slot][row.place] = row.meeting
            self._note(row.meeting, row.slot)

    def drop(self, meeting: int) -> int:
        """Take a meeting off the timetable and answer when it was."""
        slot = self.slot_of[meeting]
        self._forget(meeting, slot)
        self._journal.append((meeting, slot, False))
        return slot

    def mark(self) -> int:
        """A point to which `undo` can return."""
        return len(self._journal)

    def undo(self, mark: int) -> None:
        """Take back every step since a mark."""
        while len(self._journal) > mark:
            meeting, slot, was_put = self._journal.pop()
            if was_put:
                self._forget(meeting, slot)
            else:
                self._seat(meeting, slot)
                self._note(meeting, slot)

    def touched_since(self, mark: int) -> set[int]:
        """The participants whose day changed since a mark."""
        return {side for meeting, _, _ in self._journal[mark:] for side in self.wanted[meeting].sides}

    def _note(self, meeting: int, slot: int) -> None:
        self.slot_of[meeting] = slot
        for side in self.wanted[meeting].sides:
            self.busy[side, slot] = meeting
            self._of_person[side].add(meeting)

    def _forget(self, meeting: int, slot: int) -> None:
        del self._seats[slot][self.place_of(meeting)]
        del self.slot_of[meeting]
        for side in self.wanted[meeting].sides:
            del self.busy[side, slot]
            self._of_person[side].discard(meeting)

    def _seat(self, meeting: int, slot: int) -> bool:
        """Find a place, moving others of the slot to other places if that helps."""
        return self.has_room(slot) and self._augment(meeting, slot, set())

    def _augment(self, meeting: int, slot: int, tried: set[int]) -> bool:
        seats = self._seats[slot]
        usable = [place.id for place in self._open[slot] if _suits(place, self.wanted[meeting])]
        for place in usable:
            if place not in seats:
                seats[place] = meeting
                return True
        for place in usable:
            if place not in tried:
                tried.add(place)
                if self._augment(seats[place], slot, tried):
                    seats[place] = meeting
                    return True
        return False


def _suits(place: Place, meeting: Wanted) -> bool:
    if meeting.fixed_place is not None and place.id != meeting.fixed_place:
        return False
    return meeting.place_type is None or place.type == meeting.place_type
