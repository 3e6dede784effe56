"""Every version of what was handed in at a gate stays readable for both sides, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.library.logic import PocStage, PocVerdict
from app.library.queries import get_poc_project, list_poc_records
from app.library.service import proof_of_concept as service
from tests.agreements.visiting import fetch, text_of
from tests.library.ground import World

SignIn = Callable[[FlaskClient, Account], FlaskClient]
FIRST, SECOND = "三批次放大", "五批次放大，逐批留样"


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def number(world: World) -> str:
    """A proof whose plan came back once and was handed in anew, with other work and another budget."""
    number = world.apply().number
    world.hand_in(number)
    world.decide(number, PocVerdict.PASSED)
    world.hand_in(number)
    project = world.decide(number, PocVerdict.RETURNED, reason="批次太少")
    better = {"work": SECOND, "budget": Decimal(800000), "measures": [("收率", "不低于85%")]}
    service.write_gate(world.session, world.actor(world.team), project=project, values=better)
    service.hand_in(world.session, world.actor(world.team), project=get_poc_project(world.session, number))
    world.session.commit()
    return number


def test_both_sides_read_every_version_and_what_changed(
    client: FlaskClient, sign_in: SignIn, world: World, number: str
) -> None:
    for account in (world.team, world.judge, world.operator):
        page = text_of(sign_in(client, account), f"/library/proof-of-concept/{number}")
        plan = page.split('id="gate-plan"')[1].split('id="gate-apply"')[0]
        newest, oldest = plan.split("<details")[1:]
        assert (SECOND in newest, FIRST in newest) == (True, False)
        assert (SECOND in oldest, FIRST in oldest, "批次太少" in oldest) == (False, True, True)
        assert ("80万" in newest or "800,000" in newest, "不低于98%" in newest, "不低于98%" in oldest) == (
            True,
            False,
            True,
        )


def test_a_version_is_kept_with_its_kinds_of_values(world: World, number: str) -> None:
    project = get_poc_project(world.session, number)
    kept = [row.papers for row in list_poc_records(world.session, project.id) if row.stage is PocStage.PLAN]
    assert [(each["work"], each["budget"]) for each in kept if each] == [
        (SECOND, Decimal(800000)), (FIRST, Decimal(500000)),
    ]  # fmt: skip
    assert kept[0]["measures"] == [{"name": "收率", "target": "不低于85%", "result": None, "is_met": None}]
    assert kept[0]["starts_on"] == project.starts_on


def test_strangers_read_no_version(client: FlaskClient, sign_in: SignIn, world: World, number: str) -> None:
    assert fetch(sign_in(client, world.stranger), f"/library/proof-of-concept/{number}").status_code == 403
