"""The stations of the main loop before the day: each does by clicks what one person would do."""

from __future__ import annotations

from tests.browser.story import CENTRE, Story, words_of

HOSTS = ("国家卫生健康委人才交流服务中心", "温州医科大学", "瓯江实验室")
SESSIONS = (
    ("Opening", "开幕式", "09:00", "09:30"),
    ("Roadshow", "集成电路专场路演", "10:00", "12:00"),
    ("Signing", "签约仪式", "16:00", "17:00"),
)


def add_venue(story: Story) -> None:
    """Write down a building with two rooms."""
    organiser = story.organiser
    organiser.menu("Venues").press("Add a venue").fill(name=story.venue, city="杭州").press("Save")
    for room, seats in (("一号厅", "300"), ("洽谈区", "80")):
        organiser.press("Add a room").fill(name=room, capacity=seats).press("Save")
    organiser.reads("一号厅", "洽谈区")


def plan_event(story: Story) -> None:
    """Go through the guided creation, and hand the event to the centre."""
    organiser = story.organiser
    organiser.menu("New event").fill(
        title=story.title, event_type="EventType|Conference with roadshow", first_day=str(story.day), centre_id=CENTRE
    ).press("Save and continue")
    organiser.fill(summary="集成电路成果与投资机构面对面，现场路演、洽谈与签约。", contact="0571-12345678")
    organiser.press("Save and continue")
    organiser.fill(
        start_at=story.at("09:00"), end_at=story.at("18:00"), venue_id=f"杭州 {story.venue}", capacity="200"
    ).press("Save and continue")
    for role, name in (
        ("Guidance", "国家卫生健康委人才交流服务中心"),
        ("Host", "温州医科大学"),
        ("Undertaker", "瓯江实验室"),
    ):
        organiser.fill(role=f"HostRole|{role} org", organisation=name).press("Add")
    organiser.press("Continue")
    organiser.fill(**{
        "groups-0-name": "投资机构", "groups-0-quota": "60", "groups-1-name": "项目团队", "groups-1-quota": "80",
        "opens_at": story.at("08:00", -90), "closes_at": story.at("18:00", -2),
    })  # fmt: skip
    organiser.press("Save and continue")
    organiser.fill(
        text="面向集成电路领域的早期成果，欢迎高校与企业团队申报。",
        opens_at=story.at("08:00", -90),
        closes_at=story.at("18:00", -20),
    ).press("Save and continue")
    organiser.reads(story.title, "瓯江实验室")


def approve_event(story: Story) -> None:
    """The organiser hands it in, the centre approves, registration opens."""
    organiser, operator = story.organiser, story.operator
    in_review = organiser.say("EventState|In review")
    organiser.press(organiser.say("Go on to “%(state)s”", state=in_review)).press("EventState|In review")
    operator.menu("Events").press(story.title).press("Change state")
    approved = operator.page.locator("main .card").filter(has_text=operator.say("EventState|Approved"))
    operator.press("Look at this step", within=approved.first).press("EventState|Approved")
    operator.reads("EventState|Approved")
    organiser.press("Overview").press("Change state")
    opening = organiser.page.locator("main .card").filter(has_text=organiser.say("EventState|Registration open"))
    organiser.press("Look at this step", within=opening.first).press("EventState|Registration open")


def release_programme(story: Story) -> None:
    """Put sessions on the board, release them, and see them as a stranger does."""
    organiser = story.organiser
    organiser.press("Programme")
    for kind, title, start, end in SESSIONS:
        organiser.press("Add session").fill(
            session_type=f"SessionType|{kind}", title=title, start_at=story.at(start), end_at=story.at(end),
            room_id="一号厅",
        ).press("Add session").press("Programme")  # fmt: skip
    organiser.reads("开幕式", "集成电路专场路演", "No room and nobody is wanted twice.")
    organiser.press("Release").press("Release now")
    stranger = story.stranger.go("/").press("See the events").press(story.title)
    stranger.reads("开幕式", "集成电路专场路演", "国家卫生健康委人才交流服务中心")


def take_agenda_book(story: Story) -> None:
    """A stranger takes the agenda book along: hosts in their order, programme and pitch, in whole Chinese."""
    stranger = story.stranger
    stranger.menu("Events").press(story.title)
    text = words_of(stranger.fetch("Agenda book (PDF)"))
    places = [text.index(name) for name in HOSTS]
    assert places == sorted(places)
    assert all(words in text for words in (story.title, "集成电路专场路演", story.pitch, story.venue))
