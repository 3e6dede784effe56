"""Planning again on the day: what can stay stays, whoever lost a place gets another, and few people are disturbed."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.instance import Instance


@dataclass(frozen=True, slots=True)
class Replanned:
    """The new slots, and how they differ from the old ones; `disturbed` are the people whose kept meetings moved."""

    slots: dict[int, int]
    moved: tuple[int, ...]
    dropped: tuple[int, ...]
    added: tuple[int, ...]
    disturbed: tuple[int, ...]


def replan(instance: Instance, before: Mapping[int, int], *, standby: bool = True) -> Replanned:
    """Mend a timetable after changes; meetings that are over or gone are simply not in the instance any more.

    A meeting with a fixed slot never moves. With `standby`, holes are filled by wishes that fit without moving anybody.
    """
    plan = Colouring(instance)
    known = {meeting: slot for meeting, slot in before.items() if meeting in plan.wanted}
    locked_first = sorted(known.items(), key=lambda each: (each[0] not in plan.locked, each))
    homeless = [meeting for meeting, slot in locked_first if not _keep(plan, meeting, slot)]
    plan.insert_all(sorted(homeless, key=lambda each: (-plan.wanted[each].weight, each)))
    if standby:
        _fill_holes(plan, known)
    moved = tuple(sorted(each for each, slot in known.items() if plan.slot_of.get(each, slot) != slot))
    return Replanned(
        slots=dict(plan.slot_of), moved=moved,
        dropped=tuple(sorted(known.keys() - plan.slot_of.keys())),
        added=tuple(sorted(plan.slot_of.keys() - known.keys())),
        disturbed=tuple(sorted({side for each in moved for side in plan.wanted[each].sides})),
    )  # fmt: skip


def _keep(plan: Colouring, meeting: int, slot: int) -> bool:
    """Leave a meeting where it was, if that is still possible."""
    if not plan.fits(meeting, slot):
        return False
    plan.put(meeting, slot)
    return True


def _fill_holes(plan: Colouring, known: Mapping[int, int]) -> None:
    """The dearest wishes left out before, where both are free and a place is."""
    waiting = [each for each in plan.wanted if each not in plan.slot_of and each not in known and plan.allowed[each]]
    for meeting in sorted(waiting, key=lambda each: (-plan.wanted[each].weight, each)):
        one, other = plan.wanted[meeting].sides
        for slot in bits(plan.free[one] & plan.free[other] & plan.allowed[meeting]):
            if _keep(plan, meeting, slot):
                break
