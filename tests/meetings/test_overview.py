"""What an organiser reads about wishes and versions at a glance."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.matching.logic.wishes import Wish
from app.meetings.queries.overview import read_names, read_wishes
from app.meetings.queries.planning import list_plans
from app.meetings.routes import planner
from app.meetings.routes.sentences import level_rows, side_by_side
from tests.meetings.conftest import Stage
from tests.meetings.test_routes_manage import base
from tests.meetings.test_service_planning import made

Browse = Callable[[Account], FlaskClient]


def test_the_most_wished_come_first_and_refused_pairs_do_not_count(stage: Stage) -> None:
    for _ in range(2):
        stage.add_team()
    stage.add_house()
    for team, house in ((0, 0), (1, 0), (2, 0), (1, 1)):
        stage.wish(team, house, pitch=Wish.MEET)
    stage.wish(2, 1, investor=Wish.NO_THANKS, pitch=Wish.MEET)
    names = read_names(stage.session, stage.event)
    found = read_wishes(stage.session, stage.event).most_wished(names)
    assert found[:2] == [(stage.houses[0].investor.organisation.name, 3), (stage.teams[1].pitch.title, 2)]
    assert dict(found)[stage.teams[2].pitch.title] == 1


def test_a_large_event_shows_the_most_wished_instead_of_all_pairs(
    stage: Stage, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.wish(0, 0, pitch=Wish.MEET)
    client = browse(stage.organiser)
    assert "heat heat-" in client.get(base(stage)).text
    monkeypatch.setattr(planner, "MOST_PAIRS", 0)
    page = client.get(base(stage)).text
    assert ("heat heat-" in page, page.count(stage.team.pitch.title)) == (False, 1)


def test_versions_are_counted_without_loading_what_they_hold(stage: Stage) -> None:
    stage.wish(0, 0, investor=Wish.MEET, pitch=Wish.MEET)
    plan = made(stage)
    assert [(each.id, each.planned, each.unmet) for each in list_plans(stage.session, stage.event.id)] == [
        (plan.id, 1, 0)
    ]  # fmt: skip


def test_the_better_value_of_each_aim_is_named(app: Flask) -> None:
    aims, other = ["weight", "waits", "moved", "worst_share"], ["moved", "worst_share", "weight", "waits"]
    with app.test_request_context():
        one = level_rows(aims, {"weight": 5, "waits": 3, "moved": 0, "worst_share": None}, {})
        two = level_rows(other, {"weight": 4, "waits": 1, "moved": 0, "worst_share": 9}, {})
    found = [(row["key"], row["better"]) for row in side_by_side(one, two)]
    assert found == [("weight", "one"), ("waits", "other"), ("moved", None), ("worst_share", None)]
