"""Few waits for everybody: several ways to search at once, until the best plan meets the best bound."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from heapq import heappop, heappush
from math import inf
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Final

from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.holes import Search, fair_waits, fewer_waits, unavoidable_waits
from app.meetings.logic.engine.idle_model import IdleModel, build_idle_model
from app.meetings.logic.engine.model import negated
from app.meetings.logic.engine.relaxed import MANY, relaxed_bound
from app.meetings.logic.engine.solving import Solved, solve
from app.meetings.logic.instance import Instance

PLAIN: Final = "linearization_level: 0"
CORES: Final = "linearization_level: 0 optimize_with_core: true"
SUMS: Final = "linearization_level: 0 use_pb_resolution: true"  # learns from sums; now and then its process dies of it
ZERO_SHARE: Final = 0.4
LP_SHARE: Final = 0.25
FEW_STEPS: Final = 8_000
MOST_PAIRS: Final = 30_000
MOST_COUNTED: Final = 400
PULSE: Final = 0.05
FIRST_LOOK: Final = 2.0  # these looks are in the solver's own measure of work, near a second, the same on any machine
SLOPE: Final = 4
SHORT_LOOK: Final = 0.5
LONG_LOOK: Final = 2.5
SOON: Final = f"{SUMS} max_deterministic_time: {LONG_LOOK}"
RAW: Final = f"{SOON} cp_model_presolve: false"
TRIES: Final = (RAW, RAW, SOON, RAW, RAW)  # each from another seed: luck differs, and is soon had
LONGER: Final = 4
LOOKS: Final = 400_000
MOST_LOOKS: Final = 1_000_000_000
CALM: Final = 0.98  # of the time, so that the search has cooled down before it is over


@dataclass(slots=True)
class IdleAnswer:
    """The slots found, how many waits they have, what cannot be beaten, and how both came about."""

    status: str = "unknown"
    slots: dict[int, int] = field(default_factory=dict)
    waits: int | None = None
    bound: int = 0
    log: list[tuple[float, int | None, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long, with how many workers, and from which seed."""

    seconds: float = 30.0
    workers: int = 2
    seed: int = 0


class Race:
    """What several searches know together."""

    def __init__(self, instance: Instance, fairness: int | None, seconds: float, seed: int) -> None:
        self.instance, self.fairness, self.seed = instance, fairness, seed
        self.started = monotonic()
        self.seconds = seconds
        self.answer = IdleAnswer()
        self.lock = Lock()
        self.start: dict[int, int] = {}

    def left(self) -> float:
        """The seconds that remain."""
        return self.started + self.seconds - monotonic()

    def is_over(self) -> bool:
        """Is the best plan proved, or the time up?"""
        answer = self.answer
        proved = answer.waits is not None and answer.waits <= answer.bound
        return proved or answer.status == "infeasible" or self.left() <= 0

    def learn(self, *, bound: int | None = None, idle: IdleModel | None = None, solved: Solved | None = None) -> None:
        """Take note of a better bound or a better plan."""
        with self.lock:
            if bound is not None and bound > self.answer.bound:
                self.answer.bound = bound
            if idle is not None and solved is not None and solved.values is not None:
                slots = idle.slots_from(solved.values)
                waits = sum(solved.values[each] for mine in idle.waits.values() for each in mine)
                self._keep(slots, waits)
            self.answer.log.append((round(monotonic() - self.started, 3), self.answer.waits, self.answer.bound))

    def learn_slots(self, slots: dict[int, int], waits: int) -> None:
        """Take note of a plan found without the solver."""
        with self.lock:
            self._keep(slots, waits)
            self.answer.log.append((round(monotonic() - self.started, 3), self.answer.waits, self.answer.bound))

    def _keep(self, slots: dict[int, int], waits: int) -> None:
        if self.answer.waits is None or waits < self.answer.waits:
            self.answer.slots, self.answer.waits = slots, waits

    def search(
        self, idle: IdleModel, parameters: str, *, seconds: float, goal: int | None = None, more: int = 0
    ) -> Solved:
        """One search that stops as soon as any search has proved the plan.

        With a goal it only asks whether so many waits can be, and stops as well when it is known that they cannot.
        What is `more` is added to the seed.
        """
        seen, bounds = [0], goal is None

        def enough(so_far: Solved) -> bool:
            if len(so_far.history) > seen[0]:
                seen[0] = len(so_far.history)
                self.learn(bound=round(so_far.bound) if bounds and so_far.bound else None, idle=idle, solved=so_far)
            return self.is_over() or (goal is not None and self.answer.bound > goal)

        limit = min(seconds, self.left())
        solved = solve(idle.model, seconds=limit, seed=self.seed + more, parameters=parameters, enough=enough)
        if solved.is_final:
            bound = round(solved.bound) if bounds and solved.bound and solved.status != "infeasible" else None
            self.learn(bound=bound, idle=idle, solved=solved)
        return solved


def least_waits(
    instance: Instance, *, fairness: int | None = None, effort: Effort, start: Mapping[int, int] | None = None
) -> IdleAnswer:
    """Give every meeting a slot with as few waits as can be, and prove it if the time and the size allow."""
    race = Race(instance, fairness, effort.seconds, effort.seed)
    race.start = dict(start or {})
    if is_large(instance):
        race.learn(bound=unavoidable_waits(instance))
        _by_exchanges(race, race.left(), searches=effort.workers)
    else:
        _nobody_waits(race)
        if not race.is_over():
            _by_cores(race, race.left() * ZERO_SHARE, work=SHORT_LOOK)
        if not race.is_over():
            _run([_by_cores, _by_ladder, _by_exchanges_later], race, effort.workers)
    answer = race.answer
    if answer.waits is not None:
        answer.status = "optimal" if answer.waits <= answer.bound else "feasible"
    return answer


def is_large(instance: Instance) -> bool:
    """Is an event beyond what the solver proves, so that the clock and not the work ends the search?"""
    return len(instance.meetings) * instance.frame.count > MOST_PAIRS


def _nobody_waits(race: Race) -> None:
    """The smallest question first: can it be done without any wait?"""
    _is_refuted(race, 0, race.started + race.seconds * ZERO_SHARE)


def _is_refuted(race: Race, goal: int, until: float, ways: tuple[str, ...] = (SOON, PLAIN), *, luck: int = 0) -> bool:
    """Is it proved that so many waits are too few? It is asked in one way after the other until one knows."""
    idle = build_idle_model(race.instance, fairness=race.fairness, most=goal)
    idle.model.minimise([])
    for number, parameters in enumerate(ways, luck):
        seconds = until - monotonic()
        if race.is_over() or seconds <= 0 or race.answer.bound > goal:
            break
        if race.search(idle, parameters, seconds=seconds, goal=goal, more=number).status == "infeasible":
            race.learn(bound=goal + 1)
    return race.answer.bound > goal


def _by_exchanges(race: Race, _seconds: float, *, searches: int = 1) -> None:
    """Without the solver: a good plan soon, at any size. Orders of meetings are beyond it.

    Several searches begin from one timetable, each with its own seed; the best plan of any counts.
    """
    if any(each.after for each in race.instance.meetings):
        return
    plan = Colouring(race.instance)
    for meeting, slot in race.start.items():
        plan.put(meeting, slot)
    rest = [meeting for meeting in plan.wanted if meeting not in plan.slot_of]
    if plan.insert_all(sorted(rest, key=lambda each: (plan.allowed[each].bit_count(), each))):
        return
    _learn_fair(race, plan.slot_of)
    _run([partial(_exchange, plan=plan, luck=number) for number in range(searches)], race, searches)


def _exchange(race: Race, seconds: float, *, plan: Colouring, luck: int) -> None:
    """One search from a timetable. A large event ends it by the clock, a small one by its work."""
    search = Search(looks=LOOKS, seed=race.seed + luck, fairness=race.fairness)
    if is_large(race.instance):
        search = replace(search, looks=MOST_LOOKS, seconds=CALM * seconds)
    fewer_waits(plan, search, is_over=race.is_over, learn=partial(_learn_fair, race))


def _learn_fair(race: Race, slots: Mapping[int, int]) -> None:
    waits = fair_waits(race.instance, slots, race.fairness)
    if waits is not None:
        race.learn_slots(dict(slots), waits)


def _by_exchanges_later(race: Race, seconds: float) -> None:
    """As above, but after a while: what the solver proves in a moment needs no other plan."""
    until = monotonic() + seconds / LONGER
    while not race.is_over() and monotonic() < until:
        sleep(PULSE)
    _by_exchanges(race, seconds)


def _by_cores(race: Race, seconds: float, *, work: float = inf) -> None:
    """From below: which participants cannot all be without a wait? Small events are asked with counts, if at length."""
    until = monotonic() + seconds
    if work == inf and race.answer.bound == 1:  # a short look found one group at most that cannot all be without
        _is_refuted(race, 1, until, TRIES[:2], luck=len(TRIES))
    counting = work == inf and len(race.instance.meetings) <= MOST_COUNTED
    idle = build_idle_model(race.instance, fairness=race.fairness, counting=counting)
    if not race.is_over() and monotonic() < until:
        solved = race.search(idle, CORES + _look(work), seconds=until - monotonic())
        if solved.status == "infeasible":
            race.answer.status = "infeasible"


def _by_ladder(race: Race, seconds: float) -> None:
    """From the bound upwards: is there a plan with exactly so many waits?"""
    until = monotonic() + seconds
    if race.answer.bound == 1:
        _is_refuted(race, 1, until, TRIES)
    _relax(race, steps=FEW_STEPS)
    while monotonic() < until and not race.is_over():
        goal = race.answer.bound
        if not (nobody_waits_alone(race, until) if goal == 1 else _is_refuted(race, goal, until)):
            return
        if goal == 1:
            _relax(race)


def _relax(race: Race, *, steps: int = MANY) -> None:
    """The bound of the linear relaxation, if it is found in so many steps."""
    if race.is_over():
        return
    relaxation = build_idle_model(race.instance, fairness=race.fairness).model
    least = relaxed_bound(relaxation, seconds=min(race.seconds * LP_SHARE, max(race.left(), 0)), steps=steps)
    if least == inf:
        race.answer.status = "infeasible"
    elif least > race.answer.bound:
        race.learn(bound=int(least))


def nobody_waits_alone(race: Race, until: float) -> bool:
    """Is it proved of everybody that nobody can be the only one who waits? Whoever meets most often is asked first.

    One person at a time is a far smaller question than one wait anywhere. Who is not settled soon is asked again, for
    longer; and before those of whom it is less likely.
    """
    idle = build_idle_model(race.instance, fairness=race.fairness, most=1)
    idle.model.minimise([])
    asked = sorted((each for each, waits in idle.waits.items() if waits), key=lambda p: (-len(idle.meetings_of[p]), p))
    queue = [(FIRST_LOOK * (1 + number / SLOPE), FIRST_LOOK, number) for number in range(len(asked))]
    while queue and race.answer.bound <= 1:
        rank, look, number = heappop(queue)
        seconds = until - monotonic()
        if race.is_over() or seconds <= 0:
            return False
        model = replace(idle.model, clauses=[*idle.model.clauses, *_only(idle, asked[number])])
        way = SUMS if look == FIRST_LOOK else PLAIN
        solved = race.search(replace(idle, model=model), way + _look(look), seconds=seconds, goal=1)
        if solved.status != "infeasible":
            heappush(queue, (rank * LONGER, look * LONGER, number))
    race.learn(bound=2)
    return True


def _look(work: float) -> str:
    return f" max_deterministic_time: {work}" if work < inf else ""


def _only(idle: IdleModel, person: int) -> list[list[int]]:
    """This person waits once, and nobody else."""
    return [
        [wait if each == person else negated(wait)]
        for each, waits in idle.waits.items() for wait in waits
    ]  # fmt: skip


def _run(ways: list[Callable[[Race, float], None]], race: Race, workers: int) -> None:
    """All ways at once when there are workers for them; else one after the other, always in the same order."""
    if workers == 1:
        for number, way in enumerate(ways):
            if not race.is_over():
                way(race, race.left() / (len(ways) - number))
        return
    threads = [Thread(target=way, args=(race, race.left()), daemon=True) for way in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
