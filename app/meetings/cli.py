"""Planning meetings from the command line: a question as a file, an answer as a file."""

import json
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from app.meetings.logic.answer import Answer, Goal, answer
from app.meetings.logic.engine.conflict import RuleKind
from app.meetings.logic.engine.idle import Effort
from app.meetings.logic.exchange import instance_of, is_about_places, read_data
from app.meetings.logic.instance import Problem

FAULTY: Final = 2
FAULTS: Final = {
    "not_json": "is not JSON (line {line}, column {column})",
    "wrong_format": "should be {expected}",
    "missing": "is missing",
    "wrong_kind": "should be {expected}",
    "used_twice": "is used twice: {id}",
    "unknown_participant": "names a participant that is not in the file: {id}",
    "unknown_meeting": "names a meeting that is not in the file: {id}",
    "unknown_session": "names a session that is not in the file: {session}",
    "unknown_place": "names a location that is not in the file: {id}",
    "meets_itself": "is the same participant on both sides: {id}",
    "out_of_range": "should lie between {least} and {most}",
}


RULES: Final = {
    RuleKind.MUST_BE: "meeting {subject} must be planned",
    RuleKind.VETOED: "participant {object} declined meeting {subject}",
    RuleKind.IN_SESSION: "meeting {subject} belongs to its session",
    RuleKind.FIXED: "meeting {subject} is fixed at slot {object}",
    RuleKind.LATER: "meeting {subject} comes after meeting {object}",
    RuleKind.ONE_AT_A_TIME: "participant {subject} is in one meeting at a time",
    RuleKind.AWAY: "participant {subject} is away at times",
    RuleKind.CAP: "participant {subject} has at most {object} meetings",
    RuleKind.CAP_OF_DAY: "participant {subject} has at most {object} meetings a day",
    RuleKind.PLACES: "slot {object} has only so many locations",
    RuleKind.FAIRNESS: "nobody waits more than {object} times oftener than anybody else",
}


@click.group("meetings")
def group() -> None:
    """Plan one-to-one meetings."""


@group.command("plan")
@click.argument("source", metavar="IN.json", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.json", type=click.Path(path_type=Path))
@click.option("--objective", type=click.Choice([goal.value for goal in Goal]), help="idle, or changes if times stand")
@click.option("--fairness", metavar="D", type=click.IntRange(min=0), help="Most waits of one person above another's.")
@click.option("--time-limit", metavar="S", type=click.FloatRange(min=0), default=30.0, show_default=True)
@click.option("--workers", metavar="N", type=click.IntRange(min=1), default=2, show_default=True)
@click.option("--seed", metavar="N", type=click.IntRange(min=0), default=0, show_default=True)
def plan_file(source: Path, target: Path, objective: str | None, fairness: int | None, **effort: Any) -> None:
    """Plan the meetings of IN.json and write the plan to OUT.json."""
    try:
        text = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        _refuse([f"{source}: {error}"])
    data, problems = read_data(text)
    instance, problems = instance_of(data) if data is not None else (None, problems)
    if data is None or instance is None:
        _refuse([f"{source}: {in_words(problem)}" for problem in problems])
    usual = Goal.CHANGES if is_about_places(data) else Goal.IDLE
    found = answer(
        instance, Goal(objective) if objective else usual, fairness=fairness,
        effort=Effort(seconds=effort["time_limit"], workers=effort["workers"], seed=effort["seed"]),
    )  # fmt: skip
    target.write_text(json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if found.conflict:
        click.echo(f"These {len(found.conflict)} rules cannot all hold: " + "; ".join(conflict_in_words(found)))
    click.echo(f"{found.status}: {found.objective} (bound {found.bound}) in {found.seconds} s")


def _refuse(lines: list[str]) -> NoReturn:
    """Say what is wrong, write nothing, and leave with the code for faulty input."""
    for line in lines:
        click.echo(line, err=True)
    raise SystemExit(FAULTY)


def in_words(problem: Problem) -> str:
    """A fault as one line: its JSON path and what is wrong there."""
    return f"{problem.path} {FAULTS[problem.code].format(**problem.values)}"


def as_data(found: Answer) -> dict[str, Any]:
    """The answer as it stands in the file."""
    data = {
        "status": found.status,
        "objective": found.objective,
        "bound": found.bound,
        "assignments": [
            {"meeting": row.meeting, "slot": row.slot, "location": row.place} for row in found.assignments
        ],
        "unplanned": [{"meeting": each.meeting, "reason": each.reason.value} for each in found.unplanned],
        "seconds": found.seconds,
    }  # fmt: skip
    return data | ({"conflict": conflict_in_words(found)} if found.conflict else {})


def conflict_in_words(found: Answer) -> list[str]:
    """The rules that cannot all hold, a line each."""
    return [RULES[each.kind].format(subject=each.subject, object=each.object) for each in found.conflict]
