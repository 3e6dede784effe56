"""Texts and scans of agreements, marks on stage, and the cover."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import AgreementFileKind, AgreementState
from app.agreements.logic.texts import is_taken, media_type_of
from app.agreements.models.agreement import Agreement
from app.agreements.models.papers import AgreementFile
from app.agreements.queries.papers import list_texts
from app.agreements.service import drafting, signing, texts
from app.agreements.service.drafting import PartyInput
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor
from tests.agreements.ground import (
    Ceremony,
    account_of,
    confirm_all,
    content,
    enter,
    make_ceremony,
    member_of,
    sign,
)
from tests.agreements.visiting import fetch, text_of
from tests.documents.reading import flat, squeezed
from tests.factories import make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
PDF = b"%PDF-1.7 a text"
K, A = AgreementFileKind, AgreementState


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def add(session: Session, actor: Actor, agreement: Agreement, kind: K = K.DRAFT, data: bytes = PDF) -> AgreementFile:
    return texts.add_text(
        session, actor, agreement_id=agreement.id, kind=kind, upload=("协议.pdf", data), note="第二稿"
    )


def test_versions_are_counted_by_kind_and_kept(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    for kind in (K.DRAFT, K.DRAFT, K.FINAL):
        add(session, ground.organiser, row, kind)
    assert [(each.kind, each.number) for each in list_texts(session, row.id)] == [
        (K.FINAL, 1), (K.DRAFT, 2), (K.DRAFT, 1),
    ]  # fmt: skip


def test_a_new_text_takes_confirmations_back(session: Session, ground: Ceremony) -> None:
    row = confirm_all(session, ground, enter(session, ground))
    assert row.state is A.NAMES_CONFIRMED
    add(session, ground.organiser, row)
    assert row.state is A.DRAFTING
    assert [(party.confirmed_at, party.proofread_at) for party in row.parties] == [(None, None)] * 2


def test_a_scan_waits_for_the_signature_and_a_text_does_not_follow_it(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    with pytest.raises(RuleBroken, match="scans after"):
        add(session, ground.organiser, row, K.SCAN)
    confirm_all(session, ground, row)
    signing.make_print_ready(session, ground.organiser, agreement_id=row.id)
    with pytest.raises(RuleBroken, match="before the agreement is ready"):
        add(session, ground.organiser, row, K.FINAL)
    signing.sign_agreement(session, ground.organiser, agreement_id=row.id)
    add(session, ground.organiser, row, K.SCAN, b"\xff\xd8\xff a photo")
    assert row.state is A.SIGNED
    assert all(party.confirmed_at for party in row.parties)


def test_a_party_hands_in_drafts_and_nothing_else(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    add(session, ground.buyer_actor, row)
    for actor, kind in ((ground.buyer_actor, K.FINAL), (member_of(session, make_organisation(session)), K.DRAFT)):
        with pytest.raises(NotAllowed):
            add(session, actor, row, kind)


@pytest.mark.parametrize("data", [b"MZ program", b"", b"<html>", b"\xff\xd8\xff a photo as a draft"])
def test_only_what_can_be_a_text_is_taken(session: Session, ground: Ceremony, data: bytes) -> None:
    with pytest.raises(RuleBroken, match="PDF or Word"):
        add(session, ground.organiser, enter(session, ground), K.DRAFT, data)


def test_the_kind_of_a_file_is_told_by_its_bytes() -> None:
    assert media_type_of(PDF) == "application/pdf"
    assert media_type_of(b"PK\x03\x04 word") is not None
    assert media_type_of(b"pdf") is None
    assert [state for state in A if is_taken(K.SCAN, state)] == [A.SIGNED, A.IN_PERFORMANCE, A.COMPLETED]


def test_files_are_added_and_fetched_by_the_parties_alone(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = enter(session, ground)
    sign_in(client, account_of(session, ground.buyer_actor))
    answer = client.post(
        f"/agreements/{row.number}/texts/new",
        data={"kind": "draft", "file": (io.BytesIO(PDF), "稿.pdf"), "note": "初稿"},
    )
    assert answer.status_code == 302
    kept = session.scalars(select(AgreementFile)).one()
    assert "初稿" in text_of(client, f"/agreements/{row.number}")
    found = fetch(client, f"/agreements/{row.number}/texts/{kept.id}")
    assert found.data == PDF
    found.close()
    other = enter(session, ground, title="另一份样例协议")
    assert fetch(client, f"/agreements/{other.number}/texts/{kept.id}").status_code == 404


def test_the_cover_is_printed_when_the_names_are_beyond_doubt(
    client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony
) -> None:
    row = enter(session, ground, copies=4, place="龙港市")
    sign_in(client, account_of(session, ground.buyer_actor))
    address = f"/agreements/{row.number}/cover.pdf"
    assert fetch(client, address).status_code == 302
    confirm_all(session, ground, row)
    found = squeezed(flat(fetch(client, address).data))
    for words in (row.title, ground.buyer.name, ground.seller.name, row.number, "龙港市", "骑缝章位置"):
        assert words in found
    assert "张样" in found


def test_marks_and_assistants_do_not_touch_the_names(session: Session, ground: Ceremony) -> None:
    row = confirm_all(session, ground, enter(session, ground))
    parties = (
        PartyInput(name=ground.buyer.name, signatory="张样", assistant="助签甲", stage_mark="右2"),
        PartyInput(name=ground.seller.name),
    )
    drafting.edit_agreement(
        session, ground.organiser, agreement_id=row.id, content=content(ground, parties=parties), version=None
    )
    assert (row.parties[0].assistant, row.parties[0].stage_mark) == ("助签甲", "右2")
    assert row.state is A.NAMES_CONFIRMED


def test_a_withdrawn_agreement_takes_no_more_texts(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    signing.end_agreement(session, ground.organiser, agreement_id=row.id, state=A.VOID, reason="一方退出")
    with pytest.raises(RuleBroken):
        add(session, ground.organiser, row, K.SCAN)
