"""What a measurement costs: processor time and memory of this process and those it started (Linux)."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from time import process_time
from typing import Final

PULSE: Final = 0.1
TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")
USER_TICKS: Final = 11  # of the fields after the name in /proc/PID/stat


def processor_seconds() -> float:
    """Seconds of a processor used so far here and by child processes; on a busy machine it says more than a clock."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = 0
    for number in _children(os.getpid()):
        with suppress(OSError):
            fields = (
                Path(f"/proc/{number}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            )
            running += int(fields[USER_TICKS]) + int(fields[USER_TICKS + 1])
    return process_time() + ended.ru_utime + ended.ru_stime + running / TICKS


def _children(parent: int) -> Iterator[int]:
    """The processes started by one, and those started by them."""
    for path in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            for number in map(int, path.read_text(encoding="ascii").split()):
                yield number
                yield from _children(number)


def memory_now() -> int:
    """Bytes in memory now, here and in child processes; what they share counts for each."""
    held = 0
    for number in (os.getpid(), *_children(os.getpid())):
        with suppress(OSError):
            held += int(Path(f"/proc/{number}/statm").read_text(encoding="ascii").split()[1]) * PAGE
    return held


class Watched:
    """Watches processor time and memory while a block runs."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self.seconds = 0.0
        self.peak = 0
        self._done = Event()
        self._watcher = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watched:
        """Begin."""
        self.seconds = -processor_seconds()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End; `seconds` and `peak` (in bytes) are known now."""
        self._done.set()
        self._watcher.join()
        self.seconds += processor_seconds()

    def _watch(self) -> None:
        while True:
            self.peak = max(self.peak, memory_now())
            if self._done.wait(PULSE):
                return
