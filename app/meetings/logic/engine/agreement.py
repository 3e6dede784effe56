"""Better plans by keeping a part of the plan and choosing everything else anew, exactly.

What plan and relaxation agree on is likely to be in better plans too (relaxation-induced neighbourhoods: Danna,
Rothberg and Le Pape, 2005); in turn with that, whole slots are set free. Two plans found side by side are joined in
the same manner: what both have stays, the rest is chosen anew.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.meetings.logic.engine.choosing import choose
from app.meetings.logic.engine.colouring import Colouring
from app.meetings.logic.engine.timed import CLOSE, Places, Program, Relaxed

FIRST: Final = 600
LEAP: Final = 1.2
STEP: Final = 1.06
LUCK: Final = 0.7  # how much chance counts beside the share of a way
COSTLY: Final = 0.6  # of the usual weight: dearer ways are hardly ever in a better plan
SECONDS: Final = 6.0
NODES: Final = 200  # of the search tree, the same on any machine
FEW_NODES: Final = 10
LAST_QUIET: Final = 16
Taken = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Question:
    """What stays, and among which ways the rest is chosen."""

    kept: Taken
    open: Places


@dataclass(frozen=True, slots=True)
class _Answer:
    """The plan found, in how many nodes, and whether there is no better one."""

    taken: Taken
    nodes: int
    is_proved: bool


@dataclass(slots=True)
class _Size:
    """How many meetings are set free: ever more until a search does not end, then near that limit."""

    free: float
    step: float = LEAP

    def learn(self, answers: list[_Answer]) -> None:
        """Set more free next time if that was easy, and less if a search did not end."""
        if not all(each.is_proved for each in answers):
            self.free /= self.step
            self.step = STEP
        elif all(each.nodes <= FEW_NODES for each in answers):
            self.free *= self.step


class Renewal:
    """One search for a better plan: the plan as ways taken, and how many of its meetings are set free at a time."""

    def __init__(self, plan: Colouring, program: Program, relaxed: Relaxed, seed: int) -> None:
        self.plan, self.program, self.relaxed = plan, program, relaxed
        self.random = np.random.default_rng(seed)
        self.slots = np.array([slot for _, slot in program.ways])
        self.taken = np.array([plan.slot_of.get(meeting) == slot for meeting, slot in program.ways])
        gap = max(relaxed.limit - plan.weight(), 0.0)
        stays = [plan.wanted[meeting].mandatory or meeting in plan.locked for meeting, _ in program.ways]
        # Whatever a plan without a mandatory meeting could gain is less than this.
        self.weights = program.weights + np.array(stays) * (ceil(gap) + 1.0)
        dear = COSTLY * float(program.weights.mean())
        self.near, self.has_all_near = relaxed.beyond > -min(gap, dear) - CLOSE, gap <= dear and program.is_whole
        self.is_proved = False

    def run(self, *, is_over: Callable[[], bool], seconds: Callable[[], float], workers: int = 1) -> None:
        """Choose parts of the plan anew until it is proved, nothing was gained for a while, or time is over."""
        kinds = [(self._disputed, _Size(FIRST)), (self._some_slots, _Size(FIRST))]
        quiet = 0
        while quiet < LAST_QUIET and not self.is_proved and not is_over():
            free, size = kinds[0]
            kinds.reverse()
            before, count = self.plan.weight(), min(int(size.free), len(self.plan.slot_of))
            answers = self._ask([self._without(free(count)) for _ in range(workers)], seconds())
            self.is_proved = self.has_all_near and count == len(self.plan.slot_of) and answers[0].is_proved
            size.learn(answers)
            found = self._good(answers)
            if len(found) > 1:
                found += self._good(self._ask([self._joined(found)], seconds()))
            self._take(max(found, key=self._worth, default=self.taken))
            quiet = 0 if self.plan.weight() > before else quiet + 1

    def _worth(self, taken: Taken) -> float:
        return float(self.weights[taken].sum())

    def _disputed(self, count: int) -> Places:
        """So many ways of the plan: those of which the relaxation has little, and some by luck."""
        mine = np.flatnonzero(self.taken)
        rank = self.relaxed.shares[mine] + LUCK * self.random.random(len(mine))
        return mine[np.argsort(rank, kind="stable")[:count]]

    def _some_slots(self, count: int) -> Places:
        """All ways of the plan in some slots, so that they are about so many."""
        mine = np.flatnonzero(self.taken)
        order = self.random.permutation(len(self.plan.spare))
        held = np.cumsum([len(self.plan.held[slot]) for slot in order])
        return mine[np.isin(self.slots[mine], order[: np.searchsorted(held, count) + 1])]

    def _without(self, free: Places) -> _Question:
        """Keep everything but these."""
        kept = self.taken.copy()
        kept[free] = False
        return self._question(kept, self.taken)

    def _joined(self, plans: list[Taken]) -> _Question:
        """Keep what all these plans have."""
        return self._question(np.logical_and.reduce(plans), np.logical_or.reduce(plans))

    def _question(self, kept: Taken, known: Taken) -> _Question:
        """The ways that go with what is kept and could pay, and those of plans known."""
        program = self.program
        full = program.limits - program.matrix @ kept.astype(float) < 1 - CLOSE
        blocked = program.matrix.T @ full.astype(float) > 0
        return _Question(kept, np.flatnonzero(~kept & ~blocked & (self.near | known)))

    def _ask(self, questions: list[_Question], seconds: float) -> list[_Answer]:
        """The answers, each from a process of its own."""
        ask = partial(self._answer, seconds=min(max(seconds, CLOSE), SECONDS))
        with ThreadPoolExecutor(len(questions)) as threads:
            return list(threads.map(ask, questions))

    def _good(self, answers: list[_Answer]) -> list[Taken]:
        """The plans found that are no worse than the present one."""
        least = self._worth(self.taken) - CLOSE
        return [each.taken for each in answers if self._worth(each.taken) >= least]

    def _answer(self, question: _Question, seconds: float) -> _Answer:
        """The best choice for a question, or the best found in so long."""
        program, ways = self.program, question.open
        left = program.limits - program.matrix @ question.kept.astype(float)
        part = Program([], self.weights[ways], program.matrix[:, ways], left)
        chosen = choose(part, np.flatnonzero(self.taken[ways]), seconds=seconds, nodes=NODES)
        taken = question.kept.copy()
        taken[ways[chosen.taken]] = True
        return _Answer(taken, chosen.nodes, chosen.is_proved)

    def _take(self, taken: Taken) -> None:
        """Plan these ways and no others."""
        ways = self.program.ways
        for at in np.flatnonzero(self.taken & ~taken).tolist():
            self.plan.drop(ways[at][0])
        for at in np.flatnonzero(taken & ~self.taken).tolist():
            self.plan.put(*ways[at])
        self.taken = taken
