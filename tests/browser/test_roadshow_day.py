"""A whole roadshow in many browsers at once: host, big screen, presenter, two judges and two askers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import database
from app.evaluation.logic.states import SheetState
from app.evaluation.models import PanelSeat, ScoreSheet
from app.evaluation.service.panels import close_panel, reveal_panel
from app.events.logic.states import SessionState
from app.events.models.programme import EventSession
from app.events.queries.events import get_event
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionTheme
from app.roadshow.models import Question, RunningOrderItem
from app.roadshow.service.live import give_time
from app.roadshow.service.questions import ask_question
from tests.browser.conftest import PHONE
from tests.browser.day import HOST, PATIENCE, TITLES, Day, Screens, build_day, root_of
from tests.browser.visitor import Visitor
from tests.evaluation.ground import hand_in
from tests.factories import make_actor, make_person, organiser_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
Open = Callable[..., Visitor]
ASKED, OFFLINE = (
    "核心部件能否实现国产替代？",
    "No connection. Your points are kept on this device and sent as soon as there is one.",
)
POINTS = {"innovation": "27", "transfer": "22.5", "market": "20", "value": "16"}


@pytest.fixture
def day(backstage: Flask) -> Day:
    return build_day()


def person(open_visitor: Open, day: Day, who: str, width: int = PHONE) -> Visitor:
    return open_visitor(width).sign_in(day.addresses[who])


def test_a_roadshow_is_played_by_six_roles_at_once(open_visitor: Open, day: Day) -> None:
    screens = Screens(day)
    host = screens.add(HOST, open_visitor().sign_in(day.addresses["host"]), day.console)
    screens.add("big screen", open_visitor(), f"{day.stage}?kiosk=1")
    presenter = screens.add("presenter", open_visitor().sign_in(day.addresses["presenter"]), f"{day.stage}/presenter")
    askers = [screens.add(who, person(open_visitor, day, who), day.stage) for who in ("asker 1", "asker 2")]
    judges = [person(open_visitor, day, who) for who in ("judge 1", "judge 2")]
    for judge in judges:
        judge.menu("My juries").press("专家评审组").press(TITLES[0])

    begin(screens, host, presenter)
    lose_the_network(judges[0], judges[1], day)
    ask_and_vote(screens, host, *askers)
    take_on_screen(screens, host, day)
    skip_who_did_not_come(screens, host, day)
    finish(screens, host)
    reveal(screens, host, day)
    screens.everybody_was_in_step()
    assert [name for name, visitor in screens.watching.items() if visitor.complaints] == []


def begin(screens: Screens, host: Visitor, presenter: Visitor) -> None:
    """The first team begins; the host pauses, goes on, gives a minute, and loads the page again."""
    host.press("Start")
    screens.agree("presenting", 0, after=1)
    presenter.reads("This is your turn.")
    host.press("Pause")
    screens.agree("presenting", 0, after=1)
    shown = [root_of(each).locator('[data-part="timer"]').first.inner_text() for each in screens.watching.values()]
    assert len(set(shown)) == 1
    host.press("Go on")
    screens.agree("presenting", 0, after=1)
    host.press("+1 min")
    screens.agree("presenting", 0, after=1)
    host.page.reload()
    screens.agree("presenting", 0, after=1)


def lose_the_network(unlucky: Visitor, other: Visitor, day: Day) -> None:
    """One judge hands in while the connection is gone, another one while points are on their way; each arrives once."""
    status = unlucky.page.locator("[data-score-status]")
    unlucky.page.context.set_offline(True)
    unlucky.fill(**POINTS)
    unlucky.unfold("Hand in")
    expect(status).to_have_text(unlucky.say(OFFLINE), timeout=PATIENCE)
    assert sheets_of(day.seat_ids[0]) == []
    unlucky.complaints.clear()  # the browser complains of being offline
    with unlucky.page.expect_navigation(timeout=PATIENCE):
        unlucky.page.context.set_offline(False)
    assert sheets_of(day.seat_ids[0]) == [(SheetState.SUBMITTED, 85.5)]
    unlucky.reads("85.5").look()
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        held.append(route)
        if len(held) > 1:
            route.continue_()

    other.page.route("**/my/jury/*/targets/*", hold_first)
    with other.page.expect_request(lambda request: request.method == "POST", timeout=PATIENCE):
        other.fill(**POINTS)
    other.unfold("Hand in")
    with other.page.expect_navigation(timeout=PATIENCE):
        held[0].continue_()
    assert sheets_of(day.seat_ids[1]) == [(SheetState.SUBMITTED, 85.5)]


def sheets_of(seat_id: int) -> list[tuple[SheetState, float]]:
    """What one judge has handed in, as the database has it."""
    wanted = select(ScoreSheet).where(ScoreSheet.seat_id == seat_id)
    found = [(sheet.state, sheet.total) for sheet in database.session().scalars(wanted)]
    database.session.remove()
    return found


def ask_and_vote(screens: Screens, host: Visitor, asker: Visitor, neighbour: Visitor) -> None:
    """A question goes from a phone through the queue to all phones; what the host types meanwhile stays."""
    notice = host.page.locator("#notice")
    notice.fill("请将手机调至静音")
    asker.press("Ask a question").fill(pitch_id=TITLES[0], theme="QuestionTheme|Threshold", content=ASKED)
    asker.press("Send the question")
    expect(root_of(host)).to_have_attribute("data-revision", str(screens.state()["revision"]), timeout=PATIENCE)
    expect(notice).to_have_value("请将手机调至静音")
    host.page.locator("h1").click()  # the host has finished typing
    entry = host.page.locator("#console article").filter(has_text=ASKED)
    expect(entry).to_be_visible(timeout=PATIENCE)
    expect(notice).to_have_value("请将手机调至静音")
    host.press("Let through", within=entry)
    asker.page.go_back()
    asker.page.go_back()
    votes = [
        phone.page.locator(".stage-question").filter(has_text=ASKED).get_by_role("button")
        for phone in (asker, neighbour)
    ]
    expect(votes[1]).to_have_text("▲ 0", timeout=PATIENCE)
    votes[1].click()
    for button in votes:
        expect(button).to_have_text("▲ 1", timeout=PATIENCE)


def take_on_screen(screens: Screens, host: Visitor, day: Day) -> None:
    """The host takes the question on stage; every screen shows it, and it is answered there."""
    host.press("Next part")
    screens.agree("questions", 0, after=1)
    host.press("On the screen")
    screens.agree("questions", 0, after=1)
    for name in ("big screen", "presenter", "asker 2"):
        expect(root_of(screens.watching[name]).locator('[data-part="question"]').first).to_have_text(ASKED)
    host.press("Answered on stage")
    states = database.session().scalars(select(Question.state).where(Question.event_id == day.event_id)).all()
    assert states == ["answered_live"]
    database.session.remove()


def skip_who_did_not_come(screens: Screens, host: Visitor, day: Day) -> None:
    """The second team is called and is not there: the third one moves up, in its time and on all screens."""
    host.press("Next part")
    screens.agree("change", None, after=1)
    before = turns_of(day)
    host.unfold("Did not come")
    with database.transaction() as session:  # news of the audience does not close what the host is about to answer
        ask_something(session, day)
    expect(root_of(host)).to_have_attribute("data-revision", str(screens.state()["revision"]), timeout=PATIENCE)
    host.press("Did not come")
    screens.agree("change", None, after=2)
    after = turns_of(day)
    assert [(row.pitch_id, row.position) for row in after] == [
        (day.pitch_ids[0], 1), (day.pitch_ids[1], None), (day.pitch_ids[2], 2),
    ]  # fmt: skip
    assert after[2].start_at == before[1].start_at
    for visitor in screens.watching.values():
        for order in root_of(visitor).locator('[data-part="order"]').all():
            expect(order.locator("li")).to_have_count(2)


def ask_something(session: Session, day: Day) -> None:
    """Somebody asks the team that is being called."""
    asker, event = make_actor(make_person(session)), get_event(session, day.slug)
    pitch = session.get_one(Pitch, day.pitch_ids[1])
    ask_question(session, asker, event=event, pitch=pitch, theme=QuestionTheme.TEAM, content="团队是否全职？")


def turns_of(day: Day) -> list[RunningOrderItem]:
    """The turns of the stage, by pitch."""
    wanted = select(RunningOrderItem).where(RunningOrderItem.pitch_id.in_(day.pitch_ids))
    rows = list(database.session().scalars(wanted.order_by(RunningOrderItem.pitch_id)))
    database.session.expunge_all()
    database.session.remove()
    return rows


def finish(screens: Screens, host: Visitor) -> None:
    """The last team presents, is warned at two minutes and at one, answers, and the roadshow is over."""
    host.press("Next part")
    screens.agree("presenting", 2)
    for minutes, mood in ((-6, "two"), (-1, "one")):
        with database.transaction() as session:
            event = get_event(session, screens.day.slug)
            give_time(session, organiser_of(event), session_id=screens.day.stage_id, minutes=minutes)
        for visitor in screens.watching.values():
            expect(root_of(visitor)).to_have_attribute("data-mood", mood, timeout=PATIENCE)
    host.page.reload()
    host.press("Next part")
    screens.agree("questions", 2)
    host.press("Next part")
    screens.agree("finished", None)


def reveal(screens: Screens, host: Visitor, day: Day) -> None:
    """The jury is complete, its result is revealed, and stands on the big screen; the programme says it is over."""
    with database.transaction() as session:
        complete_jury(session, day)
    host.press("Screen|Results")
    screens.agree("finished", None)
    first = root_of(screens.watching["big screen"]).locator('[data-part="results"] li').first
    expect(first).to_contain_text(TITLES[0])
    session = database.session()
    states = [session.get_one(Pitch, number).state for number in day.pitch_ids]
    assert states == [PitchState.SCORED, PitchState.NO_SHOW, PitchState.PRESENTED]
    assert session.get_one(EventSession, day.stage_id).state is SessionState.ENDED
    database.session.remove()


def complete_jury(session: Session, day: Day) -> None:
    """The third judge hands in on paper; the panel is closed and revealed."""
    hand_in(session, session.get_one(PanelSeat, day.seat_ids[2]), day.target_id, 80)
    host = organiser_of(get_event(session, day.slug))
    close_panel(session, host, panel_id=day.panel_id)
    reveal_panel(session, host, panel_id=day.panel_id)
