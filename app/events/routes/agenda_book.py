"""The agenda book of an event: the public edition of the last release as PDF, made once for its content."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.display import date_range, language, listed
from app.core.errors import NotFound
from app.core.permissions import public
from app.core.web import current_actor
from app.documents.logic.agenda_book import (
    AgendaBook,
    Contact,
    Day,
    Guest,
    Item,
    PitchEntry,
    Place,
    print_agenda_book,
)
from app.documents.logic.sheet import Paper
from app.documents.service import cached_bytes, content_key
from app.events.logic.programme import PersonEntry, SessionEntry, Snapshot, public_part
from app.events.logic.programme_page import day_pages
from app.events.logic.stage import StageEntry
from app.events.models.event import Event
from app.events.queries.programme_public import (
    check_visible,
    get_event_to_show,
)
from app.events.queries.stage import load_stage
from app.events.routes.blueprint import bp
from app.events.routes.exports import base_url
from app.events.routes.programme_cache import kept_or_made, public_key, released_snapshot, stage_parts
from app.events.routes.programme_view import speakers_of
from app.events.routes.programme_words import duty_words, type_words
from app.events.service.hosts import in_print_order, printed_hosts

EDITION = 2  # raise it when the layout of the book changes, so that kept ones are made anew


@bp.get("/events/<slug>/agenda.pdf")
@public
def download_agenda_book(slug: str) -> ResponseReturnValue:
    """Give the released programme as a book to print: hosts, programme, pitches, people, rooms."""
    session = database.session()
    key, mark = public_key(slug)
    check_visible(session, current_actor(), key)
    if key.release_id is None:
        raise NotFound("The programme of this event is not out yet.")
    name = ("agenda-book", language(), mark)
    edition = kept_or_made(name, lambda: content_key(EDITION, _book(session, key)).encode()).body.decode()
    answer = Response(content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}-agenda.pdf"'
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.set_etag(edition)
    if edition not in request.if_none_match:
        answer.set_data(cached_bytes("agenda-book", edition, lambda: print_agenda_book(_book(session, key)).content))
    return answer.make_conditional(request)


def _book(session: Session, key: Row[Any]) -> AgendaBook:
    event = get_event_to_show(session, key.id)
    g.zone = ZoneInfo(event.zone)
    snapshot = _taking_place(public_part(released_snapshot(key)))
    venue = event.venue
    title = _translated(event.title, event.title_en)
    where = (venue.name, venue.address, venue.directions) if venue else (event.city,)
    return AgendaBook(
        paper=_paper(event, key, title),
        event=title,
        date=date_range(event.start_at, event.end_at),
        place=(venue.name if venue else event.city) or "",
        hosts=printed_hosts(event),
        notices=_notices(event, snapshot),
        days=_days(snapshot, g.zone),
        pitches=_pitches(snapshot, load_stage(session, stage_parts(), event.id)),
        guests=_guests(snapshot),
        venue="　".join(part for part in where if part),
        places=_places(snapshot),
        contacts=(Contact(duty=_("Questions"), name=event.contact),) if event.contact else (),
        page_url=f"{base_url()}{url_for('.show_event', slug=event.slug, _external=False)}",
    )


def _taking_place(snapshot: Snapshot) -> Snapshot:
    return {**snapshot, "sessions": [entry for entry in snapshot["sessions"] if not entry["cancelled"]]}


def _translated(text: str, english: str | None) -> str:
    return english if english and language() == "en" else text


def _paper(event: Event, key: Row[Any], title: str) -> Paper:
    chain = in_print_order(event.organisers)
    return Paper(
        title=_("%(event)s: agenda book", event=title),
        made_at=key.released_at.astimezone(ZoneInfo(event.zone)),
        author=chain[0].organisation.name if chain else "",
        subject=_("Agenda book"),
        version=key.release_name,
        number=event.number,
        lang="en" if language() == "en" else "zh",
    )


def _notices(event: Event, snapshot: Snapshot) -> tuple[str, ...]:
    own = [line.strip() for line in (event.notice or "").split("\n") if line.strip()]
    if any(entry.get("no_photos") for entry in snapshot["sessions"]):
        own.append(_("Please take no photographs and make no recordings in sessions marked “No photographs”."))
    return (*own, _("What this platform shows is not investment advice; an intention is not a contract."))


def _days(snapshot: Snapshot, zone: ZoneInfo) -> tuple[Day, ...]:
    return tuple(
        Day(
            label=_day_label(page.on),
            items=tuple(
                Item(
                    time=f"{block.start}–{block.end}",
                    title=_titled(block.entry),
                    room=block.entry["room"],
                    speakers=tuple(_speaker(person) for person in block.entry["people"]),
                    assumed=bool(block.entry["assumed"]),
                )
                for block in page.blocks
            ),
        )
        for page in day_pages(snapshot, zone)
    )


def _titled(entry: SessionEntry) -> str:
    title = _translated(entry["title"], entry["title_en"])
    return f"{title}\n{_('No photographs')}" if entry.get("no_photos") else title


def _day_label(on: date) -> str:
    return str(format_date(on, "M月d日（EEEE）" if language() == "zh" else "EEEE, d MMMM"))


def _speaker(person: PersonEntry) -> str:
    who = "　".join(part for part in (person["name"], person["position"] or person["organisation"]) if part)
    between = ": " if language() == "en" else "："
    return f"{who}{between}{person['topic']}" if person["topic"] else who


def _pitches(snapshot: Snapshot, stage: Mapping[int, list[StageEntry]]) -> tuple[PitchEntry, ...]:
    return tuple(
        PitchEntry(
            number=turn.number,
            title=turn.title,
            team=turn.team,
            field=turn.field,
            points=turn.points,
            assumed=turn.assumed,
        )
        for entry in snapshot["sessions"]
        for turn in stage.get(entry["id"], ())
    )


def _guests(snapshot: Snapshot) -> tuple[Guest, ...]:
    duties = duty_words()
    return tuple(
        Guest(
            name=speaker["person"]["name"],
            position=speaker["person"]["position"],
            organisation=speaker["person"]["organisation"],
            group=duties[speaker["person"]["duty"]],
        )
        for speaker in speakers_of(snapshot)
    )


def _places(snapshot: Snapshot) -> tuple[Place, ...]:
    types = type_words()
    return tuple(
        Place(
            name=room["name"],
            floor=room["floor"],
            seats=str(room["capacity"] or ""),
            use=listed(_uses(room["id"], snapshot["sessions"], types)),
        )
        for room in snapshot["rooms"]
        if any(entry["room_id"] == room["id"] for entry in snapshot["sessions"])
    )


def _uses(room_id: int, entries: Iterable[SessionEntry], types: Mapping[str, str]) -> list[str]:
    return list(dict.fromkeys(types[entry["type"]] for entry in entries if entry["room_id"] == room_id))
