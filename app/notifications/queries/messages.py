"""Reading messages: a person's own, and the outbox of an event."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import NotFound
from app.events.queries.pages import Page, page_of
from app.notifications.logic import MAIL_ONLY, SHOWN_IN_INBOX, Channel, MessageState, Template
from app.notifications.models import Message

RECENT: Final = timedelta(hours=1)
S = MessageState
SORTS: Final = {
    "created": (Message.created_at, Message.id), "-created": (Message.created_at.desc(), Message.id.desc()),
    "subject": (Message.subject, Message.id), "-subject": (Message.subject.desc(), Message.id.desc()),
    "state": (Message.state, Message.id), "-state": (Message.state.desc(), Message.id.desc()),
}  # fmt: skip


def _inbox(person_id: int) -> Select[Message]:
    return select(Message).where(*_is_mine(person_id)).options(joinedload(Message.event))


def _is_mine(person_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.person_id == person_id,
        Message.state.in_(SHOWN_IN_INBOX),
        Message.template.not_in(MAIL_ONLY),
    )


def count_unread(session: Session, person_id: int) -> int:
    """Count the messages a person has not opened."""
    unread = select(func.count()).where(*_is_mine(person_id), Message.read_at.is_(None))
    return session.scalar(unread) or 0


def list_inbox(
    session: Session, person_id: int, *, only_unread: bool = False, number: int = 1, per_page: int = 20
) -> Page[Message]:
    """Return a page of a person's messages, newest first."""
    wanted = _inbox(person_id)
    if only_unread:
        wanted = wanted.where(Message.read_at.is_(None))
    return page_of(session, wanted.order_by(Message.id.desc()), number=number, per_page=per_page)


def get_own_message(session: Session, person_id: int | None, message_id: int) -> Message:
    """Return a message to this person; to anybody else there is none."""
    found = session.scalar(_inbox(person_id or 0).where(Message.id == message_id))
    if found is None:
        raise NotFound("There is no such message.")
    return found


@dataclass(frozen=True)
class OutboxFilter:
    """What an organiser looks for in the outbox."""

    words: str = ""
    state: str = ""
    template: str = ""
    sort: str = ""


def _outbox(event_id: int) -> Select[Message]:
    return (
        select(Message)
        .where(Message.event_id == event_id)
        .options(joinedload(Message.person), joinedload(Message.event))
    )


def _filtered(event_id: int, wanted: OutboxFilter) -> Select[Message]:
    rows = _outbox(event_id)
    if wanted.state in set(MessageState):
        rows = rows.where(Message.state == MessageState(wanted.state))
    if wanted.template in set(Template):
        rows = rows.where(Message.template == Template(wanted.template))
    if wanted.words:
        named = select(Person.id).where(Person.name.contains(wanted.words, autoescape=True))
        rows = rows.where(
            or_(
                Message.subject.contains(wanted.words, autoescape=True),
                Message.address.contains(wanted.words.lower(), autoescape=True),
                Message.person_id.in_(named),
            )
        )
    return rows


def list_outbox(
    session: Session, event_id: int, wanted: OutboxFilter, *, number: int = 1, per_page: int = 20
) -> Page[Message]:
    """Return a page of the messages of an event, newest first unless sorted otherwise."""
    rows = _filtered(event_id, wanted).order_by(*SORTS.get(wanted.sort, SORTS["-created"]))
    return page_of(session, rows, number=number, per_page=per_page)


def list_chosen(session: Session, event_id: int, ids: Collection[int]) -> list[Message]:
    """Return the named messages of an event, oldest first."""
    return list(session.scalars(_outbox(event_id).where(Message.id.in_(sorted(ids))).order_by(Message.id)))


def list_in_state(session: Session, event_id: int, wanted: OutboxFilter, state: MessageState) -> list[Message]:
    """Return every message of an event that fits a filter and stands in one state, oldest first."""
    return list(session.scalars(_filtered(event_id, wanted).where(Message.state == state).order_by(Message.id)))


def get_event_message(session: Session, event_id: int, message_id: int) -> Message:
    """Return a message of an event with its person."""
    found = session.scalar(_outbox(event_id).where(Message.id == message_id))
    if found is None:
        raise NotFound("There is no such message.")
    return found


@dataclass(frozen=True)
class OutboxCounts:
    """How many messages of an event stand where."""

    states: dict[MessageState, int]
    templates: dict[Template, int]

    def number(self, state: MessageState) -> int:
        """Return how many stand in one state."""
        return self.states.get(state, 0)


def count_outbox(session: Session, event_id: int) -> OutboxCounts:
    """Count the messages of an event by state and by what they are about, with one query."""
    rows = session.execute(
        select(Message.state, Message.template, func.count())
        .where(Message.event_id == event_id)
        .group_by(Message.state, Message.template)
    )
    states: dict[MessageState, int] = {}
    templates: dict[Template, int] = {}
    for state, template, number in rows:
        states[state] = states.get(state, 0) + number
        templates[template] = templates.get(template, 0) + number
    return OutboxCounts(states, templates)


def count_by_state(session: Session) -> dict[MessageState, int]:
    """Count all messages by state, for those who watch over the installation."""
    rows = session.execute(select(Message.state, func.count()).group_by(Message.state))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class Progress:
    """How far the mails that were let go lately have come."""

    waiting: int
    settled: int

    @property
    def total(self) -> int:
        """Return how many there are."""
        return self.waiting + self.settled


def sending_progress(session: Session, event_id: int) -> Progress:
    """Return how many mails of an event still wait, and how many of the last hour have gone or failed."""
    mine = (Message.event_id == event_id, Message.channel == Channel.EMAIL)
    recent = Message.queued_at > now() - RECENT
    row = session.execute(
        select(
            func.count().filter(Message.state.in_((S.QUEUED, S.SENDING))),
            func.count().filter(Message.state.in_((S.SENT, S.FAILED)), recent),
        ).where(*mine)
    ).one()
    return Progress(row[0], row[1])
