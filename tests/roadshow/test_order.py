"""Running orders on a real database: P05 and what surrounds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow.models import RunningOrder
from app.roadshow.queries.order import find_order, list_event_turns
from app.roadshow.service import order as orders
from tests.factories import (
    make_event,
    make_member,
    make_person,
    make_pitch,
    make_session,
    organiser_of,
)
from tests.roadshow.conftest import TWO_PM

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def pitches_of(session: Session, event: Event, number: int) -> list[Pitch]:
    return [make_pitch(session, event, presenter=make_person(session)) for _ in range(number)]


def standing(order: RunningOrder) -> list[int]:
    placed = [item for item in order.items if item.position is not None]
    return [item.pitch_id for item in sorted(placed, key=lambda item: item.position or 0)]


def facts(session: Session, name: str) -> list[StoredFact]:
    return list(session.scalars(select(StoredFact).where(StoredFact.name == name)))


def test_p05_eleven_pitches_from_two_to_five_to_five(session: Session, event: Event, stage: EventSession) -> None:
    pitches = pitches_of(session, event, 11)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    items = sorted(order.items, key=lambda item: item.position or 0)
    assert standing(order) == [pitch.id for pitch in pitches]
    assert sum(item.present_minutes + item.qa_minutes for item in items) == 165
    assert items[0].start_at == TWO_PM
    assert items[-1].end_at == TWO_PM + timedelta(hours=2, minutes=55)
    assert all(later.start_at >= earlier.end_at for earlier, later in pairwise(items))  # type: ignore[operator]
    assert {pitch.state for pitch in pitches} == {PitchState.SCHEDULED}
    assert [turn.pitch_id for turn in list_event_turns(session, event.id)] == standing(order)
    assert len(facts(session, "RunningOrderChanged")) == 1


def test_presenters_are_held_for_their_turns(session: Session, event: Event, stage: EventSession) -> None:
    first, second = pitches_of(session, event, 2)
    orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    person_id = second.members[0].person_id
    held = session.scalars(select(Occupancy).where(Occupancy.resource_id == person_id).order_by(Occupancy.tick)).all()
    assert {row.holder_kind for row in held} == {"running_order"}
    assert len(held) == 4  # 14:16–14:31 rounded outwards: 14:15–14:35
    assert held[0].start_at == TWO_PM + timedelta(minutes=15)
    assert first.members[0].person_id != person_id


def test_one_person_may_present_two_pitches_in_one_session(session: Session, event: Event, stage: EventSession) -> None:
    person = make_person(session)
    for _ in range(2):
        make_pitch(session, event, presenter=person)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    assert len(standing(order)) == 2


def test_a_presenter_cannot_be_on_two_stages_at_once(session: Session, event: Event, stage: EventSession) -> None:
    person = make_person(session)
    first, second = make_pitch(session, event, presenter=person), make_pitch(session, event, presenter=person)
    other = make_session(
        session, event, session_type=SessionType.ROADSHOW, start_at=TWO_PM, end_at=TWO_PM + timedelta(hours=1)
    )
    orders.arrange_order(session, organiser_of(event), session_id=stage.id, pitch_ids=[first.id])
    with pytest.raises(Conflict):
        orders.arrange_order(session, organiser_of(event), session_id=other.id, pitch_ids=[second.id])


def test_moving_by_hand_keeps_the_others_in_order(session: Session, event: Event, stage: EventSession) -> None:
    a, b, c = pitches_of(session, event, 3)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    orders.move_pitch(session, organiser_of(event), order_id=order.id, pitch_id=c.id, position=1)
    assert standing(order) == [c.id, a.id, b.id]
    assert order.method == "hand"


def test_a_lot_can_be_repeated_from_its_seed(session: Session, event: Event, stage: EventSession) -> None:
    pitches = pitches_of(session, event, 8)
    actor = organiser_of(event)
    order = orders.arrange_order(session, actor, session_id=stage.id)
    orders.draw_order(session, actor, order_id=order.id, seed="20300617")
    drawn = standing(order)
    orders.move_pitch(session, actor, order_id=order.id, pitch_id=drawn[0], position=8)
    orders.draw_order(session, actor, order_id=order.id, seed="20300617")
    assert standing(order) == drawn
    assert sorted(drawn) == [pitch.id for pitch in pitches]
    assert (order.seed, order.method) == ("20300617", "lot")
    orders.draw_order(session, actor, order_id=order.id)
    assert order.seed not in ("", "20300617", None)


@pytest.mark.parametrize(("no_show", "state"), [(True, PitchState.NO_SHOW), (False, PitchState.WITHDRAWN)])
def test_who_leaves_makes_room_and_stays_in_the_history(
    session: Session, event: Event, stage: EventSession, no_show: bool, state: PitchState
) -> None:
    a, b, c = pitches_of(session, event, 3)
    actor = organiser_of(event)
    order = orders.arrange_order(session, actor, session_id=stage.id)
    orders.take_out(session, actor, order_id=order.id, pitch_id=a.id, no_show=no_show, reason="航班取消")
    items = {item.pitch_id: item for item in order.items}
    assert standing(order) == [b.id, c.id]
    assert items[b.id].start_at == TWO_PM
    assert (items[a.id].position, items[a.id].left_reason, a.state) == (None, "航班取消", state)
    freed = session.scalars(select(Occupancy).where(Occupancy.resource_id == a.members[0].person_id)).all()
    assert freed == []


def test_the_reaction_to_a_withdrawal_closes_up_once(session: Session, event: Event, stage: EventSession) -> None:
    a, b = pitches_of(session, event, 2)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    assert orders.close_up_after(session, a.id, reason="撤回") is True
    assert orders.close_up_after(session, a.id, reason="撤回") is False
    assert standing(order) == [b.id]


def test_the_order_follows_its_session_to_another_time(session: Session, event: Event, stage: EventSession) -> None:
    pitches_of(session, event, 1)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    stage.start_at = TWO_PM + timedelta(hours=1)
    session.flush()
    assert orders.retime_session(session, stage.id) is True
    assert order.items[0].start_at == TWO_PM + timedelta(hours=1)
    assert orders.retime_session(session, 0) is False


def test_an_old_version_is_refused(session: Session, event: Event, stage: EventSession) -> None:
    a, _b = pitches_of(session, event, 2)
    order = orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    seen = order.version
    orders.set_pace(session, organiser_of(event), order_id=order.id, change_minutes=2, version=seen)
    with pytest.raises(Conflict):
        orders.move_pitch(session, organiser_of(event), order_id=order.id, pitch_id=a.id, position=2, version=seen)


def test_orders_are_refused_to_strangers_and_without_pitches(
    session: Session, event: Event, stage: EventSession
) -> None:
    with pytest.raises(NotAllowed):
        orders.arrange_order(session, organiser_of(make_event(session)), session_id=stage.id)
    with pytest.raises(RuleBroken):
        orders.arrange_order(session, organiser_of(event), session_id=stage.id)
    keynote = make_session(session, event)
    with pytest.raises(RuleBroken):
        orders.arrange_order(session, organiser_of(event), session_id=keynote.id)


def test_the_organiser_makes_draws_and_changes_the_order_on_its_page(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, stage: EventSession
) -> None:
    a, b, c = pitches_of(session, event, 3)
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))
    base = f"/events/{event.slug}/manage/roadshow"
    assert a.title in client.get(base).text
    client.post(f"{base}/arrange", data={"session_id": stage.id, "ids": [a.id, b.id, c.id]})
    order = find_order(session, stage.id)
    assert order is not None
    at = f"{base}/{order.id}"
    client.post(f"{at}/move", data={"pitch_id": a.id, "position": 3, "row_version": order.version})
    assert standing(order) == [b.id, c.id, a.id]
    client.post(f"{at}/pace", data={"change_minutes": 5})
    client.post(f"{at}/minutes", data={"pitch_id": b.id, "present": 10, "answers": 10})
    page = client.get(base).text
    assert "14:00–14:20" in page
    assert "14:25–14:40" in page
    client.post(f"{at}/draw", data={"seed": "湖滨2030"})
    assert "湖滨2030" in client.get(base).text
    client.post(f"{at}/leave", data={"pitch_id": c.id, "how": "no_show", "reason": ""})
    assert c.id not in standing(order)
    assert c.title in client.get(base).text


def test_the_page_of_the_order_is_the_organisers(
    session: Session, client: FlaskClient, sign_in: SignIn, event: Event, stage: EventSession
) -> None:
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, make_event(session).id))
    session.commit()
    assert client.get(f"/events/{event.slug}/manage/roadshow").status_code == 403
    assert client.post(f"/events/{event.slug}/manage/roadshow/arrange").status_code == 403
