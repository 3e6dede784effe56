"""Preference cards by key and by thumb, and a meeting that one side asks to move and the other side moves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.demo.logic.invented import SLUG
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
Open = Callable[..., Visitor]
SWIPE = """() => {
  const card = document.querySelector("[data-wish-card]");
  const finger = (kind, x) => card.dispatchEvent(
    new PointerEvent(kind, { pointerId: 7, pointerType: "touch", clientX: x, clientY: 300, bubbles: true })
  );
  finger("pointerdown", 80); finger("pointermove", 160); finger("pointermove", 230); finger("pointerup", 230);
}"""


def test_cards_are_answered_by_key_and_by_thumb_and_taken_back(open_visitor: Open) -> None:
    investor = open_visitor().sign_in("investor")
    page = investor.page
    investor.go(f"/events/{SLUG}").press("Say whom to meet")
    title = page.locator(".wish-card h2")
    first, progress = title.inner_text(), page.locator(".cards-progress label")
    before = progress.inner_text()
    investor.look()
    page.keyboard.press("2")
    expect(page.locator("[data-card-undo]")).to_be_visible(timeout=30_000)
    expect(progress).not_to_have_text(before, timeout=30_000)
    page.keyboard.press("u")
    expect(title).to_have_text(first, timeout=30_000)
    expect(progress).to_have_text(before, timeout=30_000)
    page.evaluate(SWIPE)
    expect(page.locator("[data-card-undo]")).to_be_visible(timeout=30_000)
    page.locator("[data-card-undo]").click()
    expect(progress).to_have_text(before, timeout=30_000)
    investor.go(f"/events/{SLUG}/cards?view=list").look()


@pytest.mark.parametrize("who", ["company", "expert"])
def test_companies_and_experts_have_cards_too(open_visitor: Open, who: str, width: int) -> None:
    visitor = open_visitor(width).sign_in(who)
    page = visitor.page
    visitor.go(f"/events/{SLUG}").press("Say whom to meet").look()
    progress = page.locator(".cards-progress label")
    before = progress.inner_text()
    page.locator("[data-key='2']").click()
    expect(progress).not_to_have_text(before, timeout=30_000)
    page.locator("[data-card-undo]").click()
    expect(progress).to_have_text(before, timeout=30_000)
    if who == "company":  # speaks for two needs, to experts and about achievements
        chosen = page.locator("#cards-voice option").last.get_attribute("value") or ""
        page.locator("#cards-voice").select_option(chosen)
        visitor.press("Show").look()
        expect(page.locator("#cards-voice")).to_have_value(chosen)


def test_an_expert_finds_the_table_where_the_organiser_has_seated_them(open_visitor: Open) -> None:
    organiser, expert = open_visitor().sign_in("organiser"), open_visitor().sign_in("expert")
    organiser.go(f"/events/{SLUG}/manage/meetings/tables-for-more").press("Seat them").look()
    title = organiser.page.locator("a[href*='/library/needs/']").first.inner_text()
    expert.menu("My meetings").reads(title).look()


def test_one_side_asks_to_move_and_the_other_side_moves(open_visitor: Open) -> None:
    team, investor = open_visitor().sign_in("team"), open_visitor().sign_in("investor")
    team.menu("My meetings")
    mine = team.page.locator("main a[href$='/accept']").first
    number = re.sub(r"\D", "", mine.get_attribute("href") or "")
    mine.click()
    team.page.locator(".submit-bar button").click()
    investor.go(f"/meetings/{number}").press("Ask to move").look()
    boxes = investor.page.locator("[name=slot_ids]")
    boxes.nth(0).check()
    boxes.nth(2).check()
    wanted = boxes.nth(2).get_attribute("value")
    investor.page.locator("[name=reason]").fill("航班晚点")
    investor.press("Ask the other side").reads("航班晚点").look()
    team.menu("My meetings").reads("航班晚点").press("Answer").look()
    team.page.locator(f"[name=slot_id][value='{wanted}']").check()
    team.press("Move it there").reads("MoveState|Accepted")
    investor.go(f"/meetings/{number}").reads("MoveState|Accepted", "航班晚点")
