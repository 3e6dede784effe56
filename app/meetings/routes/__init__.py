"""Pages about meetings."""

from app.meetings.routes import (
    answers,
    availability,
    day,
    grid,
    ground,
    mine,
    moving,
    my_plan,
    planner,
    plans,
    replanning,
    round_tables,
    timetable,
)
from app.meetings.routes.blueprint import bp

__all__ = [
    "answers",
    "availability",
    "bp",
    "day",
    "grid",
    "ground",
    "mine",
    "moving",
    "my_plan",
    "planner",
    "plans",
    "replanning",
    "round_tables",
    "timetable",
]
