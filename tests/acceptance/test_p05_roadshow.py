"""P05 Roadshow.

Given eleven accepted pitches `pt_wz_01..11` of 8 + 7 minutes, when the order is generated from 14:00 with one minute of
change, then the pure time is 165 minutes, the end is 16:55 (ten changes), and no pitch starts before the previous ends.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.clock import CHINA
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow.models import RunningOrder, RunningOrderItem, RunningOrderVersion
from app.roadshow.queries.order import find_order
from tests.acceptance.stage import Desk, event_of, read, send, session_of

SLUG = "wenzhou-2023"


def test_eleven_pitches_fill_the_stage_from_14_00_to_16_55(session: Session, desk: Desk) -> None:
    stage, event = session_of(session, SLUG, "roadshow"), event_of(session)
    session.execute(delete(RunningOrderItem).where(RunningOrderItem.pitch_id.in_(pitch_ids(session, event.id))))
    session.execute(delete(RunningOrderVersion))
    session.execute(delete(RunningOrder).where(RunningOrder.session_id == stage.id))
    session.execute(update(Pitch).where(Pitch.event_id == event.id).values(state=PitchState.CONFIRMED))
    session.expire_all()
    browser = desk("organiser")
    address = f"/events/{SLUG}/manage/roadshow"
    assert send(browser, f"{address}/arrange", {"session_id": str(stage.id)}).status_code == 302

    session.expire_all()
    order = find_order(session, stage.id)
    assert order is not None
    turns = [(item.start_at, item.end_at, item.present_minutes, item.qa_minutes) for item in order.items]
    assert [item.position for item in order.items] == list(range(1, 12))
    assert {(turn[2], turn[3]) for turn in turns} == {(8, 7)}
    assert sum(turn[2] + turn[3] for turn in turns) == 165
    assert turns[0][0].astimezone(CHINA).strftime("%H:%M") == "14:00"
    assert turns[-1][1].astimezone(CHINA).strftime("%H:%M") == "16:55"
    changes = [after[0] - before[1] for before, after in pairwise(turns)]
    assert changes == [timedelta(minutes=1)] * 10
    states = set(session.scalars(select(Pitch.state).where(Pitch.event_id == event.id)))
    assert states == {PitchState.SCHEDULED}

    page = read(browser, f"{address}?session={stage.id}")
    assert "165" in page
    assert "14:00" in page
    assert "16:55" in page


def pitch_ids(session: Session, event_id: int) -> list[int]:
    return list(session.scalars(select(Pitch.id).where(Pitch.event_id == event_id)))


def test_lots_change_the_order_but_not_the_times(session: Session, desk: Desk) -> None:
    stage = session_of(session, SLUG, "roadshow")
    order = find_order(session, stage.id)
    assert order is not None
    before, times = [item.pitch_id for item in order.items], [item.start_at for item in order.items]
    send(desk("organiser"), f"/events/{SLUG}/manage/roadshow/{order.id}/draw", {"seed": "演示2023"})
    session.expire_all()
    drawn = find_order(session, stage.id)
    assert drawn is not None
    assert [item.start_at for item in drawn.items] == times
    assert [item.pitch_id for item in drawn.items] != before
    assert sorted(item.pitch_id for item in drawn.items) == sorted(before)
