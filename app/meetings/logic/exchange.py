"""The file formats `b2b-meetings/1` (when and where?) and `b2b-locations/1` (the times stand: where?) as JSON.

Faults are named by their path.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from app.meetings.logic.instance import ANY_SESSION, Frame, Instance, Participant, Place, Problem, Wanted

FORMAT: Final = "b2b-meetings/1"
PLACES_FORMAT: Final = "b2b-locations/1"
_MISSING: Final = object()


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == len(("first", "last")) and all(map(_is_int, value))


_KINDS: Final[dict[str, Callable[[object], bool]]] = {
    "integer": _is_int,
    "boolean": lambda value: isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "integers": lambda value: isinstance(value, list) and all(map(_is_int, value)),
    "list": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "integer or null": lambda value: value is None or _is_int(value),
    "string or null": lambda value: value is None or isinstance(value, str),
    "first and last": _is_pair,
    "first and last or null": lambda value: value is None or _is_pair(value),
}


class _Reader:
    """Takes values out of nested JSON and notes what is wrong with them instead of stopping."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, path: str, code: str, **values: object) -> None:
        """Note one fault."""
        self.problems.append(Problem(path=path, code=code, values=values))

    def take(
        self,
        source: dict[str, Any],
        path: str,
        key: str,
        kind: str,
        *,
        default: Any = _MISSING,  # noqa: ANN401 -- JSON has no types until it is read
    ) -> Any:  # noqa: ANN401 -- as above
        """The value of a key if it is of its kind, else the default and a note."""
        value = source.get(key, default)
        fallback = _EMPTY[kind] if default is _MISSING else default
        if value is _MISSING:
            self.report(f"{path}.{key}", "missing")
            return fallback
        if value is not fallback and not _KINDS[kind](value):
            self.report(f"{path}.{key}", "wrong_kind", expected=kind)
            return fallback
        return value

    def rows(self, source: dict[str, Any], path: str, key: str) -> list[tuple[str, dict[str, Any]]]:
        """The objects of a list, each with its path."""
        found = []
        for index, row in enumerate(self.take(source, path, key, "list")):
            if isinstance(row, dict):
                found.append((f"{path}.{key}[{index}]", row))
            else:
                self.report(f"{path}.{key}[{index}]", "wrong_kind", expected="object")
        return found


_EMPTY: Final[dict[str, Any]] = {
    "integer": 0, "boolean": False, "string": "", "integers": [], "list": [], "object": {},
    "integer or null": None, "string or null": None, "first and last": [1, 0], "first and last or null": None,
}  # fmt: skip


def read_instance(text: str) -> tuple[Instance | None, list[Problem]]:
    """Read a planning question; when anything is wrong there is no instance, only the list of faults."""
    data, problems = read_data(text)
    return (None, problems) if data is None else instance_of(data)


def read_data(text: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """The JSON of a planning question in one of the two formats, its parts not yet looked at."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        return None, [Problem(path="$", code="not_json", values={"line": error.lineno, "column": error.colno})]
    if not isinstance(data, dict) or data.get("format") not in {FORMAT, PLACES_FORMAT}:
        expected = f"{FORMAT} or {PLACES_FORMAT}"
        return None, [Problem(path="$.format", code="wrong_format", values={"expected": expected})]
    return data, []


def is_about_places(data: dict[str, Any]) -> bool:
    """Does a question ask only for the places of a timetable that stands?"""
    return bool(data["format"] == PLACES_FORMAT)


def instance_of(data: dict[str, Any]) -> tuple[Instance | None, list[Problem]]:
    """The planning question in such JSON, or what is wrong with its parts."""
    reader = _Reader()
    read_meeting = _meeting if data["format"] == FORMAT else _timed_meeting
    instance = Instance(
        name=reader.take(data, "$", "name", "string", default=""),
        frame=_frame(reader, data),
        places=_places(reader, data),
        participants=tuple(_participant(reader, path, row) for path, row in reader.rows(data, "$", "participants")),
        meetings=tuple(read_meeting(reader, path, row) for path, row in reader.rows(data, "$", "meetings")),
    )
    if not reader.problems:
        _check_references(reader, instance)
        _check_ranges(reader, instance)
    return (None if reader.problems else instance), reader.problems


def _frame(reader: _Reader, data: dict[str, Any]) -> Frame:
    slots = reader.take(data, "$", "slots", "object")
    names = reader.take(slots, "$.slots", "sessions", "object", default={})
    spans = {
        name: reader.take(names, "$.slots.sessions", name, "first and last or null", default=None) for name in names
    }
    days = reader.take(slots, "$.slots", "days", "list", default=[])
    for index, day in enumerate(days):
        if not _is_pair(day):
            reader.report(f"$.slots.days[{index}]", "wrong_kind", expected="first and last")
    return Frame(
        count=reader.take(slots, "$.slots", "count", "integer"),
        sessions=tuple((name, span[0], span[1]) for name, span in spans.items() if span),
        days=tuple((day[0], day[1]) for day in days if _is_pair(day)),
    )


def _places(reader: _Reader, data: dict[str, Any]) -> tuple[Place, ...]:
    """The places: named one by one, or only counted, by type or all alike."""
    where = reader.take(data, "$", "locations", "object")
    if "places" in where:
        return tuple(
            Place(
                id=reader.take(row, path, "id", "integer"),
                type=reader.take(row, path, "type", "string or null", default=None),
                closed=frozenset(reader.take(row, path, "closed", "integers", default=[])),
            )
            for path, row in reader.rows(where, "$.locations", "places")
        )
    types = reader.take(where, "$.locations", "types", "object", default={})
    kinds: list[str | None] = []
    for name in types:
        kinds += [name] * reader.take(types, "$.locations.types", name, "integer")
    total = reader.take(where, "$.locations", "count", "integer", default=len(kinds) if types else _MISSING)
    kinds += [None] * (total - len(kinds))
    return tuple(Place(id=number, type=kind) for number, kind in enumerate(kinds, start=1))


def _participant(reader: _Reader, path: str, row: dict[str, Any]) -> Participant:
    return Participant(
        id=reader.take(row, path, "id", "integer"),
        unavailable=frozenset(reader.take(row, path, "unavailable", "integers", default=[])),
        max_meetings=reader.take(row, path, "max_meetings", "integer or null", default=None),
        max_per_day=reader.take(row, path, "max_per_day", "integer or null", default=None),
        side=reader.take(row, path, "side", "string or null", default=None),
    )


def _meeting(reader: _Reader, path: str, row: dict[str, Any]) -> Wanted:
    return Wanted(
        id=reader.take(row, path, "id", "integer"),
        a=reader.take(row, path, "a", "integer"),
        b=reader.take(row, path, "b", "integer"),
        mandatory=reader.take(row, path, "mandatory", "boolean", default=False),
        weight=reader.take(row, path, "weight", "integer", default=1),
        session=reader.take(row, path, "session", "string", default=ANY_SESSION),
        fixed_slot=reader.take(row, path, "fixed_slot", "integer or null", default=None),
        fixed_place=reader.take(row, path, "fixed_place", "integer or null", default=None),
        after=tuple(reader.take(row, path, "after", "integers", default=[])),
        declined_by=reader.take(row, path, "declined_by", "integer or null", default=None),
        place_type=reader.take(row, path, "place_type", "string or null", default=None),
    )


def _timed_meeting(reader: _Reader, path: str, row: dict[str, Any]) -> Wanted:
    """A meeting that must be, and whose time stands."""
    meeting = _meeting(reader, path, row)
    return replace(meeting, mandatory=True, fixed_slot=reader.take(row, path, "slot", "integer"))


def _check_references(reader: _Reader, instance: Instance) -> None:
    """Note ids used twice, and names of things that are not in the file."""
    _check_unique(reader, "$.participants", [each.id for each in instance.participants])
    _check_unique(reader, "$.meetings", [each.id for each in instance.meetings])
    _check_unique(reader, "$.locations.places", [each.id for each in instance.places])
    people = set(instance.participant())
    meetings = set(instance.meeting())
    sessions = {ANY_SESSION, *(name for name, _, _ in instance.frame.sessions)}
    for index, meeting in enumerate(instance.meetings):
        path = f"$.meetings[{index}]"
        for key, value in (("a", meeting.a), ("b", meeting.b)):
            if value not in people:
                reader.report(f"{path}.{key}", "unknown_participant", id=value)
        if meeting.a == meeting.b:
            reader.report(f"{path}.b", "meets_itself", id=meeting.b)
        if meeting.session not in sessions:
            reader.report(f"{path}.session", "unknown_session", session=meeting.session)
        for place, other in enumerate(meeting.after):
            if other not in meetings:
                reader.report(f"{path}.after[{place}]", "unknown_meeting", id=other)


def _check_ranges(reader: _Reader, instance: Instance) -> None:
    """Note numbers that name slots or places there are not, and counts below nothing."""
    last, places = instance.frame.count, {place.id for place in instance.places}
    named: list[tuple[str, int, int]] = [("$.slots.count", min(last, 1), 1)]
    for name, first, final in instance.frame.sessions:
        named += [(f"$.slots.sessions.{name}", first, 1), (f"$.slots.sessions.{name}", final, first)]
    for index, person in enumerate(instance.participants):
        named += [(f"$.participants[{index}].unavailable", slot, 0) for slot in sorted(person.unavailable)]
    for index, meeting in enumerate(instance.meetings):
        if meeting.fixed_slot is not None:
            named.append((f"$.meetings[{index}].fixed_slot", meeting.fixed_slot, 1))
        if meeting.fixed_place is not None and meeting.fixed_place not in places:
            reader.report(f"$.meetings[{index}].fixed_place", "unknown_place", id=meeting.fixed_place)
    for path, slot, least in named:
        if not least <= slot <= last:
            reader.report(path, "out_of_range", least=least, most=max(last, least))


def _check_unique(reader: _Reader, path: str, ids: list[int]) -> None:
    seen: set[int] = set()
    for index, number in enumerate(ids):
        if number in seen:
            reader.report(f"{path}[{index}].id", "used_twice", id=number)
        seen.add(number)


def write_instance(instance: Instance) -> str:
    """A planning question as JSON, the same bytes for the same question."""
    frame = instance.frame
    data = {
        "format": FORMAT,
        "name": instance.name,
        "slots": {
            "count": frame.count,
            "sessions": {name: [first, last] for name, first, last in frame.sessions},
            "days": [list(day) for day in frame.days],
        },
        "locations": {
            "count": len(instance.places),
            "places": [{"id": p.id, "type": p.type, "closed": sorted(p.closed)} for p in instance.places],
        },
        "participants": [
            {
                "id": each.id,
                "unavailable": sorted(each.unavailable),
                "max_meetings": each.max_meetings,
                "max_per_day": each.max_per_day,
                "side": each.side,
            }
            for each in instance.participants
        ],
        "meetings": [
            {
                "id": each.id,
                "a": each.a,
                "b": each.b,
                "mandatory": each.mandatory,
                "weight": each.weight,
                "session": each.session,
                "fixed_slot": each.fixed_slot,
                "fixed_place": each.fixed_place,
                "after": list(each.after),
                "declined_by": each.declined_by,
                "place_type": each.place_type,
            }
            for each in instance.meetings
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
