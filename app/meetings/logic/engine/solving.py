"""Asking the solver in a process of its own: a crash or a time-out never costs more than the answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from app.meetings.logic.engine.model import Model
from app.meetings.logic.engine.processes import Message, Pool

GRACE: Final = 1.5
PULSE: Final = 0.05


@dataclass(slots=True)
class Solved:
    """What the solver knows: optimal, feasible, infeasible, unknown (nothing yet) or failed (the process died)."""

    status: str = "unknown"
    values: list[int] | None = None
    objective: float | None = None
    bound: float | None = None
    core: list[int] = field(default_factory=list)
    history: list[tuple[float, float | None, float | None]] = field(default_factory=list)
    is_final: bool = False


Enough = Callable[[Solved], bool]


def never(_: Solved) -> bool:
    """Search until the end."""
    return False


_CHILDREN: Final = Pool("app.meetings.logic.engine.child")


def warm_up(count: int = 1) -> None:
    """Start processes beforehand, so that the first questions do not wait for them."""
    _CHILDREN.warm_up(count)


def solve(
    model: Model, *, seconds: float, workers: int = 1, seed: int = 0, parameters: str = "", enough: Enough = never
) -> Solved:
    """Solve a model; after the time plus a little grace the process is ended and the best so far returned.

    `enough` looks at what is known, several times a second, and may end the search early.
    """
    text = f"max_time_in_seconds: {max(seconds, 0.01):.3f} num_workers: {workers} random_seed: {seed} {parameters}"
    child = _CHILDREN.ask({"model": model.as_data(), "parameters": text})
    outcome = Solved()
    started = monotonic()
    until = started + seconds + GRACE
    while True:
        message = child.next(PULSE)
        if message is not None:
            _take(outcome, message, monotonic() - started)
        if outcome.is_final and message is not None:
            _CHILDREN.keep(child)
            return outcome
        if until > monotonic() + GRACE and enough(outcome):
            child.send({"stop": True})
            until = monotonic() + GRACE
        if not child.is_alive or monotonic() > until:
            child.end()
            outcome.status = "unknown" if outcome.values is None else "feasible"
            return outcome


def _take(outcome: Solved, message: Message, seconds: float) -> None:
    if message.get("values") is not None:
        outcome.values, outcome.objective = message["values"], message["objective"]
    if message.get("bound") is not None:
        outcome.bound = message["bound"] if outcome.bound is None else max(outcome.bound, message["bound"])
    outcome.is_final = "status" in message
    outcome.status = message.get("status", outcome.status)
    outcome.core = message.get("core", outcome.core)
    outcome.history.append((round(seconds, 3), outcome.objective, outcome.bound))
