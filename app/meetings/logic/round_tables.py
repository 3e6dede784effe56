"""Tables for more than two: experts who face needs together, and hosts whose guests go around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.solving import solve

ASKED, STRANGE, WISHED = 4, -1, 3
LEAST_EXPERTS: Final = 2


@dataclass(frozen=True, slots=True)
class Expert:
    """An expert: the needs this one was asked to help with, and the slots without this one.

    `wished` says how loud company and expert together wish for a need; one side's no keeps the expert away from it.
    """

    id: int
    asked: frozenset[int] = frozenset()
    away: frozenset[int] = frozenset()
    wished: Mapping[int, int] = field(default_factory=dict)
    refused: frozenset[int] = frozenset()

    def worth(self, need: int) -> int:
        """How good it is to have this expert at a table; one neither asked nor wished only makes up the number."""
        wished = WISHED * self.wished.get(need, 0)
        return ASKED + wished if need in self.asked else wished or STRANGE


@dataclass(frozen=True, slots=True)
class ExpertTable:
    """A need at a table in a slot, and the experts who face it."""

    need: int
    slot: int
    table: int
    experts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """How many experts face a need at least and at most, and which tables are free in which slot."""

    tables: Mapping[int, Sequence[int]]
    least: int = LEAST_EXPERTS
    most: int = 4


def allocate_experts(
    needs: Sequence[int], experts: Sequence[Expert], sitting: Sitting, *, seconds: float = 5.0
) -> list[ExpertTable] | None:
    """Give every need a table and enough experts, those wished and asked for first; nothing if that cannot be.

    No expert faces two needs in one slot.
    """
    question = _Allocation(needs, experts, sitting)
    solved = solve(question.model, seconds=seconds)
    if solved.values is None:
        return None
    taken: dict[int, int] = {}
    found = []
    for need in needs:
        slot = next(at for at, variable in question.at[need].items() if solved.values[variable])
        table = sitting.tables[slot][taken.get(slot, 0)]
        taken[slot] = taken.get(slot, 0) + 1
        chosen = tuple(each.id for each in experts if solved.values[question.faces[need, each.id]])
        found.append(ExpertTable(need, slot, table, chosen))
    return found


@dataclass(slots=True)
class _Allocation:
    """When each need is faced, by whom, and that nobody is needed twice at once."""

    needs: Sequence[int]
    experts: Sequence[Expert]
    sitting: Sitting
    model: Model = field(default_factory=Model)
    at: dict[int, dict[int, int]] = field(default_factory=dict)
    faces: dict[tuple[int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for need in self.needs:
            self.at[need] = {slot: self.model.boolean() for slot in self.sitting.tables}
            self.model.one_of(self.at[need].values())
            self.faces |= {(need, each.id): self.model.boolean() for each in self.experts}
            mine = [(self.faces[need, each.id], 1) for each in self.experts]
            self.model.between(self.sitting.least, mine, max(self.sitting.most, self.sitting.least))
            for each in self.experts:
                if need in each.refused:
                    self.model.between(0, [(self.faces[need, each.id], 1)], 0)
        for slot, tables in self.sitting.tables.items():
            self.model.between(0, [(self.at[need][slot], 1) for need in self.needs], len(tables))
            for expert in self.experts:
                self._once(expert, slot)
        self.model.minimise(
            (variable, -expert.worth(need))
            for expert in self.experts
            for need in self.needs
            for variable in (self.faces[need, expert.id],)
        )

    def _once(self, expert: Expert, slot: int) -> None:
        """An expert is there for at most one need in a slot, and for none when away."""
        for number, need in enumerate(self.needs):
            if expert.id in self._absent(slot):
                self.model.between(0, [(self.faces[need, expert.id], 1), (self.at[need][slot], 1)], 1)
            for other in self.needs[number + 1 :]:
                pair = [self.faces[need, expert.id], self.faces[other, expert.id]]
                both = [self.at[need][slot], self.at[other][slot]]
                self.model.between(0, [(each, 1) for each in (*pair, *both)], 3)

    def _absent(self, slot: int) -> set[int]:
        return {each.id for each in self.experts if slot in each.away}


@dataclass(frozen=True, slots=True)
class HostTable:
    """A host and the guests at the table in one slot."""

    host: int
    slot: int
    guests: tuple[int, ...]


def go_around(hosts: Sequence[int], guests: Sequence[int], slots: Sequence[int], *, seats: int) -> list[HostTable]:
    """Let groups of guests go from host to host; nobody meets a host twice, and every guest meets as many as can be."""
    if not hosts or not guests:
        return []
    groups = [list(guests[start : start + seats]) for start in range(0, len(guests), seats)]
    turns = max(len(hosts), len(groups))
    found = []
    for round_, slot in enumerate(slots[:turns]):
        for number, group in enumerate(groups):
            at = (number + round_) % turns
            if at < len(hosts):
                found.append(HostTable(hosts[at], slot, tuple(group)))
    return found
