"""P12 Need-driven expert matching.

Given 9 experts and 3 needs `nd_jd_1..3`, when auto-allocation runs, then each need has at least two experts, no expert
has two needs in one slot, and each table gets a minutes sheet.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.logic.states import EventState
from app.events.models.event import Event
from app.library.models import NeedExpert
from app.library.queries import list_event_needs
from app.meetings.queries.round_tables import list_round_tables
from tests.acceptance.stage import Desk, account, actor, event_of, fetch, read, send
from tests.factories import make_meeting_ground

SLUG = "jiande-shanghai-2023"
TABLES = f"/events/{SLUG}/manage/meetings/tables-for-more"


def coming(session: Session) -> Event:
    """The tour of the season as it stood before it took place, with times and tables for talks."""
    event = event_of(session, SLUG)
    event.state = EventState.REGISTRATION_OPEN
    event.start_at = now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=9)
    event.end_at = event.start_at + timedelta(hours=8)
    make_meeting_ground(session, event, slots=3, tables=3)
    session.commit()
    return event_of(session, SLUG)


def test_nine_experts_sit_at_the_tables_of_three_needs(session: Session, desk: Desk) -> None:
    event = coming(session)
    experts = session.scalars(select(NeedExpert).where(NeedExpert.event_id == event.id)).all()
    needs = list_event_needs(session, event.id)
    wanted = {row.need_id for row in experts}
    assert len({row.code for row in experts}) == 9
    assert len(wanted) == 3
    assert send(desk("operator"), TABLES, {"kind": "experts", "size": "2"}).status_code == 302
    tables = list_round_tables(session, event.id)
    assert {table.need_id for table in tables} >= wanted
    assert all(len(table.seats) >= 2 for table in tables if table.need_id in wanted)
    assert max(Counter((seat.sitter, table.slot_id) for table in tables for seat in table.seats).values()) == 1
    printed = read(desk("operator"), f"{TABLES}/print")
    assert all(need.title in printed for need in needs if need.id in wanted)


def test_an_invited_expert_agrees_and_is_seated(session: Session, desk: Desk) -> None:
    event = coming(session)
    need = list_event_needs(session, event.id)[0]
    person, address = account(session, "expert").person_id, f"/library/needs/{need.number}"
    ask = {"note": "请介绍包覆工艺的放大经验。"}
    assert send(desk("operator"), f"{address}/experts/{person}/ask", ask).status_code == 302
    assert "请介绍包覆工艺的放大经验" in read(desk("expert"), address)
    assert send(desk("expert"), f"{address}/help", {"choice": "accept"}).status_code == 302
    assert send(desk("operator"), TABLES, {"kind": "experts", "size": "4"}).status_code == 302
    seats = {seat.person_id for table in list_round_tables(session, event.id) for seat in table.seats}
    assert actor(session, "expert").person_id in seats
    assert fetch(desk("expert"), f"{address}/experts").status_code == 403
