"""Who comes when: times of a running order, drawing lots, and what to do when the stage runs late."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

LEAST_QUESTIONS = 2  # minutes that a cut leaves to each pitch


class Paper(StrEnum):
    """A printed paper that a change of the order makes out of date."""

    AGENDA_BOOK = "agenda_book"
    PROJECT_BOOKLET = "project_booklet"
    PERSONAL_SCHEDULE = "personal_schedule"
    SCORE_SHEET = "score_sheet"
    BADGE = "badge"
    TABLE_TENT = "table_tent"


@dataclass(frozen=True, slots=True)
class Turn:
    """One pitch on stage: minutes to present and for questions; a lane is a field or a room.

    `pause_after` minutes of break take the place of the change to the next pitch; `lead` minutes are waited before the
    turn, since the stage was late.
    """

    pitch: int
    present_minutes: int = 8
    qa_minutes: int = 7
    lane: Hashable = None
    pause_after: int = 0
    lead: int = 0


@dataclass(frozen=True, slots=True)
class TimedTurn:
    """A turn with its place in the order and its times."""

    position: int
    pitch: int
    start: datetime
    questions_from: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class RunningOrder:
    """A whole running order; its pure time leaves the changes between pitches out."""

    turns: tuple[TimedTurn, ...]
    pure_minutes: int
    end: datetime


def time_order(turns: Sequence[Turn], *, start: datetime, change_minutes: int = 1) -> RunningOrder:
    """The times of pitches that follow each other with a short change, or a break, between two."""
    timed = []
    at = start
    for position, turn in enumerate(turns, start=1):
        at += timedelta(minutes=turn.lead)
        questions_from = at + timedelta(minutes=turn.present_minutes)
        end = questions_from + timedelta(minutes=turn.qa_minutes)
        timed.append(TimedTurn(position, turn.pitch, at, questions_from, end))
        at = end + timedelta(minutes=turn.pause_after or change_minutes)
    return RunningOrder(
        turns=tuple(timed),
        pure_minutes=sum(turn.present_minutes + turn.qa_minutes for turn in turns),
        end=timed[-1].end if timed else start,
    )


def close_up(turns: Iterable[Turn], *, without: int) -> list[Turn]:
    """The order after a pitch is withdrawn: the others keep theirs and move up."""
    return [turn for turn in turns if turn.pitch != without]


def move_turn(turns: Sequence[Turn], *, pitch: int, position: int) -> list[Turn]:
    """The order after one pitch was put at another position (from 1); beyond the ends means the end."""
    others = [turn for turn in turns if turn.pitch != pitch]
    moved = [turn for turn in turns if turn.pitch == pitch]
    at = min(max(position - 1, 0), len(others))
    return [*others[:at], *moved, *others[at:]]


def lot_of(pitch: int, seed: str) -> str:
    """The lot that a pitch draws: whoever has the smallest comes first; anybody can work it out anew."""
    return sha256(f"{seed}:{pitch}".encode()).hexdigest()


def draw_lots(turns: Iterable[Turn], *, seed: str) -> list[Turn]:
    """A drawn order that anyone can repeat from the published seed: by the hash of seed and pitch."""
    return sorted(turns, key=lambda turn: (lot_of(turn.pitch, seed), turn.pitch))


def draw_lots_by_lane(turns: Sequence[Turn], *, seed: str) -> list[Turn]:
    """Lots drawn inside each lane; the lanes keep the order in which they first appear."""
    lanes = list(dict.fromkeys(turn.lane for turn in turns))
    return [turn for lane in lanes for turn in draw_lots([each for each in turns if each.lane == lane], seed=seed)]


def shift_after(turns: Sequence[Turn], *, pitch: int, minutes: int) -> list[Turn]:
    """The order in which everything behind one pitch begins later by the delay."""
    place = [turn.pitch for turn in turns].index(pitch) + 1
    return [replace(turn, lead=turn.lead + minutes) if at == place else turn for at, turn in enumerate(turns)]


def cut_after(turns: Sequence[Turn], *, pitch: int, minutes: int) -> tuple[list[Turn], int]:
    """The order in which the questions behind one pitch give up a delay, the longest first; and what is left of it.

    Nobody loses time to present, and everybody keeps a few minutes for questions. The next pitch begins later by the
    whole delay, and the minutes that were cut bring the last one back to its time.
    """
    place = [turn.pitch for turn in turns].index(pitch) + 1
    left, questions = minutes, {turn.pitch: turn.qa_minutes for turn in turns[place:]}
    while left > 0 and any(each > LEAST_QUESTIONS for each in questions.values()):
        longest = max(questions, key=lambda each: questions[each])
        questions[longest] -= 1
        left -= 1
    cut = [replace(turn, qa_minutes=questions.get(turn.pitch, turn.qa_minutes)) for turn in turns]
    return shift_after(cut, pitch=pitch, minutes=minutes), left


def papers_touched(before: Sequence[tuple[int, datetime | None]], after: Sequence[tuple[int, datetime]]) -> list[Paper]:
    """The papers that are out of date when pitches and their times change; a new order touches none."""
    if not before or list(before) == list(after):
        return []
    touched = [Paper.AGENDA_BOOK, Paper.PROJECT_BOOKLET, Paper.PERSONAL_SCHEDULE, Paper.SCORE_SHEET]
    if {pitch for pitch, _ in before} != {pitch for pitch, _ in after}:
        touched += [Paper.BADGE, Paper.TABLE_TENT]
    return touched
