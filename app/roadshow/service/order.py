"""The running order of a session: made, changed by hand or by lot, closed up, shifted and cut when it runs late."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import random_token
from app.events.logic.states import SessionType
from app.pitches.logic.states import PitchState
from app.pitches.service.steps import take_step
from app.roadshow.logic.order import cut_after, draw_lots, draw_lots_by_lane, move_turn, shift_after
from app.roadshow.models import RunningOrder, RunningOrderItem
from app.roadshow.queries.order import find_item_of, find_order, get_order, get_stage, list_free_pitches
from app.roadshow.service.timing import item_of, leave, own_order, retime, standing, turn_of, turns_of

MOST_CHANGE = 30
LONGEST_TURN = 60
LONGEST_PAUSE = 180


def arrange_order(
    session: Session, actor: Actor, *, session_id: int, pitch_ids: Sequence[int] | None = None
) -> RunningOrder:
    """Make the running order of a session from the pitches that are certain, by number, or add such pitches to it."""
    stage = get_stage(session, session_id)
    authorise(actor, Permission.ROADSHOW_RUN, stage)
    if stage.session_type is not SessionType.ROADSHOW:
        raise RuleBroken("Only a roadshow session has a running order.")
    if stage.start_at is None:
        raise RuleBroken("Please give the session a time in the programme first.")
    free = list_free_pitches(session, stage.event_id)
    chosen = free if pitch_ids is None else [pitch for pitch in free if pitch.id in set(pitch_ids)]
    if not chosen:
        raise RuleBroken("There is no confirmed pitch without a place.")
    order = find_order(session, session_id)
    if order is None:
        order = RunningOrder(session=stage, items=[])
        session.add(order)
    after = len(standing(order))
    known = {item.pitch_id: item for item in order.items}
    for pitch in chosen:
        after += 1
        item = known.get(pitch.id) or RunningOrderItem(pitch=pitch, pitch_id=pitch.id)
        item.position, item.left_reason = after, None
        item.present_minutes, item.qa_minutes = pitch.minutes, pitch.qa_minutes
        if item not in order.items:
            order.items.append(item)
        if pitch.state is PitchState.CONFIRMED:
            take_step(session, pitch, PitchState.SCHEDULED)
    session.flush()
    retime(session, order, turns_of(order))
    return order


def move_pitch(
    session: Session, actor: Actor, *, order_id: int, pitch_id: int, position: int, version: int | None = None
) -> RunningOrder:
    """Put one pitch at another place; the others keep their order."""
    order = own_order(session, actor, order_id, version)
    order.method = "hand"
    retime(session, order, move_turn(turns_of(order), pitch=pitch_id, position=position))
    return order


def draw_order(
    session: Session, actor: Actor, *, order_id: int, seed: str = "", by_field: bool = False, version: int | None = None
) -> RunningOrder:
    """Draw lots with a seed that is shown and kept, so that anybody can repeat the draw; nobody waits any more."""
    order = own_order(session, actor, order_id, version)
    order.seed = seed.strip() or random_token()[:8]
    order.method = "lot_by_field" if by_field else "lot"
    draw = draw_lots_by_lane if by_field else draw_lots
    by_number = sorted(standing(order), key=lambda item: item.pitch.number)
    fresh = [replace(turn_of(item), lead=0) for item in by_number]
    retime(session, order, draw(fresh, seed=order.seed))
    return order


def set_pace(
    session: Session, actor: Actor, *, order_id: int, change_minutes: int, version: int | None = None
) -> RunningOrder:
    """Set the minutes between two pitches."""
    order = own_order(session, actor, order_id, version)
    if not 0 <= change_minutes <= MOST_CHANGE:
        raise RuleBroken("Between 0 and %(most)d minutes, please.", field="change_minutes", most=MOST_CHANGE)
    order.change_minutes = change_minutes
    retime(session, order, turns_of(order))
    return order


def set_minutes(
    session: Session,
    actor: Actor,
    *,
    order_id: int,
    pitch_id: int,
    minutes: tuple[int, int, int],
    version: int | None = None,
) -> RunningOrder:
    """Give one pitch another length to present and to answer, and a break after it."""
    order = own_order(session, actor, order_id, version)
    present, answers, pause = minutes
    if not (1 <= present <= LONGEST_TURN and 0 <= answers <= LONGEST_TURN):
        raise RuleBroken("A turn has 1 to 60 minutes to present and up to 60 for questions.")
    if not 0 <= pause <= LONGEST_PAUSE:
        raise RuleBroken("A break has at most %(most)d minutes.", most=LONGEST_PAUSE)
    item = item_of(order, pitch_id)
    item.present_minutes, item.qa_minutes, item.pause_after = present, answers, pause
    retime(session, order, turns_of(order))
    return order


def take_out(
    session: Session, actor: Actor, *, order_id: int, pitch_id: int, no_show: bool, reason: str = ""
) -> RunningOrder:
    """Take a pitch off the stage, withdrawn or not come; those behind it move up and the history stays."""
    order = own_order(session, actor, order_id, None)
    item = item_of(order, pitch_id)
    after = PitchState.NO_SHOW if no_show else PitchState.WITHDRAWN
    take_step(session, item.pitch, after, reason=reason)
    leave(session, order, item, reason or after.value)
    return order


def close_up_after(session: Session, pitch_id: int, *, reason: str) -> bool:
    """Close the gap a withdrawn pitch left, for the reaction; doing it twice does no harm."""
    item = find_item_of(session, pitch_id)
    if item is None:
        return False
    order = get_order(session, item.order_id)
    leave(session, order, item_of(order, pitch_id), reason)
    return True


def retime_session(session: Session, session_id: int) -> bool:
    """Time the order of a session anew after the session itself moved, for the reaction."""
    order = find_order(session, session_id)
    if order is None or order.session.start_at is None:
        return False
    retime(session, order, [replace(turn, lead=0) for turn in turns_of(order)])
    return True


def set_split(
    session: Session, actor: Actor, *, order_id: int, minutes: tuple[int, int], version: int | None = None
) -> RunningOrder:
    """Give all pitches the same split, such as 8 + 7 or 5 + 5."""
    order = own_order(session, actor, order_id, version)
    present, answers = minutes
    if not (1 <= present <= LONGEST_TURN and 0 <= answers <= LONGEST_TURN):
        raise RuleBroken("A turn has 1 to 60 minutes to present and up to 60 for questions.")
    for item in standing(order):
        item.present_minutes, item.qa_minutes = present, answers
    retime(session, order, turns_of(order))
    return order


def shift_rest(session: Session, actor: Actor, *, order_id: int, pitch_id: int, minutes: int) -> RunningOrder:
    """Let everything behind a pitch begin later."""
    order = own_order(session, actor, order_id, None)
    _refuse_odd_delay(order, pitch_id, minutes)
    turns = shift_after(turns_of(order), pitch=pitch_id, minutes=minutes)
    retime(session, order, turns, reason=f"+{minutes}")
    return order


def cut_rest(session: Session, actor: Actor, *, order_id: int, pitch_id: int, minutes: int) -> tuple[RunningOrder, int]:
    """Let the questions behind a pitch give up a delay; return what could not be made up."""
    order = own_order(session, actor, order_id, None)
    _refuse_odd_delay(order, pitch_id, minutes)
    turns, left = cut_after(turns_of(order), pitch=pitch_id, minutes=minutes)
    retime(session, order, turns, reason=f"−{minutes - left}")
    return order, left


def _refuse_odd_delay(order: RunningOrder, pitch_id: int, minutes: int) -> None:
    if not 1 <= minutes <= LONGEST_PAUSE:
        raise RuleBroken("A delay has between 1 and %(most)d minutes.", most=LONGEST_PAUSE)
    item_of(order, pitch_id)
