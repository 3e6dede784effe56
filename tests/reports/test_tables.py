"""Figures as tables and papers: from stage to contract, the year, and the projects one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import AgreementType, ContractRegistrationState, FollowUpStage
from app.agreements.models.follow_up import ContractRegistration, FollowUp
from app.core.permissions import Role, ScopeKind
from app.documents.logic.spreadsheet import MEDIA_TYPE
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.meetings.logic.states import MeetingOutcome, MeetingState
from app.reports.queries.funnel import read_funnel, read_rounds
from app.reports.queries.roadshows import list_roadshows, list_years_of_events
from app.reports.queries.timeline import read_timeline
from tests.agreements.ground import Ceremony, account_of, issue, make_ceremony, sign
from tests.agreements.visiting import fetch, text_of
from tests.documents.reading import flat
from tests.documents.spreadsheets import cells_of, sheet_names
from tests.factories import (
    make_actor,
    make_event,
    make_group,
    make_investor,
    make_member,
    make_participation,
    make_person,
    make_pitch,
    make_registration,
)
from tests.reports.test_event_papers import book_meetings
from tests.reports.test_reports import _reader

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def wish(session: Session, event: Event, pitch_id: int, investor_id: int, side: WishSide, said: Wish) -> None:
    session.add(Interest(event_id=event.id, pitch_id=pitch_id, investor_id=investor_id, side=side, wish=said))
    session.flush()


def promise(session: Session, event: Event, pair: tuple[int, int], days: int, stage: FollowUpStage) -> FollowUp:
    investor, pitch = pair
    row = FollowUp(
        event_id=event.id, subject_kind="pitch", subject_id=pitch, content=f"T+{days}", due_on=date(2030, 7, 1),
        source_key=f"interest:{event.id}:{investor}:{pitch}:{days}", stage=stage,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_the_funnel_counts_each_pair_once_and_as_far_as_it_came(session: Session, ground: Ceremony) -> None:
    event = ground.event
    met, asked = book_meetings(session, event, count=2)
    met.state, met.outcome = MeetingState.OUTCOME_RECORDED, MeetingOutcome.NDA
    for row, said in ((met, Wish.MUST_MEET), (asked, Wish.NO_THANKS)):
        wish(session, event, row.pitch_id, row.investor_id, WishSide.INVESTOR, said)
        wish(session, event, row.pitch_id, row.investor_id, WishSide.PITCH, Wish.MEET)
    pair = (met.investor_id, met.pitch_id)
    promise(session, event, pair, 30, FollowUpStage.DUE_DILIGENCE)
    promise(session, event, pair, 90, FollowUpStage.NDA)
    promise(session, event, (asked.investor_id, asked.pitch_id), 30, FollowUpStage.FAILED)
    contract = sign(session, ground, pitch_id=met.pitch_id)
    session.add(
        ContractRegistration(agreement_id=contract.id, seller_id=ground.seller.id, rule_set="2000",
                             state=ContractRegistrationState.REGISTERED)
    )  # fmt: skip
    session.flush()
    figures = {each.name: each.count for each in read_funnel(session, event.id)}
    assert figures == {
        "Pitches on stage": 2, "Wanted by an investor": 1, "Mutual interest": 1, "Met": 1, "To be continued": 1,
        "NDA": 1, "Due diligence": 1, "Term sheet": 0, "Investment closed": 0, "Agreements from pitches": 1,
        "Contracts registered": 1,
    }  # fmt: skip
    rounds = read_rounds(session, event.id)
    assert [(each.days, each.pairs) for each in rounds] == [(30, 2), (90, 1), (180, 0)]
    assert rounds[0].stages == {FollowUpStage.DUE_DILIGENCE: 1, FollowUpStage.FAILED: 1}


def test_the_report_of_an_event_is_the_same_on_page_paper_and_in_the_table(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    event = ground.event
    (met,) = book_meetings(session, event)
    wish(session, event, met.pitch_id, met.investor_id, WishSide.INVESTOR, Wish.MEET)
    sign(session, ground, title="已披露的样例协议", amount=Decimal("1800000"))
    sign(session, ground, title="未披露的样例协议")
    sign_in(client, account_of(session, ground.organiser))
    address = f"/events/{event.slug}/manage/report"
    page = text_of(client, address)
    assert f"/pitches/{met.pitch.number}/timeline" in page
    table = fetch(client, f"{address}.xlsx")
    assert table.content_type == MEDIA_TYPE
    assert len(sheet_names(table.data)) == 9
    signed = cells_of(table.data, 7)[1:]
    assert [row[5] for row in signed] == ["1800000", ""]
    funnel = {row[0]: row[1] for row in cells_of(table.data, 5)[1:]}
    assert list(funnel.values())[:2] == ["1", "1"]
    assert all(row[2] for row in cells_of(table.data, 5))  # every figure says what it counts
    paper = flat(fetch(client, f"{address}.pdf").data)
    assert "从登台到签约" in paper
    assert "其中未披露1项" in paper


def test_a_project_is_told_from_its_pitch_to_its_registration_number(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    (met,) = book_meetings(session, ground.event)
    row = sign(session, ground, title="样例技术开发合同", pitch_id=met.pitch_id)
    certificate = issue(session, ground, row)
    promise(session, ground.event, (met.investor_id, met.pitch_id), 30, FollowUpStage.INTENT)
    session.add(
        ContractRegistration(agreement_id=row.id, seller_id=ground.seller.id, rule_set="2000",
                             state=ContractRegistrationState.REGISTERED, registered_number="1234567890123456",
                             registered_on=date(2030, 7, 30))
    )  # fmt: skip
    session.flush()
    moments = read_timeline(session, met.pitch)
    assert [each.at for each in moments] == sorted(each.at for each in moments)
    assert {"Meeting", "Follow-up", "Agreement", "Certificate", "Registration"} <= {each.what for each in moments}
    sign_in(client, account_of(session, ground.organiser))
    page = text_of(client, f"/pitches/{met.pitch.number}/timeline")
    for words in (certificate.number, "1234567890123456", met.investor.organisation.name, "样例技术开发合同"):
        assert words in page
    session.commit()
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, met.investor.organisation_id))
    assert fetch(client, f"/pitches/{met.pitch.number}/timeline").status_code == 403


def test_the_yearly_table_counts_events_that_took_place(session: Session) -> None:
    held = make_event(session, state=EventState.ENDED)
    make_event(session, state=EventState.CANCELLED)
    make_event(session, state=EventState.ENDED, start_at=held.start_at + timedelta(days=400),
               end_at=held.end_at + timedelta(days=400))  # fmt: skip
    group = make_group(session, held)
    for state in (RegistrationState.CHECKED_IN, RegistrationState.CHECKED_IN, RegistrationState.APPROVED):
        make_registration(session, held, group=group, state=state)
    make_pitch(session, held)
    make_participation(session, held, make_investor(session))
    (row,) = list_roadshows(session, _reader(session), 2030)
    assert (row.event.id, row.pitches, row.registered, row.came, row.investors) == (held.id, 1, 3, 2, 1)
    assert (row.signed.count, row.signed.shown) == (0, None)
    assert list_years_of_events(session) == [2031, 2030]
    assert list_roadshows(session, make_actor(make_person(session)), 2030) == []


def test_the_yearly_table_is_filed_as_page_spreadsheet_and_paper(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    ground.event.state = EventState.ENDED
    sign(session, ground, amount=Decimal("1800000"))
    sign(session, ground, title="未披露金额的样例协议")
    sign_in(client, make_member(session, Role.PLATFORM_ADMIN))
    page = text_of(client, "/reports/roadshows?year=2030")
    assert ground.event.title in page
    rows = cells_of(fetch(client, "/reports/roadshows.xlsx?year=2030").data)
    assert (rows[1][0], rows[1][12], rows[1][13], rows[1][14]) == (ground.event.number, "2", "1800000", "1")
    paper = flat(fetch(client, "/reports/roadshows.pdf?year=2030").data)
    assert ground.event.title in paper
    assert "180万元" in paper
    assert "empty-title" in text_of(client, "/reports/roadshows?year=1999")


def test_the_statistics_of_a_year_as_spreadsheet_and_paper(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = sign(session, ground, agreement_type=AgreementType.INVESTMENT, amount=Decimal("110000000"))
    year = (row.sign_on or date.min).year
    sign_in(client, make_member(session, Role.PLATFORM_ADMIN))
    table = fetch(client, f"/reports/yearly.xlsx?year={year}").data
    assert cells_of(table, 2)[1:] == [[str(year), ground.seller.name, "1", "110000000", "0"]]
    assert len(cells_of(table, 5)) == 5  # every figure says what it counts
    paper = flat(fetch(client, f"/reports/yearly.pdf?year={year}").data)
    assert "1.1亿元" in paper
    assert ground.seller.name in paper
