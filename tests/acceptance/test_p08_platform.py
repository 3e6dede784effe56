"""P08 Platform built together.

Given `ag_wz_cdmo` signed, when its service page is published, then a registered company can send an enquiry that
reaches both parties.
"""

from __future__ import annotations

import pytest
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.models.agreement import Agreement, AgreementParty
from app.agreements.models.services import ServiceEnquiry, ServiceListing
from app.core.permissions import Role, ScopeKind
from app.notifications.logic import Template
from app.notifications.models import Message
from tests.acceptance.stage import Desk, fetch, read, send, work
from tests.factories import make_account, make_membership

TITLE = "CDMO平台共建合作协议"
SERVICES = ["工艺开发和制备", "工艺优化", "注册批与验证批生产", "商业化定制研发生产"]
ENQUIRY = "我公司需要重组蛋白的中试工艺优化，请告知排期。"


@pytest.fixture
def cdmo(session: Session) -> Agreement:
    return session.scalars(select(Agreement).where(Agreement.title == TITLE)).one()


@pytest.fixture
def parties(session: Session, cdmo: Agreement) -> list[Account]:
    """Somebody of each of the two parties; the article names nobody."""
    rows = select(AgreementParty.organisation_id).where(AgreementParty.agreement_id == cdmo.id)
    found = []
    for number, organisation_id in enumerate(session.scalars(rows.order_by(AgreementParty.position)), start=1):
        account = make_account(session, email=f"party{number}@example.org")
        make_membership(session, account.person, Role.NEED_COMPANY, ScopeKind.ORGANISATION, organisation_id)
        make_membership(session, account.person, Role.ATTENDEE, ScopeKind.PERSON, account.person_id)
        found.append(account)
    session.commit()
    return found


def enquiries(cdmo: Agreement) -> Select[tuple[ServiceEnquiry]]:
    """What was asked about the services of this platform; the demonstration has another one."""
    return select(ServiceEnquiry).join(ServiceListing).where(ServiceListing.agreement_id == cdmo.id)


def asked(cdmo: Agreement) -> ColumnElement[bool]:
    """Messages that lead to this platform."""
    return Message.link.contains(cdmo.number)


def publish(desk: Desk, cdmo: Agreement, **more: str) -> int:
    page = fetch(desk("organiser"), f"/agreements/{cdmo.number}").text
    assert f'href="/agreements/{cdmo.number}/services"' in page
    offer = {"title": "CDMO平台服务", "services": "\n".join(SERVICES), "is_published": "y"} | more
    return send(desk("organiser"), f"/agreements/{cdmo.number}/services", offer).status_code


def test_an_enquiry_of_a_registered_company_reaches_both_parties(
    session: Session, desk: Desk, cdmo: Agreement, parties: list[Account]
) -> None:
    assert len(parties) == 2
    assert publish(desk, cdmo) == 302
    address = f"/services/{cdmo.number}"
    assert f'href="{address}"' in fetch(desk("company"), "/services").text
    shown = read(desk("company"), address)
    assert all(each in shown for each in SERVICES)
    organisation = session.scalars(select(Account).where(Account.email == "company@example.org")).one()
    form = fetch(desk("company"), address).text
    choice = form.split('name="organisation_id"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    enquiry = {"organisation_id": choice, "content": ENQUIRY}
    assert send(desk("company"), f"{address}/enquiries", enquiry).status_code == 302
    work()
    told = session.scalars(select(Message).where(Message.template == Template.ENQUIRY_SENT, asked(cdmo))).all()
    assert sorted(row.person_id or 0 for row in told) == sorted(each.person_id for each in parties)
    assert all(ENQUIRY in row.body for row in told)

    assert ENQUIRY in read(desk("party2"), address)
    assert ENQUIRY not in read(desk("attendee"), address)
    row = session.scalars(enquiries(cdmo)).one()
    answer = f"{address}/enquiries/{row.id}/answer"
    assert send(desk("company"), answer, {"answer": "自己回答"}).status_code == 403
    assert send(desk("party1"), answer, {"answer": "十月可排。"}).status_code == 302
    work()
    back = session.scalars(select(Message).where(Message.template == Template.ENQUIRY_ANSWERED, asked(cdmo))).one()
    assert back.person_id == organisation.person_id
    assert "十月可排。" in read(desk("company"), address)


def test_what_is_not_published_is_not_there(session: Session, desk: Desk, cdmo: Agreement) -> None:
    address = f"/services/{cdmo.number}"
    assert fetch(desk("company"), address).status_code == 404
    assert publish(desk, cdmo, services=" ") == 422
    offer = {"title": "CDMO平台服务", "services": SERVICES[0]}
    assert send(desk("organiser"), f"/agreements/{cdmo.number}/services", offer).status_code == 302
    session.commit()
    assert fetch(desk("company"), address).status_code == 404
    assert "CDMO平台服务" not in read(desk("company"), "/services")
    assert send(desk("company"), f"{address}/enquiries", {"content": ENQUIRY}).status_code == 404


def test_only_people_of_a_verified_organisation_ask(session: Session, desk: Desk, cdmo: Agreement) -> None:
    publish(desk, cdmo)
    address = f"/services/{cdmo.number}/enquiries"
    foreign = {"organisation_id": "1", "content": ENQUIRY}
    assert send(desk("attendee"), address, foreign).status_code == 422
    assert session.scalars(enquiries(cdmo)).all() == []
