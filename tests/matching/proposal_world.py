"""A need, three achievements, and the two who decide about them."""

from collections.abc import Callable

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.verdicts import Choice, Said, VerdictSide
from tests.factories import make_achievement, make_actor, make_need, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
OPEN = {"state": AchievementState.PUBLISHED}


@pytest.fixture
def need(session: Session) -> Need:
    return make_need(
        session, title="碳酸钙粉体的包覆", problem="希望用改性蜡包覆碳酸钙，防止吸潮和二次聚集",
        organisation=make_organisation(session), state=NeedState.PUBLISHED,
    )  # fmt: skip


@pytest.fixture
def achievements(session: Session) -> list[Achievement]:
    titles = ["高品质改性蜡包覆碳酸钙技术", "碳酸钙吸潮的抑制", "红细胞药物平台"]
    return [make_achievement(session, title=title, **OPEN) for title in titles]


def another(client: FlaskClient, sign_in: SignIn, account: Account) -> FlaskClient:
    """A browser of somebody else; who signed in before is forgotten."""
    for name in list(g):
        g.pop(name)
    return sign_in(client.application.test_client(), account)


def company(need: Need) -> Actor:
    return make_actor(None, Grant(Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))


def manager(need: Need) -> Actor:
    return make_actor(None, Grant(Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))


def say(need: Need, achievement: Achievement, choice: Choice, **more: object) -> Said:
    side = VerdictSide.COMPANY if choice in (Choice.INTERESTED, Choice.DECLINED) else VerdictSide.MANAGER
    return Said(need.id, achievement.id, side, choice, **more)  # type: ignore[arg-type]  # names of fields
