"""What a change to the event is worth is proved by planning both, never guessed, and kept with the plan."""

from collections.abc import Callable

from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.queue import Job, Steps
from app.matching.logic.wishes import Wish
from app.meetings.jobs import JOBS
from app.meetings.logic.engine.whatif import Effect
from app.meetings.logic.instance import Frame, Instance, Participant, Wanted, same_places
from app.meetings.logic.levels import PlanLevel, Score
from app.meetings.logic.search import Task, search
from app.meetings.logic.what_if import WhatIf, changed, gain, worth_only
from app.meetings.models import MeetingPlan, MeetingSettings
from tests.meetings.conftest import build_stage
from tests.meetings.test_routes_manage import base, work

W = WhatIf


def instance(*, slots: int = 2, tables: int = 1, cap: int | None = None) -> Instance:
    people = tuple(Participant(id=n, max_meetings=cap) for n in range(1, 6))
    pairs = [(1, 3), (1, 4), (2, 3), (2, 5)]
    wanted = tuple(Wanted(id=n, a=a, b=b, weight=2) for n, (a, b) in enumerate(pairs, start=1))
    return Instance(frame=Frame(count=slots), participants=people, meetings=wanted, places=same_places(tables))


def test_each_change_changes_one_thing_or_is_left_out() -> None:
    event = instance(cap=1)
    counts = {
        what: (len(after.places), after.frame.count, after.participants[0].max_meetings)
        for what in W
        if (after := changed(event, what)) is not None
    }
    assert counts == {
        W.ONE_MORE_TABLE: (2, 2, 1), W.TWO_MORE_TABLES: (3, 2, 1), W.ONE_MORE_SLOT: (1, 3, 1),
        W.ANOTHER_DAY: (1, 4, 1), W.HIGHER_CAPS: (1, 2, 2), W.NO_CAPS: (1, 2, None),
    }  # fmt: skip
    assert changed(instance(), W.NO_CAPS) is None
    fewer = changed(instance(tables=3), W.ONE_TABLE_LESS)
    assert fewer is not None
    assert len(fewer.places) == 2


def test_a_gain_lies_between_what_plans_reach_and_what_bounds_allow() -> None:
    assert gain(Score(10, 10), Score(14, 14)) == Effect(10, 14, 4, 4)
    assert gain(Score(10, 12), Score(14, 15)) == Effect(10, 14, 2, 5)
    assert gain(Score(10, 12), Score(10, 12)) == Effect(10, 10, 0, 2)
    assert gain(Score(10, 10), Score(7, 8), can_lose=True) == Effect(10, 7, -3, -2)
    assert gain(Score(10, 10), Score(14, 14)).is_proved


@settings(max_examples=15)
@given(st.integers(1, 3), st.integers(1, 2), st.sampled_from([None, 1, 2]), st.sampled_from(list(W)))
def test_more_never_lowers_the_proved_worth(slots: int, tables: int, cap: int | None, what: WhatIf) -> None:
    event = worth_only(instance(slots=slots, tables=tables, cap=cap))
    after = changed(event, what)
    if after is None:
        return
    now, then = (
        search(Task(instance=each, seconds=1), lambda _: None).scores[PlanLevel.WEIGHT] for each in (event, after)
    )
    assert now.is_proved
    assert then.is_proved
    assert then.value <= now.value if what is W.ONE_TABLE_LESS else then.value >= now.value


def test_the_panel_shows_proved_gains(session: Session, browse: Callable[[Account], FlaskClient]) -> None:
    stage = build_stage(session, teams=3, houses=1, slots=2, tables=1)
    for team in range(3):
        stage.wish(team, 0, investor=Wish.MEET, pitch=Wish.MEET)
    session.scalars(select(MeetingSettings).where(MeetingSettings.event_id == stage.event.id)).one().cap_total = 3
    client = browse(stage.organiser)
    address = client.post(base(stage) + "/plans", data={}).location
    plan = work(stage)
    assert client.post(address + "/what-if").status_code == 302
    assert client.post(address + "/what-if").status_code == 409
    assert client.get(address + "/what-if").get_json()["done"] is False
    job = session.scalars(select(Job).where(Job.kind == "weigh_changes")).one()
    steps = JOBS["weigh_changes"]
    assert isinstance(steps, Steps)
    payload = job.payload
    steps.end(session, payload, steps.work(steps.begin(session, payload)))
    assert client.get(address + "/what-if").get_json()["done"] is True
    rows = {row["what"]: row for row in session.get_one(MeetingPlan, plan.id).measures["what_if"]["rows"]}
    gains = {what: (row["least"], row["most"]) for what, row in rows.items()}
    assert gains["one_more_table"] == (0, 0)
    assert gains["one_more_slot"] == (6, 6)
    assert rows["one_more_slot"]["planned"] == [2, 3]
    assert "+6" in client.get(address).text
    assert browse(stage.team.account).post(address + "/what-if").status_code == 403


def test_a_plan_for_everybody_is_weighed_for_everybody(
    session: Session, browse: Callable[[Account], FlaskClient]
) -> None:
    stage = build_stage(session, teams=2, houses=2, slots=2, tables=1)
    client = browse(stage.organiser)
    address = client.post(base(stage) + "/plans", data={"whom": "everybody"}).location
    plan = work(stage)
    client.post(address + "/what-if")
    job = session.scalars(select(Job).where(Job.kind == "weigh_changes")).one()
    steps = JOBS["weigh_changes"]
    assert isinstance(steps, Steps)
    steps.end(session, job.payload, steps.work(steps.begin(session, job.payload)))
    rows = {row["what"]: row for row in session.get_one(MeetingPlan, plan.id).measures["what_if"]["rows"]}
    assert (rows["one_more_table"]["planned"], rows["one_more_slot"]["planned"]) == ([2, 4], [2, 3])
