"""A session gets another room: the room is checked, everybody who comes is told, and calendars learn of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.errors import RuleBroken
from app.core.runner import run_all
from app.events.logic.clashes import ClashKind
from app.events.logic.release import ChangeKind
from app.events.logic.states import HolderKind, RegistrationState, ResourceKind
from app.events.models.programme import EventSession
from app.events.queries.programme import get_programme_event
from app.events.queries.release import plan_release
from app.events.service.occupancy import occupy, release_holder
from app.notifications.logic import Template
from app.notifications.models import Message
from app.worker import collect_work
from tests.events.ground import SLUG, Ground
from tests.factories import DAY, make_registration


@pytest.fixture
def stage(ground: Ground) -> EventSession:
    """A session that the public knows in the first room, for eighty people."""
    each = ground.add("项目路演", capacity=80)
    ground.release()
    return each


def change_room(ground: Ground, each: EventSession) -> None:
    each.room_id = ground.rooms[1].id
    ground.session.flush()
    ground.session.expire_all()


def test_a_room_that_is_too_small_is_said_before_the_release(ground: Ground, stage: EventSession) -> None:
    ground.rooms[1].capacity = 50
    change_room(ground, stage)
    plan = plan_release(ground.session, get_programme_event(ground.session, SLUG))
    assert [clash.kind for clash in plan.clashes] == [ClashKind.CAPACITY]


def test_a_room_that_is_taken_refuses_and_names_both(ground: Ground, stage: EventSession) -> None:
    occupy(
        ground.session, kind=ResourceKind.ROOM, resource_id=ground.rooms[1].id, start=DAY,
        end=DAY + timedelta(minutes=30), holder_kind=HolderKind.BOOKING, holder_id=77, event_id=ground.event.id,
        title="设备检修",
    )  # fmt: skip
    change_room(ground, stage)
    with pytest.raises(RuleBroken) as refused:
        ground.release()
    assert (refused.value.values["wanted"], refused.value.values["other"]) == ("项目路演", "设备检修")
    release_holder(ground.session, holder_kind=HolderKind.BOOKING, holder_id=77)
    ground.release()


def test_calendars_screens_and_people_learn_of_the_new_room(ground: Ground, stage: EventSession) -> None:
    coming = make_registration(ground.session, ground.event, state=RegistrationState.APPROVED).person_id
    inside = make_registration(ground.session, ground.event, state=RegistrationState.CHECKED_IN).person_id
    make_registration(ground.session, ground.event, state=RegistrationState.CANCELLED)
    ground.session.commit()
    run_all(collect_work().handlers)
    assert "SEQUENCE:0" in ground.seen(f"/events/{SLUG}/schedule.ics")
    room = ground.rooms[1].name
    change_room(ground, stage)
    release = ground.release()
    assert [change["kind"] for change in release.changes] == [ChangeKind.MOVED]
    assert release.programme["sessions"][0]["sequence"] == 1
    calendar = ground.seen(f"/events/{SLUG}/schedule.ics")
    assert "SEQUENCE:1" in calendar
    assert room in calendar
    assert room in ground.seen(f"/events/{SLUG}")
    ground.session.commit()
    run_all(collect_work().handlers)
    told = ground.session.scalars(select(Message.person_id).where(Message.template == Template.PROGRAMME_CHANGED)).all()
    assert set(told) >= {coming, inside}
    assert len(told) == len(set(told))
