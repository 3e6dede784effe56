"""The switch between Chinese and English, kept for each person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def switch(visitor: Visitor, to: str) -> None:
    """Press the switch in the head of the page."""
    with visitor.page.expect_navigation():
        visitor.page.locator(".language button").get_by_text(to).locator("visible=true").first.click()


def language_of(visitor: Visitor) -> str | None:
    """What the page says of its language."""
    return visitor.page.locator("html").get_attribute("lang")


def test_a_visitor_reads_chinese_first_and_english_on_request(open_visitor: Callable[..., Visitor], width: int) -> None:
    visitor = open_visitor(width, locale="en-US").go("/events")
    assert language_of(visitor) == "zh-CN"
    switch(visitor, "English")
    assert language_of(visitor) == "en"
    assert visitor.look().page.url.endswith("/events")
    visitor.go("/")
    assert language_of(visitor) == "en"


def test_the_language_is_kept_for_the_person_on_every_device(open_visitor: Callable[..., Visitor]) -> None:
    first = open_visitor().sign_in("expert").go("/start")
    switch(first, "English")
    try:
        second = open_visitor().go("/")
        assert language_of(second) == "zh-CN"
        second.sign_in("expert").go("/start")
        assert language_of(second) == "en"
        expect(second.page.locator(".side")).to_contain_text("My agenda")
        assert language_of(open_visitor().sign_in("company")) == "zh-CN"
    finally:
        switch(first, "中文")
    assert language_of(second.go("/start")) == "zh-CN"
