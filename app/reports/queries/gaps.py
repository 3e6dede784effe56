"""What the papers of an event still lack, and where each of these fields is filled in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.agreements.queries.ceremony import read_ceremony
from app.agreements.queries.gaps import stage_gaps
from app.core.words import N_
from app.events.models.event import Event
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.queries.meetings import list_event_meetings
from app.reports.queries.papers import list_badge_people, list_stage_pitches, list_stage_places
from app.roadshow.queries.live import title_slide
from app.roadshow.queries.order import list_event_turns


@dataclass(frozen=True)
class Gap:
    """A field that is empty: its name as a msgid, of whom or what, and the page that fills it."""

    name: str
    endpoint: str
    about: str = ""
    values: dict[str, Any] = field(default_factory=dict, compare=False)


def list_gaps(session: Session, event: Event) -> dict[str, list[Gap]]:
    """Return what each kind of paper of an event would leave open."""
    place, contact = _place(event), _contact(event)
    pitches = _pitches(session, event)
    return {
        "agenda_book": [*place, *contact],
        "badges": _badges(session, event),
        "schedules": [*place, *contact],
        "schedules_zip": [*place, *contact],
        "booklet_public": [*place, *contact, *pitches],
        "booklet_registered": [*place, *contact, *pitches],
        "booklet_after_nda": [*place, *contact, *pitches],
        "minutes": _minutes(session, event),
        "ceremony": [*place, *_ceremony(session, event)],
        "table_tents": _table_tents(session, event),
        "title_slides": _title_slides(session, event),
    }


def _place(event: Event) -> list[Gap]:
    is_known = event.venue_id or event.city
    return [] if is_known else [Gap(N_("Place of the event"), "events.edit_event", values={"slug": event.slug})]


def _contact(event: Event) -> list[Gap]:
    return [] if event.contact else [Gap(N_("Contact for questions"), "events.edit_event", values={"slug": event.slug})]


def _badges(session: Session, event: Event) -> list[Gap]:
    return [
        Gap(N_("Organisation"), "events.list_registrations", row.person.name, {"slug": event.slug})
        for row in list_badge_people(session, event.id)
        if not row.organisation_name
    ]


def _table_tents(session: Session, event: Event) -> list[Gap]:
    """A place on stage that has no name yet gets no tent; a name without its organisation is one of many."""
    found = []
    for row in list_stage_places(session, event.id):
        page = ("events.edit_session", {"slug": event.slug, "session_id": row.session_id, "_anchor": "people"})
        if row.person is None:
            found.append(Gap(N_("Name of the person"), page[0], f"{row.session} · {row.role}", page[1]))
        elif not row.organisation:
            found.append(Gap(N_("Organisation"), page[0], row.person, page[1]))
    return list(dict.fromkeys(found))


def _title_slides(session: Session, event: Event) -> list[Gap]:
    found = []
    for item in list_event_turns(session, event.id):
        pitch = item.pitch
        slide = title_slide(item)
        if slide is None:
            continue
        edit = ("pitches.edit_pitch", pitch.title, {"number": pitch.number})
        names = (("presenter", N_("Person who presents")), ("team", N_("Team")), ("field", N_("Field")),
                 ("summary", N_("Summary open to everybody")))  # fmt: skip
        found += [gap for key, name in names for gap in _empty(slide[key], name, edit)]
    return found


def _pitches(session: Session, event: Event) -> list[Gap]:
    found = []
    for row in list_stage_pitches(session, event.id):
        pitch = row.pitch
        edit = ("pitches.edit_pitch", pitch.title, {"number": pitch.number})
        order = ("events.show_board", pitch.title, {"slug": event.slug})
        found += [
            *_empty(pitch.presenter and pitch.presenter.person, N_("Person who presents"), edit),
            *_empty(pitch.organisation, N_("Team"), edit),
            *_empty(row.start_at, N_("Time on stage"), order),
        ]
    return found


def _empty(value: object, name: str, where: tuple[str, str, dict[str, Any]]) -> Iterable[Gap]:
    return [] if value else [Gap(name, *where)]


def _minutes(session: Session, event: Event) -> list[Gap]:
    return [
        Gap(
            N_("Table"),
            "meetings.show_grid",
            f"{row.investor.organisation.name} · {row.pitch.title}",
            {"slug": event.slug},
        )
        for row in list_event_meetings(session, event.id, states=HOLDS_A_SLOT)
        if row.slot and row.table is None
    ]


def _ceremony(session: Session, event: Event) -> list[Gap]:
    found = []
    for batch in read_ceremony(session, event.id):
        if batch.time is None:
            found.append(
                Gap(N_("Time of the ceremony"), "agreements.list_event_agreements", values={"slug": event.slug})
            )
        found += [
            Gap(name, "agreements.show_agreement", row.title, {"number": row.number})
            for row in batch.agreements
            for name in stage_gaps(row)
        ]
    return list(dict.fromkeys(found))
