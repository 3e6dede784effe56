"""How tests are dealt out to workers side by side: tests/dealing.py."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.dealing import DEMONSTRATION, ONE_BY_ONE, hand_of, in_order_of_length


def names() -> Iterator[str]:
    """Tests of each kind, the shortest first."""
    yield "tests/core/test_money.py::test_a"
    yield from (f"tests/home/test_start.py::test_{number}[a::b]" for number in range(3))
    yield from ("tests/demo/test_load.py::test_c", "tests/acceptance/test_p05_roadshow.py::test_d")
    yield from ("tests/meetings/test_logic_timed.py::test_e", "tests/meetings/test_logic_timed.py::test_f[x]")


@pytest.mark.parametrize("path", [*DEMONSTRATION, *ONE_BY_ONE])
def test_what_is_dealt_out_in_a_way_of_its_own_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_demonstration_stays_together_and_long_tests_do_not() -> None:
    hands = [hand_of(name) for name in names()]
    assert hands == [
        "tests/core/test_money.py", *["tests/home/test_start.py"] * 3, "demonstration", "demonstration",
        "tests/meetings/test_logic_timed.py::test_e", "tests/meetings/test_logic_timed.py::test_f[x]",
    ]  # fmt: skip


def test_long_tests_come_first_and_short_files_last() -> None:
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names()]
    in_order_of_length(items)
    assert [item.nodeid.rpartition("_")[2] for item in items] == [
        "e",
        "f[x]",
        "0[a::b]",
        "1[a::b]",
        "2[a::b]",
        "c",
        "d",
        "a",
    ]
