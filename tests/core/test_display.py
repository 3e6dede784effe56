"""Values on screen: dates, money, labels and refusals, in the language and zone of the reader."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from flask_babel import force_locale

from app.core import display
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.permissions import Role
from app.core.words import N_, english_label, worded

EVENING = datetime(2023, 6, 17, 17, 5, tzinfo=UTC)  # already the 18th in China


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """Be inside a request."""
    with app.test_request_context():
        yield


@pytest.fixture
def english(inside: None) -> Iterator[None]:
    """Be inside a request of somebody who reads English."""
    with force_locale("en"):
        yield


def test_dates_in_chinese(inside: None) -> None:
    assert display.language() == "zh"
    assert display.day(EVENING) == "2023年6月18日"
    assert display.day(date(2023, 6, 5)) == "2023年6月5日"
    assert display.day_and_time(EVENING) == "2023年6月18日 01:05"


def test_dates_in_english(english: None) -> None:
    assert display.language() == "en"
    assert display.day_and_time(EVENING) == "June 18, 2023 01:05"


def test_a_page_shows_the_zone_of_its_event(inside: None) -> None:
    assert display.clock_time(EVENING) == "01:05"
    g.zone = ZoneInfo("Europe/Berlin")
    assert (display.clock_time(EVENING), display.day(EVENING)) == ("19:05", "2023年6月17日")


def test_a_list_is_joined_as_its_reader_does(inside: None) -> None:
    assert display.listed(name for name in ("甲", "乙", "丙")) == "甲、乙、丙"
    assert display.listed(["甲"]) == "甲"
    with force_locale("en"):
        assert display.listed(["Ada", "Grace"]) == "Ada, Grace"
        assert display.listed([]) == ""


def test_ranges(inside: None) -> None:
    later = EVENING + timedelta(minutes=90)
    assert display.time_range(EVENING, later) == "01:05–02:35"
    assert display.date_range(EVENING, later) == "2023年6月18日"
    assert display.date_range(EVENING, EVENING + timedelta(days=2)) == "2023年6月18日 – 2023年6月20日"
    assert display.date_range(EVENING, EVENING) == "2023年6月18日"
    midnight = datetime(2023, 6, 18, 16, 0, tzinfo=UTC)
    assert display.date_range(EVENING, midnight) == "2023年6月18日"  # ends are not part of a range


@pytest.mark.parametrize(
    "show",
    [
        display.day, display.clock_time, display.day_and_time, display.label,
        lambda nothing: display.time_range(nothing, EVENING), lambda nothing: display.date_range(EVENING, nothing),
    ],
)  # fmt: skip
def test_what_is_missing_is_a_dash(inside: None, show: Callable[[None], str]) -> None:
    assert show(None) == "—"


def test_money_in_both_languages(app: Flask) -> None:
    with app.test_request_context():
        assert display.money(Decimal(1800000)) == "180万元"
        assert display.yuan(Decimal(1800000)) == "1,800,000.00元"
        assert display.money(None) == display.yuan(None) == "未披露"
        with force_locale("en"):
            assert display.money(Decimal(1800000)) == "CNY 1.8 million"


class Shown(Enum):
    AFTER_NDA = "after_nda"
    QA = "qa"


def test_a_member_of_an_enumeration_is_named_in_both_languages(app: Flask) -> None:
    with app.test_request_context():
        assert display.label(Role.EVENT_ORGANISER) != "Event organiser"
        with force_locale("en"):
            assert display.label(Role.EVENT_ORGANISER) == "Event organiser"
            assert display.label(Shown.AFTER_NDA) == "After NDA"
            assert display.label(Shown.QA) == "Q&A"
    assert english_label(Role.CHECK_IN_HELPER) == "Check in helper"
    assert worded("pre_a") == "Pre-A"
    assert N_("Left as it is") == "Left as it is"


def test_a_refusal_is_said_with_its_values(app: Flask) -> None:
    refusal = RuleBroken("%(role)s has %(number)d seats.", role=Role.INVESTOR, number=3)
    with app.test_request_context(), force_locale("en"):
        assert display.explain(refusal) == "Investor has 3 seats."
        assert display.explain(NotFound("100% of nothing")) == "100% of nothing"
    assert str(refusal) == "investor has 3 seats."
    assert str(Conflict("Taken.", alternatives=("14:05",))) == "Taken."


def test_words_for_a_reader_who_is_not_here(app: Flask) -> None:
    with app.test_request_context():
        g.zone = ZoneInfo("Europe/Berlin")
        with display.speaking("en", "America/New_York"):
            assert display.day_and_time(EVENING) == "June 17, 2023 13:05"
        assert display.clock_time(EVENING) == "19:05"
        g.pop("zone")
    with display.speaking("en"):
        assert display.day(EVENING) == "June 18, 2023"
        assert display.say("%(number)d seats", number=3) == "3 seats"
    assert "zone" not in g


def test_templates_are_given_all_of_it() -> None:
    functions = display.template_functions()
    assert {"date", "datetime", "time", "label", "money", "yuan", "capitals", "explain"} <= set(functions)
    assert functions["capitals"](Decimal("0.05")) == "人民币伍分"
