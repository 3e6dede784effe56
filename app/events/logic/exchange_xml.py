"""A programme as `schedule.xml` (frab), the format that programme apps and screens read."""

from collections.abc import Iterator
from typing import Final

from app.events.logic.exchange import (
    GENERATOR,
    ZONE_NAME,
    Item,
    Programme,
    clean,
    days_of,
    duration_text,
    guid_text,
    hour_text,
    item_slug,
    offset_text,
)

_IN_ATTRIBUTE: Final = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})


def schedule_xml(programme: Programme) -> bytes:
    """The programme by day and room; the same programme gives the same bytes."""
    return ("\n".join(_lines(programme)) + "\n").encode()


def _text(value: str) -> str:
    return clean(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(value: str) -> str:
    return _text(value).translate(_IN_ATTRIBUTE)


def _lines(programme: Programme) -> Iterator[str]:
    days = days_of(programme)
    room_guids = {room.name: guid_text(f"room:{room.id}") for room in programme.rooms}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<schedule>"
    yield f'<generator name="{GENERATOR}" version="1"/>'
    yield f"<url>{_text(programme.url)}</url>"
    yield f"<version>{_text(programme.version)}</version>"
    yield "<conference>"
    yield f"<title>{_text(programme.title)}</title>"
    yield f"<acronym>{programme.acronym}</acronym>"
    yield f"<start>{days[0].date.isoformat()}</start>"
    yield f"<end>{days[-1].date.isoformat()}</end>"
    yield f"<days>{len(days)}</days>"
    yield "<timeslot_duration>00:05</timeslot_duration>"
    yield f"<base_url>{_text(programme.base_url)}</base_url>"
    yield f"<time_zone_name>{ZONE_NAME}</time_zone_name>"
    yield "</conference>"
    for day in days:
        span = f'start="{offset_text(day.start)}" end="{offset_text(day.end)}"'
        yield f'<day index="{day.index}" date="{day.date.isoformat()}" {span}>'
        for name, items in day.rooms:
            guid = room_guids.get(name) or guid_text(f"room:{name}")
            yield f'<room name="{_attribute(name)}" guid="{guid}">'
            for item in items:
                yield _item(programme, item, name)
            yield "</room>"
        yield "</day>"
    yield "</schedule>"


def _item(programme: Programme, item: Item, room: str) -> str:
    persons = "".join(
        f'<person id="{person.id}" guid="{guid_text(f"person:{person.id}")}">{_text(person.name)}</person>'
        for person in item.persons
    )
    return (
        f'<event id="{item.id}" guid="{item.guid}"><room>{_text(room)}</room><title>{_text(item.title)}</title>'
        f"<subtitle>{_text(item.subtitle)}</subtitle><type>{_text(item.type)}</type>"
        f"<date>{offset_text(item.start)}</date><start>{hour_text(item.start)}</start>"
        f"<duration>{duration_text(item)}</duration><abstract>{_text(item.abstract)}</abstract>"
        f"<slug>{item_slug(programme, item)}</slug><track>{_text(item.track)}</track><persons>{persons}</persons>"
        f"<language>{_text(item.language)}</language><description>{_text(item.description)}</description>"
        f"<links/><attachments/><url>{_text(item.url)}</url></event>"
    )
