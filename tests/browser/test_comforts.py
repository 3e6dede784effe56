"""What makes pages pleasant: the keyboard, undo, errors beside their fields, the connection that breaks, the phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from app.demo.logic.invented import DRAFT_TITLE, TITLE
from tests.browser.conftest import PHONE
from tests.browser.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
Open = Callable[..., Visitor]


def on_board(visitor: Visitor) -> Locator:
    """Go to the programme board of the demonstration; returns the first session that can be moved."""
    visitor.menu("Events").press(TITLE)
    if "/manage" not in visitor.page.url:
        visitor.press("Manage")
    visitor.press("Programme")
    return visitor.page.locator(f"#{visitor.page.locator('.board-item[data-move-url]').first.get_attribute('id')}")


def test_the_keyboard_moves_a_session_and_undo_moves_it_back(open_visitor: Open) -> None:
    organiser = open_visitor().sign_in("organiser")
    item = on_board(organiser)
    time = item.locator(".agenda-when")
    before = time.inner_text()
    item.locator(".board-grip").focus()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Escape"):
        organiser.page.keyboard.press(key)
    expect(time).to_have_text(before)
    with organiser.page.expect_response(lambda answer: answer.request.method == "POST"):
        for key in ("Enter", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
            organiser.page.keyboard.press(key)
    expect(time).not_to_have_text(before)
    organiser.look()
    assert int(time.inner_text()[3:5]) == (int(before[3:5]) + 15) % 60
    assert time.inner_text() in organiser.page.request.get(organiser.page.url).text()
    organiser.press("Undo")
    expect(time).to_have_text(before)


def test_a_decision_on_many_pitches_can_be_taken_back(open_visitor: Open) -> None:
    organiser = open_visitor().sign_in("organiser")
    organiser.menu("Events").press(TITLE).press("Pitches")
    submitted = organiser.say("PitchState|Submitted")
    rows = organiser.page.locator("main tbody tr").filter(has_text=submitted)
    before = rows.count()
    assert before
    for box in rows.locator("[name=ids]").all():
        box.check()
    organiser.press("PitchState|Formal check")
    organiser.press(organiser.say("Confirm: %(state)s", state=organiser.say("PitchState|Formal check")))
    expect(rows).to_have_count(0)
    organiser.press("Undo")
    expect(rows).to_have_count(before)


def test_an_error_stands_beside_its_field_and_nothing_typed_is_lost(open_visitor: Open) -> None:
    organiser = open_visitor().sign_in("organiser")
    organiser.menu("New event").fill(title="路演", brand="科创菁英")
    organiser.press("Save and continue", status=422)
    field = organiser.page.locator(".field").filter(has=organiser.page.locator("[name=title]"))
    expect(field.locator(".field-error")).to_be_visible()
    assert organiser.page.locator("[name=title]").get_attribute("aria-describedby")
    values = [organiser.page.locator(f"[name={name}]").input_value() for name in ("title", "brand")]
    assert values == ["路演", "科创菁英"]


def test_a_draft_survives_a_broken_connection(open_visitor: Open) -> None:
    team = open_visitor().sign_in("team")
    team.menu("My pitches").press(DRAFT_TITLE).press("Edit")
    status = team.page.locator("[data-autosave-status]")
    team.page.context.set_offline(True)
    team.fill(region="金华市断网区")
    expect(status).to_have_text(team.say("No connection. Your text is kept on this device and sent later."))
    team.page.context.set_offline(False)
    team.complaints.clear()
    team.fill(region="金华市")
    expect(status).to_contain_text(team.say("Saved %(time)s", time="").strip())
    team.page.reload()
    expect(team.page.locator("[name=region]")).to_have_value("金华市")


SLOW_ANSWERS = """() => {
  const ask = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await ask(...asked);
    window.answered = (window.answered || 0) + 1;
    await new Promise((done) => setTimeout(done, 2000));
    return answer;
  };
}"""


def test_saving_waits_for_the_draft_that_is_on_its_way(open_visitor: Open) -> None:
    team = open_visitor().sign_in("team")
    team.menu("My pitches").press(DRAFT_TITLE).press("Edit")
    team.page.evaluate(SLOW_ANSWERS)
    team.fill(region="金华市婺城区")
    team.page.wait_for_function("() => window.answered === 1")
    team.press("Save draft")


def test_after_signing_out_the_back_button_shows_nothing_private(open_visitor: Open) -> None:
    investor = open_visitor().sign_in("investor").go("/start")
    investor.menu("My meetings")
    investor.page.locator("details.menu > summary").first.click()
    with investor.page.expect_navigation():
        investor.page.get_by_role("button", name=investor.say("Sign out")).click()
    investor.page.go_back()
    expect(investor.page.locator("#password")).to_be_visible()


def test_a_dialog_names_what_follows_and_escape_leaves_everything_as_it_is(open_visitor: Open, width: int) -> None:
    organiser = open_visitor(width).sign_in("organiser")
    organiser.menu("Events").press(TITLE).press("Investors")
    rows = organiser.page.locator("main tbody tr")
    before = rows.count()
    organiser.unfold("Remove", within=rows.first)
    organiser.reads("The investor no longer sees the ranked pitches of this event.").look()
    organiser.page.keyboard.press("Escape")
    expect(organiser.page.locator("dialog[open]")).to_have_count(0)
    assert organiser.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    organiser.page.reload()
    expect(rows).to_have_count(before)


def test_the_menu_of_a_phone_holds_every_place_and_closes_on_escape(open_visitor: Open) -> None:
    admin = open_visitor(PHONE).sign_in("admin").go("/start")
    opener = admin.page.locator(".nav-menu > summary")
    opener.click()
    links = admin.page.locator(".nav-menu a")
    assert links.count() >= 15
    assert all(link.bounding_box()["height"] >= 40 for link in links.all())  # type: ignore[index]
    admin.look()
    admin.page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_phone_shows_one_filter_and_the_others_on_request(open_visitor: Open) -> None:
    visitor = open_visitor(PHONE)
    visitor.go("/events").find("More filters").click()
    expect(visitor.page.locator("#filter-type")).to_be_focused()
    expect(visitor.page.locator("[data-filter-more]")).to_be_hidden()
    visitor.page.select_option("#filter-type", "signing_ceremony")
    visitor.press("Filter").reads(visitor.say("EventType|Signing ceremony"))
    assert "type=signing_ceremony" in visitor.page.url
    expect(visitor.page.locator("#filter-type")).to_be_hidden()
    visitor.look()
