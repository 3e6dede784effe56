"""From queued to sent: a message is claimed, its mail goes out without a transaction, and its fate is written down."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.orm import Session, joinedload

from app.core.clock import now
from app.core.queue import Job, JobState
from app.core.words import N_
from app.notifications.logic import MOST_ATTEMPTS, STALE_AFTER, Channel, MessageState, pause_after
from app.notifications.models import Message
from app.notifications.service.letters import Letter, Site, build_letter, name_for
from app.notifications.service.telling import put_into_queue
from app.notifications.service.transport import Delivery, Fate, MailServer

NO_SERVER: Final = N_("No mail server is set up; the message waits.")
INTERRUPTED: Final = N_("Sending was interrupted; the mail may have gone out once before, under the same number.")
STALE: Final = N_("It waited longer than three days and would no longer be news.")
MOST_AT_ONCE: Final = 500
S = MessageState


@dataclass(frozen=True)
class Outgoing:
    """A claimed message on its way: the letter, and the server that is to take it."""

    letter: Letter
    server: MailServer


def claim_message(
    session: Session, payload: dict[str, Any], *, site: Site, server: MailServer | None
) -> Outgoing | None:
    """Take a queued message into sending; None when there is nothing to send, or nobody to send it."""
    message = session.scalar(
        select(Message)
        .where(Message.id == payload["message_id"])
        .options(joinedload(Message.person), joinedload(Message.event))
        .with_for_update(of=Message)
        .execution_options(populate_existing=True)
    )
    if message is None or message.round != payload["round"] or message.state not in {S.QUEUED, S.SENDING}:
        return None
    if message.state is S.SENDING:
        message.state, message.note = S.QUEUED, INTERRUPTED
    elif now() - (message.queued_at or message.created_at) > STALE_AFTER:
        message.state, message.note = S.FAILED, STALE
        return None
    if server is None:
        message.note = NO_SERVER
        return None
    message.state, message.attempts = S.SENDING, message.attempts + 1
    message.message_id = message.message_id or name_for(message, site)
    session.flush()
    return Outgoing(build_letter(session, message, site, secret=True), server)


def settle_message(session: Session, payload: dict[str, Any], delivery: Delivery) -> None:
    """Write down what the server did with a mail, and try again later where that makes sense."""
    message = session.get_one(Message, payload["message_id"], with_for_update=True, populate_existing=True)
    if message.round != payload["round"] or message.state is not S.SENDING:
        return
    pause = pause_after(message.attempts)
    if delivery.fate is Fate.TAKEN:
        message.state, message.sent_at, message.send_after = S.SENT, now(), None
        message.note = message.note if message.note == INTERRUPTED else None
    elif delivery.fate is Fate.REFUSED or pause is None:
        message.state, message.note, message.send_after = S.FAILED, delivery.said, None
    else:
        message.state, message.note, message.send_after = S.QUEUED, delivery.said, now() + pause
        put_into_queue(session, message)
    session.flush()


def note_fault(session: Session, payload: dict[str, Any], error: str, *, final: bool) -> None:
    """Write down that a mail could not even be put together; the queue tries again a few times."""
    message = session.get(Message, payload["message_id"])
    if message is None or message.round != payload["round"] or message.state not in {S.QUEUED, S.SENDING}:
        return
    message.note = error
    if final or message.attempts >= MOST_ATTEMPTS:
        message.state = S.FAILED
    else:
        message.state = S.QUEUED
    session.flush()


def sweep(session: Session, *, has_server: bool) -> int:
    """Put messages back into the queue that no job is looking after any more, and count them."""
    stuck = select(Message).where(Message.channel == Channel.EMAIL, ~_looked_after())
    lost = session.scalars(stuck.where(Message.state == S.SENDING).limit(MOST_AT_ONCE)).all()
    for message in lost:
        message.state, message.note = S.QUEUED, INTERRUPTED
        put_into_queue(session, message)
    if not has_server:
        return len(lost)
    due = stuck.where(Message.state == S.QUEUED, _is_due(now())).order_by(Message.id).limit(MOST_AT_ONCE)
    waiting = session.scalars(due).all()
    for message in waiting:
        put_into_queue(session, message)
    return len(lost) + len(waiting)


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return Message.send_after.is_(None) | (Message.send_after <= moment)


def _looked_after() -> ColumnElement[bool]:
    key = literal("mail:") + cast(Message.id, String) + literal(":") + cast(Message.round, String)
    return (
        select(Job.id)
        .where(Job.dedupe_key == key, Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        .correlate(Message)
        .exists()
    )
