"""What every change of a running order shares: places, times, versions, and presenters kept free of clashes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.logic.states import ResourceKind
from app.events.models.programme import EventSession
from app.events.service.occupancy import occupy, release_holder
from app.pitches.logic.states import PitchRole
from app.roadshow.facts import RunningOrderChanged
from app.roadshow.logic.order import RunningOrder as TimedOrder
from app.roadshow.logic.order import Turn, close_up, papers_touched, time_order
from app.roadshow.models import RunningOrder, RunningOrderItem, RunningOrderVersion, StageRun
from app.roadshow.queries.order import find_last_version, get_order, people_in_session

HOLDER = "running_order"
GRID = timedelta(minutes=5)


def own_order(session: Session, actor: Actor, order_id: int, version: int | None) -> RunningOrder:
    """Return an order that the actor may change, unless somebody changed it since."""
    order = get_order(session, order_id)
    authorise(actor, Permission.ROADSHOW_RUN, order)
    check_version(order, version)
    return order


def standing(order: RunningOrder) -> list[RunningOrderItem]:
    """Return the turns that have a place, in their order."""
    return sorted((item for item in order.items if item.position is not None), key=lambda item: item.position or 0)


def turn_of(item: RunningOrderItem) -> Turn:
    """Return one turn as plain values."""
    return Turn(
        item.pitch_id, item.present_minutes, item.qa_minutes, lane=item.pitch.field,
        pause_after=item.pause_after or 0, lead=item.lead_minutes or 0,
    )  # fmt: skip


def turns_of(order: RunningOrder) -> list[Turn]:
    """Return the turns as plain values."""
    return [turn_of(item) for item in standing(order)]


def item_of(order: RunningOrder, pitch_id: int) -> RunningOrderItem:
    """Return the turn of a pitch that has a place."""
    found = next((item for item in standing(order) if item.pitch_id == pitch_id), None)
    if found is None:
        raise NotFound("This pitch is not in the running order.")
    return found


def leave(session: Session, order: RunningOrder, item: RunningOrderItem, reason: str) -> None:
    """Take a turn out of the order; those behind it move up, and its row keeps the reason."""
    turns = close_up(turns_of(order), without=item.pitch_id)
    item.position, item.start_at, item.end_at, item.left_reason = None, None, None, reason
    retime(session, order, turns, reason=reason)


def retime(session: Session, order: RunningOrder, turns: Sequence[Turn], *, reason: str = "") -> None:
    """Write places and times, keep the version, hold the presenters, and say that the order changed."""
    stage = order.session
    if stage.start_at is None:
        raise RuleBroken("Please give the session a time in the programme first.")
    timed = time_order(turns, start=stage.start_at, change_minutes=order.change_minutes)
    items = {item.pitch_id: item for item in order.items}
    for turn, planned in zip(timed.turns, turns, strict=True):
        item = items[turn.pitch]
        item.position, item.start_at, item.end_at = turn.position, turn.start, turn.end
        item.qa_minutes, item.lead_minutes = planned.qa_minutes, planned.lead
    order.updated_at = now()
    session.flush()
    _keep_version(session, order, timed, reason)
    _hold_presenters(session, order, stage)
    changed = RunningOrderChanged(order_id=order.id, session_id=stage.id, event_id=stage.event_id, method=order.method)
    outbox.record(session, changed)
    tell_screens(session, stage.id)


def _hold_presenters(session: Session, order: RunningOrder, stage: EventSession) -> None:
    """Keep presenters free for their turns, rounded outwards to the calendar's five minutes."""
    release_holder(session, holder_kind=HOLDER, holder_id=order.id)
    duties = [
        (member.person_id, item)
        for item in standing(order)
        for member in item.pitch.members
        if member.person_id is not None and member.role is not PitchRole.EDITOR
    ]
    held = people_in_session(session, stage.id, {person_id for person_id, _item in duties})
    for person_id, item in duties:
        if person_id in held or item.start_at is None or item.end_at is None:
            continue
        occupy(
            session,
            kind=ResourceKind.PERSON,
            resource_id=person_id,
            start=_floor(item.start_at),
            end=_ceiling(item.end_at),
            holder_kind=HOLDER,
            holder_id=order.id,
            event_id=stage.event_id,
            title=stage.title,
        )


def _floor(moment: datetime) -> datetime:
    return moment - timedelta(minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond)


def _ceiling(moment: datetime) -> datetime:
    floor = _floor(moment)
    return floor if floor == moment else floor + GRID


def tell_screens(session: Session, session_id: int) -> None:
    """Let every screen of a session know that there is something new."""
    touched = update(StageRun).where(StageRun.session_id == session_id).values(revision=StageRun.revision + 1)
    session.execute(touched, execution_options={"synchronize_session": False})


def _keep_version(session: Session, order: RunningOrder, timed: TimedOrder, reason: str) -> None:
    """Write the order down as it is now, with the papers that the change made out of date."""
    last = find_last_version(session, order.id)
    before = [(row["pitch"], datetime.fromisoformat(row["start"])) for row in last.turns] if last else []
    after = [(turn.pitch, turn.start) for turn in timed.turns]
    if last and before == after and (last.method, last.seed) == (order.method, order.seed):
        return
    titles = {item.pitch_id: (item.pitch.number, item.pitch.title) for item in order.items}
    rows = [
        {
            "pitch": turn.pitch, "number": titles[turn.pitch][0], "title": titles[turn.pitch][1],
            "start": turn.start.isoformat(), "end": turn.end.isoformat(),
        }
        for turn in timed.turns
    ]  # fmt: skip
    session.add(RunningOrderVersion(
        order_id=order.id, number=last.number + 1 if last else 1, method=order.method, seed=order.seed,
        reason=reason.strip() or None, turns=rows, papers=[paper.value for paper in papers_touched(before, after)],
        made_by=session.info.get("person_id"),
    ))  # fmt: skip
    session.flush()
