import json
from typing import Any

import pytest

from app.meetings.logic.exchange import read_instance, write_instance
from app.meetings.logic.instance import Frame, Instance, Participant, Place, Wanted


def document(**changes: Any) -> dict[str, Any]:
    return {
        "format": "b2b-meetings/1",
        "name": "demo",
        "slots": {"count": 4, "sessions": {"AM": [1, 2], "PM": None}},
        "locations": {"count": 2},
        "participants": [{"id": 1, "unavailable": [3], "max_meetings": None}, {"id": 2}],
        "meetings": [{"id": 5, "a": 1, "b": 2, "mandatory": True, "weight": 7, "session": "AM", "fixed_slot": 1}],
    } | changes


def test_a_file_is_read_as_it_stands() -> None:
    instance, problems = read_instance(json.dumps(document()))
    assert problems == []
    assert instance == Instance(
        name="demo",
        frame=Frame(count=4, sessions=(("AM", 1, 2),)),
        places=(Place(id=1), Place(id=2)),
        participants=(Participant(id=1, unavailable=frozenset({3})), Participant(id=2)),
        meetings=(Wanted(id=5, a=1, b=2, mandatory=True, weight=7, session="AM", fixed_slot=1),),
    )


def test_typed_and_named_places_and_days_are_read() -> None:
    typed, _ = read_instance(json.dumps(document(locations={"types": {"room": 1, "table": 1}, "count": 3})))
    assert typed is not None
    assert typed.places == (Place(id=1, type="room"), Place(id=2, type="table"), Place(id=3))
    named, _ = read_instance(
        json.dumps(
            document(
                slots={"count": 4, "days": [[1, 2], [3, 4]]},
                locations={"places": [{"id": 9, "type": "room", "closed": [2]}]},
                meetings=[],
            )
        )
    )
    assert named is not None
    assert named.places == (Place(id=9, type="room", closed=frozenset({2})),)
    assert [named.frame.day_of(slot) for slot in (1, 2, 3, 4, 5)] == [0, 0, 1, 1, -1]


def test_what_is_written_reads_back_the_same_and_is_stable() -> None:
    instance, _ = read_instance(json.dumps(document()))
    assert instance is not None
    text = write_instance(instance)
    again, problems = read_instance(text)
    assert (again, problems) == (instance, [])
    assert write_instance(instance) == text


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"format": "other/1"}, "$.format", "wrong_format"),
        ({"slots": {}}, "$.slots.count", "missing"),
        ({"slots": {"count": "4"}}, "$.slots.count", "wrong_kind"),
        ({"slots": {"count": 4, "days": [1]}}, "$.slots.days[0]", "wrong_kind"),
        ({"participants": [7]}, "$.participants[0]", "wrong_kind"),
        ({"participants": [{"id": 1}, {"id": 1}, {"id": 2}]}, "$.participants[1].id", "used_twice"),
        ({"meetings": [{"id": 5, "a": 1}]}, "$.meetings[0].b", "missing"),
        ({"meetings": [{"id": 5, "a": 1, "b": 9}]}, "$.meetings[0].b", "unknown_participant"),
        ({"meetings": [{"id": 5, "a": 1, "b": 1}]}, "$.meetings[0].b", "meets_itself"),
        ({"meetings": [{"id": 5, "a": 1, "b": 2, "weight": True}]}, "$.meetings[0].weight", "wrong_kind"),
        ({"meetings": [{"id": 5, "a": 1, "b": 2, "session": "EVE"}]}, "$.meetings[0].session", "unknown_session"),
        ({"meetings": [{"id": 5, "a": 1, "b": 2, "after": [8]}]}, "$.meetings[0].after[0]", "unknown_meeting"),
    ],
)
def test_a_fault_is_named_by_its_path(changes: dict[str, Any], path: str, code: str) -> None:
    instance, problems = read_instance(json.dumps(document(**changes)))
    assert instance is None
    assert (path, code) in [(each.path, each.code) for each in problems]


def test_text_that_is_no_json_names_its_line() -> None:
    instance, problems = read_instance('{\n"format": }')
    assert instance is None
    assert [(each.path, each.code, each.values["line"]) for each in problems] == [("$", "not_json", 2)]
