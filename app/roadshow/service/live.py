"""Running the stage: the clock goes from part to part, waits, is made longer; every deed is written down first."""

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import Conflict, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import EventState, SessionState, SessionType
from app.events.models.programme import EventSession
from app.events.queries.programme import is_released
from app.events.service.session_states import step_session
from app.pitches.logic.states import PitchState
from app.pitches.queries.pitches import get_pitch
from app.pitches.service.steps import take_step
from app.roadshow.logic.live import RUNNING, Deed, Phase, Screen, StageClock, extend, follow, pause, resume
from app.roadshow.models import RunningOrderItem, StageRun, StageStep
from app.roadshow.queries.live import find_run, last_deed, lateness, list_turn_items, turns_in
from app.roadshow.queries.order import find_order, get_stage
from app.roadshow.service import order as orders

MOST_MINUTES = 60
LONGEST_NOTICE = 60
UNTIL_PRESENTED = (PitchState.SLIDES_LOCKED, PitchState.PRESENTED)


def open_stage(session: Session, actor: Actor, *, session_id: int) -> StageRun:
    """Return the stage of a roadshow session, made when it is used for the first time."""
    stage = get_stage(session, session_id)
    authorise(actor, Permission.ROADSHOW_RUN, stage)
    if stage.session_type is not SessionType.ROADSHOW:
        raise RuleBroken("Only a roadshow session has a stage.")
    run = find_run(session, session_id)
    if run is None:
        run = StageRun(session=stage, question=None)
        session.add(run)
        session.flush()
    return run


def go_on(session: Session, actor: Actor, *, session_id: int, seen: int | None = None) -> StageRun:
    """Go to the next part: the first pitch, its questions, the change, the next pitch, the end."""
    run = _own(session, actor, session_id, seen)
    items = list_turn_items(session, session_id)
    if not items:
        raise RuleBroken("Please make the running order first.")
    order = find_order(session, session_id)
    before, moment = run.clock, now()
    run.clock = follow(before, turns_in(items), now=moment, change_minutes=order.change_minutes if order else 1)
    if run.phase is Phase.PRESENTING:
        _item(items, run.pitch_id).began_at = moment
        _take_session(session, actor, run.session, SessionState.LIVE)
    if before.phase in RUNNING and (run.phase not in RUNNING or run.pitch_id != before.pitch):
        _finish(session, _item(items, before.pitch), run)
    _end_session(session, actor, run, before.phase)
    return _done(session, run, Deed.START if before.phase is Phase.WAITING else Deed.NEXT)


def stop_clock(session: Session, actor: Actor, *, session_id: int, seen: int | None = None) -> StageRun:
    """Stop the clock."""
    run = _own(session, actor, session_id, seen)
    if run.phase in (Phase.WAITING, Phase.FINISHED):
        raise RuleBroken("Nothing runs that could be paused.")
    run.clock = pause(run.clock, now=now())
    return _done(session, run, Deed.PAUSE)


def start_clock(session: Session, actor: Actor, *, session_id: int, seen: int | None = None) -> StageRun:
    """Let the clock go on."""
    run = _own(session, actor, session_id, seen)
    if run.paused_at is None:
        raise RuleBroken("The clock is not paused.")
    run.clock = resume(run.clock, now=now())
    return _done(session, run, Deed.RESUME)


def give_time(session: Session, actor: Actor, *, session_id: int, minutes: int, seen: int | None = None) -> StageRun:
    """Make the part that runs longer, or shorter."""
    run = _own(session, actor, session_id, seen)
    if run.phase in (Phase.WAITING, Phase.FINISHED):
        raise RuleBroken("Nothing runs that could be made longer.")
    if not 1 <= abs(minutes) <= MOST_MINUTES:
        raise RuleBroken("Between 1 and %(most)d minutes, please.", most=MOST_MINUTES)
    run.clock = extend(run.clock, seconds=minutes * 60)
    return _done(session, run, Deed.EXTEND, minutes=minutes)


def make_up(session: Session, actor: Actor, *, session_id: int, cut: bool, seen: int | None = None) -> tuple[int, int]:
    """Meet the delay: shift everything behind, or cut its questions; return the delay and what was not made up."""
    run = _own(session, actor, session_id, seen)
    items = list_turn_items(session, session_id)
    minutes = lateness(run.clock, items, at=now())
    if minutes == 0:
        raise RuleBroken("The stage is in time.")
    order_id, here = items[0].order_id, _last_on(run.clock, items)
    left = 0
    if here is None or here.position == len(items):
        raise RuleBroken("Nothing comes behind this pitch.")
    if cut:
        _order, left = orders.cut_rest(session, actor, order_id=order_id, pitch_id=here.pitch_id, minutes=minutes)
    else:
        orders.shift_rest(session, actor, order_id=order_id, pitch_id=here.pitch_id, minutes=minutes)
        left = minutes
    _done(session, run, Deed.CUT if cut else Deed.SHIFT, minutes=minutes)
    return minutes, left


def skip_absent(session: Session, actor: Actor, *, session_id: int, seen: int | None = None) -> StageRun:
    """Note that the team whose turn it is did not come; the order closes up, and the next one is called."""
    run = _own(session, actor, session_id, seen)
    items = list_turn_items(session, session_id)
    absent = next((at for at, each in enumerate(items) if each.pitch_id == run.pitch_id), None)
    if run.phase is Phase.WAITING and items:
        absent = 0
    if absent is None:
        raise RuleBroken("No team is being called.")
    item = items[absent]
    orders.take_out(session, actor, order_id=item.order_id, pitch_id=item.pitch_id, no_show=True)
    before = run.phase
    if before is not Phase.WAITING:
        after = items[absent + 1].pitch_id if absent + 1 < len(items) else None
        run.clock = StageClock(Phase.FINISHED, None, now()) if after is None else _called(run.clock, after)
        _leave_screen(run)
        _end_session(session, actor, run, before)
    return _done(session, run, Deed.ABSENT, pitch_id=item.pitch_id)


def show_on_screen(
    session: Session,
    actor: Actor,
    *,
    session_id: int,
    screen: Screen,
    notice: str | None = None,
    seen: int | None = None,
) -> StageRun:
    """Choose what the big screen shows, with a line of text if wanted."""
    run = _own(session, actor, session_id, seen)
    if screen is Screen.QUESTION and run.question_id is None:
        raise RuleBroken("Please take a question on stage first.")
    notice = (notice or "").strip()
    if len(notice) > LONGEST_NOTICE:
        raise RuleBroken("A line on the screen has at most %(most)d characters.", field="notice", most=LONGEST_NOTICE)
    run.screen, run.notice = screen, notice or None
    return _done(session, run, Deed.SHOW)


def _own(session: Session, actor: Actor, session_id: int, seen: int | None) -> StageRun:
    """Return the stage, unless somebody did something there since the page of the host was made.

    What the audience does meanwhile, asking and voting, is in nobody's way.
    """
    run = open_stage(session, actor, session_id=session_id)
    if seen is not None and last_deed(session, session_id) != seen:
        raise Conflict("The stage has moved on since. Please look at the new state and try again.")
    return run


def _done(
    session: Session, run: StageRun, deed: Deed, *, minutes: int | None = None, pitch_id: int | None = None
) -> StageRun:
    """Write the deed down and give the state its next number, counted by the database."""
    session.add(StageStep(
        session_id=run.session_id, deed=deed, phase=run.phase, pitch_id=pitch_id or run.pitch_id, minutes=minutes,
        at=now(), person_id=session.info.get("person_id"),
    ))  # fmt: skip
    run.revision = StageRun.revision + 1  # counted by the database
    session.flush()
    return run


def _item(items: list[RunningOrderItem], pitch_id: int | None) -> RunningOrderItem:
    return next(item for item in items if item.pitch_id == pitch_id)


def _last_on(clock: StageClock, items: list[RunningOrderItem]) -> RunningOrderItem | None:
    """Return the pitch behind which the delay is met: the one on stage, or in a change the one that left it."""
    at = next((at for at, each in enumerate(items) if each.pitch_id == clock.pitch), None)
    if at is None or clock.phase in RUNNING:
        return None if at is None else items[at]
    return items[at - 1] if at else None


def _called(clock: StageClock, pitch_id: int) -> StageClock:
    if clock.phase in RUNNING:
        return StageClock(Phase.CHANGE, pitch_id, now(), 60)
    return StageClock(clock.phase, pitch_id, clock.started, clock.seconds, clock.paused_at, clock.paused)


def _finish(session: Session, item: RunningOrderItem, run: StageRun) -> None:
    """Note when a pitch left the stage, that it was presented, and that its questions leave the screen."""
    item.finished_at = now()
    _leave_screen(run)
    pitch = get_pitch(session, item.pitch_id)
    for after in UNTIL_PRESENTED:
        if pitch.state in (PitchState.SCHEDULED, PitchState.SLIDES_LOCKED):
            take_step(session, pitch, after)


def _leave_screen(run: StageRun) -> None:
    """Take the question off the screen together with the pitch it was put to."""
    run.question, run.question_id = None, None
    if run.screen is Screen.QUESTION:
        run.screen = Screen.TIMER


def _end_session(session: Session, actor: Actor, run: StageRun, before: Phase) -> None:
    if run.phase is Phase.FINISHED and before is not Phase.FINISHED:
        _take_session(session, actor, run.session, SessionState.ENDED)


def _take_session(session: Session, actor: Actor, stage: EventSession, to: SessionState) -> None:
    """Let the programme say that the session is on, or over; a rehearsal before the day leaves it alone."""
    from_ = SessionState.SCHEDULED if to is SessionState.LIVE else SessionState.LIVE
    if stage.event.state is EventState.LIVE and stage.state is from_ and is_released(session, stage):
        step_session(session, actor, each=stage, to=to)
