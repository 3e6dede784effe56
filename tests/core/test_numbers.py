"""Public numbers are never given out twice, however many ask at once."""

import threading

import pytest
import time_machine
from flask import Flask

from app.core.db import database
from app.core.numbers import next_number
from tests.core.conftest import BOTH


def ask(prefix: str, **more: int) -> str:
    """Take a number and commit."""
    with database.transaction() as session:
        return next_number(session, prefix, **more)


def test_numbers_count_by_prefix_and_year(core_app: Flask) -> None:
    assert [ask("HD", year=2023), ask("HD", year=2023), ask("LY", year=2023), ask("HD", year=2024)] == [
        "HD2023000001", "HD2023000002", "LY2023000001", "HD2024000001"
    ]  # fmt: skip


def test_the_year_is_the_one_in_china(core_app: Flask) -> None:
    with time_machine.travel("2029-12-31T17:00:00+00:00", tick=False):
        assert ask("HD") == "HD2030000001"


def test_a_number_of_something_that_failed_may_come_again_but_never_twice(core_app: Flask) -> None:
    def fail() -> None:
        with database.transaction() as session:
            next_number(session, "HD", year=2023)
            raise LookupError

    ask("HD", year=2023)
    with pytest.raises(LookupError):
        fail()
    assert ask("HD", year=2023) == "HD2023000002"


@pytest.mark.parametrize("own_url", BOTH, indirect=True)
def test_no_number_is_given_out_twice(core_app: Flask) -> None:
    start, taken = threading.Barrier(5), []

    def work() -> None:
        start.wait()
        for _ in range(10):
            with core_app.app_context():
                taken.append(ask("HD", year=2023))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [f"HD2023{n:06d}" for n in range(1, 51)]
