"""What the measurements of the planner measure with."""

import subprocess
import sys
from pathlib import Path
from time import process_time
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy.orm import Session

from app.events.queries.events import get_event
from app.meetings.logic.check import violations
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places
from app.meetings.queries.overview import read_names, read_wishes
from bench.events import generate, with_rules
from bench.fair import SLUG as FAIR
from bench.fair import build_fair
from bench.grid_frames import p95, per_frame
from bench.others import plan_greedily
from bench.peers import installed, plan_with
from bench.plot import draw
from bench.usage import Watched

SPIN = "import time\nheld = bytearray(64 << 20)\nwhile time.process_time() < 0.6: pass\n"


def test_processor_time_and_memory_of_child_processes_count() -> None:
    own = process_time()
    with Watched() as watched:
        subprocess.run([sys.executable, "-c", SPIN], check=True)
    assert process_time() - own < 0.5
    assert watched.seconds >= 0.5
    assert watched.peak > 64 << 20


def test_a_gap_is_drawn_as_a_staircase_that_goes_down(tmp_path: Path) -> None:
    draw(tmp_path / "gap.svg", "500 participants", {"scarce": [(0.5, 10.0), (2.0, 0.1)], "nothing": []})
    root = ElementTree.fromstring((tmp_path / "gap.svg").read_text(encoding="utf-8"))  # noqa: S314 -- our own file
    curves = [each.attrib["d"] for each in root.findall(".//{*}path") if each.attrib.get("stroke-width")]
    assert len(curves) == 1
    start, *steps = curves[0].split("V")
    assert float(start.removeprefix("M").split("H")[0].split()[1]) < float(steps[0].split("H")[0])
    assert root.findtext(".//{*}text") == "500 participants"


def small() -> Instance:
    people = (Participant(id=1, max_meetings=1), Participant(id=2), Participant(id=3, unavailable=frozenset({1})))
    wanted = (Wanted(id=1, a=1, b=2, weight=1), Wanted(id=2, a=1, b=3, weight=5), Wanted(id=3, a=2, b=3, weight=2))
    return Instance(frame=Frame(count=3), participants=people, meetings=wanted, places=same_places(1))


def test_the_plain_planner_keeps_caps_and_places() -> None:
    rows, _ = plan_greedily(small())
    assert violations(small(), rows) == []
    assert {row.meeting for row in rows} == {2, 3}


@pytest.mark.parametrize("module", ["bench.no_such_planner"])
def test_a_planner_that_says_nothing_has_no_plan(module: str) -> None:
    assert plan_with(module, small(), limit=1)[0] == []


def test_other_planners_that_are_installed_answer_the_same_question() -> None:
    for name, plan_by in installed(3.0).items():
        rows, _ = plan_by(small())
        assert violations(small(), rows) == [], name
        assert {row.meeting for row in rows} == {2, 3}, name


def test_an_event_with_rules_has_every_kind_of_them_and_is_the_same_each_time() -> None:
    plain = generate(500, "loose")
    event = with_rules(plain)
    assert event == with_rules(plain)
    assert {each.type for each in event.places} == {"screen", "room", "table"}
    assert {each.place_type for each in event.meetings} == {"screen", "room", None}
    for kind in ("mandatory", "declined_by", "after"):
        assert 0 < sum(bool(getattr(each, kind)) for each in event.meetings) < len(event.meetings) / 20
    assert [(each.a, each.b, each.weight) for each in event.meetings] == [(m.a, m.b, m.weight) for m in plain.meetings]


def test_a_fair_in_the_database_has_wishes_between_the_two_sides_only(session: Session) -> None:
    build_fair(session, 500)
    event = get_event(session, FAIR)
    names = read_names(session, event)
    assert (len(names.investors), len(names.pitches), len(names.people)) == (125, 375, 500)
    voices = read_wishes(session, event).voices
    assert len(voices) == 5_000
    assert all(pitch in names.pitches and investor in names.investors for pitch, investor in voices)
    assert sum(each.is_mutual for each in voices.values()) == 500


def test_frames_are_told_apart_and_nested_scripts_count_once() -> None:
    def event(name: str, at: int, took: int, thread: int = 7) -> dict[str, Any]:
        return {"name": name, "ts": at, "dur": took, "tdur": took, "pid": 1, "tid": thread}

    trace = [
        event("FireAnimationFrame", 1_000, 2_000), event("FunctionCall", 1_500, 1_000), event("RunTask", 1_000, 3_000),
        event("RunTask", 2_000, 9_000, thread=8), event("FunctionCall", 9_000, 500), event("RunTask", 9_000, 600),
        event("FireAnimationFrame", 17_000, 100), event("RunTask", 17_000, 400), event("FireAnimationFrame", 33_000, 1),
    ]  # fmt: skip
    assert per_frame(trace) == ([3.6, 0.4], [2.5, 0.1])
    assert [p95(range(1, 101)), p95([])] == [95, 0.0]
