"""How the tests are dealt out to workers that run side by side.

A file stays with one worker. So does everything about the demonstration, which is then loaded once; but the tests of
files that take long are dealt out one by one, or one worker would still be busy with them when the other has finished.
"""

from __future__ import annotations

from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling

DEMONSTRATION = ("tests/acceptance/", "tests/demo/")
ONE_BY_ONE = (
    "tests/accounts/test_processes.py", "tests/architecture/test_files.py", "tests/architecture/test_strangers.py",
    "tests/browser/test_main_loop.py", "tests/core/test_killed_worker.py", "tests/core/test_schedules.py",
    "tests/core/test_serving.py", "tests/events/test_never_stale.py", "tests/meetings/test_contested.py",
    "tests/meetings/test_logic_days.py", "tests/meetings/test_logic_search.py", "tests/meetings/test_logic_timed.py",
    "tests/meetings/test_logic_waits.py",
)  # fmt: skip


class Dealing(LoadScopeScheduling):
    """Gives a worker one hand after the other."""

    def _split_scope(self, nodeid: str) -> str:
        return hand_of(nodeid)


def hand_of(name: str) -> str:
    """What is dealt out together with this test."""
    if name.startswith(DEMONSTRATION):
        return "demonstration"
    return name if name.startswith(ONE_BY_ONE) else name.partition("::")[0]


def in_order_of_length(items: list[pytest.Item]) -> None:
    """Put first what is dealt out one by one, then the files with the most tests."""
    sizes = Counter(hand_of(item.nodeid) for item in items)
    items.sort(key=lambda item: (not item.nodeid.startswith(ONE_BY_ONE), -sizes[hand_of(item.nodeid)]))
