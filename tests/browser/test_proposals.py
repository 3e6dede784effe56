"""A company and its technology manager say what they think of a proposal, in a browser with scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.visitor import Visitor

Open = Callable[..., Visitor]
pytestmark = pytest.mark.browser
NEED = "演示需求：碳酸钙填料的防潮与分散"


def proposals(visitor: Visitor) -> str:
    """Find the company's need and open the list of what could answer it; returns its address."""
    visitor.go("/library/needs").page.get_by_role("link", name=NEED).first.click()
    visitor.press("Matching achievements")
    return visitor.page.url.partition("#")[0]


def test_a_company_declines_with_a_reason_and_a_manager_keeps_a_note_with_enter(open_visitor: Open) -> None:
    company = open_visitor(PHONE).sign_in("company")
    address = proposals(company)
    card = company.page.locator("article").last
    name = card.get_attribute("id") or ""
    company.unfold("This does not help us", within=card)
    expect(card.get_by_label(company.say("Why?"))).to_be_visible()
    card.get_by_label(company.say("Why?")).select_option(label=company.say("DeclineReason|Too far"))
    company.press("Take it off our list", within=card)
    away = company.page.locator(f"li#{name}")
    expect(away).to_contain_text(company.say("DeclineReason|Too far"))
    company.press("Put it back on the list", within=away)
    expect(company.page.locator(f"article#{name}")).to_be_visible()

    manager = open_visitor().sign_in("operator").go(address)
    card = manager.page.locator(f"article#{name}")
    manager.unfold("Note for the company", within=card)
    note = card.get_by_role("textbox")
    note.fill("先看第二页")
    with manager.page.expect_navigation():
        note.press("Enter")
    expect(card).to_contain_text("先看第二页")
    expect(card.get_by_role("button", name=re.compile(manager.say("Pin to the top")))).to_have_attribute(
        "aria-pressed", "false"
    )
    note.fill("")
    with manager.page.expect_navigation():
        note.press("Enter")
    expect(card).not_to_contain_text("先看第二页")
