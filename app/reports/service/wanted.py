"""What somebody wants printed, and what every paper of an event says about itself."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.display import date_range
from app.documents.logic.sheet import Lang, Paper
from app.documents.service import PDF, Made
from app.events.models.event import Event
from app.events.service.hosts import in_print_order


@dataclass(frozen=True)
class Wanted:
    """Which paper, in which language, and where it matters for whom, since which release, or about what was judged."""

    kind: str
    lang: Lang
    reader_id: int | None = None
    since: int | None = None
    target_id: int | None = None


@dataclass(frozen=True)
class PaperKind:
    """How a paper comes about: count tells how many things it shows, so many to a page; collect reads, make draws."""

    count: Callable[[Session, Event], int]
    collect: Callable[[Session, Event, Wanted], Any]
    make: Callable[[Any], Made]
    media_type: str = PDF
    to_a_page: int = 1


def paper_of(event: Event, title: str, wanted: Wanted, *, version: str = "") -> Paper:
    """Describe a paper of an event."""
    chain = in_print_order(event.organisers)
    return Paper(
        title=f"{event_title(event, wanted.lang)} · {title}", made_at=now().astimezone(ZoneInfo(event.zone)),
        author=chain[0].organisation.name if chain else event.title, subject=title, number=event.number,
        version=version, lang=wanted.lang,
    )  # fmt: skip


def event_title(event: Event, lang: Lang) -> str:
    """Return the title of an event in a language, as far as it has one."""
    return event.title_en if lang == "en" and event.title_en else event.title


def dates_of(event: Event) -> str:
    """Return the days of an event."""
    return date_range(event.start_at, event.end_at)


def place_of(event: Event) -> str:
    """Return where an event takes place."""
    return (event.venue.name if event.venue else event.city) or ""
