"""From the ground for meetings to two personal agendas that show the same talk."""

from __future__ import annotations

import urllib.request

from icalendar import Calendar, Event

from tests.browser.story import Story, words_of
from tests.browser.visitor import Visitor


def set_ground(story: Story) -> None:
    """The organiser says when, where and by which rules people meet."""
    organiser = story.organiser
    organiser.press("Meetings").press("Times and tables").fill(
        name="下午洽谈", start_at=story.at("13:30"), end_at=story.at("15:30"), slot_minutes="20", gap_minutes="10"
    ).press("Add this block")
    organiser.fill(count="3", room_id="洽谈区").press("Add tables")
    organiser.press("Meetings").press("Rules").fill(mode="BookingMode|Mixed").press("Save")


def agree_to_meet(story: Story) -> None:
    """The investor asks, the team sees the request on its start page, and agrees to a time."""
    investor, team = story.investor, story.team
    card = investor.page.locator("article").filter(has_text=story.pitch)
    investor.press("Ask for a meeting", within=card).fill(message="希望了解量产计划与团队构成。")
    investor.press("Send the request").reads("MeetingState|Requested")
    team.menu("My meetings").reads("希望了解量产计划与团队构成。").press("Agree").press("Agree")
    team.reads("MeetingState|Scheduled", story.fund)


def plan_the_rest(story: Story) -> None:
    """Another investor is added, the team wants to meet it, and the planner puts both on the timetable."""
    organiser, team = story.organiser, story.team
    organiser.press("Investors")
    choice = organiser.page.locator("#investor")
    story.other_fund = choice.locator("option", has_text="演示创业投资").inner_text()
    organiser.fill(investor=story.other_fund)
    organiser.press("Add", within=organiser.page.locator("main form").filter(has=choice)).reads(story.other_fund)
    team.menu("My pitches").press(story.pitch).press("Matching investors")
    team.press("Wish|Must meet", within=team.page.locator("article").filter(has_text=story.other_fund))
    organiser.press("Meetings").unfold("Make a plan")
    organiser.find("Publish").wait_for(timeout=60_000)
    organiser.look().unfold("Publish").reads(organiser.say("Publish plan %(name)s?", name="v1"))
    organiser.press("Publish").reads(story.pitch)


def see_agendas(story: Story) -> None:
    """Both sides find the talk in their agendas: on the page, in the PDF, and in their own calendars."""
    for visitor, other in ((story.team, story.fund), (story.investor, story.pitch)):
        visitor.menu("My agenda").reads(other)
        assert other in words_of(visitor.fetch("PDF"))
        visitor.press("Make an address").press("Make an address")
        found = [entry for entry in calendar_of(visitor).events if other in str(entry["SUMMARY"])]
        assert [str(entry["STATUS"]) for entry in found] == ["CONFIRMED"]


def call_one_off(story: Story) -> None:
    """A talk that is called off leaves the agenda, and the calendar is told so; the other one stays."""
    team = story.team
    before = talk_with(team, story.other_fund)
    team.menu("My meetings").press(story.other_fund).press("Call off").fill(reason="流片时间冲突").press("Call off")
    after = talk_with(team, story.other_fund)
    assert (before["UID"], str(after["STATUS"])) == (after["UID"], "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    team.menu("My agenda").reads(story.fund)
    assert str(talk_with(team, story.fund)["STATUS"]) == "CONFIRMED"


def talk_with(visitor: Visitor, other: str) -> Event:
    """The entry of a talk in the visitor's own calendar."""
    return next(entry for entry in calendar_of(visitor).events if other in str(entry["SUMMARY"]))


def calendar_of(visitor: Visitor) -> Calendar:
    """What a calendar program reads at the visitor's secret address, without being signed in."""
    if not visitor.page.locator(".feed-address").count():
        visitor.menu("My agenda").press("Address of the calendar")
    with urllib.request.urlopen(visitor.page.locator(".feed-address").inner_text(), timeout=20) as answer:
        return Calendar.from_ical(answer.read())
