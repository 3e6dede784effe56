"""Pages of signing: who gets in, what they see, where they land."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import AgreementState, CertificateState
from app.agreements.queries.agreements import get_agreement, list_event_agreements
from app.agreements.service import certificates, names
from app.core.permissions import Role, ScopeKind
from tests.agreements.ground import MILLION_EIGHT, Ceremony, account_of, enter, issue, make_ceremony, sign
from tests.agreements.visiting import fetch, send, text_of
from tests.factories import make_member

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony) -> FlaskClient:
    return sign_in(client, account_of(session, ground.organiser))


def test_the_signing_page_shows_batches_with_host_words_and_sums(
    desk: FlaskClient, session: Session, ground: Ceremony
) -> None:
    sign(session, ground, title="校企研发合作项目", amount=MILLION_EIGHT)
    enter(session, ground, title="第二项合作协议", batch=2)
    page = text_of(desk, f"/events/{ground.event.slug}/manage/agreements")
    assert "180万元" in page
    assert 'class="undisclosed"' in page
    assert "下面进行第二批签约，共一项。" in page
    assert f"有请{ground.buyer.name}张样、{ground.seller.name}代表上台，签署《第二项合作协议》。" in page
    filtered = text_of(desk, f"/events/{ground.event.slug}/manage/agreements?state=signed")
    assert "校企研发合作项目" in filtered
    assert "第二项合作协议" not in filtered


def test_an_empty_signing_page_says_what_to_do(desk: FlaskClient, ground: Ceremony) -> None:
    page = text_of(desk, f"/events/{ground.event.slug}/manage/agreements")
    assert f"/events/{ground.event.slug}/manage/agreements/new" in page


def test_an_agreement_is_entered_by_form_in_wan_yuan(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    address = f"/events/{ground.event.slug}/manage/agreements/new"
    text_of(desk, address)
    typed = {
        "title": "校企研发合作项目", "agreement_type": "technology_contract", "contract_type": "tech_development",
        "party_1": ground.buyer.name, "party_2": ground.seller.name, "amount": "180", "batch": "1",
    }  # fmt: skip
    answer = send(desk, address, data=typed)
    (row,) = list_event_agreements(session, ground.event.id)
    assert answer.location == f"/agreements/{row.number}"
    assert (row.amount, row.state) == (MILLION_EIGHT, AgreementState.DRAFTING)
    page = text_of(desk, answer.location)
    assert "180万元 = 1,800,000.00元" in page
    assert "人民币壹佰捌拾万元整" in page


def test_a_name_that_is_no_seal_name_is_refused_beside_its_field_and_nothing_is_lost(
    desk: FlaskClient, ground: Ceremony
) -> None:
    typed = {
        "title": "校企研发合作项目", "agreement_type": "framework", "party_1": ground.buyer.name[:-2],
        "party_2": ground.seller.name, "batch": "1", "witness": "李见证",
    }  # fmt: skip
    answer = send(desk, f"/events/{ground.event.slug}/manage/agreements/new", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="party_1-error"' in page
    assert 'value="李见证"' in page


def test_two_organisers_at_once_one_is_told(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    page = text_of(desk, f"/agreements/{row.number}/edit")
    seen = re.search(r'name="row_version"[^>]*value="(\d+)"', page)
    assert seen
    typed = {
        "title": "改过的协议标题", "agreement_type": "framework", "party_1": ground.buyer.name,
        "party_2": ground.seller.name, "batch": "1", "row_version": seen[1],
    }  # fmt: skip
    assert send(desk, f"/agreements/{row.number}/edit", data=typed).status_code == 302
    assert send(desk, f"/agreements/{row.number}/edit", data=typed | {"title": "另一个标题"}).status_code == 409
    assert get_agreement(session, row.number).title == "改过的协议标题"


def test_a_party_confirms_its_name_and_signs_on(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = enter(session, ground)
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    sign_in(client, account_of(session, ground.buyer_actor))
    assert ground.buyer.name in text_of(client, "/my/agreements")
    first, second = row.parties
    assert f"/parties/{first.id}/confirm" in text_of(client, f"/agreements/{row.number}")
    send(client, f"/agreements/{row.number}/parties/{first.id}/confirm", data={"signatory": "王签约"})
    assert (first.confirmed_by, first.signatory) == (ground.buyer_actor.person_id, "王签约")
    assert send(client, f"/agreements/{row.number}/parties/{second.id}/confirm").status_code == 403
    assert second.confirmed_at is None


def test_every_step_from_draft_to_certificate_is_a_button(
    desk: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = enter(session, ground)
    page = f"/agreements/{row.number}"
    steps = f"{page}/step"
    send(desk, steps, data={"action": "ask"})
    for party in row.parties:
        send(desk, f"{page}/parties/{party.id}/record", data={"reason": "办公室李主任电话确认"})
    send(desk, steps, data={"action": "proofread"})
    assert row.state is AgreementState.LEGAL_CHECK
    other = sign_in(desk.application.test_client(), account_of(session, ground.second))
    assert 'value="proofread"' in text_of(other, page)
    send(other, steps, data={"action": "proofread"})
    assert row.state is AgreementState.NAMES_CONFIRMED
    send(desk, steps, data={"action": "print"})
    send(desk, f"/events/{ground.event.slug}/manage/agreements/sign", data={"batch": "1"})
    assert get_agreement(session, row.number).state is AgreementState.SIGNED
    send(desk, steps, data={"action": "certificate"})
    session.expire_all()
    (certificate,) = get_agreement(session, row.number).certificates
    assert certificate.number in text_of(desk, page)
    send(other, f"/certificates/{certificate.number}/step", data={"action": "proofread"})
    send(desk, f"/certificates/{certificate.number}/step", data={"action": "issue"})
    assert certificate.state is CertificateState.ISSUED
    assert "tag-success" in text_of(desk.application.test_client(), f"/verify/{certificate.number}")


def test_anybody_may_check_a_certificate(client: FlaskClient, session: Session, ground: Ceremony) -> None:
    row = sign(session, ground, amount=MILLION_EIGHT, amount_is_secret=True)
    certificate = issue(session, ground, row)
    page = text_of(client, f"/verify/{certificate.number}")
    assert f"<strong>{ground.buyer.name}</strong>" in page
    assert f"<strong>{ground.seller.name}</strong>" in page
    assert "tag-success" in page
    assert "180万元" not in page
    assert "张样" not in page
    assert fetch(client, f"/verify?number={certificate.number.lower()}").location == f"/verify/{certificate.number}"
    assert "tag-warning" in text_of(client, "/verify/ZS1999000001", 404)
    text_of(client, "/verify")


def test_a_draft_certificate_is_not_found_by_the_public(
    client: FlaskClient, session: Session, ground: Ceremony
) -> None:
    row = sign(session, ground)
    draft = certificates.make_certificate(session, ground.organiser, agreement_id=row.id)
    assert "tag-success" not in text_of(client, f"/verify/{draft.number}", 404)


def test_a_revoked_certificate_says_so_and_names_its_successor(
    desk: FlaskClient, client: FlaskClient, session: Session, ground: Ceremony
) -> None:
    signed = sign(session, ground)
    old = issue(session, ground, signed)
    number = signed.number
    step = f"/certificates/{old.number}/step"
    send(desk, step, data={"action": "revoke"})
    assert old.state is CertificateState.ISSUED
    send(desk, step, data={"action": "revoke", "reason": "单位名称错误"})
    assert old.state is CertificateState.REVOKED
    send(desk, step, data={"action": "reissue"})
    session.expire_all()
    new = next(row for row in get_agreement(session, number).certificates if row.id != old.id)
    certificates.proofread_certificate(session, ground.second, certificate_id=new.id)
    certificates.issue_certificate(session, ground.organiser, certificate_id=new.id)
    page = text_of(client, f"/verify/{old.number}")
    assert "tag-danger" in page
    assert new.number in page
    assert new.number != old.number


def test_the_certificate_file_is_for_parties_and_organiser(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    certificate = issue(session, ground, sign(session, ground))
    address = f"/certificates/{certificate.number}.pdf"
    stranger = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, ground.event.id + 10_000)
    seller = account_of(session, ground.seller_actor)
    session.commit()
    assert fetch(sign_in(client, stranger), address).status_code == 403
    party = sign_in(client.application.test_client(), seller)
    answer = fetch(party, address)
    assert answer.mimetype == "application/pdf"
    assert answer.data[:5] == b"%PDF-"


def test_nobody_at_the_platform_changes_contracts(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = enter(session, ground)
    sign_in(client, make_member(session, Role.PLATFORM_ADMIN))
    session.commit()
    assert fetch(client, f"/agreements/{row.number}/edit").status_code == 403
    assert send(client, f"/agreements/{row.number}/step", data={"action": "ask"}).status_code == 403
    assert row.state is AgreementState.DRAFTING
