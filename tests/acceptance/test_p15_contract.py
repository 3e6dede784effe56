"""P15 R&D contract.

Given `ag_jd_1`, when it is signed, then it shows 180万元, 1,800,000.00元, 人民币壹佰捌拾万元整; a registration draft is
offered to the seller.
"""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState, AgreementType, ContractRegistrationState, ContractType
from app.agreements.models.agreement import Agreement, Certificate
from app.agreements.models.follow_up import ContractRegistration
from app.core.permissions import Role, ScopeKind
from app.notifications.logic import Template
from app.notifications.models import Message
from app.organisations.models import Organisation
from tests.acceptance.stage import Desk, pdf_of, read, send, work
from tests.agreements.ground import account_of, confirm_all, enter, make_ceremony
from tests.documents.reading import flat
from tests.factories import make_account, make_membership

WAYS = ("180万元", "1,800,000.00元", "人民币壹佰捌拾万元整")


def contract_of_season(session: Session) -> Agreement:
    wanted = select(Agreement).where(Agreement.agreement_type == AgreementType.TECHNOLOGY_CONTRACT)
    return session.scalars(wanted.where(Agreement.source == "article")).one()


def test_the_amount_is_written_in_three_ways(session: Session, desk: Desk) -> None:
    contract = contract_of_season(session)
    assert (contract.amount, contract.state) == (Decimal("1800000.00"), AgreementState.SIGNED)
    page = read(desk("organiser"), f"/agreements/{contract.number}")
    for way in WAYS:
        assert way in page, page
    certificate = session.scalars(select(Certificate).where(Certificate.agreement_id == contract.id)).one()
    printed = flat(pdf_of(desk("organiser"), f"/certificates/{certificate.number}.pdf"))
    assert WAYS[2] in printed
    assert "上海第二工业大学" in printed
    assert WAYS[0] in read(desk("attendee"), f"/verify/{certificate.number}")


def test_the_season_offers_the_registration_to_the_university(session: Session) -> None:
    contract = contract_of_season(session)
    draft = session.scalars(select(ContractRegistration)).one()
    seller = session.scalars(select(Organisation).where(Organisation.name == "上海第二工业大学")).one()
    assert (draft.agreement_id, draft.seller_id, draft.state) == (
        contract.id, seller.id, ContractRegistrationState.DRAFT,
    )  # fmt: skip
    assert (draft.form["total_amount"], draft.form["buyer_name"]) == ("1800000.00", "浙江东科新材")


def test_signing_on_stage_offers_the_draft_to_the_seller_once(session: Session, desk: Desk) -> None:
    """The same contract, replayed from the stage: the people of the seller are told."""
    ground = make_ceremony(session)
    agreement = enter(
        session, ground, title="校企研发合作项目", agreement_type=AgreementType.TECHNOLOGY_CONTRACT,
        contract_type=ContractType.DEVELOPMENT, amount=Decimal(1_800_000),
    )  # fmt: skip
    confirm_all(session, ground, agreement)
    clerk = make_account(session)
    make_membership(session, clerk.person, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, ground.seller.id)
    account_of(session, ground.organiser).email = "ceremony@example.org"
    clerk.email = "seller@example.org"
    session.flush()
    for action in ("print", "sign"):
        send(desk("ceremony"), f"/agreements/{agreement.number}/step", {"action": action})
    work()
    work()
    session.expire_all()
    drafts = select(ContractRegistration).where(ContractRegistration.agreement_id == agreement.id)
    draft = session.scalars(drafts).one()
    assert (draft.seller_id, draft.state) == (ground.seller.id, ContractRegistrationState.DRAFT)
    offers = select(Message).where(Message.template == Template.REGISTRATION_FORM_OFFERED)
    assert [each.person_id for each in session.scalars(offers.where(Message.person_id == clerk.person_id))] == [
        clerk.person_id
    ]
    page = read(desk("seller"), f"/agreements/{agreement.number}")
    for way in WAYS:
        assert way in page
    form = desk("seller").get(f"/agreements/{agreement.number}/registration")
    assert form.status_code == 200
    assert 'value="1800000.00"' in form.get_data(as_text=True)
