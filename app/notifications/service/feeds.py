"""Calendar feeds: their secret addresses, and the marks that tell calendars what changed and what to forget.

Whoever reads a feed changes nothing. The marks are brought up to date by what happens (reactions) and by the clock.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import NotAllowed
from app.core.permissions import Actor, Permission, authorise
from app.core.secrets import random_token, token_hash
from app.notifications.logic import AgendaItem
from app.notifications.models import CalendarFeed, CalendarMark
from app.notifications.queries.agenda import list_agenda_items
from app.notifications.queries.feeds import find_feed, hash_of, is_moved


def make_feed(session: Session, actor: Actor) -> CalendarFeed:
    """Give a person a new secret address; an older one stops working at once."""
    if actor.person_id is None:
        raise NotAllowed("You are not allowed to do this.")
    revoke_feed(session, actor)
    token = random_token()
    feed = CalendarFeed(person_id=actor.person_id, token=token, token_hash=token_hash(token))
    session.add(feed)
    session.flush()
    refresh_marks(session, [actor.person_id])
    return feed


def revoke_feed(session: Session, actor: Actor) -> None:
    """Make the address useless."""
    if actor.person_id is None:
        raise NotAllowed("You are not allowed to do this.")
    authorise(actor, Permission.ACCOUNT_OWN)
    drop_feeds(session, actor.person_id)


def drop_feeds(session: Session, person_id: int) -> None:
    """End the feeds of a person."""
    feed = find_feed(session, person_id)
    if feed is not None:
        feed.revoked_at = now()
        session.flush()


def refresh_marks(session: Session, people: Iterable[int | None]) -> int:
    """Note what changed in the agendas of these people, as far as they have a feed; returns how many entries did."""
    wanted = {person_id for person_id in people if person_id is not None}
    with_feed = select(CalendarFeed.person_id).where(
        CalendarFeed.person_id.in_(wanted), CalendarFeed.revoked_at.is_(None)
    )
    return sum(_refresh(session, person_id) for person_id in sorted(set(session.scalars(with_feed))))


def refresh_all(session: Session) -> int:
    """Note what changed in every agenda somebody subscribed to."""
    rows = select(CalendarFeed.person_id).where(CalendarFeed.revoked_at.is_(None))
    return sum(_refresh(session, person_id) for person_id in sorted(set(session.scalars(rows))))


def _refresh(session: Session, person_id: int) -> int:
    marks = {
        mark.uid: mark for mark in session.scalars(select(CalendarMark).where(CalendarMark.person_id == person_id))
    }
    items = {item.uid: item for item in list_agenda_items(session, person_id)}
    changed = 0
    for uid, item in items.items():
        changed += _note_item(session, person_id, marks.get(uid), item)
    for uid, mark in marks.items():
        if uid not in items and mark.cancelled_at is None:
            mark.cancelled_at = mark.changed_at = now()
            mark.sequence += 1
            changed += 1
    session.flush()
    return changed


def _note_item(session: Session, person_id: int, mark: CalendarMark | None, item: AgendaItem) -> int:
    """Raise the sequence when time, place or state changed; other words change without it."""
    face, mark_of_face = face_of(item), hash_of(item)
    if mark is None:
        if not item.is_cancelled:
            session.add(CalendarMark(person_id=person_id, uid=item.uid, content_hash=mark_of_face, face=face))
            return 1
        return 0
    moved = is_moved(mark, item)
    if moved:
        mark.sequence += 1
        mark.content_hash = mark_of_face
        mark.cancelled_at = now() if item.is_cancelled else None
    if moved or mark.face != face:
        mark.face, mark.changed_at = face, now()
        return 1
    return 0


def face_of(item: AgendaItem) -> dict[str, Any]:
    """Return an entry as values that are remembered after it is gone."""
    return {
        "title": item.title, "start": item.start_at.isoformat(), "end": item.end_at.isoformat(), "place": item.place,
        "url": item.url, "event_title": item.event_title, "description": item.description,
    }  # fmt: skip
