"""What the papers of an agreement lack: listed on the pages that make them, and left open on paper."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.facts import AgreementSigned
from app.agreements.logic.registration import FIELDS, missing_fields
from app.agreements.logic.states import AgreementType, ContractType
from app.agreements.queries.gaps import certificate_gaps, cover_gaps
from app.agreements.queries.registrations import get_registration
from app.agreements.service import certificates
from app.agreements.service.registrations import offer_registration
from app.core.permissions import Role, ScopeKind
from app.documents.logic.words import BLANK
from tests.agreements.ground import Ceremony, account_of, confirm_all, enter, make_ceremony, sign
from tests.agreements.visiting import fetch, text_of
from tests.documents.reading import flat
from tests.factories import make_membership

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def test_a_certificate_without_a_day_says_so_on_its_page_and_leaves_a_line(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    agreement = sign(session, ground)
    agreement.sign_on = None
    session.flush()
    assert certificate_gaps(agreement) == ["Day of signing"]
    draft = certificates.make_certificate(session, ground.organiser, agreement_id=agreement.id)
    sign_in(client, account_of(session, ground.organiser))
    page = text_of(client, f"/agreements/{agreement.number}")
    assert page.count("notice-warning") == 2  # the certificate and the cover
    paper = flat(fetch(client, f"/certificates/{draft.number}.pdf").data)
    assert f"签约日期{BLANK}" in paper
    assert "None" not in paper


def test_a_cover_names_what_is_open_with_the_page_that_fills_it(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    agreement = confirm_all(session, ground, enter(session, ground))
    agreement.place = agreement.sign_on = None
    session.flush()
    assert {"Day of signing", "Place of signing", "Signatory of each party"} <= set(cover_gaps(agreement))
    sign_in(client, account_of(session, ground.organiser))
    page = text_of(client, f"/agreements/{agreement.number}")
    assert page.count(f'<li><a href="/agreements/{agreement.number}/edit">') == len(cover_gaps(agreement))
    assert BLANK in flat(fetch(client, f"/agreements/{agreement.number}/cover.pdf").data)


def test_a_registration_form_without_a_credit_code_lists_the_field_and_leaves_a_line(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    agreement = sign(
        session, ground, agreement_type=AgreementType.TECHNOLOGY_CONTRACT, contract_type=ContractType.DEVELOPMENT
    )
    offer_registration(session, AgreementSigned(agreement.id, agreement.event_id, "technology_contract"))
    row = get_registration(session, agreement.id)
    row.form = {**row.form, "seller_uscc": ""}
    session.flush()
    account = account_of(session, ground.seller_actor)
    make_membership(session, account.person, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, ground.seller.id)
    sign_in(client, account)
    address = f"/agreements/{agreement.number}/registration"
    page = text_of(client, address)
    assert '<li><a href="#seller_uscc">' in page
    paper = flat(fetch(client, f"{address}/export?kind=pdf").data)
    assert f"统一社会信用代码{BLANK}" in paper


def test_a_full_form_lacks_nothing() -> None:
    assert missing_fields(dict.fromkeys(FIELDS, "x")) == []
    assert missing_fields({"contract_type": "tech_transfer"})[-2:] == ["new_investment", "new_output"]
