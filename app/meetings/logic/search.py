"""Searching a plan level by level: each stage makes one level better and none before it worse, and tells at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import Final

from app.meetings.logic.check import violations
from app.meetings.logic.engine.changes import fewest_changes
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.idle import Effort, least_waits
from app.meetings.logic.engine.selection import select
from app.meetings.logic.engine.tables import seat
from app.meetings.logic.engine.weights import WeightAnswer, more_weight, most_weight
from app.meetings.logic.instance import Assignment, Instance
from app.meetings.logic.levels import FULL, SMALL_IS_GOOD, USUAL, Levels, PlanLevel, Score, measure, must_move, rank
from app.meetings.logic.plan import Objective, plan
from app.meetings.logic.simpler import deserving, needs_rules, one_day_caps, price, softened

L = PlanLevel
FIRST_ROUND: Final = 0.5
SMALL: Final = 600
SHARE_OF_TIME: Final = dict(zip(L, (0.2, 0.5, 0.3, 0.9, 0.9, 0.5), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A question, what is good in which order, the time there is, and the timetable that stands (meeting: slot)."""

    instance: Instance
    levels: Levels = USUAL
    seconds: float = 20.0
    seed: int = 0
    before: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best plan after so many seconds, with its scores; `stage` is the level being worked on."""

    seconds: float
    stage: PlanLevel | None
    rows: tuple[Assignment, ...] = ()
    scores: Mapping[PlanLevel, Score] = field(default_factory=dict)


Report = Callable[[Found], None]


def search(task: Task, report: Report) -> Found:
    """Search until every level is proved or the time is up; whatever is reported has passed the judge."""
    return _Search(task, report).run()


class _Search:
    """One run: the best plan, and what is known about each level."""

    def __init__(self, task: Task, report: Report) -> None:
        self.task, self.report = task, report
        self.started = monotonic()
        self.instance = one_day_caps(task.instance)
        self.work = self.instance
        self.rows: tuple[Assignment, ...] = ()
        self.values: dict[PlanLevel, int] = measure(self.instance, (), task.before)
        self.bounds: dict[PlanLevel, int | None] = dict.fromkeys(L)
        self.bounds[L.MUST_MEET] = sum(each.mandatory for each in self.instance.meetings)
        self.bounds[L.MOVED] = must_move(self.instance, task.before)
        self.stage: PlanLevel | None = None
        self.has_plan = False
        self.is_soft = False
        self.floor = 0.0
        if self.is_before(L.MOVED, L.MUST_MEET):
            self._keep_standing()

    def run(self) -> Found:
        """All levels in their order."""
        ways = (self._musts, self._weight, self._worst_share, self._waits, self._table_changes, self._moved)
        stages = dict(zip(L, ways, strict=True))
        for level in self.task.levels:
            self.stage = level
            if self.left() > 0 or not self.has_plan:
                stages[level]()
                self.tell()
        if self.bounds[L.TABLE_CHANGES] is None and self.left() > 0:
            self._table_changes()
        self.stage = None
        return self.tell()

    def left(self) -> float:
        """The seconds that remain."""
        return self.started + self.task.seconds - monotonic()

    def tell(self) -> Found:
        """Report what is known now."""
        scores = {level: Score(self.values[level], self.bounds[level]) for level in L}
        spent = round(monotonic() - self.started, 2)
        found = Found(seconds=spent, stage=self.stage, rows=self.rows, scores=scores)
        self.report(found)
        return found

    def keep(self, slots: Mapping[int, int]) -> bool:
        """Take a plan over if it breaks no rule and is better, in the order of the levels, than the best so far."""
        rows = seat(self.instance, slots)
        return rows is not None and self.keep_rows(tuple(rows))

    def keep_rows(self, rows: tuple[Assignment, ...]) -> bool:
        """As above, with tables already chosen."""
        if violations(self.task.instance, rows):
            return False
        values = measure(self.instance, rows, self.task.before)
        is_better = rank(self.task.levels, values) > rank(self.task.levels, self.values)
        if is_better or not self.has_plan:
            if {row.meeting: row.slot for row in rows} != self.slots():
                self.bounds[L.TABLE_CHANGES] = None
            self.rows, self.values, self.has_plan = rows, values, True
            self.tell()
        return is_better

    def tighten(self, level: PlanLevel, bound: int) -> None:
        """Take note of what no plan can beat."""
        old = self.bounds[level]
        closer = max if level in SMALL_IS_GOOD else min
        self.bounds[level] = bound if old is None else closer(old, bound)

    def is_proved(self, level: PlanLevel) -> bool:
        """Is nothing left to gain on a level?"""
        return self.has_plan and self.values[level] == self.bounds[level]

    def is_before(self, one: PlanLevel, other: PlanLevel) -> bool:
        """Does the organiser care more for one level than for the other?"""
        return self.task.levels.index(one) < self.task.levels.index(other)

    def slots(self) -> dict[int, int]:
        """The times of the best plan."""
        return {row.meeting: row.slot for row in self.rows}

    def _musts(self) -> None:
        """As many mandatory meetings as possible; if not all are, each counts for more than everything else."""
        self._first_plan()
        seconds = self._round(0, L.MUST_MEET)
        found = self._most_weight(seconds)
        if not found.is_possible or found.missing:
            self.work, self.is_soft = softened(self.work), True
            found = self._most_weight(2 * seconds)
        self._learn_weight(found)

    def _first_plan(self) -> None:
        """The rules' own planner is never without an answer; what the engine does not know needs it at any size."""
        is_small = len(self.instance.meetings) <= SMALL
        if is_small or needs_rules(self.instance):
            self._by_rules()
        elif not self.has_plan:
            board = Colouring(self.work)
            board.insert_all(each.id for each in sorted(self.work.meetings, key=deserving))
            self.keep(board.slot_of)
            chosen = select(self.work, seconds=max(self.left() * SHARE_OF_TIME[L.MUST_MEET], FIRST_ROUND))
            if chosen.is_possible:
                self.tighten(L.WEIGHT, chosen.bound)
                self.tell()

    def _by_rules(self) -> None:
        if not self.has_plan:
            limit = min(FIRST_ROUND, self.task.seconds / 4)
            quick = plan(self.work, objectives=(Objective.MUST_MEET, Objective.WEIGHT), time_limit=limit)
            self.keep_rows(quick.assignments)
            if self.work is self.instance:
                self.tighten(L.MUST_MEET, quick.bounds[Objective.MUST_MEET])
                self.tighten(L.WEIGHT, quick.bounds[Objective.WEIGHT])

    def _weight(self) -> None:
        self._first_plan()
        if self.is_before(L.MOVED, L.WEIGHT):
            self._keep_standing()
        until = monotonic() + self.left() * SHARE_OF_TIME[L.WEIGHT]
        turn = 0
        while not self.is_proved(L.WEIGHT) and (turn == 0 or monotonic() < until):
            seconds = self._round(turn, L.WEIGHT)
            self._learn_weight(self._most_weight(seconds, turn))
            turn += 1
        self._by_rules()

    def _most_weight(self, seconds: float, turn: int = 0) -> WeightAnswer:
        """The engine's plan; orders and types of places need one to start from that keeps them."""
        seed = self.task.seed + turn
        if needs_rules(self.work) and self.has_plan:
            return more_weight(self.work, self.slots(), seconds=seconds, seed=seed)
        return most_weight(self.work, seconds=seconds, seed=seed, floor_share=self.floor)

    def _learn_weight(self, found: WeightAnswer) -> None:
        """Keep a plan of the engine with its bound; softened musts stand in the bound as multiples of their price."""
        if not found.is_possible:
            return
        if self.is_soft:
            price_of_must = price(self.instance)
            self.tighten(L.MUST_MEET, found.bound // price_of_must)
            if self.values[L.MUST_MEET] == self.bounds[L.MUST_MEET]:
                self.tighten(L.WEIGHT, found.bound - self.values[L.MUST_MEET] * price_of_must)
        elif not self.floor:
            self.tighten(L.WEIGHT, found.bound)
        elif self.is_before(L.WORST_SHARE, L.WEIGHT):
            self.bounds[L.WEIGHT] = found.bound
        if not found.missing:
            self.keep(found.slots)
        self.tell()

    def _keep_standing(self) -> None:
        """If moving nobody matters more than wishes, what stands and can stay is as good as locked."""
        people = self.instance.participant()
        self.work = replace(self.work, meetings=tuple(
            replace(each, fixed_slot=self.task.before[each.id])
            if each.id in self.task.before and self.task.before[each.id] in self.instance.common_slots(each, people)
            else each
            for each in self.work.meetings
        ))  # fmt: skip

    def _worst_share(self) -> None:
        """Raise the floor under everybody as far as the bound allows, without losing what comes before."""
        if self.is_proved(L.WORST_SHARE):
            return
        until = monotonic() + self.left() * SHARE_OF_TIME[L.WORST_SHARE]
        low, high = self.values[L.WORST_SHARE], FULL
        while low < high and monotonic() < until:
            middle = (low + high + 1) // 2
            if self._allows_floor(middle):
                low = middle
            else:
                high = middle - 1
                self.tighten(L.WORST_SHARE, high)
        self.tighten(L.WORST_SHARE, high)
        if low <= self.values[L.WORST_SHARE]:
            return
        found = most_weight(self.work, seconds=max(self.left() * SHARE_OF_TIME[L.WORST_SHARE], FIRST_ROUND),
                            seed=self.task.seed, floor_share=low / FULL)  # fmt: skip
        if found.is_possible and not found.missing:
            self.keep(found.slots)
        if self.is_before(L.WORST_SHARE, L.WEIGHT):
            self.floor = self.values[L.WORST_SHARE] / FULL
            self.bounds[L.WEIGHT] = None

    def _allows_floor(self, percent: int) -> bool:
        """Can everybody get this share, and if wishes come first, without making the plan worth less?"""
        chosen = select(self.work, floor_share=percent / FULL, seconds=max(self.left(), FIRST_ROUND))
        if not chosen.is_possible:
            return False
        wanted = self.work.meeting()
        worth = sum(wanted[row.meeting].weight for row in self.rows)
        return not self.is_before(L.WEIGHT, L.WORST_SHARE) or chosen.bound >= worth

    def _waits(self) -> None:
        """Few waits for the meetings chosen; the bound holds for this choice."""
        slots = self.slots()
        kept = [each for each in self.instance.meetings if each.id in slots]
        if self.is_before(L.MOVED, L.WAITS):
            stay = {meeting for meeting, slot in self.task.before.items() if slots.get(meeting) == slot}
            kept = [replace(each, fixed_slot=slots[each.id]) if each.id in stay else each for each in kept]
        chosen = replace(self.instance, meetings=tuple(replace(each, mandatory=True) for each in kept))
        until = monotonic() + self.left() * SHARE_OF_TIME[L.WAITS]
        self.bounds[L.WAITS] = 0
        turn = 0
        while not self.is_proved(L.WAITS) and kept and (turn == 0 or monotonic() < until):
            effort = Effort(seconds=self._round(turn, L.WAITS), seed=self.task.seed + turn)
            found = least_waits(chosen, effort=effort, start=self.slots())
            if len(found.slots) == len(kept):
                self.keep(found.slots)
            self.tighten(L.WAITS, found.bound)
            self.tell()
            turn += 1

    def _table_changes(self) -> None:
        """Few changes of table for the times chosen; the bound holds for these times."""
        found = fewest_changes(
            self.instance, self.slots(), seconds=self._round(1, L.TABLE_CHANGES), seed=self.task.seed
        )
        if found is not None:
            self.keep_rows(found.rows)
            self.bounds[L.TABLE_CHANGES] = found.bound

    def _moved(self) -> None:
        """Send meetings back to the time at which they stood, where no level before this one gets worse."""
        for meeting, slot in sorted(self.task.before.items()):
            slots = self.slots()
            if self.left() <= 0 or self.is_proved(L.MOVED):
                return
            if meeting not in slots or slots[meeting] == slot:
                continue
            board = Colouring(self.instance)
            for each, at in slots.items():
                if each != meeting:
                    board.put(each, at)
            one, other = board.wanted[meeting].sides
            if board.free[one] & board.free[other] & board.allowed[meeting] & (1 << slot) and board.spare[slot] > 0:
                self.keep(slots | {meeting: slot})

    def _round(self, turn: int, level: PlanLevel) -> float:
        """Each round takes twice as long as the one before, within the time of its level."""
        return max(min(FIRST_ROUND * 2.0 ** min(turn, 20), self.left() * SHARE_OF_TIME[level]), FIRST_ROUND / 2)
