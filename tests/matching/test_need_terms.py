"""What a need asks beside its text reaches the points, and what nobody may read stays out of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now, today
from app.core.permissions import Grant, Role, ScopeKind
from app.evaluation.logic.catalogue import Grade
from app.evaluation.logic.states import PanelState
from app.evaluation.models import Panel, PanelOutcome
from app.evaluation.queries.capacity import capacity_grades
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Need
from app.matching.logic.parts import Part, Scored
from app.matching.queries.experts import rank_experts
from app.matching.queries.proposals import list_open_needs, proposals_for, rank_achievements
from app.matching.routes.words import told
from app.matching.service.indexing import index_changes
from app.organisations.models import Organisation
from tests.evaluation.ground import set_up
from tests.factories import (
    make_achievement,
    make_actor,
    make_event,
    make_member,
    make_need,
    make_organisation,
    make_pitch,
)
from tests.matching.test_search import nearest

SignIn = Callable[[FlaskClient, Account], FlaskClient]
OPEN = {"state": AchievementState.PUBLISHED}


@pytest.fixture
def company(session: Session) -> Organisation:
    return make_organisation(session)


@pytest.fixture
def need(session: Session, company: Organisation) -> Need:
    return make_need(
        session, title="碳酸钙粉体的包覆", problem="希望用改性蜡包覆碳酸钙", organisation=company,
        state=NeedState.PUBLISHED, least_trl=6, regions=["330000"],
    )  # fmt: skip


def parts_of(session: Session, need: Need, *, inside: bool = True) -> dict[str, dict[Part, Scored]]:
    rows = proposals_for(session, [need], inside=inside)[need.id]
    return {row.achievement.title: {part.part: part for part in row.match.parts} for row in rows}


def evaluate(session: Session, company: Organisation, *grades: Grade | None, set_code: str = "CAP") -> PanelOutcome:
    """Let a panel with the criteria of capacity judge a pitch of a company; a correction makes the next result."""
    event = make_event(session)
    pitch = make_pitch(session, event, organisation=company)
    host = make_actor(None, Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))
    panel = set_up(session, host, event, [pitch.id], set_code=set_code)
    for number, level in enumerate(grades, start=1):
        rows = [{"target": panel.targets[0].id, "grade": level.value if level else None}]
        outcome = PanelOutcome(panel_id=panel.id, number=number, rows=rows, panel_size=3)
        session.add(outcome)
    panel.state, panel.revealed_at = PanelState.REVEALED, now()
    session.flush()
    return outcome


def test_readiness_and_region_count_as_the_company_asked(session: Session, need: Need) -> None:
    near = make_organisation(session, region="330182")
    far = make_organisation(session, region="440100")
    make_achievement(session, title="改性蜡包覆碳酸钙", trl=7, organisation=near, **OPEN)
    make_achievement(session, title="碳酸钙的包覆", trl=4, organisation=far, **OPEN)
    found = parts_of(session, need)
    told = {
        title: [(each[part].points, each[part].evidence.code) for part in (Part.MATURITY, Part.REGION)]
        for title, each in found.items()
    }
    assert told == {
        "改性蜡包覆碳酸钙": [(15, "mature_enough"), (5, "region_wanted")],
        "碳酸钙的包覆": [(5, "not_mature_enough"), (0, "region_not_wanted")],
    }


def test_the_last_revealed_evaluation_of_the_company_counts(
    session: Session, need: Need, company: Organisation
) -> None:
    make_achievement(session, title="包覆", **OPEN)

    def capacity() -> tuple[float, str]:
        part = parts_of(session, need)["包覆"][Part.CAPACITY]
        return float(part.points), part.evidence.code

    assert capacity() == (5, "not_evaluated")
    evaluate(session, make_organisation(session), Grade.A)
    evaluate(session, company, Grade.LEADING, set_code="RS4")
    assert capacity() == (5, "not_evaluated")
    evaluate(session, company, Grade.D, Grade.B)
    assert capacity() == (8, "capacity_grade")
    evaluate(session, company, Grade.C)
    assert capacity() == (5, "capacity_grade")
    hidden = evaluate(session, company, Grade.A)
    panel = session.get_one(Panel, hidden.panel_id)
    panel.state = PanelState.CLOSED
    session.flush()
    assert capacity() == (5, "capacity_grade")


def test_what_is_the_same_in_every_row_comes_after_what_is_not(session: Session, need: Need, app: Flask) -> None:
    make_achievement(session, title="包覆", field="生物医药", trl=2, **OPEN)
    need.field = "新材料"
    session.flush()
    (row,) = proposals_for(session, [need])[need.id]
    with app.test_request_context():
        reasons = [reason.text for reason in told(row.match)]
    at = [number for number, text in enumerate(reasons) if "承载能力尚未评价" in text]
    assert at == [len(reasons) - 2], "only what nobody disclosed comes later"


def test_without_a_company_nothing_was_looked_up(session: Session) -> None:
    nameless = make_need(session, title="包覆", owner_group="本市企业", state=NeedState.PUBLISHED)
    make_achievement(session, title="包覆", **OPEN)
    assert parts_of(session, nameless)["包覆"][Part.CAPACITY].evidence.code == "not_disclosed"
    assert capacity_grades(session, []) == {}


def test_nothing_is_proposed_after_the_day_by_which_it_was_wanted(
    session: Session, need: Need, client: FlaskClient, sign_in: SignIn
) -> None:
    wax = make_achievement(session, title="改性蜡包覆碳酸钙", **OPEN)
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    for day, is_open in ((today(), True), (today() - timedelta(days=1), False), (None, True)):
        need.deadline_on = day
        session.flush()
        assert bool(rank_achievements(session, need)) is is_open
        assert (need in list_open_needs(session)) is is_open
        page = client.get(f"/library/needs/{need.number}/matches").get_data(as_text=True)
        assert ("期望完成时间已过" in page, f"achievement-{wax.id}" in page) == (not is_open, is_open)


def read(client: FlaskClient, sign_in: SignIn, account: Account, need: Need) -> tuple[int, str]:
    """The list as somebody reads it; who signed in before is forgotten."""
    for name in list(g):
        g.pop(name)
    answer = sign_in(client.application.test_client(), account).get(f"/library/needs/{need.number}/matches")
    return answer.status_code, answer.get_data(as_text=True)


def test_the_grade_of_the_company_is_for_its_own_side(
    session: Session, need: Need, company: Organisation, client: FlaskClient, sign_in: SignIn
) -> None:
    make_achievement(session, title="改性蜡包覆碳酸钙", trl=4, **OPEN)
    evaluate(session, company, Grade.C)
    own = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, company.id)
    other = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, make_organisation(session).id)
    for account, is_own in ((own, True), (other, False)):
        status, page = read(client, sign_in, account, need)
        assert (status, "TRL 4" in page, "承载能力C级" in page) == (200, True, is_own)


@pytest.mark.parametrize(
    ("level", "state"),
    [
        (Visibility.AFTER_NDA, NeedState.PUBLISHED), (Visibility.NAMED, NeedState.PUBLISHED),
        (Visibility.PUBLIC, NeedState.DRAFT),
    ],
)  # fmt: skip
def test_reasons_are_found_by_those_who_may_read_the_need(
    session: Session, need: Need, client: FlaskClient, sign_in: SignIn, level: Visibility, state: NeedState
) -> None:
    need.visibility, need.state = level, state
    own = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id)
    other = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, make_organisation(session).id)
    assert read(client, sign_in, own, need)[0] == 200
    assert read(client, sign_in, other, need)[0] == 404


def test_what_a_result_does_and_where_it_is_used_are_read_and_indexed(session: Session, need: Need) -> None:
    wax = make_achievement(session, title="高品质蜡", **OPEN)
    index_changes(session)
    assert nearest(session, "粉体包覆") == []
    wax.effect, wax.applies_to, wax.updated_at = "包覆颗粒，吸水率减半", "碳酸钙粉体", now()
    session.flush()
    assert index_changes(session) == 1
    assert nearest(session, "粉体包覆") == ["高品质蜡"]
    words = parts_of(session, need)["高品质蜡"][Part.TEXT].evidence
    assert {"碳酸钙", "包覆"} <= set(dict(words.values)["words"].split("、"))
    expert = make_member(session, Role.REVIEWER)
    wax.contact_person_id = expert.person_id
    session.flush()
    (row,) = rank_experts(session, need)
    assert "包覆" in dict(row.match.evidence[0].values)["words"]
