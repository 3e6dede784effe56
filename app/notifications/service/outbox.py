"""What an organiser does in the outbox: read, correct, let go, take back, try again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.events.models.event import Event
from app.notifications.logic import LONGEST_BODY, LONGEST_SUBJECT, SHOWN_IN_INBOX, Channel, MessageState
from app.notifications.models import Message
from app.notifications.queries.messages import get_event_message, get_own_message, list_chosen
from app.notifications.service.telling import release

S = MessageState


class Action(Enum):
    """What can be done with chosen messages, and the states from which it starts."""

    SEND = "send"
    CANCEL = "cancel"
    RETRY = "retry"

    @property
    def starts_from(self) -> frozenset[MessageState]:
        """Return the states in which this makes sense."""
        return _STARTS[self]


_STARTS = {
    Action.SEND: frozenset({S.DRAFT}),
    Action.CANCEL: frozenset({S.DRAFT, S.QUEUED, S.FAILED}),
    Action.RETRY: frozenset({S.FAILED}),
}


@dataclass(frozen=True)
class Choice:
    """What an action would do: the messages it moves, those it leaves alone, and how many people hear of it."""

    action: Action
    moving: Sequence[Message]
    staying: Sequence[Message]

    @property
    def people(self) -> int:
        """Return how many different people the moving messages reach."""
        return len({message.person_id or message.address for message in self.moving if message.is_reachable})

    @property
    def lost(self) -> int:
        """Return how many messages reach nobody."""
        return sum(not message.is_reachable for message in self.moving)

    @property
    def mails(self) -> int:
        """Return how many of them are mails."""
        return sum(message.channel is Channel.EMAIL for message in self.moving)


def preview(session: Session, actor: Actor, *, event: Event, ids: Collection[int], action: Action) -> Choice:
    """Say what an action would do, without doing it."""
    authorise(actor, Permission.OUTBOX_SEND, event)
    chosen = list_chosen(session, event.id, ids)
    moving = [message for message in chosen if message.state in action.starts_from]
    return Choice(action, moving, [message for message in chosen if message not in moving])


def carry_out(session: Session, actor: Actor, *, event: Event, ids: Collection[int], action: Action) -> Choice:
    """Let the chosen messages go, take them back, or try failed ones again."""
    choice = preview(session, actor, event=event, ids=ids, action=action)
    if not choice.moving:
        raise RuleBroken("Nothing of what you chose can take this step any more.")
    for message in choice.moving:
        if action is Action.CANCEL:
            message.state, message.note = S.CANCELLED, None
        else:
            message.attempts, message.note = 0, None
            release(session, message)
    session.flush()
    write_audit(
        session, f"outbox.{action.value}", kind="event", row_id=event.id, event_id=event.id,
        detail={"messages": len(choice.moving), "people": choice.people},
    )  # fmt: skip
    return choice


def edit_message(
    session: Session, actor: Actor, *, event: Event, message_id: int, words: tuple[str, str], version: int | None = None
) -> Message:
    """Correct the words of a draft before it goes."""
    authorise(actor, Permission.OUTBOX_SEND, event)
    message = get_event_message(session, event.id, message_id)
    check_version(message, version)
    if message.state is not S.DRAFT:
        raise RuleBroken("Only a draft can be changed; this message has left.")
    subject, body = " ".join(words[0].split()), words[1].replace("\r\n", "\n").strip()
    if not 1 <= len(subject) <= LONGEST_SUBJECT:
        raise RuleBroken("The subject has 1 to 200 characters.", field="subject")
    if not 1 <= len(body) <= LONGEST_BODY:
        raise RuleBroken("The text has 1 to 5000 characters.", field="body")
    message.subject, message.body = subject, body
    session.flush()
    return message


def mark_read(session: Session, actor: Actor, *, message_id: int) -> Message:
    """Note that a person has opened a message."""
    message = get_own_message(session, actor.person_id, message_id)
    _note_read(session, actor, Message.id == message.id)
    return message


def mark_all_read(session: Session, actor: Actor) -> int:
    """Note that a person has seen everything, and count it."""
    return _note_read(session, actor, Message.state.in_(SHOWN_IN_INBOX))


def _note_read(session: Session, actor: Actor, which: ColumnElement[bool]) -> int:
    """Write past the version of the rows: reading must never get in the way of a mail that is just being sent."""
    changed = session.execute(
        update(Message)
        .where(Message.person_id == actor.person_id, Message.read_at.is_(None), which)
        .values(read_at=now(), updated_at=Message.updated_at)
        .returning(Message.id)
        .execution_options(synchronize_session="fetch")
    )
    return len(changed.all())
