"""The organiser watches a search, stops it, reads why wishes are not met, and compares versions."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.queue import Job, Steps
from app.matching.logic.wishes import Wish
from app.meetings import jobs
from app.meetings.jobs import JOBS
from app.meetings.logic.levels import USUAL, PlanLevel, Score
from app.meetings.logic.search import Found
from app.meetings.models import MeetingPlan, Unavailability
from app.meetings.queries.planning import find_run
from app.meetings.service.running import note_failure, note_progress, thin
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_routes_manage import base, work

Browse = Callable[[Account], FlaskClient]


@pytest.fixture
def fair(session: Session) -> Stage:
    """Three teams who want one investor, in two slots at one table."""
    stage = build_stage(session, teams=3, houses=1, slots=2, tables=1)
    for team in range(3):
        stage.wish(team, 0, investor=Wish.MEET, pitch=Wish.MEET)
    return stage


def asked(client: FlaskClient, stage: Stage, **more: str) -> str:
    answer = client.post(base(stage) + "/plans", data={"name": ""} | more)
    assert answer.status_code == 302
    return str(answer.location)


def aims(*levels: PlanLevel) -> dict[str, str]:
    return {f"level_{number}": level.value for number, level in enumerate(levels, start=1)}


def test_aims_are_kept_in_the_order_of_the_organiser_and_an_absurd_order_is_refused(
    fair: Stage, browse: Browse
) -> None:
    client = browse(fair.organiser)
    order = (PlanLevel.MOVED, *USUAL[:5])
    address = asked(client, fair, seconds="5", whom="everybody", **aims(*order))
    run = find_run(fair.session, int(address.rsplit("/", 1)[1]))
    assert run is not None
    assert (run.levels, run.seconds, run.is_for_everybody) == ([each.value for each in order], 5, True)
    absurd = client.post(
        base(fair) + "/plans", data=aims(PlanLevel.WAITS, *(x for x in USUAL if x is not PlanLevel.WAITS))
    )
    assert absurd.status_code == 422
    assert 'details class="plan-aims" open' in absurd.text
    assert client.post(base(fair) + "/plans", data={"seconds": "7"}).status_code == 422


def test_progress_shows_best_bound_and_gap_while_the_search_runs(fair: Stage, browse: Browse) -> None:
    client = browse(fair.organiser)
    address = asked(client, fair)
    plan_id = int(address.rsplit("/", 1)[1])
    scores = {level: Score(4, None) for level in PlanLevel} | {PlanLevel.WEIGHT: Score(9, 12)}
    note_progress(fair.session, plan_id=plan_id, found=Found(seconds=1.5, stage=PlanLevel.WEIGHT, scores=scores))
    said = client.get(address + "/progress").get_json()
    weight = next(each for each in said["levels"] if each["key"] == "weight")
    assert (weight["value"], weight["bound"], weight["gap"], weight["gap_percent"]) == (9, 12, 3, 25.0)
    assert (said["done"], said["points"], said["seconds"]) == (False, [[1.5, 9, 12]], 1.5)


def test_a_search_that_found_nothing_in_its_time_has_a_page_that_says_so(fair: Stage, browse: Browse) -> None:
    client = browse(fair.organiser)
    address = asked(client, fair)
    plan_id = int(address.rsplit("/", 1)[1])
    note_progress(fair.session, plan_id=plan_id, found=Found(seconds=0.0, stage=None))
    assert client.get(address + "/progress").get_json()["points"] == []
    assert client.get(address).status_code == 200
    note_failure(fair.session, plan_id=plan_id)
    page = client.get(address)
    assert (page.status_code, "未能生成方案" in page.text) == (200, True)


def test_a_search_is_stopped_with_its_best_plan_so_far(
    fair: Stage, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(fair.organiser)
    address = asked(client, fair)
    steps = JOBS["plan_meetings"]
    assert isinstance(steps, Steps)
    payload = {"plan_id": int(address.rsplit("/", 1)[1]), "event_id": fair.event.id}
    begun = steps.begin(fair.session, payload)
    real, given = jobs.searching, []

    def endless(task: Any) -> Iterator[Found | None]:  # noqa: ANN401 -- as the real one
        for step in real(task):
            if step is not None and step.rows:
                given.append(step)
                client.post(address + "/stop")
                while True:
                    yield step
                    yield None

    monkeypatch.setattr(jobs, "searching", endless)
    monkeypatch.setattr(jobs, "NOTE_EVERY", 0.0)
    assert client.get(address + "/progress").get_json()["is_stopping"] is False
    steps.end(fair.session, payload, steps.work(begun))
    plan = fair.session.get_one(MeetingPlan, payload["plan_id"])
    assert (plan.status, len(plan.assignments)) == ("ready", len(given[0].rows))
    assert client.post(address + "/stop").status_code == 409


def test_every_wish_left_out_says_why_and_what_would_help(fair: Stage, browse: Browse) -> None:
    client = browse(fair.organiser)
    address = asked(client, fair)
    plan = work(fair)
    assert [len(plan.assignments), len(plan.unplanned)] == [2, 1]
    row = plan.unplanned[0]
    assert {(slot, kind) for kind, _person, slots in row["obstacles"] for slot in slots} == {
        (slot.id, kind) for slot in fair.slots for kind in ("busy", "tables_full")
    }
    page = client.get(address).text
    assert fair.house.investor.organisation.short_name or fair.house.investor.organisation.name in page
    fair.session.add(Unavailability(person_id=fair.teams[0].account.person_id, slot_id=fair.slots[0].id))
    fair.session.add(Unavailability(person_id=fair.teams[0].account.person_id, slot_id=fair.slots[1].id))
    fair.session.flush()
    again = asked(client, fair)
    left = work(fair).unplanned[0]
    assert (left["pitch"], left["reason"]) == (fair.teams[0].pitch.id, "never_together")
    assert fair.teams[0].account.person.name in client.get(again).text


def test_two_versions_stand_side_by_side(fair: Stage, browse: Browse) -> None:
    client = browse(fair.organiser)
    assert client.get(base(fair) + "/compare").status_code == 200
    first = asked(client, fair, name="甲案")
    one = work(fair)
    fair.session.add(Unavailability(person_id=fair.teams[0].account.person_id, slot_id=fair.slots[0].id))
    fair.session.flush()
    asked(client, fair, name="乙案")
    other = work(fair)
    page = client.get(f"{base(fair)}/compare?one={one.id}&other={other.id}").text
    assert "甲案" in page
    assert "乙案" in page
    assert f"/compare?one={other.id}" in client.get(first).text.replace("&amp;", "&")
    assert browse(fair.team.account).get(base(fair) + "/compare").status_code == 403


def test_a_plan_that_broke_a_rule_would_be_kept_as_failed(fair: Stage, browse: Browse) -> None:
    address = asked(browse(fair.organiser), fair)
    payload = {"plan_id": int(address.rsplit("/", 1)[1]), "event_id": fair.event.id}
    steps = JOBS["plan_meetings"]
    assert isinstance(steps, Steps)
    answer = steps.work(steps.begin(fair.session, payload))
    broken = jobs.violations(answer.question.instance, [*answer.found.rows, answer.found.rows[0]])
    faulty = jobs.Answered(answer.question, answer.found, answer.explained, broken)
    steps.end(fair.session, payload, faulty)
    plan = fair.session.get_one(MeetingPlan, payload["plan_id"])
    assert (plan.status, plan.assignments) == ("failed", [])
    assert fair.session.scalars(select(Job).where(Job.id == plan.job_id)).one().payload == payload


def test_the_curve_of_a_long_search_stays_short_and_keeps_both_ends() -> None:
    points = [{"seconds": float(n), "scores": {"weight": [n // 2, 900]}} for n in range(1000)]
    kept = thin(points)
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert 100 < len(kept) <= 240
    assert thin(points[:1]) == points[:1]
