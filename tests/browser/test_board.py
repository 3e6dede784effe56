"""The programme board under mouse and finger; the keyboard and the form are tested elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_comforts import on_board
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
Open = Callable[..., Visitor]


def an_hour_of(item: Locator) -> float:
    """How many pixels lie between the lines of two hours of the board on which a session stands."""
    lines = "e.closest('[data-board]').querySelectorAll('.agenda-line')"
    tops = f"(e) => Array.from({lines}, (line) => line.getBoundingClientRect().top)"
    first, second, *_others = item.evaluate(tops)
    return float(second - first)


def test_a_session_is_dragged_by_its_title_with_the_mouse(open_visitor: Open) -> None:
    organiser = open_visitor(DESKTOP).sign_in("organiser")
    item = on_board(organiser)
    item.scroll_into_view_if_needed()
    time = item.locator(".agenda-when")
    before = time.inner_text()
    box = item.locator("a").bounding_box()
    assert box is not None
    mouse = organiser.page.mouse
    with organiser.page.expect_response(lambda answer: answer.request.method == "POST") as moved:
        mouse.move(box["x"] + 8, box["y"] + 6)
        mouse.down()
        mouse.move(box["x"] + 8, box["y"] + 6 + an_hour_of(item), steps=6)
        expect(organiser.page.locator("[data-board-status]")).not_to_be_empty()
        mouse.up()
    assert moved.value.ok
    expect(time).not_to_have_text(before)
    assert int(time.inner_text()[:2]) == int(before[:2]) + 1
    organiser.look().press("Undo")
    expect(time).to_have_text(before)


def test_a_finger_takes_a_session_by_its_handle_and_taps_where_it_goes(open_visitor: Open) -> None:
    organiser = open_visitor(PHONE).sign_in("organiser")
    item = on_board(organiser)
    time = item.locator(".agenda-when")
    before = time.inner_text()
    grip = item.locator(".board-grip")
    grip.tap()
    expect(grip).to_have_attribute("aria-pressed", "true")
    grip.tap()
    expect(grip).to_have_attribute("aria-pressed", "false")
    expect(time).to_have_text(before)
    assert organiser.complaints == []
