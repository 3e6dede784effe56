"""P14 Renewal of the cooperation of a technology-transfer centre.

Given the last agreement ends in 90 days, when the daily job runs, then its owner gets a renewal reminder; signing
creates version 2, linked to version 1.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agreements.jobs import REVIEW
from app.agreements.logic.states import AgreementState
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.models.follow_up import FollowUp
from app.core import queue
from app.core.clock import today
from app.notifications.logic import Template
from app.notifications.models import Message
from tests.acceptance.stage import Desk, account, read, send, work

TITLE = "高校技术转移中心合作协议"


@pytest.fixture
def ending(session: Session) -> Agreement:
    """The cooperation of the season, ending in ninety days."""
    agreement = session.scalars(select(Agreement).where(Agreement.title == TITLE)).one()
    agreement.term_from, agreement.term_to = today() - timedelta(days=1000), today() + timedelta(days=90)
    session.flush()
    return agreement


def run_the_daily_job(session: Session) -> None:
    queue.enqueue(session, REVIEW, {})
    session.flush()
    work()
    session.expire_all()


def reminders(session: Session) -> list[FollowUp]:
    rows = select(FollowUp).where(FollowUp.source_key.startswith("renewal:")).order_by(FollowUp.id)
    return list(session.scalars(rows))


def test_the_owner_is_reminded_once(session: Session, desk: Desk, ending: Agreement) -> None:
    owner = account(session, "organiser").person_id
    assert ending.owner_id == owner
    run_the_daily_job(session)
    run_the_daily_job(session)
    assert [(row.owner_id, row.subject_id) for row in reminders(session)] == [(owner, ending.id)]
    told = select(func.count()).where(Message.template == Template.RENEWAL_DUE, Message.person_id == owner)
    assert session.scalar(told) == 1
    assert TITLE in read(desk("organiser"), "/follow-ups")


def test_nobody_is_reminded_a_day_earlier(session: Session, ending: Agreement) -> None:
    ending.term_to = today() + timedelta(days=91)
    session.flush()
    run_the_daily_job(session)
    assert reminders(session) == []


def test_signing_the_renewal_makes_version_2_linked_to_version_1(
    session: Session, desk: Desk, ending: Agreement
) -> None:
    organiser, operator = desk("organiser"), desk("operator")
    begins, ends = today() + timedelta(days=91), today() + timedelta(days=1000)
    term = {"term_from": begins.isoformat(), "term_to": ends.isoformat()}
    assert send(organiser, f"/agreements/{ending.number}/renew", term).status_code == 302
    session.expire_all()
    new = session.scalars(select(Agreement).where(Agreement.supersedes_id == ending.id)).one()
    assert (new.edition, new.state) == (2, AgreementState.DRAFTING)

    step = f"/agreements/{new.number}/step"
    send(organiser, step, {"action": "ask"})
    for party_id in party_ids(session, new.id):
        note = {"reason": "双方来函确认"}
        assert send(organiser, f"/agreements/{new.number}/parties/{party_id}/record", note).status_code == 302
    send(operator, step, {"action": "proofread"})
    send(organiser, step, {"action": "print"})
    send(organiser, step, {"action": "sign"})
    session.expire_all()
    signed = session.get_one(Agreement, new.id)
    assert (signed.state, signed.edition, signed.supersedes_id) == (AgreementState.SIGNED, 2, ending.id)
    assert ending.number in read(organiser, f"/agreements/{new.number}")
    assert new.number in read(organiser, f"/agreements/{ending.number}")


def party_ids(session: Session, agreement_id: int) -> list[int]:
    rows = select(AgreementParty.id).where(AgreementParty.agreement_id == agreement_id)
    return list(session.scalars(rows.order_by(AgreementParty.position)))
