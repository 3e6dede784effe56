"""How places are counted and offered, and how codes, numbers and doubles are recognised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.events.logic.registration import (
    TICKET_ALPHABET,
    Entry,
    Places,
    clean_code,
    clean_mobile,
    duplicates,
    next_offers,
    spoken_code,
)
from app.events.service.registration import ticket_code


@given(
    st.lists(st.integers(0, 2), max_size=30), st.dictionaries(st.integers(0, 2), st.integers(0, 5)), st.integers(0, 9)
)
def test_offers_never_exceed_quota_or_capacity(wishes: list[int], quotas: dict[int, int], capacity: int) -> None:
    limits: dict[int, int | None] = {group: quotas.get(group) for group in range(3)}
    waiting = list(enumerate(wishes))
    chosen = next_offers(Places(capacity, limits), waiting)
    groups = [wishes[number] for number in chosen]
    assert chosen == sorted(chosen)
    assert len(chosen) <= capacity
    assert all(groups.count(group) <= quota for group, quota in quotas.items())
    left = [number for number, _ in waiting if number not in chosen]
    after = Places(capacity, limits, {group: groups.count(group) for group in range(3)})
    assert all(not after.has_room(wishes[number]) for number in left)


@pytest.mark.parametrize(
    ("text", "mobile"),
    [("138 0000 0000", "13800000000"), ("+86-13800000000", "13800000000"), ("１３８００００００００", "13800000000"),
     ("12800000000", None), ("1380000000", None), ("057188888888", None)],
)  # fmt: skip
def test_mobile_numbers(text: str, mobile: str | None) -> None:
    assert clean_mobile(text) == mobile


def test_ticket_codes_are_long_and_read_back_as_spoken() -> None:
    codes = {ticket_code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {16}
    assert len(TICKET_ALPHABET) ** 16 >= 2**64
    code = codes.pop()
    assert clean_code(spoken_code(code).lower()) == code
    assert clean_code(f" https://example.org/tickets/{code} ") == code


def test_doubles_have_the_same_mobile_or_name_and_organisation() -> None:
    rows = [
        Entry(1, 1, "m1", "王伟", "温州医科大学"),
        Entry(2, 2, "m2", "王伟", "浙江大学"),
        Entry(3, 3, "m1", "王炜", None),
        Entry(4, 4, None, "王 伟", "温州医科大学 "),
        Entry(5, 5, None, "王伟", None),
    ]
    assert duplicates(rows) == [(1, 3), (1, 4)]
