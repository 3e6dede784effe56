"""Start pages: every suggestion appears and disappears with its cause, and leads to a page that opens."""

from datetime import timedelta

import pytest
from flask import Flask, url_for
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.actors import actor_of, get_account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import EventState, RegistrationState, Visibility
from app.events.models.event import Event
from app.home.logic.suggestions import Suggestion, WaitingKind
from app.home.queries.start import HeldRole, list_roles, list_waiting, suggest
from app.investors.logic import InvestorState
from app.investors.models import Mandate
from app.organisations.logic import OrganisationState
from app.organisations.models import Figure
from app.pitches.logic.states import PitchState
from tests.factories import (
    make_account,
    make_centre,
    make_event,
    make_investor,
    make_member,
    make_membership,
    make_organisation,
    make_pitch,
    make_registration,
)
from tests.home.meeting_situations import MEETING_SITUATIONS
from tests.home.situations import SITUATIONS, Build, make_investor_account
from tests.meetings.conftest import build_stage
from tests.organisations.conftest import Browse
from tests.pitches.samples import count_statements


def suggested(session: Session, account: Account) -> list[Suggestion]:
    session.flush()
    session.expire_all()
    return suggest(session, actor_of(session, get_account(session, account.id)))


def address_of(app: Flask, suggestion: Suggestion) -> str:
    with app.test_request_context():
        return url_for(suggestion.endpoint, **suggestion.params)


@pytest.mark.parametrize("build", [*SITUATIONS, *MEETING_SITUATIONS], ids=lambda build: build.__name__)
def test_a_suggestion_appears_with_its_cause_opens_and_disappears(
    session: Session, app: Flask, browse: Browse, build: Build
) -> None:
    situation = build(session)
    found = [each for each in suggested(session, situation.account) if each.endpoint == situation.endpoint]
    assert [(each.params, each.count) for each in found] == [(situation.params, situation.count)]
    address = address_of(app, found[0])
    browser = browse(situation.account)
    page = browser.get("/start").get_data(as_text=True)
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert browser.get(address).status_code == 200
    situation.end(session)
    left = [each.endpoint for each in suggested(session, situation.account) if each.params == situation.params]
    assert situation.endpoint not in left


@pytest.mark.parametrize("build", [*SITUATIONS, *MEETING_SITUATIONS], ids=lambda build: build.__name__)
def test_a_suggestion_is_not_made_to_strangers(session: Session, build: Build) -> None:
    situation = build(session)
    stranger = make_account(session)
    found = [(each.endpoint, each.params) for each in suggested(session, stranger)]
    assert (situation.endpoint, situation.params) not in found


# What is suggested to people who begin ------------------------------------------------------------------------------
def endpoints(session: Session, account: Account) -> list[str]:
    return [each.endpoint for each in suggested(session, account)]


def test_somebody_new_is_led_to_an_organisation_and_to_events(session: Session) -> None:
    wanted = ["organisations.add_organisation", "events.list_events", "investors.apply"]
    assert endpoints(session, make_account(session)) == wanted


def test_a_member_need_not_register_again(session: Session) -> None:
    member = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, make_organisation(session).id)
    assert endpoints(session, member) == ["library.add_need", "events.list_events"]


def test_a_team_without_a_pitch_looks_for_a_call_and_one_with_a_pitch_for_investors(session: Session) -> None:
    member = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, make_organisation(session).id)
    assert endpoints(session, member) == ["events.list_events"]
    make_pitch(session, presenter=member.person, state=PitchState.PRESENTED)
    assert endpoints(session, member) == ["pitches.list_my_pitches", "events.list_events"]


def test_an_organiser_without_events_sets_one_up(session: Session) -> None:
    centre = make_centre(session)
    organiser = make_member(session, Role.EVENT_ORGANISER, ScopeKind.CENTRE, centre.id)
    assert endpoints(session, organiser) == ["events.add_event"]


def test_an_investor_is_registered_writes_a_mandate_and_joins(session: Session) -> None:
    lonely = make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, make_organisation(session).id)
    assert "investors.apply" in endpoints(session, lonely)
    account, investor = make_investor_account(session)
    assert "investors.edit_mandate" not in endpoints(session, account)
    session.execute(delete(Mandate).where(Mandate.investor_id == investor.id))
    (mandate,) = [each for each in suggested(session, account) if each.endpoint == "investors.edit_mandate"]
    assert (mandate.params, mandate.about) == ({"investor_id": investor.id}, investor.organisation.name)
    assert "investors.apply" not in endpoints(session, account)


def test_an_investor_that_is_not_verified_is_sent_to_no_pitches(session: Session) -> None:
    account, _investor = make_investor_account(session, state=InvestorState.APPLIED)
    make_pitch(session)
    assert "matching.rank_pitches" not in endpoints(session, account)


def test_the_administrator_of_an_empty_platform_opens_a_centre_first(session: Session) -> None:
    admin = make_member(session, Role.PLATFORM_ADMIN)
    assert endpoints(session, admin) == ["organisations.add_centre", "accounts.list_memberships", "accounts.list_audit"]
    make_centre(session)
    assert endpoints(session, admin) == ["accounts.list_memberships", "accounts.list_audit"]


def test_the_agenda_is_suggested_while_it_holds_something_to_come(session: Session) -> None:
    account = make_account(session)
    actor = actor_of(session, account)
    assert "home.show_agenda" in [each.endpoint for each in suggest(session, actor, coming=2)]
    assert "home.show_agenda" not in [each.endpoint for each in suggest(session, actor, coming=0)]


# What one waits for -------------------------------------------------------------------------------------------------
def waiting(session: Session, account: Account) -> list[tuple[WaitingKind, str]]:
    session.flush()
    session.expire_all()
    return [
        (each.kind, each.title) for each in list_waiting(session, actor_of(session, get_account(session, account.id)))
    ]


def test_what_was_handed_in_waits_until_it_is_answered(session: Session, app: Flask, browse: Browse) -> None:
    stage = build_stage(session)
    account, title = stage.team.account, stage.team.pitch.title
    stage.ask()
    event = make_event(session, title="满员的活动")
    registration = make_registration(session, event, account.person, state=RegistrationState.WAITLISTED)
    pitch = make_pitch(session, presenter=account.person, state=PitchState.IN_REVIEW, title="评审中的项目")
    organisation = make_organisation(
        session, name="待核验的研究院", state=OrganisationState.APPLIED, created_by=account.person_id
    )
    found = list_waiting(session, actor_of(session, account))
    assert sorted((each.kind, each.title) for each in found) == [
        (WaitingKind.MEETING_REQUEST, title),
        (WaitingKind.ORGANISATION, "待核验的研究院"),
        (WaitingKind.PITCH, "评审中的项目"),
        (WaitingKind.REGISTRATION, "满员的活动"),
    ]
    with app.test_request_context():
        addresses = [url_for(each.endpoint, **each.params) for each in found]
    browser = browse(account)
    text = browser.text("/start")
    assert "You wait for an answer" in text
    assert [browser.get(address).status_code for address in addresses] == [200] * 4
    registration.state = RegistrationState.APPROVED
    pitch.state = PitchState.SHORTLISTED
    organisation.state = OrganisationState.VERIFIED
    assert waiting(session, account) == [(WaitingKind.MEETING_REQUEST, title)]


def test_an_investor_waits_for_its_centre(session: Session) -> None:
    account, investor = make_investor_account(session, state=InvestorState.VERIFYING)
    name = investor.organisation.name
    assert waiting(session, account) == [(WaitingKind.INVESTOR, name)]
    investor.state = InvestorState.ACTIVE
    assert waiting(session, account) == []


def test_nobody_waits_for_oneself(session: Session) -> None:
    centre = make_centre(session)
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    make_organisation(session, state=OrganisationState.APPLIED, centre_id=centre.id, created_by=operator.person_id)
    assert waiting(session, operator) == []


def test_a_registration_for_what_is_over_waits_for_nothing(session: Session) -> None:
    registration = make_registration(session, make_event(session, state=EventState.ENDED))
    account = make_account(session, registration.person)
    assert waiting(session, account) == []


# The page -----------------------------------------------------------------------------------------------------------
def test_the_page_greets_with_name_role_and_scope(session: Session, browse: Browse) -> None:
    centre = make_centre(session, name="杭州技术转移转化中心")
    make_centre(session, name="建德分中心", parent_id=centre.id)
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id)
    name = operator.person.name
    assert list_roles(session, actor_of(session, operator)) == [
        HeldRole(Role.CENTRE_OPERATOR, "杭州技术转移转化中心", 0)
    ]
    text = browse(operator).text("/start")
    assert f", {name}" in text
    assert "Centre operator" in text
    assert "杭州技术转移转化中心" in text
    assert "建德分中心" not in text


def test_a_role_in_many_places_is_named_once(session: Session, browse: Browse) -> None:
    first, second = make_event(session, title="第一场大会"), make_event(session, title="第二场大会")
    organiser = make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, first.id)
    make_membership(session, organiser.person, Role.EVENT_ORGANISER, ScopeKind.EVENT, second.id)
    make_membership(session, organiser.person, Role.PLATFORM_ADMIN)
    assert list_roles(session, actor_of(session, organiser)) == [
        HeldRole(Role.PLATFORM_ADMIN, "", 0),
        HeldRole(Role.EVENT_ORGANISER, "第一场大会", 1),
    ]
    assert "第一场大会 and one more" in browse(organiser).text("/start")


def test_somebody_without_a_role_is_greeted_as_attendee(session: Session, browse: Browse) -> None:
    text = browse(make_account(session)).text("/start")
    assert "Attendee" in text
    assert "Nothing urgent waits for you." in text


def test_the_page_costs_the_same_for_one_and_three(session: Session, browse: Browse, app: Flask) -> None:
    event = make_event(session)
    account = make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    event_id, person_id = event.id, account.person_id

    def add() -> None:
        make_pitch(session, session.get_one(Event, event_id), state=PitchState.SUBMITTED)
        make_pitch(session, presenter=session.get_one(Person, person_id), state=PitchState.DRAFT)
        make_registration(
            session, make_event(session), session.get_one(Person, person_id), state=RegistrationState.WAITLISTED
        )
        make_organisation(session, state=OrganisationState.APPLIED, created_by=person_id)

    add()
    few = count_statements(browse(account), "/start")
    add(), add()
    assert count_statements(browse(account), "/start") == few


# The front page -----------------------------------------------------------------------------------------------------
def test_the_front_page_shows_events_to_come_first_and_figures_with_source(session: Session, browse: Browse) -> None:
    coming = make_event(session, title="将来的大会")
    past = make_event(session, title="过去的大会", start_at=coming.start_at - timedelta(days=3000),
                      end_at=coming.end_at - timedelta(days=3000))  # fmt: skip
    make_event(session, title="草稿大会", state=EventState.DRAFT)
    make_event(session, title="内部大会", visibility=Visibility.NAMED)
    make_event(session, title="巡回的一站", parent_id=coming.id)
    make_pitch(session, coming)
    session.add(Figure(
        code="area", label="面积", value=5000, unit="平方米", at_most=True, source="杭州日报", is_on_front=True
    ))  # fmt: skip
    session.add(Figure(code="other", label="不在首页", value=1, unit="家", source="杭州日报"))
    text = browse(None).text("/")
    assert text.index("将来的大会") < text.index(past.title)
    for hidden in ("草稿大会", "内部大会", "巡回的一站", "不在首页"):
        assert hidden not in text
    assert "nearly 5,000" in text
    assert "杭州日报" in text
    assert "One project on stage" in text


def test_without_events_the_front_page_invites(browse: Browse) -> None:
    assert "No public events yet" in browse(None).text("/")


def test_who_is_signed_in_goes_on_to_the_own_start_page(session: Session, browse: Browse) -> None:
    answer = browse(make_account(session)).get("/")
    assert (answer.status_code, answer.location) == (302, "/start")
    assert browse(None).get("/start").status_code == 302


def test_investors_of_others_do_not_appear(session: Session) -> None:
    make_investor(session, state=InvestorState.APPLIED)
    operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, make_centre(session).id)
    assert "investors.verify_investor" not in endpoints(session, operator)
