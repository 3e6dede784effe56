"""The stage: who comes when, drawing lots, and what becomes of questions."""

from app.roadshow.logic.order import (
    RunningOrder,
    TimedTurn,
    Turn,
    close_up,
    draw_lots,
    draw_lots_by_lane,
    move_turn,
    time_order,
)
from app.roadshow.logic.questions import (
    QUESTION_NEEDS_REASON,
    QUESTION_TRANSITIONS,
    QuestionState,
    QuestionTheme,
    count_by_theme,
    may_become,
)

__all__ = [
    "QUESTION_NEEDS_REASON", "QUESTION_TRANSITIONS", "QuestionState", "QuestionTheme", "RunningOrder", "TimedTurn",
    "Turn", "close_up", "count_by_theme", "draw_lots", "draw_lots_by_lane", "may_become", "move_turn", "time_order",
]  # fmt: skip
