"""The planner on the command line: a file in, a file out, and faults named by their path."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.meetings.cli import group
from config import ROOT

DATA: dict[str, Any] = {
    "format": "b2b-meetings/1",
    "slots": {"count": 4, "sessions": {"AM": [1, 2], "PM": [3, 4]}},
    "locations": {"count": 1},
    "participants": [{"id": 1, "unavailable": [2]}, {"id": 2}, {"id": 3}],
    "meetings": [
        {"id": 5, "a": 1, "b": 2, "mandatory": True, "weight": 7},
        {"id": 6, "a": 1, "b": 3, "mandatory": True, "after": [5]},
    ],
}


def run(folder: Path, data: object, *options: str) -> tuple[Result, Path]:
    source, target = folder / "in.json", folder / "out.json"
    source.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return CliRunner().invoke(group, ["plan", str(source), str(target), *options]), target


@pytest.mark.parametrize(("goal", "best"), [("idle", 0), ("weight", 8)])
def test_a_plan_is_written_with_its_proof(tmp_path: Path, goal: str, best: int) -> None:
    result, target = run(tmp_path, DATA, "--objective", goal, "--workers", "1", "--time-limit", "20")
    assert result.exit_code == 0, result.output
    found = json.loads(target.read_text(encoding="utf-8"))
    assert found.pop("seconds") >= 0
    slots = {row["meeting"]: row["slot"] for row in found.pop("assignments")}
    assert found == {"status": "optimal", "objective": best, "bound": best, "unplanned": []}
    assert slots.keys() == {5, 6}
    assert slots[5] < slots[6]


def test_a_timetable_that_stands_gets_its_tables(tmp_path: Path) -> None:
    standing = [{"id": 5, "a": 1, "b": 2, "slot": 1}, {"id": 6, "a": 1, "b": 3, "slot": 3}]
    result, target = run(
        tmp_path, DATA | {"format": "b2b-locations/1", "locations": {"count": 2}, "meetings": standing}
    )
    assert result.exit_code == 0, result.output
    found = json.loads(target.read_text(encoding="utf-8"))
    assert (found["status"], found["objective"], found["bound"]) == ("optimal", 0, 0)
    assert [(row["meeting"], row["slot"]) for row in found["assignments"]] == [(5, 1), (6, 3)]
    assert len({row["location"] for row in found["assignments"]}) == 1


def test_a_file_is_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a large fair takes seconds to take apart."""
    read: list[int] = []
    loads = json.loads

    def counting(text: str, **more: Any) -> Any:  # noqa: ANN401 -- JSON has no types
        read.append(len(text))
        return loads(text, **more)

    monkeypatch.setattr(json, "loads", counting)
    result, _ = run(tmp_path, DATA, "--objective", "weight", "--time-limit", "2")
    assert result.exit_code == 0, result.output
    assert read.count(len(json.dumps(DATA))) == 1


def test_a_timetable_at_which_somebody_is_away_is_infeasible(tmp_path: Path) -> None:
    standing = [{"id": 5, "a": 1, "b": 2, "slot": 2}]
    result, target = run(tmp_path, DATA | {"format": "b2b-locations/1", "meetings": standing})
    assert result.exit_code == 0, result.output
    assert json.loads(target.read_text(encoding="utf-8"))["status"] == "infeasible"


def test_times_that_are_open_are_planned_before_the_tables(tmp_path: Path) -> None:
    result, target = run(tmp_path, DATA, "--objective", "changes", "--time-limit", "20", "--workers", "1")
    assert result.exit_code == 0, result.output
    found = json.loads(target.read_text(encoding="utf-8"))
    assert (found["status"], found["objective"], len(found["assignments"])) == ("optimal", 0, 2)


def test_a_timetable_names_the_time_that_is_missing(tmp_path: Path) -> None:
    standing = [{"id": 5, "a": 1, "b": 2}]
    result, target = run(tmp_path, DATA | {"format": "b2b-locations/1", "meetings": standing})
    assert result.exit_code == 2
    assert "$.meetings[0].slot is missing" in result.output
    assert not target.exists()


def test_a_question_without_a_plan_is_called_infeasible(tmp_path: Path) -> None:
    away = [{"id": 1, "unavailable": [1, 2, 3]}, {"id": 2}, {"id": 3}]
    for goal in ("idle", "weight"):
        result, target = run(tmp_path, DATA | {"participants": away}, "--objective", goal, "--workers", "1")
        assert result.exit_code == 0
        found = json.loads(target.read_text(encoding="utf-8"))
        assert (found["status"], found["objective"], found["assignments"]) == ("infeasible", None, [])
        assert {"participant 1 is away at times", "meeting 5 must be planned"} < set(found["conflict"])
        assert "rules cannot all hold: " in result.output


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ("{", "$ is not JSON (line 1"),
        (DATA | {"format": "other"}, "$.format should be b2b-meetings/1"),
        (DATA | {"slots": {"count": 0}}, "$.slots.count should lie between"),
        (DATA | {"meetings": [{"id": 1, "a": 1, "b": 9}]}, "$.meetings[0].b names a participant"),
        (DATA | {"meetings": [{"id": 1, "a": 1}]}, "$.meetings[0].b is missing"),
        (DATA | {"meetings": [{"id": 1, "a": 1, "b": 2, "fixed_slot": 5}]}, "$.meetings[0].fixed_slot should lie"),
        (DATA | {"participants": [{"id": 1, "unavailable": [9]}]}, "$.participants[0].unavailable should lie"),
    ],
)
def test_bad_input_is_refused_with_its_path_and_nothing_is_written(tmp_path: Path, data: object, path: str) -> None:
    result, target = run(tmp_path, data)
    assert result.exit_code == 2
    assert path in result.output
    assert not target.exists()


def test_a_file_that_is_not_there_is_bad_input_too(tmp_path: Path) -> None:
    result = CliRunner().invoke(group, ["plan", str(tmp_path / "none.json"), str(tmp_path / "out.json")])
    assert result.exit_code == 2


def test_a_file_is_planned_before_anything_is_set_up(tmp_path: Path) -> None:
    """As somebody does who only wants to plan: nothing but the program and a file."""
    source, target = tmp_path / "in.json", tmp_path / "out.json"
    source.write_text(json.dumps(DATA), encoding="utf-8")
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "meetings", "plan", str(source), str(target)]
    bare = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "LANG": "C.UTF-8"}
    done = subprocess.run(
        [*flask, "--time-limit", "20"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(target.read_text(encoding="utf-8"))["status"] == "optimal"
