"""A released programme in the form of the exchange formats."""

from datetime import timedelta
from typing import Any

from app.events.logic.exchange import Item, Person, Programme, Room, local, read_moment
from app.events.logic.programme import PersonEntry, SessionEntry, Snapshot, public_part

AN_INSTANT = timedelta(seconds=1)


def exchange_programme(
    snapshot: Snapshot, *, event: dict[str, Any], version: str, base_url: str, words: dict[str, str]
) -> Programme:
    """Return the public part of a release; `event` holds number, slug, title, start, end and updated_at.

    `words` gives the session types, and under `room_open` the room that is not known yet, in one language.
    """
    url = f"{base_url}/events/{event['slug']}"
    shown = public_part(snapshot)
    used = {entry["room_id"] for entry in shown["sessions"]}
    return Programme(
        number=event["number"],
        slug=event["slug"],
        title=event["title"],
        version=version,
        url=url,
        base_url=base_url + "/",
        first_on=local(event["start_at"]).date(),
        last_on=local(max(event["end_at"] - AN_INSTANT, event["start_at"])).date(),
        updated_at=event["updated_at"],
        rooms=tuple(
            Room(id=room["id"], name=room["name"], capacity=room["capacity"])
            for room in shown["rooms"]
            if room["id"] in used
        ),
        items=tuple(exchange_item(entry, url=url, words=words) for entry in shown["sessions"]),
        room_open=words["room_open"],
    )


def exchange_item(entry: SessionEntry, *, url: str, words: dict[str, str]) -> Item:
    """Return one session; what the source does not state is called so in the description."""
    notes = [entry["description"], words["assumed"] if entry["assumed"] else ""]
    return Item(
        id=entry["id"],
        number=entry["guid"],
        title=entry["title"],
        subtitle=entry["title_en"],
        type=words.get(entry["type"], entry["type"]),
        start=read_moment(entry["start"]),
        end=read_moment(entry["end"]),
        url=f"{url}/sessions/{entry['id']}",
        updated_at=read_moment(entry["updated_at"]),
        room=entry["room"],
        description="\n".join(note for note in notes if note),
        persons=tuple(_person(person) for person in entry["people"] if person["person_id"] is not None),
        sequence=entry["sequence"],
        cancelled=entry["cancelled"],
    )


def _person(person: PersonEntry) -> Person:
    return Person(id=person["person_id"] or 0, name=person["name"])
