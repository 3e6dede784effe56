"""Pages after the signature: registration, follow-ups, host words, renewals, withdrawals."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import AgreementState, AgreementType, ContractType, FollowUpState
from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import list_event_agreements
from app.agreements.service import drafting, registrations
from app.agreements.service.follow_ups import Promise, keep_promise
from app.core.permissions import Role, ScopeKind
from tests.agreements.ground import MILLION_EIGHT, Ceremony, account_of, enter, make_ceremony, sign
from tests.agreements.visiting import fetch, send, text_of
from tests.documents.reading import flat
from tests.documents.spreadsheets import cells_of
from tests.factories import make_member, make_membership

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony) -> FlaskClient:
    return sign_in(client, account_of(session, ground.organiser))


def _contract(session: Session, ground: Ceremony) -> Agreement:
    row = sign(
        session, ground, agreement_type=AgreementType.TECHNOLOGY_CONTRACT, contract_type=ContractType.DEVELOPMENT,
        amount=MILLION_EIGHT,
    )  # fmt: skip
    registrations.offer_registration(session, AgreementSigned(row.id, row.event_id, "technology_contract"))
    return row


def exports_agree(client: FlaskClient, address: str, said: tuple[str, ...]) -> None:
    sheet = flat(fetch(client, f"{address}/export?kind=pdf").data)
    assert [words for words in said if words not in sheet] == []
    table = {row[0]: row[2] for row in cells_of(fetch(client, f"{address}/export?kind=xlsx").data)[1:]}
    assert (table["seller_name"], table["technology_amount"]) == (said[0], said[2])


def test_the_seller_fills_checks_and_exports_the_registration(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = _contract(session, ground)
    seller = ground.seller_actor.person_id
    assert seller
    account = account_of(session, ground.seller_actor)
    make_membership(session, account.person, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, ground.seller.id)
    sign_in(client, account)
    address = f"/agreements/{row.number}/registration"
    assert "1800000.00" in text_of(client, address)
    typed = {
        "project_name": row.title, "contract_type": "tech_development", "sign_on": "2030-06-17",
        "buyer_name": ground.buyer.name, "seller_name": ground.seller.name, "total_amount": "1800000.00",
        "technology_amount": "1900000", "buyer_uscc": "91330100MA2XXXXXXX", "check": "1",
    }  # fmt: skip
    answer = send(client, address, data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="technology_amount-error"' in page
    assert 'id="buyer_uscc-error"' in page
    assert 'value="1900000"' in page
    code = "91350100M000100Y43"
    good = typed | {"technology_amount": "1500000", "buyer_uscc": code, "seller_uscc": code}
    assert send(client, address, data=good).status_code == 302
    assert fetch(client, f"{address}/export?kind=json").get_json()["fields"]["technology_amount"] == "1500000"
    assert ground.seller.name in fetch(client, f"{address}/export?kind=csv").get_data(as_text=True)
    exports_agree(client, address, (ground.seller.name, ground.buyer.name, "1500000", code, "技术合同登记表"))
    send(client, f"{address}/step", data={"action": "submitted"})
    send(client, f"{address}/step", data={"state": "registered", "registered_number": "1234"})
    assert "1234567890123456" not in text_of(client, address)
    send(client, f"{address}/step", data={"state": "registered", "registered_number": "1234567890123456"})
    assert "1234567890123456" in text_of(client, address)
    assert "1234567890123456" in text_of(client, f"/agreements/{row.number}")
    session.commit()
    assert send(client, f"{address}/start").status_code == 422


def test_a_follow_up_is_added_updated_and_closed(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    address = f"/follow-ups/new?event={ground.event.slug}"
    text_of(desk, address)
    late = (date.today() - timedelta(days=3)).isoformat()  # noqa: DTZ011 -- a day like any other
    send(desk, address, data={"content": "寄送样品", "due_on": late, "owner_id": str(ground.organiser.person_id)})
    page = text_of(desk, f"/follow-ups?event={ground.event.slug}&state=overdue")
    found = re.search(r"/follow-ups/(\d+)", page)
    assert found
    assert "寄送样品" in page
    one = f"/follow-ups/{found[1]}"
    assert send(desk, one, data={"state": "done"}).status_code == 422
    assert send(desk, one, data={"state": "done", "result": "样品已签收"}).status_code == 302
    assert "样品已签收" in text_of(desk, one)
    assert (
        "寄送样品"
        not in text_of(desk, f"/follow-ups?event={ground.event.slug}&state=overdue")
        .split("<main")[1]
        .split("flashes")[-1]
    )


def test_a_stranger_sees_no_follow_up_of_others(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    promise = Promise(content="秘密的跟进事项", due_on=date(2030, 7, 1), owner_id=ground.organiser.person_id)
    row = keep_promise(session, promise, event_id=ground.event.id)
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, ground.event.id + 10_000))
    session.commit()
    assert fetch(client, f"/follow-ups/{row.id}").status_code == 403
    assert "秘密的跟进事项" not in text_of(client, "/follow-ups")
    assert row.state is FollowUpState.OPEN


def test_host_words_are_written_by_hand_and_made_anew(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    address = f"/events/{ground.event.slug}/manage/agreements/host-words?batch=1"
    assert row.title in text_of(desk, address)
    send(desk, address, data={"words": "各位来宾，请掌声欢迎签约代表。"})
    page = f"/events/{ground.event.slug}/manage/agreements"
    assert "各位来宾，请掌声欢迎签约代表。" in text_of(desk, page)
    send(desk, address, data={"words": "x", "again": "1"})
    assert "下面进行第一批签约" in text_of(desk, page)


def test_agreements_change_places_and_are_renewed(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    first, second = enter(session, ground, title="第一份协议"), enter(session, ground, title="第二份协议")
    send(desk, f"/events/{ground.event.slug}/manage/agreements/move", data={"number": second.number, "to": "up"})
    assert [row.title for row in list_event_agreements(session, ground.event.id)] == ["第二份协议", "第一份协议"]
    assert first.position > second.position
    signed = sign(session, ground, title="第三份协议")
    address = f"/agreements/{signed.number}/renew"
    text_of(desk, address)
    assert send(desk, address, data={"term_from": "2031-01-01", "term_to": "2030-01-01"}).status_code == 422
    answer = send(desk, address, data={"term_from": "2031-01-01", "term_to": "2033-12-31"})
    assert signed.number in text_of(desk, answer.location)


def test_a_withdrawn_agreement_leaves_the_batch(desk: FlaskClient, session: Session, ground: Ceremony) -> None:
    gone, stays = enter(session, ground, title="退出的协议"), enter(session, ground, title="留下的协议")
    drafting.write_host_words(session, ground.organiser, event=ground.event, batch=1, words="手写的主持词")
    steps = f"/agreements/{gone.number}/step"
    send(desk, steps, data={"action": "withdraw"})
    assert gone.state is AgreementState.DRAFTING
    send(desk, steps, data={"action": "withdraw", "reason": "一方临时退出"})
    assert (gone.state, gone.state_reason, stays.state) == (
        AgreementState.VOID,
        "一方临时退出",
        AgreementState.DRAFTING,
    )
    page = text_of(desk, f"/events/{ground.event.slug}/manage/agreements")
    assert "共一项" in page
    assert "手写的主持词" not in page
