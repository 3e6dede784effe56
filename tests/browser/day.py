"""A roadshow day built behind the scenes, and the screens on which it is watched while it is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from playwright.sync_api import Locator, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.service.passwords import hash_password
from app.core.clock import now
from app.core.db import database
from app.core.permissions import Role, ScopeKind
from app.evaluation.models import PanelSeat
from app.evaluation.service.panels import open_panel, seat_judge
from app.events.logic.states import EventState, SessionType
from app.events.service.release import release_programme
from app.roadshow.models import StageStep
from app.roadshow.service.order import arrange_order
from tests.browser.visitor import PASSWORD, Visitor
from tests.evaluation.ground import accept, set_up
from tests.factories import (
    make_account,
    make_event,
    make_host,
    make_member,
    make_person,
    make_pitch,
    make_session,
    organiser_of,
)

PATIENCE = 30_000
IN_STEP = 1.0
HOST = "host"
JUDGES = 3
TITLES = ("脑机接口康复机器人", "高强镁合金汽车轻量化部件", "钙钛矿光伏组件")
# In each page: when it drew which state, what its clock said when, and how long the machine let it wait meanwhile.
WATCH = """
addEventListener("DOMContentLoaded", () => {
  const stage = document.querySelector("[data-stage]");
  if (!stage) return;
  const seen = window.stageSeen = {};
  const note = () => {
    seen[stage.dataset.revision] ??= Date.now();
    if (stage.dataset.left) window.stageClock = [Number(stage.dataset.left), Date.now()];
  };
  new MutationObserver(note).observe(stage, { attributeFilter: ["data-revision", "data-left"] });
  let beat = performance.now();
  window.stageStall = 0;
  setInterval(() => {
    const late = performance.now() - beat - 50;
    beat += late + 50;
    window.stageStall = Math.max(window.stageStall, late);
  }, 50);
});
"""


@dataclass(frozen=True)
class Day:
    """Where the roadshow takes place and who is there, as plain values."""

    slug: str
    stage_id: int
    event_id: int
    panel_id: int
    pitch_ids: tuple[int, ...]
    target_id: int
    seat_ids: tuple[int, ...]
    addresses: dict[str, str]

    @property
    def stage(self) -> str:
        """The address of the stage."""
        return f"/events/{self.slug}/stage/{self.stage_id}"

    @property
    def console(self) -> str:
        """The address of the console."""
        return f"/events/{self.slug}/manage/stage/{self.stage_id}"


def build_day() -> Day:
    """Build an event that is on, with three pitches on stage and a jury that scores them."""
    secret = hash_password(PASSWORD)
    with database.transaction() as session:
        event = make_event(
            session, state=EventState.LIVE, start_at=now(), end_at=now() + timedelta(hours=4), title="路演日全程演练"
        )
        make_host(session, event)
        stage = make_session(
            session, event, session_type=SessionType.ROADSHOW, start_at=now(), end_at=now() + timedelta(hours=2),
            title="项目路演",
        )  # fmt: skip
        teams = [make_person(session) for _ in TITLES]
        pitches = [
            make_pitch(session, event, presenter=person, title=title)
            for person, title in zip(teams, TITLES, strict=True)
        ]
        host = organiser_of(event)
        arrange_order(session, host, session_id=stage.id)
        release_programme(session, host, event=event)
        people = {
            "host": make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id),
            "presenter": make_account(session, teams[0]),
            **{f"asker {number}": make_account(session) for number in (1, 2)},
            **{f"judge {number}": make_account(session) for number in range(1, JUDGES + 1)},
        }
        for account in people.values():
            account.password_hash = secret
        panel = set_up(session, host, event, [pitch.id for pitch in pitches[:1]])
        seats = [_seat(session, panel.id, host, people[f"judge {number}"]) for number in range(1, JUDGES + 1)]
        open_panel(session, host, panel_id=panel.id)
        return Day(
            event.slug, stage.id, event.id, panel.id, tuple(pitch.id for pitch in pitches), panel.targets[0].id,
            tuple(seat.id for seat in seats), {name: account.email or "" for name, account in people.items()},
        )  # fmt: skip


def _seat(session: Session, panel_id: int, host: Any, judge: Account) -> PanelSeat:  # noqa: ANN401 -- an actor
    seat = seat_judge(session, host, panel_id=panel_id, login=judge.email or "")
    accept(session, seat)
    return seat


@dataclass
class Screens:
    """Everybody who looks at the stage, and how far behind each of them was."""

    day: Day
    watching: dict[str, Visitor] = field(default_factory=dict)
    delays: list[tuple[str, float]] = field(default_factory=list)

    def add(self, name: str, visitor: Visitor, path: str) -> Visitor:
        """Let somebody look at the stage from now on."""
        visitor.page.add_init_script(WATCH)
        visitor.page.goto(path)
        self.watching[name] = visitor.glance()
        return visitor

    def state(self) -> dict[str, Any]:
        """What the server says of the stage."""
        anybody = next(iter(self.watching.values()))
        found: dict[str, Any] = anybody.page.request.get(f"{self.day.stage}/state.json").json()["state"]
        return found

    def agree(self, phase: str, pitch: int | None, *, after: int | None = None) -> None:
        """Expect every screen to show this phase, pitch and next pitch, and note how long it took to learn of it.

        The page of the host is made by the server after each deed: it shows the same, and has nothing to learn.
        """
        state = self.state()
        assert state["phase"] == phase
        for name, visitor in self.watching.items():
            stage = root_of(visitor)
            expect(stage).to_have_attribute("data-revision", str(state["revision"]), timeout=PATIENCE)
            expect(stage).to_have_attribute("data-phase", phase)
            for part, number in (("pitch", pitch), ("next", after)):
                shown = stage.locator(f'[data-part="{part}"]').first
                if number is None:
                    expect(shown).to_be_hidden()
                else:
                    expect(shown).to_have_text(TITLES[number])
            if name != HOST:
                self._note_delay(name, stage, state["revision"])
        self.same_time(state)

    def _note_delay(self, name: str, stage: Locator, revision: int) -> None:
        seen, stall = stage.evaluate(
            "(_stage, revision) => { const stall = window.stageStall; window.stageStall = 0;"
            " return [window.stageSeen[revision], stall]; }", revision,
        )  # fmt: skip
        self.delays.append((name, seen / 1000 - last_deed_at(self.day) - stall / 1000))

    def same_time(self, state: dict[str, Any] | None = None) -> None:
        """Expect every timer to end at the same moment as the server's, within a second."""
        state = state or self.state()
        if state["ends"] is None:
            return
        for name, visitor in self.watching.items():
            left, at = root_of(visitor).evaluate(
                "async () => { window.stageClock = null; while (!window.stageClock)"
                " await new Promise((done) => setTimeout(done, 20)); return window.stageClock; }"
            )
            assert abs(left + at - state["ends"]) < IN_STEP * 1000, name

    def everybody_was_in_step(self) -> None:
        """Expect that nobody learned of a deed more than a second late; what the machine held up is not counted."""
        assert len(self.delays) >= 10 * (len(self.watching) - 1)
        assert [(name, late) for name, late in self.delays if late > IN_STEP] == []


def root_of(visitor: Visitor) -> Locator:
    """The part of a page that follows the stage."""
    return visitor.page.locator("[data-stage]")


def last_deed_at(day: Day) -> float:
    """When the host did something last, by the clock of the server."""
    wanted = select(StageStep.at).where(StageStep.session_id == day.stage_id).order_by(StageStep.id.desc()).limit(1)
    moment = database.session().scalars(wanted).one().timestamp()
    database.session.remove()
    return moment
