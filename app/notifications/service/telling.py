"""Writing messages: each person once for each thing that happened, in the language of the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import queue
from app.core.clock import now
from app.core.display import speaking
from app.core.words import N_
from app.events.models.event import Event
from app.notifications.logic import Channel, MessageState, Template, may_become
from app.notifications.models import Message
from app.notifications.queries.recipients import Recipient, list_recipients
from app.notifications.service.wording.book import BOOK, read_out

SEND = "send_message"
UNREACHABLE = N_("This person has neither an e-mail address nor an account.")
REPLACED = N_("A newer message took its place.")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Something to tell: its words and their values, and where it leads.

    `path` fills the places of the link that are no words; `completed_with` waits in the message until its mail goes
    out (a calendar item, the row behind a secret link). `key` names what happened when no fact does. With `replaces`,
    an unsent draft about the same thing is overwritten instead of piling up.
    """

    template: Template
    values: Mapping[str, object] = field(default_factory=dict)
    path: Mapping[str, object] = field(default_factory=dict)
    quote: str | None = None
    event: Event | None = None
    zone: str | None = None
    key: str = ""
    method: str | None = None
    completed_with: Mapping[str, Any] = field(default_factory=dict)
    waits: bool | None = None
    replaces: bool = False

    @property
    def link(self) -> str | None:
        """Return the path the message leads to; a secret one is made when the mail goes out."""
        link = BOOK[self.template].link
        return None if not link or self.completed_with.get("secret") else link.format_map(self.path)


def tell(session: Session, notice: Notice, people: Iterable[int | None]) -> list[Message]:
    """Write a message to each of these people; told again about the same thing, nobody gets a second one."""
    return tell_recipients(session, notice, list_recipients(session, people))


def tell_recipients(session: Session, notice: Notice, recipients: Iterable[Recipient]) -> list[Message]:
    """Write a message to each recipient."""
    keys = {_dedupe_key(session, notice, each): each for each in recipients}
    known = set(session.scalars(select(Message.dedupe_key).where(Message.dedupe_key.in_(keys))))
    before = _earlier(session, notice, [each for key, each in keys.items() if key not in known])
    written = []
    for key, recipient in keys.items():
        if key in known:
            continue
        message = _write(notice, recipient, key)
        last = before.get(recipient.person_id or 0)
        if last is not None and _keeps(session, last, message):
            continue
        session.add(message)
        session.flush()
        if message.state is MessageState.QUEUED:
            release(session, message)
        written.append(message)
    return written


def _dedupe_key(session: Session, notice: Notice, recipient: Recipient) -> str:
    what = notice.key or f"{notice.template}:fact-{session.info['fact_id']}{notice.link or ''}"
    return f"{what}:{recipient.person_id or recipient.address}"


def _write(notice: Notice, recipient: Recipient, key: str) -> Message:
    wording = BOOK[notice.template]
    zone = notice.zone or (notice.event.zone if notice.event else None)
    with speaking(recipient.language, zone):
        subject, text = read_out(wording, notice.values, notice.quote)
    waits = wording.waits if notice.waits is None else notice.waits
    reachable = bool(recipient.address or recipient.has_inbox)
    return Message(
        channel=Channel.EMAIL if recipient.address else Channel.IN_APP, person_id=recipient.person_id,
        address=recipient.address, event_id=notice.event.id if notice.event else None,
        centre_id=notice.event.centre_id if notice.event else None, template=notice.template,
        language=recipient.language, subject=subject, body=text, link=notice.link, calendar_method=notice.method,
        state=MessageState.DRAFT if waits else MessageState.QUEUED, dedupe_key=key,
        note=None if reachable else UNREACHABLE,
        values={**notice.completed_with, "inbox": recipient.has_inbox},
    )  # fmt: skip


def _earlier(session: Session, notice: Notice, recipients: list[Recipient]) -> dict[int, Message]:
    """Return the last message about the same thing to each person, when newer ones replace older ones."""
    if not notice.replaces:
        return {}
    rows = session.scalars(
        select(Message)
        .where(
            Message.template == notice.template, Message.link == notice.link,
            Message.event_id == (notice.event.id if notice.event else None),
            Message.person_id.in_([each.person_id for each in recipients]),
            Message.state != MessageState.CANCELLED,
        )
        .order_by(Message.id)
    )  # fmt: skip
    return {message.person_id or 0: message for message in rows}


def _keeps(session: Session, last: Message, new: Message) -> bool:
    """Keep the earlier message if it says the same, or let it say the new words if it is still a draft."""
    if (last.subject, last.body) == (new.subject, new.body):
        return True
    if last.state is not MessageState.DRAFT:
        return False
    last.subject, last.body, last.dedupe_key, last.values = new.subject, new.body, new.dedupe_key, new.values
    session.flush()
    return True


def release(session: Session, message: Message) -> None:
    """Let a message go: into the mail queue, or at once to whoever reads it here."""
    message.queued_at, message.send_after = now(), None
    if message.channel is Channel.EMAIL:
        message.state = MessageState.QUEUED
        put_into_queue(session, message)
    elif message.is_reachable:
        message.state, message.sent_at, message.note = MessageState.SENT, now(), None
    else:
        message.state, message.note = MessageState.FAILED, UNREACHABLE
    session.flush()


def put_into_queue(session: Session, message: Message) -> None:
    """Put in the one job that may send this message; jobs of earlier rounds do nothing any more."""
    message.round += 1
    session.flush()
    payload = {"message_id": message.id, "round": message.round}
    queue.enqueue(session, SEND, payload, dedupe_key=job_key(message), run_at=message.send_after)


def job_key(message: Message) -> str:
    """Return the key of the job that may send a message now."""
    return f"mail:{message.id}:{message.round}"


def cancel_drafts(session: Session, *, template: Template, event_id: int, link: str | None = None) -> int:
    """Take back drafts that no longer say what is true, and count them."""
    wanted = select(Message).where(
        Message.template == template, Message.event_id == event_id, Message.state == MessageState.DRAFT
    )
    if link is not None:
        wanted = wanted.where(Message.link == link)
    drafts = [message for message in session.scalars(wanted) if may_become(message.state, MessageState.CANCELLED)]
    for message in drafts:
        message.state, message.note = MessageState.CANCELLED, REPLACED
    session.flush()
    return len(drafts)
