"""Measure the meeting planner: published instances, generated events, and other ways to plan beside it.

    python bench/planner.py --data DIR [--only NAME] [--events 500 2000 10000] [--seconds 30]

DIR holds published instances in the format `b2b-meetings/1`; they have no licence and stay outside. Published times
come from another machine: both are printed, and the geometric mean of their ratio.
"""

from __future__ import annotations

import argparse
import resource
import sys
from math import exp, log
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.meetings.logic.answer import Answer, Goal, answer  # noqa: E402 -- the path comes first
from app.meetings.logic.check import violations  # noqa: E402 -- as above
from app.meetings.logic.engine.idle import Effort  # noqa: E402 -- as above
from app.meetings.logic.engine.solving import warm_up  # noqa: E402 -- as above
from app.meetings.logic.exchange import instance_of, is_about_places, read_data  # noqa: E402 -- as above
from app.meetings.logic.instance import Instance  # noqa: E402 -- as above
from bench.events import AVAILABILITY, generate  # noqa: E402 -- as above
from bench.others import OTHERS  # noqa: E402 -- as above
from bench.usage import Watched  # noqa: E402 -- as above


def main() -> None:
    """Run what was asked for."""
    options = _options()
    warm_up(options.workers)
    if options.data:
        _published(Path(options.data), options)
    for people in options.events:
        for availability in AVAILABILITY:
            _event(generate(people, availability), options)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process: {peak} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with published instances")
    parser.add_argument("--only", default="", help="instances whose name contains this")
    parser.add_argument("--events", nargs="*", type=int, default=[], help="sizes of generated events")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _published(folder: Path, options: argparse.Namespace) -> None:
    ratios: list[tuple[float, float]] = []
    met = asked = 0
    for path in sorted(folder.glob("*.json")):
        data, _ = read_data(path.read_text(encoding="utf-8"))
        if data is None or options.only not in path.stem:
            continue
        instance, problems = instance_of(data)
        if instance is None:
            print(f"{path.name}: {problems}")
            continue
        if is_about_places(data):
            _places(instance, options)
            continue
        for key, known in sorted(data.get("published", {}).items()):
            asked += 1
            met += _compare(instance, key, known, options, ratios)
    if ratios:
        clock, work = (exp(sum(map(log, each)) / len(ratios)) for each in zip(*ratios, strict=True))
        print(
            f"{met} of {asked} proved and as published; geometric mean of time / published best: {clock:.2f}", end=", "
        )
        print(f"of processor time / published best: {work:.2f}")


def _places(instance: Instance, options: argparse.Namespace) -> None:
    """The times stand, the tables are sought; nobody has published how few changes there can be."""
    found = answer(instance, Goal.CHANGES, effort=Effort(seconds=options.seconds, workers=options.workers))
    clean = _is_clean(instance, found)
    print(
        f"{instance.name:32} tables {found.status:10} {found.objective} >= {found.bound} changes; "
        f"{found.seconds:.2f} s, checked: {clean}",
        flush=True,
    )


def _compare(
    instance: Instance, key: str, known: dict[str, Any], options: argparse.Namespace, ratios: list[tuple[float, float]]
) -> bool:
    effort = Effort(seconds=options.seconds, workers=options.workers)
    with Watched() as watched:
        found = answer(instance, Goal.IDLE, fairness=int(key.removeprefix("d=")), effort=effort)
    expected = known.get("optimum")
    value = found.status if found.status == "infeasible" else found.objective
    good = found.status in {"optimal", "infeasible"} and value == expected and _is_clean(instance, found)
    best = known.get("best_time_s")
    if isinstance(best, int | float) and best > 0:
        ratios.append((max(found.seconds, 0.001) / best, max(watched.seconds, 0.001) / best))
    verdict = "ok" if good else "OPEN"
    print(
        f"{instance.name:32} {key} {verdict:4} {found.status:10} {found.objective} >= {found.bound} "
        f"published {expected}; {found.seconds:.2f} s ({watched.seconds:.2f} s of processors), "
        f"published {best} s",
        flush=True,
    )
    return good


def _is_clean(instance: Instance, found: Answer) -> bool:
    return violations(instance, found.assignments) == []


def _event(instance: Instance, options: argparse.Namespace) -> None:
    found = answer(instance, Goal.WEIGHT, effort=Effort(seconds=options.seconds, workers=options.workers))
    weight, bound = found.objective or 0, found.bound or 1
    print(f"{instance.name:16} {found.status:9} {weight} of {bound}, gap {100 * (1 - weight / bound):.4f} %", end=", ")
    print(f"{found.seconds:.2f} s, checked: {_is_clean(instance, found)}", flush=True)
    for second, value, limit in found.log:
        print(f"    after {second:7.2f} s: {value} of {limit}")
    for name, plan_by in OTHERS.items():
        rows, seconds = plan_by(instance)
        wanted = instance.meeting()
        other = sum(wanted[row.meeting].weight for row in rows)
        clean = violations(instance, rows) == []
        print(f"    {name}: {other} ({other / max(weight, 1):.4f} of ours) in {seconds:.2f} s, checked: {clean}")


if __name__ == "__main__":
    main()
