"""What the templates of the programme need, in words and in order."""

from collections.abc import Mapping
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from flask import g
from flask_babel import gettext as _

from app.core.display import label, listed
from app.core.words import N_
from app.events.logic.programme import PersonEntry, SessionEntry, Snapshot
from app.events.logic.programme_page import Filters, day_pages
from app.events.logic.stage import StageEntry
from app.events.logic.states import HostRole, SessionType, Visibility
from app.events.models.event import Event, EventOrganiser
from app.events.routes.programme_words import duty_words, type_words

KINDS = {
    SessionType.OPENING: "ceremony",
    SessionType.KEYNOTE: "keynote",
    SessionType.PANEL: "panel",
    SessionType.SIGNING: "signing",
    SessionType.ROADSHOW: "roadshow",
    SessionType.QA: "panel",
    SessionType.ROUNDTABLE: "matchmaking",
    SessionType.ONSITE_EXCHANGE: "visit",
    SessionType.RELEASE: "release",
    SessionType.UNVEILING: "ceremony",
    SessionType.MEETING_BLOCK: "matchmaking",
    SessionType.BREAK: "break",
}
KIND_NAMES = {str(kind): css for kind, css in KINDS.items()}
ASSUMED_NAMES = {
    "title": N_("title"),
    "title_en": N_("English title"),
    "session_type": N_("type"),
    "start_at": N_("time"),
    "end_at": N_("time"),
    "room_id": N_("place"),
    "venue": N_("place"),
    "position": N_("order"),
    "description": N_("description"),
    "people": N_("people"),
}


class Speaker(TypedDict):
    """A person on stage with the sessions they appear in."""

    person: PersonEntry
    sessions: list[SessionEntry]


Stage = Mapping[int, list[StageEntry]]
NOTHING: Stage = {}


def programme_context(snapshot: Snapshot, event: Event, filters: Filters, stage: Stage = NOTHING) -> dict[str, Any]:
    """Return what the programme part of a page shows: days, choices for the filters, people."""
    g.zone = ZoneInfo(event.zone)
    types = type_words()
    days = day_pages(snapshot, g.zone, filters=filters)
    used_types = {entry["type"] for entry in snapshot["sessions"]}
    used_rooms = {entry["room_id"] for entry in snapshot["sessions"]}
    return {
        "days": days,
        "all_days": days if filters == Filters(view=filters.view) else day_pages(snapshot, g.zone),
        "filters": filters,
        "types": types,
        "duties": duty_words(),
        "kinds": KIND_NAMES,
        "public_level": str(Visibility.PUBLIC),
        "type_choices": [(value, name) for value, name in types.items() if value in used_types],
        "room_choices": [(room["id"], room["name"]) for room in snapshot["rooms"] if room["id"] in used_rooms],
        "stage": stage,
        "speakers": speakers_of(snapshot),
        "session_count": len(snapshot["sessions"]),
        "assumed_text": assumed_text,
    }


def session_context(snapshot: Snapshot, entry: SessionEntry, event: Event, stage: Stage = NOTHING) -> dict[str, Any]:
    """Return what the page of one session shows."""
    g.zone = ZoneInfo(event.zone)
    (day,) = day_pages({"sessions": [entry], "rooms": snapshot["rooms"]}, g.zone)
    room = next((room for room in snapshot["rooms"] if room["id"] == entry["room_id"]), None)
    return {
        "day": day,
        "block": day.blocks[0],
        "entry": entry,
        "room": room,
        "turns": stage.get(entry["id"], ()),
        "types": type_words(),
        "duties": duty_words(),
        "public_level": str(Visibility.PUBLIC),
        "assumed_text": assumed_text,
    }


def speakers_of(snapshot: Snapshot) -> list[Speaker]:
    """Return everybody on stage once, in order of appearance; role placeholders are nobody yet."""
    found: dict[int, Speaker] = {}
    for entry in snapshot["sessions"]:
        for person in entry["people"] if not entry["cancelled"] else ():
            if person["person_id"] is not None:
                speaker = found.setdefault(person["person_id"], {"person": person, "sessions": []})
                if not speaker["sessions"] or speaker["sessions"][-1] is not entry:
                    speaker["sessions"].append(entry)
    return list(found.values())


def assumed_text(assumed: dict[str, Any]) -> str:
    """Say which details of a session are assumed, in the language of the request."""
    names = dict.fromkeys(str(_(ASSUMED_NAMES[field])) for field in assumed if field in ASSUMED_NAMES)
    return str(_("Assumed: %(fields)s", fields=listed(names)) if names else _("Assumed"))


def event_words(event: Event) -> dict[str, Any]:
    """Return the host chain in the order in which it is printed, with the name of each role."""
    chain: list[tuple[str, list[EventOrganiser]]] = []
    for role in HostRole:
        held = [link for link in event.organisers if link.role is role]
        if held:
            chain.append((label(role), held))
    return {"host_chain": chain}
