"""P18 Landing of the projects of Longgang.

Given five frameworks, when one has no update for thirty days, then its owner and the operator get an alert, and the
board shows four green and one red.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.jobs import REVIEW
from app.agreements.logic.landing import Light
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement
from app.agreements.queries.landing import list_landings
from app.core import queue
from app.core.clock import today
from app.notifications.logic import Template
from app.notifications.models import Message
from tests.acceptance.stage import Desk, account, event_of, read, work


@pytest.fixture
def frameworks(session: Session) -> list[Agreement]:
    """The five frameworks of the season, as if they had been signed here yesterday, and one of them a month ago."""
    event = event_of(session, "longgang-2023")
    rows = session.scalars(
        select(Agreement)
        .where(Agreement.event_id == event.id, Agreement.agreement_type == AgreementType.FRAMEWORK)
        .order_by(Agreement.position, Agreement.id)
    ).all()
    for row in rows:
        row.source, row.sign_on = "typed", today() - timedelta(days=1)
    rows[2].sign_on = today() - timedelta(days=30)
    session.flush()
    return list(rows)


def test_one_of_five_is_red(session: Session, desk: Desk, frameworks: list[Agreement]) -> None:
    assert len(frameworks) == 5
    event = event_of(session, "longgang-2023")
    shown = {row.agreement.id: row.light for row in list_landings(session, event.id, today())}
    assert sorted(shown.values()) == [Light.GREEN] * 4 + [Light.RED]
    assert shown[frameworks[2].id] is Light.RED
    signing = desk("operator").get("/events/longgang-2023/manage/agreements").get_data(as_text=True)
    assert 'href="/events/longgang-2023/manage/landing"' in signing
    board = read(desk("operator"), "/events/longgang-2023/manage/landing")
    assert all(row.title in board for row in frameworks)


def test_its_owner_and_the_operator_are_alerted_once(session: Session, frameworks: list[Agreement]) -> None:
    for _ in range(2):
        queue.enqueue(session, REVIEW, {})
        session.flush()
        work()
        session.expire_all()
    told = session.scalars(select(Message.person_id).where(Message.template == Template.AGREEMENT_SILENT)).all()
    wanted = {frameworks[2].owner_id, account(session, "operator").person_id} - {None}
    assert set(told) == wanted
    assert len(told) == len(wanted)
