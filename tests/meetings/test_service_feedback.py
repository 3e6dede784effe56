"""Participants look at a provisional plan, answer it, stand by, and read why their own wishes are not met."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import Conflict, NotAllowed
from app.matching.logic.wishes import Wish
from app.matching.models import Interest
from app.meetings.facts import PlanShown
from app.meetings.logic.states import FeedbackKind
from app.meetings.models import MeetingPlan, PlanFeedback, Unavailability
from app.meetings.queries.changes import list_standby
from app.meetings.queries.my_plan import find_shown_plan, read_my_plan
from app.meetings.queries.overview import read_names
from app.meetings.queries.people import find_standing
from app.meetings.queries.shares import read_share_now
from app.meetings.service.feedback import adopt_feedback, answer_plan, hide_from_participants, show_to_participants
from app.meetings.service.planning import publish_plan
from app.notifications.models import Message
from app.notifications.service.reactions.mending import ask_for_feedback
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_service_planning import made

Browse = Callable[[Account], FlaskClient]


@pytest.fixture
def fair(session: Session) -> Stage:
    """Three teams want one investor, who wants two of them, in two slots at one table."""
    stage = build_stage(session, teams=3, houses=1, slots=2, tables=1)
    for team, back in enumerate((Wish.MUST_MEET, Wish.MEET, None)):
        stage.wish(team, 0, investor=back, pitch=Wish.MEET)
    return stage


def shown(stage: Stage) -> MeetingPlan:
    plan = made(stage)
    return show_to_participants(stage.session, stage.organiser_actor, event=stage.event, plan_id=plan.id)


def pair(stage: Stage, team: int) -> tuple[int, int]:
    return stage.teams[team].pitch.id, stage.house.investor.id


def test_only_one_plan_is_shown_and_publishing_ends_the_round(fair: Stage) -> None:
    first, second = shown(fair), shown(fair)
    assert (first.status, second.status) == ("ready", "provisional")
    assert find_shown_plan(fair.session, fair.event.id) is second
    publish_plan(fair.session, fair.organiser_actor, event=fair.event, plan_id=second.id)
    assert second.status == "published"
    with pytest.raises(Conflict):
        answer_plan(
            fair.session, fair.teams[0].actor, plan=second, pair=pair(fair, 0), kind=FeedbackKind.FITS
        )  # fmt: skip
    with pytest.raises(Conflict):
        hide_from_participants(fair.session, fair.organiser_actor, event=fair.event, plan_id=second.id)


def test_everybody_in_it_is_asked_once(fair: Stage) -> None:
    plan = shown(fair)
    people = sorted({row[side] for row in plan.assignments for side in ("presenter", "representative")})
    fact = PlanShown(plan.id, fair.event.id, people=people)
    for _ in range(2):
        ask_for_feedback(fair.session, fact)
    assert sorted(fair.session.scalars(select(Message.person_id))) == people


def test_answers_become_what_the_next_plan_is_asked(fair: Stage) -> None:
    plan = shown(fair)
    rows = {(row["pitch"], row["investor"]): row for row in plan.assignments}
    assert rows.keys() == {pair(fair, 0), pair(fair, 1)}
    answer_plan(fair.session, fair.teams[0].actor, plan=plan, pair=pair(fair, 0), kind=FeedbackKind.FITS)
    answer_plan(
        fair.session, fair.teams[0].actor, plan=plan, pair=pair(fair, 0), kind=FeedbackKind.BAD_TIME, note="要赶飞机"
    )
    answer_plan(fair.session, fair.house.actor, plan=plan, pair=pair(fair, 1), kind=FeedbackKind.NOT_WANTED)
    assert len(fair.session.scalars(select(PlanFeedback)).all()) == 2
    with pytest.raises(NotAllowed):
        answer_plan(fair.session, fair.teams[0].actor, plan=plan, pair=pair(fair, 1), kind=FeedbackKind.FITS)
    adopt = {"session": fair.session, "actor": fair.organiser_actor, "event": fair.event, "plan_id": plan.id}
    assert (adopt_feedback(**adopt), adopt_feedback(**adopt)) == (2, 0)
    away = fair.session.scalars(select(Unavailability)).one()
    assert (away.person_id, away.slot_id) == (fair.teams[0].account.person_id, rows[pair(fair, 0)]["slot"])
    said = select(Interest.wish).where(Interest.side == "investor", Interest.pitch_id == fair.teams[1].pitch.id)
    assert fair.session.scalars(said).one() is Wish.NO_THANKS
    again = {(row["pitch"], row["investor"]): row["slot"] for row in made(fair).assignments}
    assert again.keys() == {pair(fair, 0), pair(fair, 2)}
    assert again[pair(fair, 0)] != rows[pair(fair, 0)]["slot"]


def test_nobody_sees_what_the_other_side_wished(fair: Stage) -> None:
    plan = shown(fair)
    names = read_names(fair.session, fair.event)
    left_out = read_my_plan(names, plan, fair.teams[2].account.person_id)
    assert [row["pitch"] for row in left_out.unmet] == [fair.teams[2].pitch.id]
    assert (left_out.served, left_out.wished, left_out.percent) == (0, 1, 0)
    house = read_my_plan(names, plan, fair.house.account.person_id)
    assert (house.unmet, house.served, house.wished) == ([], 2, 2)


def test_a_refusal_is_not_told_as_a_refusal(fair: Stage, browse: Browse) -> None:
    said = select(Interest).where(Interest.side == "investor", Interest.pitch_id == fair.teams[1].pitch.id)
    fair.session.scalars(said).one().wish = Wish.NO_THANKS
    fair.session.flush()
    plan = shown(fair)
    assert {row["reason"] for row in plan.unplanned} == {"declined"}
    refused, left = (browse(fair.teams[team].account).get(f"/events/{fair.event.slug}/my-plan").text for team in (1, 0))
    assert fair.house.investor.organisation.name in refused
    for words in ("不希望", "does not want"):
        assert words not in refused
    assert fair.house.investor.organisation.name in left


def test_pages_lead_through_a_feedback_round_and_to_the_standby_list(fair: Stage, browse: Browse) -> None:
    plan = made(fair)
    organiser, team = browse(fair.organiser), browse(fair.teams[0].account)
    mine = f"/events/{fair.event.slug}/my-plan"
    assert team.get(mine).status_code == 200
    address = f"/events/{fair.event.slug}/manage/meetings/plans/{plan.id}"
    assert organiser.post(address + "/show", data={"shown": "1"}).status_code == 302
    assert mine in team.get("/my/meetings").text
    data = {"pitch": str(fair.teams[0].pitch.id), "investor": str(fair.house.investor.id), "kind": "bad_time"}
    assert team.post(mine, data=data).status_code == 302
    assert team.post(mine, data=data | {"pitch": str(fair.teams[1].pitch.id)}).status_code == 403
    assert f"{address}/adopt" in organiser.get(address).text
    assert organiser.post(address + "/adopt").status_code == 302
    assert organiser.post(address + "/show", data={"shown": "0"}).status_code == 302
    assert team.post(mine, data=data).status_code == 404
    standby = f"/events/{fair.event.slug}/standby"
    for here, listed in (("1", [fair.teams[0].account.person_id]), ("1", [fair.teams[0].account.person_id]), ("0", [])):
        assert team.post(standby, data={"here": here}).status_code == 302
        assert list_standby(fair.session, fair.event.id) == listed
    assert browse(fair.organiser).get(mine).status_code == 403
    assert team.post(address + "/adopt").status_code == 403


def test_without_a_plan_the_own_share_stands_beside_that_of_the_event(session: Session, browse: Browse) -> None:
    stage = build_stage(session, teams=2, houses=2)
    stage.wish(0, 0, pitch=Wish.MEET)
    stage.wish(0, 1, pitch=Wish.MEET)
    stage.wish(1, 1, investor=Wish.MEET, pitch=Wish.MEET)
    stage.agree(0, 0)
    team, house = stage.teams[0], stage.houses[1]
    own = read_share_now(session, stage.event, find_standing(session, stage.event, team.account.person_id))
    assert (own.served, own.wished, own.percent, own.event_percent) == (1, 2, 50, 25)
    other = read_share_now(session, stage.event, find_standing(session, stage.event, house.account.person_id))
    assert (other.served, other.wished) == (0, 1)
    mine = f"/events/{stage.event.slug}/my-plan"
    client = browse(team.account)
    assert mine in client.get("/my/meetings").text
    page = client.get(mine).text
    assert ("50" in page, "25" in page, f"/events/{stage.event.slug}/standby" in page) == (True, True, True)
