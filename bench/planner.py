"""Measure the meeting planner: published instances, generated events, and other ways to plan beside it.

    python bench/planner.py --data DIR [--only NAME] [--seconds 30]
    python bench/planner.py --events 500 2000 10000 [--plots DIR] [--again 2000] [--rules 2000] [--seconds 60]
    python bench/planner.py --idle 500 2000 [--seconds 60]
    python bench/planner.py --floor 10000 [--seconds 10]

DIR holds published instances in the format `b2b-meetings/1`; they have no licence and stay outside. Published times
come from another machine: both are printed, and the geometric mean of their ratio.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from math import ceil, exp, log
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.meetings.logic.answer import Answer, Goal, answer  # noqa: E402 -- the path comes first
from app.meetings.logic.check import breaks, violations  # noqa: E402 -- as above
from app.meetings.logic.engine.holes import warm_up as warm_up_exchanges  # noqa: E402 -- as above
from app.meetings.logic.engine.idle import Effort  # noqa: E402 -- as above
from app.meetings.logic.engine.replan import replan  # noqa: E402 -- as above
from app.meetings.logic.engine.solving import warm_up  # noqa: E402 -- as above
from app.meetings.logic.engine.tables import seat  # noqa: E402 -- as above
from app.meetings.logic.engine.weights import most_weight  # noqa: E402 -- as above
from app.meetings.logic.exchange import instance_of, is_about_places, read_data  # noqa: E402 -- as above
from app.meetings.logic.instance import Instance  # noqa: E402 -- as above
from bench.events import AVAILABILITY, generate, with_rules  # noqa: E402 -- as above
from bench.others import OTHERS, Planned  # noqa: E402 -- as above
from bench.peers import installed  # noqa: E402 -- as above
from bench.plot import draw  # noqa: E402 -- as above
from bench.usage import Watched  # noqa: E402 -- as above

CANCELLED: Final = 0.03
LATE: Final = 0.02
LONG_ENOUGH: Final = 10.0
FLOOR: Final = 0.2
EXCHANGING: Final = "app.meetings.logic.engine.exchanging"


def main() -> None:
    """Run what was asked for."""
    options = _options()
    warm_up(options.workers)
    subprocess.run((sys.executable, "-m", EXCHANGING), stdin=subprocess.DEVNULL, cwd=ROOT, check=True)  # compiles once
    warm_up_exchanges(options.workers)
    if options.data:
        _published(Path(options.data), options)
    for people in options.events:
        _events(people, options)
    for people in options.rules:
        _rules(with_rules(generate(people, "loose")), options)
    for people in options.idle:
        _idle(people, options)
    for people in options.floor:
        for availability in ("loose", "tight"):
            _floor(generate(people, availability), options)
    for people in options.again:
        _again(people)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process: {peak} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder with published instances")
    parser.add_argument("--only", default="", help="instances whose name contains this")
    parser.add_argument("--events", nargs="*", type=int, default=[], help="sizes of generated events")
    parser.add_argument("--rules", nargs="*", type=int, default=[], help="sizes of events with typed places and orders")
    parser.add_argument("--idle", nargs="*", type=int, default=[], help="sizes of events to plan with few waits")
    parser.add_argument("--floor", nargs="*", type=int, default=[], help="sizes of events with a share for everybody")
    parser.add_argument("--again", nargs="*", type=int, default=[], help="sizes of events to plan again on the day")
    parser.add_argument("--plots", help="folder for one plot per size: the gap over time")
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


def _events(people: int, options: argparse.Namespace) -> None:
    """The events of one size, and the plot of how their gaps closed."""
    curves = {availability: _event(generate(people, availability), options) for availability in AVAILABILITY}
    if options.plots:
        folder = Path(options.plots)
        folder.mkdir(parents=True, exist_ok=True)
        draw(folder / f"gap-{people}.svg", f"{people} participants: gap to the bound", curves)


def _rules(instance: Instance, options: argparse.Namespace) -> None:
    """Typed places, mandatory meetings, vetoes and orders, which the bound knows only in part."""
    found = answer(instance, Goal.WEIGHT, effort=Effort(seconds=options.seconds, workers=options.workers))
    weight, bound, planned = found.objective or 0, found.bound or 1, {row.meeting for row in found.assignments}
    wanted = [each.id for each in instance.meetings if each.mandatory]
    print(
        f"{instance.name:16} {found.status:9} {weight} of {bound}, gap {100 * (1 - weight / bound):.4f} %, mandatory "
        f"{sum(each in planned for each in wanted)} of {len(wanted)}, {found.seconds:.2f} s, "
        f"checked: {_is_clean(instance, found)}",
        flush=True,
    )


def _event(instance: Instance, options: argparse.Namespace) -> list[tuple[float, float]]:
    with Watched() as watched:
        found = answer(instance, Goal.WEIGHT, effort=Effort(seconds=options.seconds, workers=options.workers))
    weight, bound = found.objective or 0, found.bound or 1
    print(f"{instance.name:16} {found.status:9} {weight} of {bound}, gap {100 * (1 - weight / bound):.4f} %", end=", ")
    print(
        f"{found.seconds:.2f} s, peak memory {watched.peak >> 20} MB, checked: {_is_clean(instance, found)}", flush=True
    )
    for second, value, limit in found.log:
        print(f"    after {second:7.2f} s: {value} of {limit}")
    for name, plan_by in (OTHERS | installed(options.seconds)).items():
        _beside(instance, name, plan_by(instance), found)
    gaps = [(second, 100 * (1 - value / limit)) for second, value, limit in found.log if value is not None and limit]
    return [*gaps, (found.seconds, 100 * (1 - weight / bound))]


def _idle(people: int, options: argparse.Namespace) -> None:
    """As an organiser asks: the meetings worth most, and these with few waits; the bound holds for these meetings."""
    instance = generate(people, "loose")
    with Watched() as watched:
        found = answer(instance, Goal.IDLE, effort=Effort(seconds=options.seconds, workers=options.workers))
    holes, bound = found.objective or 0, found.bound or 0
    first = next((value for _, value, _ in found.log if value is not None), holes)
    print(
        f"{people}-idle {found.status:9} {len(found.assignments)} meetings, {holes} holes of at least {bound} "
        f"({holes / max(bound, 1):.2f} times, {(holes - bound) / people:.2f} more each; first plan {first}), "
        f"{found.seconds:.2f} s ({watched.seconds:.2f} s of processors), checked: {_is_clean(instance, found)}",
        flush=True,
    )


def _floor(instance: Instance, options: argparse.Namespace) -> None:
    """Everybody gets a fifth of the own wishes, or as many as there are slots and caps for; that is counted here."""
    started = monotonic()
    with Watched() as watched:
        found = most_weight(instance, seconds=options.seconds, floor_share=FLOOR, workers=options.workers)
        seconds = monotonic() - started
    wanted = Counter(side for each in instance.meetings for side in each.sides)
    given = Counter(side for each in instance.meetings if each.id in found.slots for side in each.sides)
    short = [
        each.id for each in instance.participants
        if given[each.id] < min(ceil(FLOOR * wanted[each.id]), each.max_meetings or instance.frame.count,
                                instance.frame.count - len(each.unavailable))
    ]  # fmt: skip
    rows = seat(instance, found.slots)
    print(
        f"{instance.name:16} floor {FLOOR:.0%}: {found.weight} of {found.bound}, proved: {found.is_proved}, "
        f"{len(short)} people below it, {seconds:.2f} s ({watched.seconds:.2f} s of processors), "
        f"checked: {rows is not None and violations(instance, rows) == []}",
        flush=True,
    )


def _beside(instance: Instance, name: str, planned: Planned, ours: Answer) -> None:
    """What another planner made of the same event: its weight, holes and time against ours."""
    rows, seconds = planned
    wanted = instance.meeting()
    weight = sum(wanted[row.meeting].weight for row in rows)
    holes, own_holes = (sum(breaks(instance, each).values()) for each in (rows, ours.assignments))
    print(
        f"    {name}: weight {weight} ({weight / max(ours.objective or 0, 1):.4f} of ours), holes {holes} "
        f"({holes / max(own_holes, 1):.2f} of ours), {seconds:.2f} s ({seconds / max(ours.seconds, 0.001):.1f} of ours)"
        f", checked: {violations(instance, rows) == []}",
        flush=True,
    )


def _again(people: int) -> None:
    """The day itself: 3 % of the meetings are cancelled and 2 % of the people come late (to a quarter of the slots)."""
    instance, random = generate(people, "loose"), Random(people)  # noqa: S311 -- wanted: the same day again
    before = most_weight(instance, seconds=LONG_ENOUGH).slots
    gone = set(random.sample(sorted(before), round(CANCELLED * len(before))))
    late = set(random.sample([each.id for each in instance.participants], round(LATE * people)))
    missed = frozenset(range(1, instance.frame.count // 4 + 1))
    changed = replace(
        instance, meetings=tuple(each for each in instance.meetings if each.id not in gone),
        participants=tuple(
            replace(each, unavailable=each.unavailable | missed) if each.id in late else each
            for each in instance.participants
        ),
    )  # fmt: skip
    started = monotonic()
    with Watched() as watched:
        after = replan(changed, before)
        seconds = monotonic() - started
    rows = seat(changed, after.slots)
    clean = rows is not None and violations(changed, rows) == []
    wanted, best = changed.meeting(), most_weight(changed, seconds=LONG_ENOUGH).bound
    weight = sum(wanted[each].weight for each in after.slots)
    kept = len(before) - len(gone)
    print(
        f"{people}-again       {seconds:.3f} s ({watched.seconds:.3f} s of processors), "
        f"{len(after.moved)} of {kept} moved ({100 * len(after.moved) / kept:.2f} %), {len(after.dropped)} lost, "
        f"{len(after.added)} added, {100 * (1 - weight / best):.3f} % below the new bound, checked: {clean}",
        flush=True,
    )


if __name__ == "__main__":
    main()
