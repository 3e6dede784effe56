"""What people typed is made harmless, and messages only take steps that make sense."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notifications.logic import (
    LONGEST_NAME,
    MAIL_ONLY,
    SECRET_LINKS,
    STEPS,
    MessageState,
    harmless,
    may_become,
    pause_after,
    quoted,
)

S = MessageState
CLICKABLE = re.compile(r"(?i)[a-z][a-z0-9+.-]+://|\bwww\.|[^\W_]\.[^\W\d_]{2}")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("李校堃", "李校堃"),
        ("账户已锁定 https://evil.example/a?b=1", "账户已锁定 https[:]//evil[.]example/a?b=1"),
        ("www.evil.com", "www[.]evil[.]com"),
        ("mailto:a@evil.cn", "mailto[:]a@evil[.]cn"),
        ("evil．com", "evil[.]com"),
        ("杭州.中国", "杭州[.]中国"),
        ("我们来了。请看", "我们来了。请看"),
        ("REDx 2.0 与 3.5 亿", "REDx 2.0 与 3.5 亿"),
        ("Time 14:05", "Time 14:05"),
        ("a\r\nBcc: victim@example.org", "a Bcc: victim@example[.]org"),
        ("ab\u202egnp.exe", "abgnp[.]exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("字" * 200, "字" * (LONGEST_NAME - 1) + "…"),
    ],
)
def test_a_name_becomes_one_harmless_line(typed: str, shown: str) -> None:
    assert harmless(typed) == shown


@given(st.text(max_size=300))
def test_nothing_that_is_typed_can_be_clicked_or_breaks_a_line(typed: str) -> None:
    shown = harmless(typed)
    assert CLICKABLE.search(shown) is None
    assert "\n" not in shown
    assert "\r" not in shown
    assert len(shown) <= LONGEST_NAME * 4


def test_a_quotation_marks_every_line() -> None:
    assert quoted("  第一行\r\n\nhttps://evil.example\n") == "> 第一行\n>\n> https[:]//evil[.]example"
    assert len(quoted("长" * 5000)) < 1600


def test_what_has_left_or_was_taken_back_stays_so() -> None:
    assert [state for state in S if not STEPS[state]] == [S.SENT, S.CANCELLED]
    assert may_become(S.SENDING, S.QUEUED)
    assert not may_become(S.SENDING, S.CANCELLED)
    assert not may_become(S.SENT, S.QUEUED)


def test_pauses_grow_and_end_after_five_attempts() -> None:
    pauses = [pause_after(number) for number in range(1, 6)]
    assert pauses[-1] is None
    known = [each for each in pauses if each is not None]
    assert known == sorted(known)
    assert known[0] < timedelta(minutes=5)
    assert sum(known, timedelta()) > timedelta(hours=6)


def test_links_that_let_somebody_in_are_never_shown_in_the_inbox() -> None:
    assert len(SECRET_LINKS - MAIL_ONLY) == 1
