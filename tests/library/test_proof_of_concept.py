"""Proofs of concept: each gate with its papers, its days and its decision, and nobody judges the own side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import today
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Role, ScopeKind
from app.core.runner import run_all
from app.library.logic import (
    AchievementState,
    PocDeed,
    PocStage,
    PocState,
    PocVerdict,
    due_of,
    gate_after,
    nearness,
    read_measures,
)
from app.library.models import PocProject
from app.library.queries import get_poc_project, list_completed_poc, list_own_poc, list_poc_records
from app.library.service import proof_of_concept as service
from app.notifications.logic import Template
from app.notifications.models import Message
from app.worker import collect_work
from tests.agreements.visiting import fetch, send
from tests.factories import make_membership
from tests.library.ground import PAPERS, World

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_gates_come_in_one_order_and_wait_as_long_as_the_plan_says() -> None:
    assert [gate_after(each) for each in PocStage] == [PocStage.PLAN, PocStage.VERIFY, PocStage.REPORT, None]
    day = date(2030, 6, 17)
    assert due_of(PocStage.PLAN, day) == date(2030, 7, 17)
    assert due_of(PocStage.VERIFY, day, date(2030, 7, 1), 6) == date(2030, 7, 1) + timedelta(days=180)
    assert due_of(PocStage.VERIFY, day, date(2020, 7, 1), 1) == day
    assert [nearness(day + timedelta(days=n), day) for n in (-1, 0, 7, 8)] == ["late", "soon", "soon", None]


def test_measures_are_lines_with_a_target() -> None:
    assert read_measures("收率：≥80%\n\nyield: 80") == ([("收率", "≥80%"), ("yield", "80")], None)
    assert read_measures("收率：≥80%\n纯度") == ([("收率", "≥80%")], 2)
    assert read_measures("收率：") == ([], 1)


def test_a_proof_passes_four_gates_and_keeps_its_history(world: World) -> None:
    number = world.apply().number
    for stage in PocStage:
        project = world.hand_in(number)
        assert (project.stage, project.state) == (stage, PocState.SUBMITTED)
        assert project.gate.decide_by == today() + timedelta(days=14)
        project = world.decide(number, PocVerdict.PASSED)
    assert (project.state, project.ended_on) == (PocState.COMPLETED, today())
    assert [(each.stage, each.verdict, each.decided_by) for each in project.gates] == [
        (stage, PocVerdict.PASSED, world.judge.person_id) for stage in PocStage
    ]
    assert [each.is_met for each in project.measures] == [True, False]
    lines = list(reversed(list_poc_records(world.session, project.id)))
    assert [(line.stage, line.deed) for line in lines] == [
        (stage, deed) for stage in PocStage for deed in (PocDeed.HANDED_IN, PocDeed.PASSED)
    ]
    assert lines[4].content["measures"] == [["收率", "不低于80%", "83%", True], ["纯度", "不低于98%", "97.1%", False]]
    assert [each.number for each in list_completed_poc(world.session)] == [number]


def test_the_verification_waits_until_the_end_of_the_plan(world: World) -> None:
    number = world.apply().number
    for _ in range(2):
        world.hand_in(number)
        project = world.decide(number, PocVerdict.PASSED)
    assert project.gate.due_on == date(2030, 7, 1) + timedelta(days=180)


@pytest.mark.parametrize("stage", list(PocStage))
def test_nothing_is_handed_in_with_gaps(world: World, stage: PocStage) -> None:
    number = world.apply().number
    while (project := get_poc_project(world.session, number)).stage is not stage:
        world.hand_in(number)
        world.decide(number, PocVerdict.PASSED)
    gaps = {name: [] if isinstance(value, list) else None for name, value in PAPERS[stage].items()}
    service.write_gate(world.session, world.actor(world.team), project=project, values=gaps)
    assert service.missing_of(project)
    with pytest.raises(RuleBroken, match="missing"):
        service.hand_in(world.session, world.actor(world.team), project=project)
    assert project.state is PocState.OPEN


def test_papers_that_come_back_are_completed_and_decided_again(world: World) -> None:
    number = world.apply().number
    world.hand_in(number)
    project = world.decide(number, PocVerdict.RETURNED, reason="请写明对照")
    assert (project.stage, project.state, project.gate.reason) == (PocStage.APPLY, PocState.RETURNED, "请写明对照")
    project = world.hand_in(number)
    assert project.gate.verdict is None
    assert world.decide(number, PocVerdict.PASSED).stage is PocStage.PLAN


def test_a_proof_that_is_stopped_or_withdrawn_goes_no_further(world: World) -> None:
    number = world.apply().number
    world.hand_in(number)
    stopped = world.decide(number, PocVerdict.STOPPED, reason="已有同类产品")
    assert (stopped.state, stopped.ended_on) == (PocState.STOPPED, today())
    with pytest.raises(RuleBroken):
        world.hand_in(number)
    again = world.apply()
    assert again.attempt == 2
    service.withdraw_proof(world.session, world.actor(world.team), project=again, reason="团队变动")
    assert again.state is PocState.WITHDRAWN
    with pytest.raises(RuleBroken, match="ended"):
        service.withdraw_proof(world.session, world.actor(world.team), project=again, reason="再次")


def test_an_achievement_is_proved_once_at_a_time_in_one_place(world: World) -> None:
    first = world.apply()
    with pytest.raises(RuleBroken, match="already"):
        world.apply()
    twin = PocProject(
        number="GN2030999999", achievement_id=first.achievement_id, organisation_id=first.organisation_id, attempt=1
    )
    world.session.add(twin)
    with pytest.raises(IntegrityError):  # two at the same moment: the database refuses the second
        world.session.flush()


def test_only_centres_that_prove_and_only_what_is_in_the_library(world: World) -> None:
    def ask(organisation_id: int) -> None:
        service.apply_for_proof(
            world.session, world.actor(world.team), achievement=world.achievement, organisation_id=organisation_id,
            values={},
        )  # fmt: skip

    with pytest.raises(RuleBroken, match="choose"):
        ask(world.owner.id)
    world.achievement.state = AchievementState.DRAFT
    with pytest.raises(RuleBroken, match="library"):
        ask(world.poc.id)


def test_nobody_decides_on_what_the_own_side_handed_in(world: World, session: Session) -> None:
    number = world.apply().number
    world.hand_in(number)
    make_membership(session, world.judge.person, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, world.owner.id)
    make_membership(session, world.team.person, Role.TECH_MANAGER, ScopeKind.ORGANISATION, world.poc.id)
    for insider in (world.judge, world.team):
        with pytest.raises(NotAllowed):
            world.decide(number, PocVerdict.PASSED, insider)
    with pytest.raises(NotAllowed):
        world.decide(number, PocVerdict.PASSED, world.stranger)
    assert world.decide(number, PocVerdict.PASSED, world.second).stage is PocStage.PLAN


def test_whoever_is_named_decides_and_nobody_else(world: World) -> None:
    number = world.apply().number
    project = world.hand_in(number)
    desk = world.actor(world.operator)
    for person_id in (world.team.person_id, world.stranger.person_id):
        with pytest.raises(RuleBroken):
            service.name_decider(world.session, desk, project=project, person_id=person_id)
    service.name_decider(world.session, desk, project=project, person_id=world.second.person_id)
    with pytest.raises(Conflict):
        world.decide(number, PocVerdict.PASSED, world.judge)
    assert world.decide(number, PocVerdict.PASSED, world.second).stage is PocStage.PLAN
    run_all(collect_work().handlers)
    assert world.told(Template.PROOF_DECIDER) == {world.second.person_id}


def test_a_day_moves_only_with_a_reason_and_not_into_the_past(world: World) -> None:
    project = world.apply()
    desk = world.actor(world.judge)
    with pytest.raises(RuleBroken, match="passed"):
        service.move_due(world.session, desk, project=project, due_on=today() - timedelta(days=1), reason="设备到货晚")
    with pytest.raises(RuleBroken, match="reason"):
        service.move_due(world.session, desk, project=project, due_on=today(), reason=" ")
    with pytest.raises(NotAllowed):
        service.move_due(
            world.session,
            world.actor(world.team),
            project=project,
            due_on=today() + timedelta(days=90),
            reason="要时间",
        )
    service.move_due(world.session, desk, project=project, due_on=today() + timedelta(days=60), reason="设备到货晚")
    assert project.gate.due_on == today() + timedelta(days=60)
    assert "设备到货晚" in (list_poc_records(world.session, project.id)[0].reason or "")


def test_two_decisions_at_the_same_moment_are_one(world: World) -> None:
    number = world.apply().number
    seen = world.hand_in(number).version
    world.decide(number, PocVerdict.PASSED)
    with pytest.raises(Conflict):
        service.decide_gate(
            world.session, world.actor(world.second), project=get_poc_project(world.session, number),
            verdict=PocVerdict.STOPPED, reason="不同意", version=seen,
        )  # fmt: skip


def test_each_side_is_told_what_it_has_to_know(world: World) -> None:
    number = world.apply().number
    world.hand_in(number)
    world.decide(number, PocVerdict.RETURNED, reason="请写明对照")
    run_all(collect_work().handlers)
    assert world.told(Template.PROOF_HANDED_IN) == {world.judge.person_id, world.second.person_id}
    assert world.told(Template.PROOF_DECIDED) == {world.team.person_id}
    letter = world.session.scalars(select(Message).where(Message.template == Template.PROOF_DECIDED)).one()
    assert "请写明对照" in letter.body
    assert letter.link == f"/library/proof-of-concept/{number}"


def test_a_day_that_comes_near_or_passed_is_said_once_to_whoever_has_to_act(world: World) -> None:
    number = world.apply().number
    due = get_poc_project(world.session, number).gate.due_on
    assert service.remind_of_gates(world.session, due - timedelta(days=8)) == 0
    near = [service.remind_of_gates(world.session, due - timedelta(days=n)) for n in (7, 6, 0)]
    late = [service.remind_of_gates(world.session, due + timedelta(days=n)) for n in (1, 2)]
    assert (near, late) == ([1, 0, 0], [1, 0])
    run_all(collect_work().handlers)
    assert world.told(Template.PROOF_DUE) == {world.team.person_id}
    assert world.told(Template.PROOF_LATE) == {world.team.person_id, world.judge.person_id, world.second.person_id}
    owed = world.hand_in(number).gate.decide_by
    assert owed is not None
    assert service.remind_of_gates(world.session, owed) == 1
    stored = world.session.scalars(select(StoredFact).where(StoredFact.name == "PocDue")).all()
    assert [fact.payload["side"] for fact in stored] == ["team", "team", "desk"]


def test_everybody_sees_the_own_ones_and_others_only_what_was_reported(world: World, session: Session) -> None:
    world.apply()
    numbers = {
        name: len(list_own_poc(session, world.actor(getattr(world, name))))
        for name in ("team", "judge", "second", "operator", "stranger")
    }
    assert numbers == {"team": 1, "judge": 1, "second": 1, "operator": 1, "stranger": 0}
    assert list_completed_poc(session) == []


def test_pages_refuse_strangers_and_show_broken_rules(world: World, app: Flask, sign_in: SignIn) -> None:
    number = world.apply().number
    address = f"/library/proof-of-concept/{number}"
    stranger, team, judge = (sign_in(app.test_client(), who) for who in (world.stranger, world.team, world.judge))
    world.session.commit()  # a refusal rolls back
    assert fetch(stranger, address).status_code == 403
    assert send(team, f"{address}/decision", {"verdict": "passed", "reason": "好"}).status_code == 403
    assert send(judge, f"{address}/papers", {}).status_code == 403
    early = send(judge, f"{address}/decision", {"verdict": "passed", "reason": "好"})
    assert early.status_code == 422
    assert send(judge, f"{address}/desk/elsewhere").status_code == 404
    assert send(judge, f"{address}/desk/due", {"due_on": "2001-01-01", "reason": "早"}).status_code == 422
    assert send(team, f"{address}/papers", {"question": "问题"}).status_code == 302
    gaps = fetch(team, address).get_data(as_text=True)
    assert f'href="{address}/papers"' in gaps
    assert f"{address}/hand-in" not in gaps
    assert f'href="{address}"' in fetch(team, f"/library/achievements/{world.achievement.number}").get_data(
        as_text=True
    )
