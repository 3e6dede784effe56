"""Other ways to plan, for comparison: each is handed the same event and judged by the same checker."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from time import monotonic
from typing import Final

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.instance import Assignment, Instance

Planned = tuple[list[Assignment], float]


def plan_greedily(instance: Instance) -> Planned:
    """The dearest first, each in the first slot that takes it; nothing is ever moved."""
    started = monotonic()
    plan = Colouring(instance)
    for meeting in sorted(plan.wanted, key=lambda each: (-plan.wanted[each].weight, each)):
        _put_first(plan, meeting)
    return seat(instance, plan.slot_of) or [], monotonic() - started


def _put_first(plan: Colouring, meeting: int) -> None:
    for slot in bits(plan.allowed[meeting]):
        if plan.fits(meeting, slot):
            plan.put(meeting, slot)
            return


def plan_by_rounds(instance: Instance) -> Planned:
    """Slot after slot, the matching of greatest weight among those who are there (networkx)."""
    import networkx as nx  # noqa: PLC0415 -- only in the measurements

    started = monotonic()
    plan = Colouring(instance)
    for slot in range(1, len(plan.spare)):
        graph = nx.Graph()
        for meeting, wanted in plan.wanted.items():
            is_open = meeting not in plan.slot_of and plan.allowed[meeting] & (1 << slot)
            if is_open and all(plan.left.get(side, 1) > 0 for side in wanted.sides):
                graph.add_edge(wanted.a, wanted.b, weight=wanted.weight, meeting=meeting)
        matched = sorted(
            (-graph.edges[pair]["weight"], graph.edges[pair]["meeting"]) for pair in nx.max_weight_matching(graph)
        )
        for _, meeting in matched[: plan.spare[slot]]:
            plan.put(meeting, slot)
    return seat(instance, plan.slot_of) or [], monotonic() - started


OTHERS: Final[dict[str, Callable[[Instance], Planned]]] = {"greedy": plan_greedily} | (
    {"matching by rounds": plan_by_rounds} if find_spec("networkx") else {}
)
