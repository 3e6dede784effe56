"""What can go wrong with a jury: too few judges, and a conflict of interest that is found late."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.evaluation.logic.states import PanelState
from app.evaluation.models import Panel
from app.evaluation.queries.panels import list_outcomes
from app.events.models.event import Event
from tests.agreements.visiting import fetch, send, text_of
from tests.documents.reading import flat, squeezed
from tests.evaluation.ground import fresh, hand_in, scoring, set_up
from tests.factories import make_member, make_person, make_pitch, organiser_of

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def desk(session: Session, client: FlaskClient, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


@pytest.fixture
def panel(session: Session, event: Event) -> Panel:
    titles = ("甲项目", "乙项目")
    pitches = [make_pitch(session, event, title=title, presenter=make_person(session)) for title in titles]
    return set_up(session, organiser_of(event), event, [pitch.id for pitch in pitches])


def test_below_the_quorum_there_is_no_result_and_the_missing_judge_makes_it_complete(
    session: Session, desk: FlaskClient, event: Event, panel: Panel
) -> None:
    seats = scoring(session, organiser_of(event), panel, judges=3)
    for seat in seats[:2]:
        for target in panel.targets:
            hand_in(session, seat, target.id, 80)
    session.commit()  # a refusal rolls back
    page = f"/events/{event.slug}/manage/jury/{panel.id}"
    send(desk, f"{page}/close")
    assert (fresh(session, panel).state, list_outcomes(session, panel.id)) == (PanelState.SCORING, [])
    assert fetch(desk, f"{page}/result.pdf").status_code == 404
    for target in fresh(session, panel).targets:
        hand_in(session, seats[2], target.id, 80)
    send(desk, f"{page}/close")
    assert fresh(session, panel).state is PanelState.CLOSED
    assert "评审专家3" in squeezed(flat(fetch(desk, f"{page}/result.pdf").data))  # the result says how many judged


def test_a_late_conflict_shows_both_rankings_and_stands_in_the_report(
    session: Session, desk: FlaskClient, event: Event, panel: Panel
) -> None:
    seats = scoring(session, organiser_of(event), panel, judges=4)
    for target, totals in zip(panel.targets, ((95, 60, 60, 62), (70, 70, 60, 60)), strict=True):
        for seat, total in zip(seats, totals, strict=True):
            hand_in(session, seat, target.id, total)
    page = f"/events/{event.slug}/manage/jury/{panel.id}"
    send(desk, f"{page}/close")
    session.commit()
    first = {row["title"]: row["place"] for row in list_outcomes(session, panel.id)[0].rows}
    late = {"seat_id": seats[2].id, "target_id": panel.targets[1].id, "relation": "shareholding"}
    send(desk, f"{page}/recuse", {name: str(value) for name, value in late.items()} | {"note": "持有乙项目的股份"})
    session.commit()
    now, before = list_outcomes(session, panel.id)
    assert {row["title"]: row["judges"] for row in now.rows} == {"甲项目": 4, "乙项目": 3}
    assert {row["title"]: row["place"] for row in before.rows} == first
    shown = text_of(desk, page)
    for outcome in (now, before):
        assert all(row["value"] in shown for row in outcome.rows)
    assert "持有乙项目的股份" in squeezed(flat(fetch(desk, f"{page}/result.pdf").data))
