"""How a project lands: its steps in order, and whether anybody has to look after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from app.agreements.logic.follow_up import is_silent
from app.agreements.logic.states import LandingStage

ORDER: Final = tuple(LandingStage)


class Light(StrEnum):
    """What the board shows for a project."""

    GREEN = "green"
    RED = "red"


@dataclass(frozen=True)
class Step:
    """A milestone as the board needs it."""

    stage: LandingStage
    due_on: date
    done_on: date | None = None


def stage_of(steps: Sequence[Step]) -> LandingStage:
    """Return the furthest step reached; whatever is signed has reached the framework."""
    reached = [step.stage for step in steps if step.done_on is not None]
    return max(reached, key=ORDER.index, default=LandingStage.FRAMEWORK)


def next_of(steps: Sequence[Step]) -> Step | None:
    """Return the first step that is not reached yet."""
    waiting = [step for step in steps if step.done_on is None]
    return min(waiting, key=lambda step: (ORDER.index(step.stage), step.due_on), default=None)


def overdue(steps: Sequence[Step], day: date) -> list[Step]:
    """Return the steps that should have been reached before a day."""
    return [step for step in steps if step.done_on is None and step.due_on < day]


def light_of(last_word_on: date, steps: Sequence[Step], day: date) -> Light:
    """Red if nothing was heard for thirty days or a step is overdue, green otherwise."""
    return Light.RED if is_silent(last_word_on, day) or overdue(steps, day) else Light.GREEN
