"""The planner in a browser: order aims, watch, lock two, plan again, compare, publish; a team sees why it moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.demo.logic.invented import SLUG, TITLE
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
Open = Callable[..., Visitor]
BASE = f"/events/{SLUG}/manage/meetings"


def meetings_of(organiser: Visitor) -> dict[int, dict[str, Any]]:
    """What the grid holds, by the number of the meeting."""
    said = organiser.page.request.get(f"{BASE}/grid.json").json()
    return {each["id"]: each for each in said["meetings"]}


def plan(organiser: Visitor, name: str) -> None:
    """Order the aims, start a search for everybody, watch it, and wait for the plan."""
    organiser.menu("Events").press(TITLE)
    if "/manage" not in organiser.page.url:
        organiser.press("Manage")
    organiser.press("Meetings").unfold("Aims and their order").fill(
        name=name, whom="Everybody meets everybody", seconds="5 seconds", level_3="PlanLevel|Moved",
        level_4="PlanLevel|Worst share", level_5="PlanLevel|Waits", level_6="PlanLevel|Table changes",
    )  # fmt: skip
    organiser.press("Make a plan")
    progress = f"{organiser.page.url}/progress"
    assert {"stage", "planned", "levels", "points"} <= organiser.page.request.get(progress).json().keys()
    aims = organiser.page.locator(".level-table tbody tr")
    expect(aims).to_have_count(6)
    expect(aims.nth(2)).to_have_attribute("data-level", "moved")
    expect(organiser.find("Publish")).to_be_visible(timeout=40_000)
    expect(aims.first.locator("[data-proved]")).to_be_visible()
    said = organiser.page.request.get(progress).json()
    assert (said["done"], said["points"][-1][1] > 0) == (True, True)
    organiser.look()


def publish(organiser: Visitor) -> None:
    """Publish the plan that is open."""
    organiser.unfold("Publish").press("Publish")


def test_an_organiser_plans_locks_compares_and_publishes_and_a_team_sees_why_it_moved(open_visitor: Open) -> None:
    organiser, team = open_visitor().sign_in("organiser"), open_visitor().sign_in("team")
    plan(organiser, "甲案")
    first = organiser.page.url
    organiser.unfold("Show for feedback").press("Show for feedback")
    team.go(f"/events/{SLUG}/my-plan").press("FeedbackKind|Bad time").reads("FeedbackKind|Bad time")
    organiser.go(first).press("Take the answers over").go(first)
    publish(organiser)
    before = meetings_of(organiser)
    team.menu("My meetings")
    links = team.page.locator("main a[href^='/meetings/']").all()
    mine = {int((each.get_attribute("href") or "").rpartition("/")[2]) for each in links} & before.keys()
    organiser.go(f"{BASE}/timetable")
    others = [each for each, row in before.items() if each not in mine and row["movable"] and not row["locked"]][:2]
    for number in others:
        row = organiser.page.locator("tbody tr").filter(has=organiser.page.locator(f"a[href='/meetings/{number}']"))
        organiser.press("Lock", within=row)
    plan(organiser, "乙案")
    organiser.press(organiser.say("Compare with %(name)s", name="甲案")).reads("甲案", "乙案")
    organiser.press("Open", within=organiser.page.locator("[data-plan-side=other]"))
    publish(organiser)
    after = meetings_of(organiser)
    assert [after[each]["slot"] for each in others] == [before[each]["slot"] for each in others]
    moved = [each for each in mine if each in after and after[each]["slot"] != before[each]["slot"]]
    assert len(moved) == 1
    team.go(f"/meetings/{moved[0]}").reads("The organiser published a new plan.")
    organiser.go(f"{BASE}/changes").reads("乙案")


def test_a_meeting_is_moved_in_the_grid_with_the_keyboard_and_taken_back(open_visitor: Open) -> None:
    organiser = open_visitor().sign_in("organiser")
    if not meetings_of(organiser):
        plan(organiser, "丙案")
        publish(organiser)
    organiser.go(f"{BASE}/grid")
    button = organiser.page.locator(".grid-meeting:not(.is-fixed)").first
    number = int(button.get_attribute("data-meeting") or 0)
    before = meetings_of(organiser)[number]["slot"]
    with organiser.page.expect_response(lambda answer: answer.url.endswith("/places")):
        button.press("Enter")
    free = organiser.page.locator(".grid-cell.is-ok").first
    expect(free).to_be_visible()
    slots = [each["id"] for each in organiser.page.request.get(f"{BASE}/grid.json").json()["slots"]]
    distance = slots.index(int(free.get_attribute("data-slot") or 0)) - slots.index(before)
    for _ in range(abs(distance)):
        organiser.page.keyboard.press("ArrowRight" if distance > 0 else "ArrowLeft")
    with organiser.page.expect_response(lambda answer: answer.url.endswith("/drag")) as moved:
        organiser.page.keyboard.press("Enter")
    assert moved.value.ok
    assert meetings_of(organiser)[number]["slot"] != before
    organiser.look()
    with organiser.page.expect_response(lambda answer: answer.url.endswith("/undo")) as back:
        organiser.unfold("Undo")
    assert back.value.ok
    assert meetings_of(organiser)[number]["slot"] == before
