"""The main forms in a browser without script: registering, asking for a meeting, moving a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.demo.logic.invented import TITLE
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def plain(open_visitor: Callable[..., Visitor], width: int) -> Callable[[], Visitor]:
    """Give a function that opens a browser without script."""
    return lambda: open_visitor(width, java_script_enabled=False)


def test_somebody_registers_for_an_event(plain: Callable[[], Visitor], width: int) -> None:
    visitor = plain().go("/events").press(TITLE).press("Register")
    visitor.fill(name="周予安", email=f"zhou-{width}@example.net", run_event=True)
    visitor.press("Register for this event")
    visitor.reads("周予安")
    expect(visitor.page.locator("main img, main svg").first).to_be_visible()


def test_a_session_is_moved_by_form(plain: Callable[[], Visitor]) -> None:
    organiser = plain().sign_in("organiser")
    organiser.menu("Events").press(TITLE).press("Programme")
    item = organiser.page.locator(".board-item[data-move-url]").first
    name, before = item.locator("a").inner_text(), item.locator(".agenda-when").inner_text()
    organiser.press(name, within=item).press("Move by form")
    start = organiser.page.locator("[name=start_at]").input_value()
    later = start[:-2] + f"{(int(start[-2:]) + 5) % 60:02d}"
    organiser.fill(start_at=later).press("Move")
    moved = organiser.page.locator(".board-item").filter(has_text=name).locator(".agenda-when")
    assert moved.inner_text().startswith(later[-5:])
    organiser.press("Undo")
    assert moved.inner_text() == before


def test_a_confirmation_unfolds_in_place(plain: Callable[[], Visitor]) -> None:
    organiser = plain().sign_in("organiser")
    organiser.menu("Events").press(TITLE).press("Investors")
    row = organiser.page.locator("main tbody tr").first
    organiser.unfold("Remove", within=row)
    expect(row.locator(".confirm-list")).to_be_visible()


def test_an_investor_asks_for_a_meeting_and_takes_it_back(plain: Callable[[], Visitor]) -> None:
    investor = plain().sign_in("investor")
    investor.menu("Events").press(TITLE).press("Take part as investor").press("Ranked pitches")
    for number in range(investor.page.locator("main article").count()):
        card = investor.page.locator("main article").nth(number)
        investor.press("Ask for a meeting", within=card)
        if investor.page.locator("[name=message]").count():
            break
        investor.page.go_back()
    investor.fill(message="希望面谈。").press("Send the request").reads("MeetingState|Requested")
    investor.unfold("Withdraw").reads("The other side no longer has to answer.")
    investor.press("Withdraw", within=investor.page.locator("details[open] form")).reads("Withdrawn.")
