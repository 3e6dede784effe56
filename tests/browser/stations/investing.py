"""An institution signs up, says what it looks for, is verified, takes part, and both sides see who fits."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.stations.arriving import sign_up, verify_organisation
from tests.browser.story import CENTRE, Story
from tests.browser.visitor import Visitor


def register_fund(story: Story) -> None:
    """Somebody new registers an institution with its mandate, and the centre verifies it."""
    investor, operator = story.investor, story.operator
    investor.go("/").press("Create an account")
    sign_up(investor, name="顾明哲", address=story.address("investor"))
    investor.menu("Events").press(story.title).press("Take part as investor").press("Register an institution")
    investor.fill(organisation_name=story.fund, kind="InvestorKind|VC", centre_id=CENTRE)
    investor.press("Register the institution").fill(
        fields="集成电路", looking_for="寻找存算一体与端侧芯片的早期团队", ticket_min="100", ticket_max="1000",
        stages="InvestmentRound|Angel",
    ).press("Save the mandate")  # fmt: skip
    operator.menu("Investors").fill(q=story.fund).press("Filter").press(story.fund).press("Decide")
    operator.fill(state="InvestorState|Active").press("Decide").reads("InvestorState|Active")
    verify_organisation(operator, story.fund)


def take_part(story: Story) -> None:
    """The institution takes part in the event, and sees the pitch with the reasons."""
    investor = story.investor
    investor.menu("Events").press(story.title).press("Take part as investor").press("Take part")
    partner = investor.page.locator("article").filter(has_text=story.pitch)
    expect(partner.locator(".reason-total strong")).not_to_have_text("0")
    expect(partner).to_contain_text("集成电路")
    see_reasons(investor)


def see_investors(story: Story) -> None:
    """The team sees the institution, ranked and with reasons, from the page of its pitch."""
    team = story.team
    team.menu("My pitches").press(story.pitch).press("Matching investors").reads(story.fund)
    see_reasons(team)


def see_reasons(visitor: Visitor) -> None:
    """Expect points with what they are given for."""
    assert visitor.page.locator("article .reason-total").count() >= 1
    assert visitor.page.locator("article .reason-why li").count() >= 2
