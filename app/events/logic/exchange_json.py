"""A programme as `schedule.json`, the exchange format of conference programs."""

from typing import Any, Final

from app.events.logic.exchange import (
    GENERATOR,
    ZONE_NAME,
    Day,
    Item,
    Person,
    Programme,
    Room,
    clean,
    days_of,
    duration_text,
    guid_text,
    hour_text,
    item_slug,
    offset_text,
)

SCHEMA: Final = "https://c3voc.de/schedule/schema.json"


def schedule_json(programme: Programme) -> dict[str, Any]:
    """The programme by day and room; the same programme gives the same document."""
    days = days_of(programme)
    return {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "version": "1"},
        "schedule": {
            "version": programme.version,
            "base_url": programme.base_url,
            "conference": {
                "acronym": programme.acronym,
                "title": clean(programme.title),
                "start": days[0].date.isoformat(),
                "end": days[-1].date.isoformat(),
                "daysCount": len(days),
                "timeslot_duration": "00:05",
                "time_zone_name": ZONE_NAME,
                "url": programme.url,
                "rooms": [_room(room) for room in programme.rooms],
                "days": [_day(programme, day) for day in days],
            },
        },
    }


def _room(room: Room) -> dict[str, Any]:
    return {"name": clean(room.name), "guid": guid_text(f"room:{room.id}"), "capacity": room.capacity}


def _day(programme: Programme, day: Day) -> dict[str, Any]:
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": offset_text(day.start),
        "day_end": offset_text(day.end),
        "rooms": {clean(name): [_item(programme, item, name) for item in items] for name, items in day.rooms},
    }


def _item(programme: Programme, item: Item, room: str) -> dict[str, Any]:
    return {
        "guid": item.guid,
        "id": item.id,
        "date": offset_text(item.start),
        "start": hour_text(item.start),
        "end": offset_text(item.end),
        "duration": duration_text(item),
        "room": clean(room),
        "slug": item_slug(programme, item),
        "url": item.url,
        "title": clean(item.title),
        "subtitle": clean(item.subtitle),
        "track": clean(item.track) or None,
        "type": item.type,
        "language": item.language or None,
        "abstract": clean(item.abstract),
        "description": clean(item.description),
        "persons": [_person(person) for person in item.persons],
        "links": [],
        "attachments": [],
    }


def _person(person: Person) -> dict[str, Any]:
    return {"id": person.id, "name": clean(person.name), "guid": guid_text(f"person:{person.id}")}
