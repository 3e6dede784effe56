"""Reading calendar feeds: one person's agenda as a calendar program sees it."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.errors import NotFound
from app.core.secrets import token_hash
from app.events.logic.exchange import Item
from app.events.logic.exchange_ics import CancelledItems, personal_ics
from app.notifications.logic import AgendaItem
from app.notifications.models import CalendarFeed, CalendarMark
from app.notifications.queries.agenda import list_agenda_items
from app.notifications.queries.recipients import DEFAULT_LANGUAGE

REMEMBERED: Final = timedelta(days=60)


def find_feed(session: Session, person_id: int) -> CalendarFeed | None:
    """Return the feed of a person that works now."""
    return session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
        .limit(1)
    )


def get_feed(session: Session, token: str) -> tuple[CalendarFeed, str]:
    """Return the feed behind a secret address, and the language of its owner."""
    found = session.execute(
        select(CalendarFeed, Account.language)
        .join(Account, Account.person_id == CalendarFeed.person_id)
        .where(
            CalendarFeed.token_hash == token_hash(token), CalendarFeed.revoked_at.is_(None),
            Account.closed_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound("There is no such calendar. Its address may have been renewed or revoked.")
    return found[0], found[1] or DEFAULT_LANGUAGE


def feed_ics(session: Session, feed: CalendarFeed, *, base_url: str, name: str) -> bytes:
    """Return the agenda of a person as a calendar: what is gone stays for a while, marked as cancelled.

    Calendars that keep their own copy forget an entry only when they are told so.
    """
    marks = {
        mark.uid: mark for mark in session.scalars(select(CalendarMark).where(CalendarMark.person_id == feed.person_id))
    }
    live = list_agenda_items(session, feed.person_id)
    shown = [
        _item(item, marks.get(item.uid), base_url, feed.made_at)
        for item in live
        if not item.is_cancelled or item.uid in marks
    ]
    here = {item.uid for item in live}
    since = now() - REMEMBERED
    shown += [_gone(mark, base_url) for uid, mark in marks.items() if uid not in here and mark.changed_at > since]
    return personal_ics(shown, name=name, url=f"{base_url}/agenda", cancelled=CancelledItems.MARK)


def hash_of(item: AgendaItem) -> str:
    """Return a mark of time, place and state."""
    told = [item.start_at.isoformat(), item.end_at.isoformat(), item.place, item.is_cancelled]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def is_moved(mark: CalendarMark, item: AgendaItem) -> bool:
    """Tell whether time, place or state of an entry are others than those the mark knows."""
    return mark.content_hash != hash_of(item) or (mark.cancelled_at is None) is item.is_cancelled


def _sequence(mark: CalendarMark | None, item: AgendaItem) -> int:
    """Return the number of an entry; one that has just changed has its next number before its mark follows."""
    return 0 if mark is None else mark.sequence + is_moved(mark, item)


def _item(item: AgendaItem, mark: CalendarMark | None, base_url: str, made_at: datetime) -> Item:
    return Item(
        id=0, number=item.uid, title=item.title, type="", start=item.start_at, end=item.end_at, room=item.place,
        url=f"{base_url}{item.url}", updated_at=mark.changed_at if mark else made_at,
        sequence=_sequence(mark, item), subtitle=item.event_title, description=item.description,
        cancelled=item.is_cancelled,
    )  # fmt: skip


def _gone(mark: CalendarMark, base_url: str) -> Item:
    face = mark.face
    return Item(
        id=0, number=mark.uid, title=face["title"], type="", start=datetime.fromisoformat(face["start"]),
        end=datetime.fromisoformat(face["end"]), room=face["place"], url=f"{base_url}{face['url']}",
        updated_at=mark.changed_at, sequence=mark.sequence + (mark.cancelled_at is None), subtitle=face["event_title"],
        description=face["description"], cancelled=True,
    )  # fmt: skip
