"""Recording a fact, letting it be acted on twice, and saying who was told what."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import outbox
from app.core.outbox import Fact, StoredFact
from app.notifications.logic import MessageState
from app.notifications.models import Message
from app.worker import react
from tests.notifications.conftest import messages, react_to_all

Told = set[tuple[str, int | None, str]]


def told(session: Session, *facts: Fact) -> Told:
    """Return template, person and state of every message that follows from facts; a second run changes nothing."""
    before = {message.id for message in messages(session)}
    for fact in facts:
        outbox.record(session, fact)
    react_to_all(session)
    found = _of(session, before)
    for fact_id in session.scalars(select(StoredFact.id)).all():
        react(session, {"fact_id": fact_id})
    assert _of(session, before) == found
    count = select(func.count()).select_from(Message).where(Message.state != MessageState.CANCELLED)
    number = session.scalar(count)
    react_to_all(session)
    assert session.scalar(count) == number
    return found


def _of(session: Session, before: set[int]) -> Told:
    return {
        (message.template.value, message.person_id, message.state.value)
        for message in messages(session)
        if message.id not in before and message.state is not MessageState.CANCELLED
    }
