"""Reports: figures that agree with the rows, pages and papers that say them."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement
from app.agreements.service.follow_ups import Promise, keep_promise
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.core.db import database
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.core.queue import Job, JobState
from app.core.runner import run_all
from app.documents.models import Document
from app.events.logic.states import RegistrationState
from app.reports.jobs import JOBS
from app.reports.queries.event import event_figures
from app.reports.queries.yearly import YearlyFilter, flow_of, year_of, yearly_figures
from app.reports.service import papers as service
from tests.agreements.ground import Ceremony, account_of, content, issue, make_ceremony, sign
from tests.documents.reading import flat, squeezed
from tests.factories import (
    make_actor,
    make_group,
    make_member,
    make_organisation,
    make_person,
    make_registration,
    make_session,
    make_session_person,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony) -> FlaskClient:
    return sign_in(client, account_of(session, ground.organiser))


def text_of(client: FlaskClient, address: str) -> str:
    for name in ("_login_user", "actor"):
        g.pop(name, None)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def historic(session: Session, ground: Ceremony, **fields: object) -> Agreement:
    parties = fields.pop("organisations", [ground.buyer, ground.seller])
    said = content(ground, **fields)
    return enter_historic_agreement(
        session, ground.organiser, event=ground.event, content=said,
        parties=[HistoricParty(each) for each in parties],  # type: ignore[attr-defined]
        provenance={"assumed": {"parties": "文中未列明"}, "supply_group": "温州医科大学及附属医院"},
    )  # fmt: skip


def wenzhou(session: Session, ground: Ceremony) -> None:
    historic(session, ground, title="CDMO平台共建合作协议", agreement_type=AgreementType.PLATFORM_CO_CONSTRUCTION)
    for number in range(7):
        historic(session, ground, title=f"转化合作项目{number}", organisations=[],
                 agreement_type=AgreementType.TRANSFORMATION_COOPERATION)  # fmt: skip


def test_projects_are_counted_apart_from_the_platform(session: Session, ground: Ceremony) -> None:
    wenzhou(session, ground)
    figures = event_figures(session, ground.event)
    assert (len(figures.projects), len(figures.platforms), len(figures.others)) == (7, 1, 0)
    assert (figures.total.count, figures.total.undisclosed, figures.total.shown) == (8, 8, None)


def test_the_report_counts_people_once_and_says_it_on_paper(
    desk: FlaskClient, session: Session, ground: Ceremony
) -> None:
    wenzhou(session, ground)
    group = make_group(session, ground.event, name="医学院校师生")
    for _ in range(3):
        make_registration(session, ground.event, group=group, state=RegistrationState.CHECKED_IN)
    make_registration(session, ground.event, group=group, state=RegistrationState.APPROVED)
    keep_promise(session, Promise(content="寄送样品", due_on=date(2030, 7, 1)), event_id=ground.event.id)
    figures = event_figures(session, ground.event)
    assert (figures.came, figures.expected) == (3, 4)
    page = text_of(desk, f"/events/{ground.event.slug}/manage/report")
    assert "医学院校师生" in page
    assert "CDMO平台共建合作协议" in page
    assert "寄送样品" in page
    text = squeezed(flat(desk.get(f"/events/{ground.event.slug}/manage/report.pdf").data))
    for words in ("CDMO平台共建合作协议", "转化合作项目6", "未披露", "医学院校师生", "寄送样品"):
        assert words in text


def test_yearly_sums_reach_hundred_million_and_frameworks_add_nothing(session: Session, ground: Ceremony) -> None:
    day = date(2023, 6, 17)
    for amount in (Decimal(60_000_000), Decimal(50_000_000), None):
        historic(session, ground, amount=amount, sign_on=day)
    historic(session, ground, amount=Decimal(99_999_999), amount_is_secret=True, sign_on=date(2022, 6, 17))
    admin = make_actor(make_person(session))
    assert yearly_figures(session, admin, YearlyFilter()).agreements == []
    figures = yearly_figures(session, _reader(session), YearlyFilter())
    summed = figures.by_year[2023]
    assert (summed.amount, summed.count, summed.undisclosed) == (Decimal(110_000_000), 3, 1)
    assert summed.breaks_hundred_million
    assert not figures.by_year[2022].breaks_hundred_million
    assert figures.by_seller[2023, ground.seller.name].amount == Decimal(110_000_000)
    assert yearly_figures(session, _reader(session), YearlyFilter(year=2022)).all.shown is None


def _reader(session: Session) -> Actor:
    return make_actor(make_person(session), Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM))


@pytest.mark.parametrize(
    ("buyer", "seller", "flow"),
    [("330182", "310000", "taken_in"), ("330100", "330182", "local"), ("310000", "330100", "given_out"),
     ("310000", "320000", "elsewhere"), (None, "330100", "unknown")],
)  # fmt: skip
def test_a_city_takes_in_what_comes_from_outside(
    session: Session, ground: Ceremony, buyer: str | None, seller: str, flow: str
) -> None:
    here = [make_organisation(session, region=buyer), make_organisation(session, region=seller)]
    row = historic(session, ground, organisations=here)
    assert flow_of(row, "3301") == flow
    assert year_of(row) == ground.event.start_at.year


def test_the_yearly_page_and_its_table(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    historic(session, ground, amount=Decimal(110_000_000), sign_on=date(2023, 6, 17))
    sign_in(client, make_member(session, Role.PLATFORM_ADMIN))
    page = text_of(client, "/reports/yearly?year=2023")
    assert "1.1亿元" in page
    assert ground.seller.name in page
    table = client.get("/reports/yearly.csv?year=2023").get_data(as_text=True)
    assert f"2023,{ground.seller.name},1,110000000.00,0," in table
    assert "empty-title" in text_of(client, "/reports/yearly?year=1999")


def test_short_print_runs_are_made_at_once_and_only_once(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    address = f"/events/{ground.event.slug}/manage/documents"
    text_of(desk, address)
    desk.post(address, data={"kind": "badges"})
    assert session.scalar(select(func.count()).select_from(Document)) == 0
    person = make_person(session, name="李校堃", organisation_id=ground.buyer.id)
    make_registration(session, ground.event, person, state=RegistrationState.APPROVED)
    make_session_person(session, make_session(session, ground.event), person)
    for kind in ("badges", "table_tents", "badges"):
        desk.post(address, data={"kind": kind})
    assert session.scalar(select(func.count()).select_from(Document)) == 2
    for kind in ("badges", "table_tents"):
        answer = desk.get(f"{address}/paper.pdf?kind={kind}")
        assert "李校堃" in squeezed(flat(answer.data))
        answer.close()
    issued = issue(session, ground, sign(session, ground))
    assert issued.number in text_of(desk, address)


def test_long_print_runs_are_made_by_a_job(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    group = make_group(session, ground.event)
    for _ in range(service.AT_ONCE + 1):
        make_registration(session, ground.event, group=group, state=RegistrationState.APPROVED)
    session.commit()
    address = f"/events/{ground.event.slug}/manage/documents"
    answer = desk.post(address, data={"kind": "badges"})
    job = session.scalars(select(Job).where(Job.kind == service.PRINT)).one()
    assert answer.location == f"{address}?job={job.id}"
    assert "data-progress-url" in text_of(desk, answer.location)
    assert desk.get(f"{address}/paper.pdf?kind=badges").status_code == 404
    session.commit()
    assert run_all(JOBS) == 1
    database.session.refresh(job)
    assert job.state is JobState.DONE
    assert desk.get(f"{address}/progress?job={job.id}").get_json()["done"] is True
    found = desk.get(f"{address}/paper.pdf?kind=badges")
    assert found.data[:5] == b"%PDF-"
    found.close()
