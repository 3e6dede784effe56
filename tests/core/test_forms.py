"""Fields that speak 万元, local time and lists of words: what is typed comes back, what is meant is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.validators import Optional

from app.core.errors import RuleBroken
from app.core.forms import Form, LocalTimeField, OnGrid, WanYuanField, WordsField


class OfferForm(Form):
    """A form with one field of each kind."""

    name = StringField()
    ask = WanYuanField(validators=[Optional()])
    start = LocalTimeField(validators=[Optional(), OnGrid()])
    words = WordsField()


class BerlinForm(Form):
    """A form of an event in Berlin."""

    start = LocalTimeField(zone=ZoneInfo("Europe/Berlin"))


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    """Be inside a request."""
    with app.test_request_context():
        yield


def sent(**fields: str) -> OfferForm:
    """The form as somebody sent it."""
    form = OfferForm(MultiDict(fields))
    form.validate()
    return form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("180", Decimal("1800000.00")),
        ("1,234.5", Decimal("12345000.00")),
        ("0.000001", Decimal("0.01")),
        ("１，８００", Decimal("18000000.00")),
        ("0", Decimal("0.00")),
        ("", None),
        ("  ", None),
    ],
)
def test_wan_yuan_are_kept_as_yuan(inside: None, typed: str, kept: Decimal | None) -> None:
    form = sent(ask=typed)
    assert (form.ask.data, form.ask.errors) == (kept, [] if kept is not None or not typed.strip() else form.ask.errors)


@pytest.mark.parametrize("typed", ["many", "-1", "1000000000000", "1e99", "NaN", "Infinity"])
def test_what_is_no_amount_is_refused_and_stays_in_the_box(inside: None, typed: str) -> None:
    form = sent(ask=typed)
    assert len(form.ask.errors) == 1
    assert form.ask._value() == typed


def test_an_amount_is_shown_as_it_was_meant(inside: None) -> None:
    assert OfferForm(data={"ask": Decimal("1800000.00")}).ask._value() == "180"
    assert OfferForm(data={"ask": Decimal("12345.67")}).ask._value() == "1.234567"
    assert OfferForm().ask._value() == ""


@given(st.decimals(min_value=0, max_value=10**12, places=2))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_an_amount_shown_and_sent_again_is_the_same(inside: None, amount: Decimal) -> None:
    shown = OfferForm(data={"ask": amount}).ask._value()
    assert sent(ask=shown).ask.data == amount


def test_local_time_is_kept_in_utc(inside: None) -> None:
    form = sent(start="2030-06-17T14:05")
    assert form.start.data == datetime(2030, 6, 17, 6, 5, tzinfo=UTC)
    assert form.start._value() == "2030-06-17T14:05"
    assert OfferForm(data={"start": form.start.data}).start._value() == "2030-06-17T14:05"
    assert OfferForm().start._value() == ""


def test_local_time_follows_the_zone_of_the_event(inside: None) -> None:
    form = BerlinForm(MultiDict({"start": "2030-06-17T14:05"}))
    assert form.start.data == datetime(2030, 6, 17, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["2030-06-17T14:05:00", "2030-06-17 14:05"])
def test_browsers_write_a_moment_in_several_ways(inside: None, typed: str) -> None:
    assert sent(start=typed).start.data == datetime(2030, 6, 17, 6, 5, tzinfo=UTC)


def test_no_time_is_none_and_nonsense_is_refused(inside: None) -> None:
    assert sent(start="").start.data is None
    assert not sent(start="").start.errors
    form = sent(start="next Tuesday")
    assert (form.start.data, len(form.start.errors), form.start._value()) == (None, 1, "next Tuesday")


@pytest.mark.parametrize(("typed", "fine"), [("2030-06-17T14:05", True), ("2030-06-17T14:07", False)])
def test_the_calendar_has_a_grid_of_five_minutes(inside: None, typed: str, fine: bool) -> None:
    assert (not sent(start=typed).start.errors) is fine


def test_words_are_split_at_any_mark_and_kept_once(inside: None) -> None:
    form = sent(words="碳酸钙，包覆、 改性;碳酸钙\n蜡 ；")
    assert form.words.data == ["碳酸钙", "包覆", "改性", "蜡"]
    assert form.words._value() == "碳酸钙，包覆、 改性;碳酸钙\n蜡 ；"
    assert OfferForm(data={"words": ["蜡", "钙"]}).words._value() == "蜡、钙"
    assert OfferForm().words._value() == ""


@pytest.mark.parametrize(("stored", "seen"), [("3", 3), ("", None), ("x", None), ("-1", None)])
def test_a_form_remembers_the_version_it_was_opened_on(inside: None, stored: str, seen: int | None) -> None:
    assert sent(row_version=stored).seen_version == seen


def test_a_broken_rule_stands_beside_its_field_or_above_the_form(inside: None) -> None:
    form = sent(name="x")
    assert form.status == 200
    form.reject(RuleBroken("This name is taken.", field="name"))
    form.reject(RuleBroken("The call is closed."))
    form.reject(RuleBroken("There is no such field.", field="nothing"))
    beside: Any = form.name.errors
    assert [len(beside), len(form.form_errors), form.status] == [1, 2, 422]


def test_an_error_beside_a_field_is_an_unprocessable_form(inside: None) -> None:
    assert sent(ask="many").status == 422
