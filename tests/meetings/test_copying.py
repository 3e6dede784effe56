"""A copy of an event takes over when and where meetings take place, and no meeting."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.meetings.logic.states import BookingMode
from app.meetings.models import Meeting
from app.meetings.queries.ground import find_settings, list_blocks, list_slots, list_tables
from app.meetings.service.copying import copy_ground
from app.meetings.service.ground import Cut, add_block
from tests.factories import DAY, make_account, make_event, make_meeting_ground, make_membership, organiser_of
from tests.meetings.conftest import Stage

SignIn = Callable[[FlaskClient, Account], FlaskClient]


def test_blocks_tables_and_rules_come_along_when_they_are_ticked(
    session: Session, client: FlaskClient, sign_in: SignIn
) -> None:
    source = make_event(session, slug="old")
    make_meeting_ground(session, source, slots=2, tables=3)
    actor = organiser_of(source)
    add_block(session, actor, event=source, cut=Cut("傍晚", DAY + timedelta(hours=8), DAY + timedelta(hours=9), 20, 5))
    account = make_account(session, source.owner)
    make_membership(session, source.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, source.id)
    browser = sign_in(client, account)
    browser.post("/events/old/manage/clone", data={"title": "下一届大会", "first_day": "2031-06-17", "blocks": "y"})
    copy = session.scalars(select(Event).where(Event.title == "下一届大会")).one()
    rules = find_settings(session, copy.id)
    assert rules is not None
    assert rules.mode is BookingMode.MIXED
    assert [(block.name, block.start_at) for block in list_blocks(session, copy.id)][-1] == (
        "傍晚", DAY + timedelta(days=365, hours=8)
    )  # fmt: skip
    assert len(list_slots(session, copy.id)) == 2 + 2
    assert [table.name for table in list_tables(session, copy.id, is_open=True)] == ["1号桌", "2号桌", "3号桌"]


def test_an_event_without_meetings_gives_a_copy_without_any(stage: Stage) -> None:
    stage.agree()
    plain = make_event(stage.session)
    copy_ground(stage.session, plain.id, make_event(stage.session).id, timedelta())
    copy = make_event(stage.session)
    copy_ground(stage.session, stage.event.id, copy.id, timedelta(days=7))
    assert list_blocks(stage.session, plain.id) == []
    assert stage.session.scalars(select(Meeting).where(Meeting.event_id == copy.id)).all() == []
