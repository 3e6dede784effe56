"""Experts for a need: who fits, who may ask, and what an expert who is asked reads and answers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership
from app.core.clock import now
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, ExpertState, NeedState
from app.library.models import Need, NeedExpert
from app.library.queries import find_expert
from app.library.service.entries import answer_as_expert, ask_expert, release_expert
from app.matching.logic.profiles import ExpertProfile, NeedProfile
from app.matching.logic.score import Exclusion, Matcher, judge_expert
from app.matching.queries.experts import rank_experts
from tests.agreements.visiting import fetch, send
from tests.factories import (
    make_account,
    make_achievement,
    make_actor,
    make_event,
    make_member,
    make_need,
    make_organisation,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
NOTE = "请看看包覆工艺能否用于汽车内饰。"


@pytest.fixture
def need(session: Session) -> Need:
    return make_need(
        session, title="碳酸钙粉体的包覆", problem="希望用改性蜡包覆碳酸钙，防止吸潮和二次聚集", field="新材料",
        organisation=make_organisation(session), state=NeedState.PUBLISHED, visibility=Visibility.NAMED,
    )  # fmt: skip


@pytest.fixture
def chemist(session: Session) -> Account:
    account = make_member(session, Role.REVIEWER)
    account.person.research_fields = ["新材料", "碳酸钙包覆"]
    session.flush()
    return account


def manager(need: Need) -> Actor:
    return make_actor(None, Grant(Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))


def as_expert(account: Account) -> Actor:
    return make_actor(account.person)


def test_the_fitting_expert_comes_first_and_the_parts_sum_to_the_score(
    session: Session, need: Need, chemist: Account
) -> None:
    biologist = make_member(session, Role.REVIEWER)
    biologist.person.research_fields = ["生物医药"]
    author = make_account(session)
    make_achievement(
        session, title="改性蜡包覆碳酸钙技术", contact_person_id=author.person_id, state=AchievementState.PUBLISHED
    )
    make_account(session)
    session.flush()
    rows = rank_experts(session, need)
    assert {row.person.id for row in rows} == {chemist.person_id, biologist.person_id, author.person_id}
    assert rows[-1].person.id == biologist.person_id
    assert all(row.match.score == sum((part.points for part in row.match.parts), Decimal(0)) for row in rows)
    assert all(sum(part.most for part in row.match.parts) == 100 for row in rows)


def test_what_is_not_public_recommends_nobody(session: Session, need: Need) -> None:
    for state, level in (
        (AchievementState.DRAFT, Visibility.PUBLIC), (AchievementState.PUBLISHED, Visibility.AFTER_NDA),
    ):  # fmt: skip
        make_achievement(
            session, title="包覆", contact_person_id=make_account(session).person_id, state=state, visibility=level
        )
    assert rank_experts(session, need) == []


def test_who_left_or_judges_no_more_is_not_asked(session: Session, need: Need, chemist: Account) -> None:
    former = make_member(session, Role.REVIEWER)
    membership = session.scalars(select(Membership).where(Membership.person_id == former.person_id)).one()
    membership.revoked_at = chemist.closed_at = now()
    session.flush()
    assert rank_experts(session, need) == []
    for account in (former, chemist):
        with pytest.raises(NotFound):
            ask_expert(session, manager(need), need=need, person_id=account.person_id, note=NOTE)
    membership.revoked_at = chemist.closed_at = None
    session.flush()
    assert {row.person.id for row in rank_experts(session, need)} == {former.person_id, chemist.person_id}


def test_nobody_is_proposed_to_the_own_company(session: Session, need: Need, chemist: Account) -> None:
    chemist.person.organisation_id = need.organisation_id
    session.flush()
    assert rank_experts(session, need) == []
    with pytest.raises(RuleBroken):
        ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    home = NeedProfile(id=1, organisation_id=5)
    match = Matcher(judge_expert).fit([ExpertProfile(id=2, organisation_id=5)]).judge(home, 2)
    assert match.excluded is Exclusion.SAME_ORGANISATION


def test_only_those_who_steer_ask_and_each_expert_once(session: Session, need: Need, chemist: Account) -> None:
    stranger = make_account(session)
    with pytest.raises(NotAllowed):
        ask_expert(session, as_expert(stranger), need=need, person_id=chemist.person_id, note=NOTE)
    for person_id, note, refusal in (
        (chemist.person_id, " ", RuleBroken), (stranger.person_id, NOTE, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            ask_expert(session, manager(need), need=need, person_id=person_id, note=note)
    ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    with pytest.raises(RuleBroken):
        ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    session.add(NeedExpert(need_id=need.id, person_id=chemist.person_id, code="twice", role_name=""))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("state", [NeedState.SUBMITTED, NeedState.CLOSED, NeedState.WITHDRAWN])
def test_nobody_is_asked_about_a_need_that_is_not_open(
    session: Session, need: Need, chemist: Account, state: NeedState
) -> None:
    need.state = state
    session.flush()
    with pytest.raises(RuleBroken):
        ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)


def test_a_hidden_need_opens_to_the_expert_while_asked(
    client: FlaskClient, session: Session, sign_in: SignIn, need: Need, chemist: Account
) -> None:
    browser, address, who = sign_in(client, chemist), f"/library/needs/{need.number}", chemist.person_id
    session.commit()
    assert fetch(browser, address).status_code == 404
    ask_expert(session, manager(need), need=session.merge(need), person_id=who, note=NOTE)
    session.commit()
    page = fetch(browser, address).get_data(as_text=True)
    assert NOTE in page
    assert "防止吸潮和二次聚集" in page
    said = []
    for answer in ({"choice": "decline"}, {"choice": "accept"}, {"choice": "decline", "answer": "出差"}):
        assert send(browser, f"{address}/help", answer).status_code == 302
        said.append(session.scalars(select(NeedExpert.state)).one())
    assert said == [ExpertState.ASKED, ExpertState.ACCEPTED, ExpertState.DECLINED]
    assert fetch(browser, address).status_code == 404
    names = [fact.name for fact in session.scalars(select(StoredFact).order_by(StoredFact.id))]
    assert names == ["ExpertAsked", "ExpertAnswered", "ExpertAnswered"]


def test_a_request_is_taken_back_before_the_answer_only(session: Session, need: Need, chemist: Account) -> None:
    ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    release_expert(session, manager(need), need=need, person_id=chemist.person_id)
    assert find_expert(session, need.id, chemist.person_id) is None
    ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    answer_as_expert(session, as_expert(chemist), need=need, accepts=True)
    with pytest.raises(RuleBroken):
        release_expert(session, manager(need), need=need, person_id=chemist.person_id)
    with pytest.raises(RuleBroken):
        answer_as_expert(session, as_expert(chemist), need=need, accepts=True)
    with pytest.raises(NotFound):
        answer_as_expert(session, as_expert(make_account(session)), need=need, accepts=True)


def test_visitors_read_who_helps_and_not_who_was_only_asked(
    client: FlaskClient, session: Session, need: Need, chemist: Account
) -> None:
    need.visibility = Visibility.PUBLIC
    chemist.person.name = "钱学深"
    ask_expert(session, manager(need), need=need, person_id=chemist.person_id, note=NOTE)
    session.commit()
    assert "钱学深" not in client.get(f"/library/needs/{need.number}").get_data(as_text=True)
    answer_as_expert(session, as_expert(chemist), need=need, accepts=True)
    session.commit()
    assert "钱学深" in client.get(f"/library/needs/{need.number}").get_data(as_text=True)


def test_the_list_asks_filters_and_takes_back(
    client: FlaskClient, session: Session, sign_in: SignIn, need: Need, chemist: Account
) -> None:
    steering = make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id)
    browser, address = sign_in(client, steering), f"/library/needs/{need.number}/experts"
    assert f"expert-{chemist.person_id}" in browser.get(address).get_data(as_text=True)
    browser.post(f"{address}/{chemist.person_id}/ask", data={"note": NOTE})
    assert NOTE in browser.get(f"{address}?state=asked").get_data(as_text=True)
    assert f"expert-{chemist.person_id}" not in browser.get(f"{address}?state=none").get_data(as_text=True)
    browser.post(f"{address}/{chemist.person_id}/release")
    assert f"expert-{chemist.person_id}" in browser.get(f"{address}?state=none").get_data(as_text=True)


def test_an_organiser_asks_for_a_need_of_the_own_event(
    client: FlaskClient, session: Session, sign_in: SignIn, need: Need, chemist: Account
) -> None:
    event = make_event(session)
    need.event_id = event.id
    organiser = make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    browser, address = sign_in(client, organiser), f"/library/needs/{need.number}"
    page = browser.get(f"{address}/experts").get_data(as_text=True)
    assert f"expert-{chemist.person_id}" in page
    assert f"{address}/matches" not in page
    assert browser.get(f"{address}/matches").status_code == 403


def test_an_expert_does_not_see_the_list(
    client: FlaskClient, session: Session, sign_in: SignIn, need: Need, chemist: Account
) -> None:
    assert sign_in(client, chemist).get(f"/library/needs/{need.number}/experts").status_code == 403
