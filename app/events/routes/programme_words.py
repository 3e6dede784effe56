"""What is said about programmes: clashes, obstacles and changes in sentences, types and rooms in words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.display import clock_time, day, label, listed, time_range
from app.core.words import N_
from app.events.logic.clashes import Clash, ClashKind
from app.events.logic.release import Change, ChangeKind
from app.events.logic.states import Duty, HolderKind, SessionType
from app.events.models.programme import EventSession
from app.events.models.venue import Room
from app.events.queries.release import Obstacle
from app.events.queries.sessions import names_of_people

CLASH_SENTENCES = {
    ClashKind.ROOM: N_("“%(first)s” (%(from)s) and “%(second)s” (%(then)s) are in %(resource)s at the same time."),
    ClashKind.PERSON: N_("%(resource)s is in “%(first)s” (%(from)s) and “%(second)s” (%(then)s) at the same time."),
    ClashKind.WALK: N_(
        "%(resource)s has only %(minutes)d minutes to walk from “%(first)s” (%(from)s) to “%(second)s” (%(then)s)."
    ),
    ClashKind.CAPACITY: N_("“%(first)s” (%(from)s) expects more people than %(resource)s holds."),
    ClashKind.OUTSIDE: N_("“%(first)s” (%(from)s) lies outside the dates of the event."),
}
CHANGE_SENTENCES = {
    ChangeKind.ADDED: N_("New: %(place)s"),
    ChangeKind.REMOVED: N_("Taken out of the programme (was %(place)s)"),
    ChangeKind.MOVED: N_("Moved from %(before)s to %(place)s"),
    ChangeKind.CANCELLED: N_("Cancelled: %(reason)s"),
    ChangeKind.RESTORED: N_("Takes place after all: %(place)s"),
    ChangeKind.CHANGED: N_("Other %(fields)s"),
}
FIELD_NAMES = {
    "title": N_("title"),
    "title_en": N_("English title"),
    "type": N_("type"),
    "description": N_("description"),
    "capacity": N_("places"),
    "visibility": N_("visibility"),
    "no_photos": N_("rule on photographs"),
}


def clash_sentences(
    session: Session, clashes: Iterable[Clash], sessions: Iterable[EventSession], rooms: Iterable[Room]
) -> list[tuple[Clash, str]]:
    """Return each clash with its sentence: both sessions with their times, and the room or person."""
    by_id = {each.id: each for each in sessions}
    room_names = {room.id: room.name for room in rooms}
    clashes = list(clashes)
    people = _people_names(session, clashes)
    said = []
    for clash in clashes:
        names = people if clash.kind in (ClashKind.PERSON, ClashKind.WALK) else room_names
        first, second = by_id[clash.first_id], by_id.get(clash.second_id or 0)
        values = {
            "first": first.title,
            "second": second.title if second else "",
            "from": _day_and_times(first),
            "then": time_range(second.start_at, second.end_at) if second else "",
            "resource": names.get(clash.resource_id or 0, ""),
            "minutes": clash.minutes,
        }
        said.append((clash, str(_(CLASH_SENTENCES[clash.kind], **values))))
    return said


def _day_and_times(each: EventSession) -> str:
    return f"{day(each.start_at)} {time_range(each.start_at, each.end_at)}"


def _people_names(session: Session, clashes: Iterable[Clash]) -> dict[int, str]:
    kinds = (ClashKind.PERSON, ClashKind.WALK)
    wanted = {clash.resource_id for clash in clashes if clash.kind in kinds and clash.resource_id is not None}
    return names_of_people(session, wanted)


def obstacle_sentence(obstacle: Obstacle) -> str:
    """Say what would lose its time, or what refuses to give way."""
    if obstacle.holder_kind == HolderKind.MEETING:
        sentence = N_("%(who)s: the meeting %(when)s will be cancelled because of “%(session)s”.")
    elif obstacle.can_yield:
        sentence = N_("%(who)s had noted to be away %(when)s, and is now expected in “%(session)s”.")
    else:
        sentence = N_("%(who)s is taken %(when)s by “%(other)s” and cannot be in “%(session)s”.")
    when = f"{day(obstacle.start_at)} {clock_time(obstacle.start_at)}–{clock_time(obstacle.end_at)}"
    other = obstacle.title or label(HolderKind(obstacle.holder_kind))
    who = obstacle.resource_name
    return str(_(sentence, who=who, when=when, other=other, session=obstacle.wanted_by))


def place_text(place: Mapping[str, str]) -> str:
    """Return date, time and room of a session in a change log."""
    start, end = datetime.fromisoformat(place["start"]), datetime.fromisoformat(place["end"])
    return f"{day(start)} {clock_time(start)}–{clock_time(end)} {place['room']}".strip()


def change_sentence(change: Change) -> str:
    """Say one line of a change log; the title of the session stands before it."""
    kind = ChangeKind(change["kind"])
    if kind is ChangeKind.PEOPLE:
        return _people_sentence(change)
    values = {name: place_text(change[name]) for name in ("place", "before") if name in change}
    fields = listed(_(FIELD_NAMES[field]) for field in change.get("fields", ()))
    return str(_(CHANGE_SENTENCES[kind], **values, reason=change.get("reason") or "—", fields=fields))


def _people_sentence(change: Change) -> str:
    left, joined = listed(change["left"]), listed(change["joined"])
    if left and joined:
        return str(_("%(joined)s joins; %(left)s does not come", joined=joined, left=left))
    return str(_("%(joined)s joins", joined=joined) if joined else _("%(left)s does not come", left=left))


def exchange_words() -> dict[str, str]:
    """Return the words of exchange files in the language of the request."""
    words = {str(kind): label(kind) for kind in SessionType}
    return words | {
        "room_open": str(_("Room to be announced")),
        "assumed": str(_("Some details are assumed and not stated in the source.")),
    }


def type_words() -> dict[str, str]:
    """Return the name of each session type by its value."""
    return {str(kind): label(kind) for kind in SessionType}


def duty_words() -> dict[str, str]:
    """Return the name of each duty by its value."""
    return {str(duty): label(duty) for duty in Duty}


def page_of_change(change: Change) -> dict[str, Any]:
    """Return a line of the change log for a page: kind, title and sentence."""
    return {"kind": change["kind"], "title": change["title"], "text": change_sentence(change)}
