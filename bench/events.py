"""Generated events with fixed seeds: how many wishes, tables, absences and caps a fair of a size has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places

INVESTOR_SHARE: Final = 4
# With rules: 5 % of the meetings need a room, 2 % a screen, 2 % must be, 1 % are declined, 0.5 % come after another.
TYPED, SCREENED, MANDATORY, DECLINED, ORDERED = 0.05, 0.07, 0.09, 0.10, 0.005
HEAVY: Final = 1.1


@dataclass(frozen=True)
class Size:
    """An event: people, wishes, slots and tables."""

    people: int
    wishes: int
    slots: int
    tables: int


SIZES: Final = {
    500: Size(500, 5_000, 24, 120), 2_000: Size(2_000, 20_000, 40, 350), 10_000: Size(10_000, 80_000, 40, 1_500),
}  # fmt: skip
# The chance of missing one slot, and the most meetings of investors and of others.
AVAILABILITY: Final[dict[str, tuple[float, int | None, int | None]]] = {
    "loose": (0.08, None, None), "tight": (0.08, 16, 10), "scarce": (0.65, None, None),
}  # fmt: skip


def generate(people: int, availability: str, seed: int = 1) -> Instance:
    """An event of a size; a quarter of the people are investors, whom most wishes concern."""
    size, random = SIZES[people], Random(f"{people}-{availability}-{seed}")  # noqa: S311 -- wanted: the same event again
    absent, most_investor, most_other = AVAILABILITY[availability]
    investors = people // INVESTOR_SHARE
    participants = tuple(
        Participant(
            id=number, side="investor" if number <= investors else "project",
            unavailable=frozenset(slot for slot in range(1, size.slots + 1) if random.random() < absent),
            max_meetings=most_investor if number <= investors else most_other,
        )
        for number in range(1, people + 1)
    )  # fmt: skip
    popularity = [random.paretovariate(HEAVY + 1) * (3 if n <= investors else 1) for n in range(1, people + 1)]
    return Instance(
        name=f"{people}-{availability}", frame=_frame(size.slots), participants=participants,
        meetings=tuple(_wishes(random, popularity, size)), places=same_places(size.tables),
    )  # fmt: skip


def with_rules(instance: Instance) -> Instance:
    """The same event with typed places, mandatory meetings, vetoes and orders (shares as in the tables above)."""
    random = Random(instance.name)  # noqa: S311 -- wanted: the same event again
    types = (["screen"] + 2 * ["room"] + 7 * ["table"]) * (len(instance.places) // 10 + 1)
    earlier: dict[int, int] = {}
    meetings = []
    for each in instance.meetings:
        luck, before = random.random(), earlier.setdefault(each.a, each.id)
        meeting = replace(
            each,
            place_type="room" if luck < TYPED else "screen" if luck < SCREENED else None,
            mandatory=SCREENED <= luck < MANDATORY,
            declined_by=each.b if MANDATORY <= luck < DECLINED else None,
            after=(before,) if random.random() < ORDERED and before != each.id else (),
        )
        meetings.append(meeting)
    places = tuple(replace(each, type=kind) for each, kind in zip(instance.places, types, strict=False))
    return replace(instance, name=f"{instance.name}-rules", meetings=tuple(meetings), places=places)


def _frame(slots: int) -> Frame:
    half = slots // 2
    return Frame(count=slots, sessions=(("AM", 1, half), ("PM", half + 1, slots)))


def _wishes(random: Random, popularity: list[float], size: Size) -> list[Wanted]:
    everybody, seen, found = range(1, size.people + 1), set(), []
    while len(found) < size.wishes:
        for a, b in zip(*(random.choices(everybody, popularity, k=size.wishes) for _ in range(2)), strict=True):
            pair = (min(a, b), max(a, b))
            if a != b and pair not in seen and len(found) < size.wishes:
                seen.add(pair)
                session = random.choices(["any", "AM", "PM"], [95, 2.5, 2.5])[0]
                weight = max(1, round(random.gammavariate(2.2, 22)))
                found.append(Wanted(id=len(found) + 1, a=pair[0], b=pair[1], weight=weight, session=session))
    return found
