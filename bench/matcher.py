"""Measure the matcher on published judgements, beside plain methods in the same run.

    OMP_NUM_THREADS=1 python bench/matcher.py --data DIR [--cache DIR] [--only NAME ...]

DIR holds the published files; they have no licence and stay outside, and so do the vectors of their texts. Every figure
comes with the interval in which 95 of 100 resamples lie.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.matching.logic.engine.meaning import Embedder, Remembering, Small  # noqa: E402 -- the path comes first
from app.matching.logic.engine.vectors_on_disk import FolderOfVectors  # noqa: E402 -- as above
from bench.match_data import read_needs  # noqa: E402 -- as above
from bench.match_lists import lists  # noqa: E402 -- as above
from bench.match_needs import Bench  # noqa: E402 -- as above
from bench.match_people import agenda, two_sided  # noqa: E402 -- as above
from bench.match_texts import experts, tagging  # noqa: E402 -- as above


def main() -> None:
    """Run what was asked for."""
    options = _options()
    memory = FolderOfVectors(Path(options.cache)) if options.cache else {}
    embedder = Remembering(Small(), memory)
    for name, figure in FIGURES.items():
        if options.only and name not in options.only:
            continue
        began = time.perf_counter()
        figure(options, embedder)
        print(f"({name}: {time.perf_counter() - began:.0f} s)\n", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of this process: {peak} MB")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with the published files")
    parser.add_argument("--cache", help="folder that keeps vectors of texts, outside the repository")
    parser.add_argument("--only", nargs="*", choices=list(FIGURES), help="measure only these")
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000], help="sizes of generated libraries")
    parser.add_argument("--postgres", help="address of a PostgreSQL server on which databases may be made")
    return parser.parse_args()


def _bench(options: argparse.Namespace, embedder: Embedder) -> Bench:
    return Bench(read_needs(Path(options.data)), embedder)


def _learned(options: argparse.Namespace, embedder: Embedder) -> None:
    bench = _bench(options, embedder)
    bench.trained_by_others()
    bench.contest()


def _scale(options: argparse.Namespace, embedder: Embedder) -> None:
    from bench.match_scale import scale  # noqa: PLC0415 -- it starts the whole program

    print("latency")
    scale(Path(options.data), embedder, options.sizes, options.postgres)


FIGURES: dict[str, Callable[[argparse.Namespace, Embedder], None]] = {
    "cold": lambda options, embedder: _bench(options, embedder).cold(),
    "own": lambda options, embedder: _bench(options, embedder).own(),
    "learned": _learned,
    "lists": lambda options, embedder: lists(_bench(options, embedder)),
    "experts": lambda options, embedder: experts(Path(options.data), embedder),
    "tagging": lambda options, embedder: tagging(Path(options.data), embedder),
    "two-sided": lambda options, _embedder: two_sided(Path(options.data)),
    "agenda": lambda options, _embedder: agenda(Path(options.data)),
    "scale": _scale,
}

if __name__ == "__main__":
    main()
