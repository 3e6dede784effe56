"""Decisions about accounts: passwords, lock-out, masks and the words for browsers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.logic import (
    FAILURES_BEFORE_LOCK,
    LOCK_TIME,
    Failures,
    PasswordFault,
    after_failure,
    browser_words,
    is_locked,
    masked,
    password_fault,
)

NOW = datetime(2030, 6, 17, 1, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2030, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- bounds


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Ab1-efghi", PasswordFault.TOO_SHORT),
        ("Ab1-efghij", None),
        ("A" * 199 + "b1", PasswordFault.TOO_LONG),
        ("abcdefghij", PasswordFault.TOO_PLAIN),
        ("abcdefgh12", PasswordFault.TOO_PLAIN),
        ("Zhenyan2030", None),
        ("山水之间Ab12345678", None),
        ("Password2026!", PasswordFault.COMMON),
        ("P@ssw0rd!!!!", PasswordFault.COMMON),
        ("Wenzhou-2023", PasswordFault.COMMON),
        ("Aa1!Aa1!Aa1!", PasswordFault.COMMON),
        ("luyan-demo-2026", None),
    ],
)
def test_a_new_password_is_judged(password: str, fault: PasswordFault | None) -> None:
    assert password_fault(password) is fault


def test_a_password_must_not_tell_its_person() -> None:
    assert password_fault("Liuyang-2030", ("liuyang",)) is PasswordFault.ABOUT_PERSON
    assert password_fault("Sunrise-li-2030", ("li",)) is None


@given(st.text(max_size=9))
def test_nothing_below_ten_characters_is_a_password(password: str) -> None:
    assert password_fault(password) is PasswordFault.TOO_SHORT


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=10, max_size=60))
def test_two_classes_are_never_enough(password: str) -> None:
    assert password_fault(password) is PasswordFault.TOO_PLAIN


@given(st.lists(st.timedeltas(timedelta(0), timedelta(hours=2)), min_size=1, max_size=30))
def test_nobody_can_try_more_than_five_passwords_in_half_an_hour(waits: list[timedelta]) -> None:
    known, moment, compared = Failures(0, None), NOW, []
    for wait in waits:
        moment += wait
        if not is_locked(known.locked_until, moment):
            compared.append(moment)
        known = after_failure(known, moment)
    for position, start in enumerate(compared):
        assert len([each for each in compared[position:] if each < start + LOCK_TIME]) <= FAILURES_BEFORE_LOCK


@given(moments, st.integers(0, 3))
def test_fewer_than_five_wrong_passwords_lock_nothing(moment: datetime, count: int) -> None:
    assert after_failure(Failures(count, None), moment) == Failures(count + 1, None)


def test_the_fifth_wrong_password_locks_for_half_an_hour_and_then_counting_starts_anew() -> None:
    locked = after_failure(Failures(4, None), NOW)
    assert locked == Failures(5, NOW + timedelta(minutes=30))
    assert after_failure(locked, NOW + timedelta(minutes=29)) == locked
    assert is_locked(locked.locked_until, NOW + timedelta(minutes=30)) is False
    assert after_failure(locked, NOW + timedelta(minutes=30)) == Failures(1, None)


@pytest.mark.parametrize(
    ("login", "shown"),
    [("liming@example.org", "li***@example.org"), ("+8613800138000", "138****8000"), ("a@b.cn", "a***@b.cn")],
)
def test_a_login_is_shown_to_its_owner_only_in_part(login: str, shown: str) -> None:
    assert masked(login) == shown


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0", "WeChat · iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8", ""),
        (None, ""),
    ],
)
def test_a_browser_is_told_in_two_words(agent: str | None, words: str) -> None:
    assert browser_words(agent) == words
