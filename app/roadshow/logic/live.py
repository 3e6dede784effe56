"""The clock of the stage: which part of which pitch runs, until when, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from app.roadshow.logic.order import Turn

SHORTEST_PART = 10  # seconds that a part keeps however much is taken away


class Phase(StrEnum):
    """What happens on stage."""

    WAITING = "waiting"
    PRESENTING = "presenting"
    QUESTIONS = "questions"
    CHANGE = "change"
    BREAK = "break"
    FINISHED = "finished"


class Deed(StrEnum):
    """What the host does with the stage."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    EXTEND = "extend"
    SHIFT = "shift"
    CUT = "cut"
    SHOW = "show"
    ABSENT = "absent"


class Screen(StrEnum):
    """What the big screen shows."""

    TIMER = "timer"
    SLIDE = "slide"
    QUESTION = "question"
    ORDER = "order"
    LOTS = "lots"
    RESULTS = "results"


RUNNING: Final = frozenset({Phase.PRESENTING, Phase.QUESTIONS})


@dataclass(frozen=True, slots=True)
class StageClock:
    """A part of the stage with its beginning and length; `paused` seconds do not count, `paused_at` stops it."""

    phase: Phase
    pitch: int | None = None
    started: datetime | None = None
    seconds: int = 0
    paused_at: datetime | None = None
    paused: timedelta = timedelta()

    def elapsed(self, now: datetime) -> timedelta:
        """How long the part has run, pauses left out."""
        if self.started is None:
            return timedelta()
        return max((self.paused_at or now) - self.started - self.paused, timedelta())

    def left(self, now: datetime) -> timedelta:
        """How long the part still has; negative when it is over."""
        return timedelta(seconds=self.seconds) - self.elapsed(now)

    @property
    def ends(self) -> datetime | None:
        """When the part is over if nobody pauses again; nobody knows while it is paused."""
        if self.started is None or self.paused_at is not None:
            return None
        return self.started + self.paused + timedelta(seconds=self.seconds)


def begin(phase: Phase, pitch: int | None, *, now: datetime, minutes: int) -> StageClock:
    """A part that begins now."""
    return StageClock(phase, pitch, now, minutes * 60)


def follow(clock: StageClock, turns: Sequence[Turn], *, now: datetime, change_minutes: int = 1) -> StageClock:
    """The part that comes after this one: the first pitch, its questions, a change or break, the next pitch, the end.

    In a change or a break the clock already names the pitch that comes next.
    """
    here = next((at for at, turn in enumerate(turns) if turn.pitch == clock.pitch), None)
    match clock.phase:
        case Phase.WAITING:
            return _present(turns, 0, now)
        case Phase.FINISHED:
            return clock
        case Phase.CHANGE | Phase.BREAK:
            return _present(turns, 0 if here is None else here, now)
        case Phase.PRESENTING if here is not None and turns[here].qa_minutes:
            return begin(Phase.QUESTIONS, clock.pitch, now=now, minutes=turns[here].qa_minutes)
        case _:
            return _leave(turns, here, now, change_minutes)


def _present(turns: Sequence[Turn], at: int, now: datetime) -> StageClock:
    if at >= len(turns):
        return StageClock(Phase.FINISHED, None, now)
    return begin(Phase.PRESENTING, turns[at].pitch, now=now, minutes=turns[at].present_minutes)


def _leave(turns: Sequence[Turn], here: int | None, now: datetime, change_minutes: int) -> StageClock:
    if here is None or here + 1 >= len(turns):
        return StageClock(Phase.FINISHED, None, now)
    pause, after = turns[here].pause_after, turns[here + 1]
    if pause:
        return begin(Phase.BREAK, after.pitch, now=now, minutes=pause)
    return begin(Phase.CHANGE, after.pitch, now=now, minutes=change_minutes)


def pause(clock: StageClock, *, now: datetime) -> StageClock:
    """The clock stopped; stopping it twice changes nothing."""
    return clock if clock.paused_at or clock.started is None else replace(clock, paused_at=now)


def resume(clock: StageClock, *, now: datetime) -> StageClock:
    """The clock going on where it stopped."""
    if clock.paused_at is None:
        return clock
    return replace(clock, paused_at=None, paused=clock.paused + (now - clock.paused_at))


def extend(clock: StageClock, *, seconds: int) -> StageClock:
    """The part made longer, or shorter."""
    return replace(clock, seconds=max(clock.seconds + seconds, SHORTEST_PART))


def shorten(text: str, longest: int = 110) -> str:
    """Return the beginning of a text for a slide: whole sentences if one ends in time, else with an ellipsis."""
    plain = " ".join(text.split())
    if len(plain) <= longest:
        return plain
    cut = plain[:longest]
    end = max(cut.rfind(mark) for mark in "。！？；")
    return cut[: end + 1] if end >= longest // 3 else cut.rstrip("，、,;；： ") + "…"
