"""From the open call to a confirmed pitch."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.stations.arriving import register_company, sign_up
from tests.browser.story import Story, slides

SUMMARY = (
    "面向端侧人工智能的存算一体芯片，能效比传统架构提高一个数量级，已完成流片验证，"
    "正在寻找产业伙伴与早期投资机构共同推进量产落地。"
)


def answer_call(story: Story) -> None:
    """Somebody new reads the call, opens an account on the way, and begins a pitch for the own company."""
    team = story.team.go("/events").press(story.title).press("Submit a pitch").press("Register a pitch")
    team.press("Create an account")
    sign_up(team, name="林思远", address=story.address("team"))
    register_company(story)
    team.menu("Events").press(story.title).press("Submit a pitch").press("Register a pitch")
    assert team.page.locator("[name=organisation_name]").input_value() == story.company
    team.fill(title=story.pitch).press("Begin")


def write_pitch(story: Story) -> None:
    """Write the pitch while it is saved by itself, hand in slides, and submit."""
    team = story.team
    team.fill(
        field="集成电路", region="杭州", summary=SUMMARY, innovation="阵列级数模混合计算，单次推理能耗降到十分之一。"
    )
    status = team.page.locator("[data-autosave-status]")
    saved = team.say("Saved %(time)s", time="").strip()
    expect(status).to_contain_text(saved, timeout=20_000)
    team.page.reload()
    assert team.page.locator("[name=summary]").input_value() == SUMMARY
    team.page.locator("[name=trl]").select_option("6")
    team.page.locator("[name=investment_round]").select_option("angel")
    team.fill(
        transfer_outlook="与封测企业合作，十二个月内完成量产版本。",
        market_outlook="智能安防与可穿戴设备，年需求过亿颗。",
        investment_value="团队完整，专利在手，窗口期两年。",
        ask_amount="500",
        disclosure="Disclosure|Patent filed",
        disclosure_ok=True,
        visibility="Visibility|Registered",
        **{"use_of_funds-0-item": "流片", "use_of_funds-0-share": "100"},
    )
    team.press("Save draft").press("Slides")
    team.page.locator("[name=slides]").set_input_files(
        {"name": "路演.pdf", "mimeType": "application/pdf", "buffer": slides(story.mark)}
    )
    team.press("Upload").press("Check and submit").reads("Complete.").press("Submit")
    team.reads("PitchState|Submitted")


def decide(story: Story) -> None:
    """The organiser takes the pitch to the stage step by step, each time after a preview of what follows."""
    organiser = story.organiser
    organiser.press("Pitches")
    for step in ("Formal check", "In review", "Shortlisted", "Confirmed"):
        state = organiser.say(f"PitchState|{step}")
        organiser.page.locator("main tr").filter(has_text=story.pitch).locator("[name=ids]").check()
        organiser.press(f"PitchState|{step}").reads(story.pitch)
        organiser.press(organiser.say("Confirm: %(state)s", state=state))
        organiser.reads(state)


def put_on_stage(story: Story) -> None:
    """The organiser makes the running order of the roadshow; the pitch begins when the session does."""
    organiser = story.organiser
    organiser.press("Running order").press("Make the running order")
    organiser.reads(story.pitch, "10:00–10:15", "PitchState|Scheduled")
