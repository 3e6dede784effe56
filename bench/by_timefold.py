"""The planning question for Timefold (local search on constraint streams): a question in, slots out.

    python -m bench.by_timefold SECONDS < question.json

Each meeting has a slot or none. All share one list of slots, and absence is a rule: with a list for each meeting the
solver spends minutes on reading the question. Its best plan is a line of JSON:
[[meeting, slot], ...]. What Timefold is told follows its own examples: rules as hard, weight as soft score.
"""

# Timefold reads the annotations while the program runs, so they are not strings here.
import json
import sys
from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver import SolverFactory
from timefold.solver.config import Duration, ScoreDirectorFactoryConfig, SolverConfig, TerminationConfig
from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    Constraint,
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)

from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.exchange import read_instance


@dataclass
class Slot:
    """A slot and how many meetings it holds."""

    id: Annotated[int, PlanningId]
    places: int


@dataclass
class Person:
    """One who meets others, at most so often."""

    id: Annotated[int, PlanningId]
    cap: int


@planning_entity
@dataclass
class Meeting:
    """A wish that gets a slot or none."""

    id: Annotated[int, PlanningId]
    a: Person
    b: Person
    weight: int
    open: int  # the slots in which both sides are there, as bits
    slot: Annotated[Slot | None, PlanningVariable(value_range_provider_refs=["slots"], allows_unassigned=True)] = None


@planning_solution
@dataclass
class Plan:
    """The whole question, and a plan for it."""

    slots: Annotated[list[Slot], ProblemFactCollectionProperty, ValueRangeProvider(id="slots")]
    people: Annotated[list[Person], ProblemFactCollectionProperty]
    meetings: Annotated[list[Meeting], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore, PlanningScore] = field(default=None)


@constraint_provider
def rules(factory: ConstraintFactory) -> list[Constraint]:
    """Nobody twice at a time, no slot and no person overfull, and then the most weight."""
    by_a, by_b, by_slot = (Joiners.equal(get) for get in (lambda m: m.a.id, lambda m: m.b.id, lambda m: m.slot.id))
    crossed = Joiners.equal(lambda m: m.a.id, lambda m: m.b.id)
    people = factory.for_each(Meeting).map(lambda m: m.a)
    return [
        factory.for_each_unique_pair(Meeting, by_a, by_slot).penalize(HardSoftScore.ONE_HARD).as_constraint("a twice"),
        factory.for_each_unique_pair(Meeting, by_b, by_slot).penalize(HardSoftScore.ONE_HARD).as_constraint("b twice"),
        factory.for_each(Meeting).join(Meeting, crossed, by_slot)
        .penalize(HardSoftScore.ONE_HARD).as_constraint("a and b"),
        factory.for_each(Meeting).group_by(lambda m: m.slot, ConstraintCollectors.count())
        .filter(lambda slot, count: count > slot.places)
        .penalize(HardSoftScore.ONE_HARD, lambda slot, count: count - slot.places).as_constraint("places"),
        people.concat(factory.for_each(Meeting).map(lambda m: m.b))
        .group_by(lambda person: person, ConstraintCollectors.count())
        .filter(lambda person, count: count > person.cap)
        .penalize(HardSoftScore.ONE_HARD, lambda person, count: count - person.cap).as_constraint("caps"),
        factory.for_each(Meeting).filter(lambda m: (m.open >> m.slot.id) & 1 == 0)
        .penalize(HardSoftScore.ONE_HARD).as_constraint("absent"),
        factory.for_each(Meeting).reward(HardSoftScore.ONE_SOFT, lambda m: m.weight).as_constraint("weight"),
    ]  # fmt: skip


def question(plan: Colouring) -> Plan:
    """The question in Timefold's words."""
    slots = {slot: Slot(slot, spare) for slot, spare in enumerate(plan.spare) if slot}
    people = {person: Person(person, plan.left.get(person, len(plan.spare))) for person in plan.here}
    meetings = [
        Meeting(each.id, people[each.a], people[each.b], each.weight, plan.allowed[each.id])
        for each in plan.wanted.values()
        if plan.allowed[each.id]
    ]
    return Plan(list(slots.values()), list(people.values()), meetings)


def main() -> None:
    """Search for so many seconds."""
    instance, _ = read_instance(sys.stdin.read())
    if instance is None:
        sys.exit("the question cannot be read")
    config = SolverConfig(
        solution_class=Plan, entity_class_list=[Meeting],
        score_director_factory_config=ScoreDirectorFactoryConfig(constraint_provider_function=rules),
        termination_config=TerminationConfig(spent_limit=Duration(milliseconds=round(float(sys.argv[1]) * 1000))),
    )  # fmt: skip
    solver = SolverFactory.create(config).build_solver()
    found = solver.solve(question(Colouring(instance)))
    print(json.dumps([[each.id, each.slot.id] for each in found.meetings if each.slot is not None]), flush=True)


if __name__ == "__main__":
    main()
