"""The catalogue: who enters, who sorts, who reads what."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import today
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import (
    ACHIEVEMENT_TRANSITIONS,
    FIELDS,
    NEED_OPEN,
    NEED_TRANSITIONS,
    AchievementState,
    NeedState,
    achievement_may_become,
    need_may_become,
    shows_details,
    term,
)
from app.library.models import Achievement, Need, NeedExpert
from app.library.queries import LibraryFilter, find_page, list_event_needs
from app.library.service import entries as service
from app.organisations.models import Centre, Organisation
from tests.factories import (
    make_account,
    make_achievement,
    make_actor,
    make_centre,
    make_event,
    make_member,
    make_membership,
    make_need,
    make_organisation,
    make_person,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
A, N = AchievementState, NeedState
PROBLEM = "碳酸钙粉体在高分子材料中分散性差，需要新的表面改性方案以提高相容性，并降低吸潮，同时满足食品接触要求。"


@pytest.fixture
def centre(session: Session) -> Centre:
    return make_centre(session)


@pytest.fixture
def company(session: Session, centre: Centre) -> Organisation:
    return make_organisation(session, centre_id=centre.id)


def owner_of(session: Session, company: Organisation) -> Actor:
    return make_actor(make_person(session), Grant(Role.NEED_COMPANY, ScopeKind.ORGANISATION, company.id))


def operator_of(session: Session, centre: Centre) -> Actor:
    return make_actor(make_person(session), Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id))


@given(st.sampled_from(NeedState), st.sampled_from(NeedState))
def test_needs_take_only_listed_steps(before: NeedState, after: NeedState) -> None:
    line = [N.DRAFT, N.SUBMITTED, N.SORTING, N.VERIFIED, N.IN_LIBRARY, N.PUBLISHED, N.MATCHING, N.NEGOTIATING, N.SIGNED,
            N.FULFILLED, N.CLOSED]  # fmt: skip
    listed = set(itertools.pairwise(line)) | {(N.SORTING, N.RETURNED), (N.RETURNED, N.SUBMITTED)}
    listed |= {(state, end) for state in NEED_OPEN for end in (N.WITHDRAWN, N.EXPIRED)}
    assert need_may_become(before, after) is ((before, after) in listed)
    assert set(NEED_TRANSITIONS) == set(NeedState)


@given(st.sampled_from(AchievementState), st.sampled_from(AchievementState))
def test_achievements_take_only_listed_steps(before: AchievementState, after: AchievementState) -> None:
    line = [A.DRAFT, A.SUBMITTED, A.SORTING, A.IN_LIBRARY, A.EVALUATING, A.EVALUATED, A.PUBLISHED, A.LISTED, A.RESERVED,
            A.TRANSFERRED, A.ARCHIVED]  # fmt: skip
    listed = set(itertools.pairwise(line)) | {(A.SORTING, A.RETURNED), (A.RETURNED, A.SUBMITTED)}
    listed |= {(A.PUBLISHED, A.DELISTED), (A.RESERVED, A.LICENSED), (A.LICENSED, A.ARCHIVED)}
    listed |= {(state, A.FROZEN) for state in A if state is not A.FROZEN}
    assert achievement_may_become(before, after) is ((before, after) in listed)
    assert set(ACHIEVEMENT_TRANSITIONS) == set(AchievementState)


@pytest.mark.parametrize("level", list(Visibility))
def test_details_are_shown_by_level(level: Visibility) -> None:
    assert shows_details(level, is_signed_in=False, is_own=False) is (level is Visibility.PUBLIC)
    assert shows_details(level, is_signed_in=True, is_own=False) is (
        level in (Visibility.PUBLIC, Visibility.REGISTERED)
    )
    assert shows_details(level, is_signed_in=True, is_own=True) is True


def test_words_of_dictionaries_are_found_by_code_and_name() -> None:
    assert [term(FIELDS, word, "en") for word in ("sei_3", "新材料", "量子", None)] == [
        "New materials", "New materials", "量子", "",
    ]  # fmt: skip
    assert term(FIELDS, "sei_3", "zh") == "新材料"


def test_a_need_goes_from_its_company_through_sorting_into_the_library(
    session: Session, centre: Centre, company: Organisation
) -> None:
    owner, operator = owner_of(session, company), operator_of(session, centre)
    need = service.add_need(
        session, owner, values={"title": "碳酸钙改性", "problem": PROBLEM}, organisation_id=company.id
    )
    assert (need.number[:2], need.state, need.centre_id) == ("XQ", N.DRAFT, centre.id)
    service.move_need(session, owner, entry=need, after=N.SUBMITTED)
    with pytest.raises(NotAllowed):
        service.move_need(session, owner, entry=need, after=N.SORTING)
    service.move_need(session, operator, entry=need, after=N.SORTING)
    with pytest.raises(RuleBroken):
        service.move_need(session, operator, entry=need, after=N.RETURNED)
    for after in (N.VERIFIED, N.IN_LIBRARY, N.PUBLISHED):
        service.move_need(session, operator, entry=need, after=after)
    assert [fact.name for fact in session.scalars(select(StoredFact))] == ["EntrySubmitted"] + ["EntryStepped"] * 4


def test_a_need_is_checked_before_it_is_kept_and_submitted(session: Session, company: Organisation) -> None:
    owner = owner_of(session, company)
    for values, field in (
        ({"budget_min": Decimal(2), "budget_max": Decimal(1)}, "budget_max"),
        ({"deadline_on": today()}, "deadline_on"),
    ):
        with pytest.raises(RuleBroken) as refusal:
            service.add_need(session, owner, values={"title": "需求名称", **values}, organisation_id=company.id)
        assert refusal.value.field == field
    need = service.add_need(session, owner, values={"title": "需求名称", "problem": "太短"}, organisation_id=company.id)
    with pytest.raises(RuleBroken):
        service.move_need(session, owner, entry=need, after=N.SUBMITTED)


def test_entries_belong_to_ones_own_organisation_and_centre(
    session: Session, centre: Centre, company: Organisation
) -> None:
    owner = owner_of(session, company)
    with pytest.raises(NotAllowed):
        service.add_need(session, owner, values={"title": "别家的需求"}, organisation_id=make_organisation(session).id)
    achievement = make_achievement(session, centre_id=centre.id, state=A.SORTING)
    with pytest.raises(NotAllowed):
        service.move_achievement(
            session, operator_of(session, make_centre(session)), entry=achievement, after=A.IN_LIBRARY
        )
    with pytest.raises(NotAllowed):
        service.edit_entry(session, owner, entry=achievement, values={"title": "改动"})


def test_an_achievement_is_frozen_and_thaws_to_where_it_was(session: Session, centre: Centre) -> None:
    operator = operator_of(session, centre)
    entry = make_achievement(session, centre_id=centre.id, state=A.PUBLISHED)
    service.move_achievement(session, operator, entry=entry, after=A.FROZEN, reason="权属争议")
    with pytest.raises(RuleBroken):
        service.move_achievement(session, operator, entry=entry, after=A.LISTED)
    service.move_achievement(session, operator, entry=entry, after=A.PUBLISHED)
    assert (entry.state, entry.state_before_freeze) == (A.PUBLISHED, None)


def test_owners_edit_drafts_and_centres_edit_always(session: Session, centre: Centre, company: Organisation) -> None:
    owner = owner_of(session, company)
    entry = make_achievement(session, organisation=company, centre_id=centre.id)
    service.edit_entry(session, owner, entry=entry, values={"title": "新的名称"})
    with pytest.raises(Conflict):
        service.edit_entry(session, owner, entry=entry, values={"title": "旧版本"}, version=entry.version - 1)
    with pytest.raises(RuleBroken):
        service.move_achievement(session, owner, entry=entry, after=A.SUBMITTED)
    service.edit_entry(session, owner, entry=entry, values={"summary": "摘要", "field": "新材料"})
    service.move_achievement(session, owner, entry=entry, after=A.SUBMITTED)
    with pytest.raises(RuleBroken):
        service.edit_entry(session, owner, entry=entry, values={"title": "已提交后"})
    service.edit_entry(session, operator_of(session, centre), entry=entry, values={"title": "中心更正"})
    assert entry.title == "中心更正"


def test_search_reads_hidden_texts_of_nobody(session: Session) -> None:
    open_ = make_achievement(session, title="红细胞平台", state=A.PUBLISHED, summary="载药递送")
    make_achievement(session, title="保密成果", state=A.PUBLISHED, summary="载药递送", visibility=Visibility.AFTER_NDA)
    make_achievement(session, title="红细胞草稿")
    make_achievement(session, title="红细胞指定", state=A.PUBLISHED, visibility=Visibility.NAMED)

    def found(words: str) -> list[str]:
        page = find_page(session, make_actor(), Achievement, LibraryFilter(words=words))
        return [row.title for row in page.items]

    assert found("红细胞") == ["红细胞平台"]
    assert found("载药") == [open_.title]
    assert set(found("")) == {"红细胞平台", "保密成果"}


def test_lists_filter_sort_and_page(session: Session) -> None:
    for number in range(25):
        make_need(session, title=f"需求{number:02d}", state=N.PUBLISHED, field="新材料" if number % 2 else "生物")
    page = find_page(session, make_actor(), Need, LibraryFilter(field="生物", sort="title", per_page=5, page=2))
    assert [row.title for row in page.items] == ["需求10", "需求12", "需求14", "需求16", "需求18"]
    assert (page.total, page.number) == (13, 2)
    assert find_page(session, make_actor(), Need, LibraryFilter(state="matching")).total == 0


def test_a_visitor_reads_a_need_with_its_group_experts_and_open_budget(session: Session, client: FlaskClient) -> None:
    event = make_event(session, title="建德上海行")
    need = make_need(
        session, title="碳酸钙改性问题", owner_group="建德市企业", state=N.MATCHING, event_id=event.id, problem=PROBLEM,
        assumed={"field": {"why": "由内容推断"}},
    )  # fmt: skip
    session.add(NeedExpert(need_id=need.id, event_id=event.id, code="E1", role_name="行业专家", is_assumed=True))
    session.flush()
    page = client.get(f"/library/needs/{need.number}").text
    for text in ("建德市企业", "行业专家", "建德上海行", PROBLEM):
        assert text in page
    assert list_event_needs(session, event.id) == [need]
    assert "碳酸钙改性问题" in client.get("/library/needs?q=碳酸钙").text


def test_confidential_details_stay_closed(session: Session, client: FlaskClient) -> None:
    need = make_need(session, title="保密需求", state=N.PUBLISHED, problem=PROBLEM, visibility=Visibility.AFTER_NDA)
    named = make_need(session, title="指定需求", state=N.PUBLISHED, visibility=Visibility.NAMED)
    draft = make_achievement(session, title="草稿成果")
    page = client.get(f"/library/needs/{need.number}")
    assert (page.status_code, PROBLEM in page.text) == (200, False)
    assert client.get(f"/library/needs/{named.number}").status_code == 404
    assert client.get(f"/library/achievements/{draft.number}").status_code == 404


def test_a_company_enters_edits_and_submits_on_the_pages(
    session: Session, client: FlaskClient, sign_in: SignIn, company: Organisation
) -> None:
    account = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, company.id)
    sign_in(client, account)
    boxes = {"title": "碳酸钙改性", "organisation_id": str(company.id), "problem": PROBLEM, "visibility": "public"}
    bad = client.post("/library/needs/new", data=boxes | {"budget_min": "20", "budget_max": "10"})
    assert (bad.status_code, PROBLEM in bad.text) == (422, True)
    soon = str(today() + timedelta(days=30))
    where = client.post("/library/needs/new", data=boxes | {"budget_max": "180", "deadline_on": soon}).location
    need = session.scalars(select(Need)).one()
    assert where == f"/library/needs/{need.number}"
    assert need.budget_max == 1800000
    assert "180" in client.get(f"{where}/edit").text
    client.post(f"{where}/edit", data=boxes | {"title": "碳酸钙表面改性"})
    client.post(f"{where}/step", data={"after": "submitted"})
    session.refresh(need)
    assert (need.title, need.state) == ("碳酸钙表面改性", N.SUBMITTED)
    assert "碳酸钙表面改性" in client.get("/library/needs?desk=mine").text


def test_an_operator_sorts_on_the_pages(session: Session, client: FlaskClient, sign_in: SignIn, centre: Centre) -> None:
    entry = make_achievement(session, title="待梳理成果", centre_id=centre.id, state=A.SUBMITTED)
    account = make_account(session)
    make_membership(session, account.person, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    sign_in(client, account)
    assert "待梳理成果" in client.get("/library/achievements?desk=sorting").text
    base = f"/library/achievements/{entry.number}"
    assert 'value="sorting"' in client.get(base).text
    client.post(f"{base}/step", data={"after": "sorting", "row_version": entry.version})
    client.post(f"{base}/step", data={"after": "returned", "reason": "请补充检测报告"})
    session.refresh(entry)
    assert (entry.state, entry.state_reason) == (A.RETURNED, "请补充检测报告")
    assert "请补充检测报告" in client.get(base).text
    typed = {"title": "梳理后成果", "visibility": "registered", "claims": "一\n二", "trl": "4"}
    edited = client.post(f"{base}/edit", data=typed)
    session.refresh(entry)
    assert (edited.status_code, entry.claims, entry.trl) == (302, ["一", "二"], 4)
    added = client.post("/library/achievements/new", data={"title": "中心录入成果", "visibility": "public"})
    assert "中心录入成果" in client.get(added.location).text


def test_a_stranger_changes_nothing(session: Session, client: FlaskClient, sign_in: SignIn, centre: Centre) -> None:
    entry = make_achievement(session, centre_id=centre.id, state=A.SUBMITTED)
    other = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, make_centre(session).id)
    sign_in(client, other)
    session.commit()
    assert client.get(f"/library/achievements/{entry.number}/edit").status_code == 403
    assert client.post(f"/library/achievements/{entry.number}/step", data={"after": "sorting"}).status_code == 403


def test_an_entry_of_a_report_keeps_its_state_and_assumptions(session: Session, centre: Centre) -> None:
    operator = operator_of(session, centre)
    need = Need(title="", state=N.MATCHING)
    values = {"title": "纳米碳酸钙易吸潮问题", "owner_group": "建德市企业", "state": N.CLOSED}
    service.record_entry(session, operator, entry=need, values=values, assumed={"field": {"why": "推断"}})
    assert (need.state, need.source, need.centre_id, need.title) == (
        N.MATCHING, "imported", centre.id, "纳米碳酸钙易吸潮问题",
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        service.record_entry(session, make_actor(make_person(session)), entry=Need(title=""), values=values)
