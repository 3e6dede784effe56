"""Signing as services: what changes, what is refused, what is recorded."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.agreements.logic.names import NameDoubt
from app.agreements.logic.states import (
    AgreementState,
    AgreementType,
    CertificateState,
)
from app.agreements.models.agreement import Certificate
from app.agreements.queries.agreements import name_doubts, total_of
from app.agreements.service import certificates, drafting, names, signing
from app.agreements.service.drafting import PartyInput
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from tests.agreements.ground import (
    MILLION_EIGHT,
    Ceremony,
    confirm_all,
    content,
    enter,
    issue,
    make_ceremony,
    sign,
)
from tests.factories import make_organisation


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def facts(session: Session) -> list[str]:
    return list(session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def test_an_agreement_goes_from_draft_to_signature(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    assert row.state is AgreementState.SIGNED
    assert row.signed_at is not None
    assert facts(session) == ["NamesAsked", "NamesConfirmed", "AgreementSigned"]


def test_who_confirmed_cannot_compare(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    for party in row.parties:
        names.record_confirmation(session, ground.organiser, agreement_id=row.id, party_id=party.id, note="电话")
    with pytest.raises(RuleBroken, match="second person"):
        names.proofread_names(session, ground.organiser, agreement_id=row.id)
    names.proofread_names(session, ground.second, agreement_id=row.id)
    assert row.state is AgreementState.NAMES_CONFIRMED


def test_names_are_not_compared_before_all_parties_confirmed(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    names.confirm_name(session, ground.buyer_actor, agreement_id=row.id, party_id=row.parties[0].id)
    with pytest.raises(RuleBroken, match="every party"):
        names.proofread_names(session, ground.second, agreement_id=row.id)


def test_a_party_confirms_only_its_own_name(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    names.ask_for_names(session, ground.organiser, agreement_id=row.id)
    with pytest.raises(NotAllowed):
        names.confirm_name(session, ground.buyer_actor, agreement_id=row.id, party_id=row.parties[1].id)
    with pytest.raises(NotAllowed):
        names.confirm_name(session, ground.organiser, agreement_id=row.id, party_id=row.parties[0].id)


def test_a_changed_name_takes_all_confirmations_back(session: Session, ground: Ceremony) -> None:
    row = confirm_all(session, ground, enter(session, ground))
    other = make_organisation(session)
    changed = content(ground, parties=(PartyInput(name=ground.buyer.name), PartyInput(name=other.name)))
    with pytest.raises(RuleBroken, match="reason"):
        drafting.edit_agreement(session, ground.organiser, agreement_id=row.id, content=changed, version=None)
    drafting.edit_agreement(
        session, ground.organiser, agreement_id=row.id, content=changed, version=None, reason="乙方更换签约主体"
    )
    assert (row.state, row.state_reason) == (AgreementState.DRAFTING, "乙方更换签约主体")
    assert [(party.printed_name, party.confirmed_at, party.proofread_by) for party in row.parties] == [
        (ground.buyer.name, None, None), (other.name, None, None)
    ]  # fmt: skip


def test_other_changes_keep_the_confirmations(session: Session, ground: Ceremony) -> None:
    row = confirm_all(session, ground, enter(session, ground))
    changed = content(ground, place="三楼报告厅")
    drafting.edit_agreement(session, ground.organiser, agreement_id=row.id, content=changed, version=row.version)
    assert (row.state, row.place) == (AgreementState.NAMES_CONFIRMED, "三楼报告厅")
    assert all(party.confirmed_at for party in row.parties)


def test_a_version_that_is_gone_is_a_conflict(session: Session, ground: Ceremony) -> None:
    row = enter(session, ground)
    with pytest.raises(Conflict):
        names.ask_for_names(session, ground.organiser, agreement_id=row.id, version=row.version - 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parties": ()}, "party_2"),
        ({"amount": Decimal(0)}, "amount"),
        ({"agreement_type": AgreementType.TECHNOLOGY_CONTRACT}, "contract_type"),
        ({"term_from": date(2030, 1, 2), "term_to": date(2030, 1, 1)}, "term_to"),
        ({"session_id": 10**6}, "session_id"),
    ],
)
def test_what_no_agreement_can_say_is_refused(
    session: Session, ground: Ceremony, change: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        enter(session, ground, **change)
    assert refused.value.field == field


def test_an_unverified_or_misspelt_party_is_refused_with_a_hint(session: Session, ground: Ceremony) -> None:
    typed = (PartyInput(name=ground.buyer.name), PartyInput(name=ground.seller.name[:-2]))
    with pytest.raises(RuleBroken) as refused:
        enter(session, ground, parties=typed)
    assert refused.value.field == "party_2"
    assert ground.seller.name in str(refused.value)


def test_a_batch_signs_what_is_ready_and_leaves_the_rest(session: Session, ground: Ceremony) -> None:
    ready = confirm_all(session, ground, enter(session, ground))
    signing.make_print_ready(session, ground.organiser, agreement_id=ready.id)
    late = enter(session, ground)
    assert signing.sign_batch(session, ground.organiser, event=ground.event, batch=1) == [ready]
    assert (ready.state, late.state) == (AgreementState.SIGNED, AgreementState.DRAFTING)
    with pytest.raises(RuleBroken):
        signing.sign_batch(session, ground.organiser, event=ground.event)


def test_a_party_stepping_back_touches_nobody_else(session: Session, ground: Ceremony) -> None:
    stays = sign(session, ground)
    certificate = issue(session, ground, stays)
    gone = confirm_all(session, ground, enter(session, ground))
    signing.withdraw_agreement(session, ground.organiser, agreement_id=gone.id, reason="一方退出")
    assert (gone.state, stays.state) == (AgreementState.VOID, AgreementState.SIGNED)
    assert certificate.state is CertificateState.ISSUED
    with pytest.raises(RuleBroken):
        signing.withdraw_agreement(session, ground.organiser, agreement_id=stays.id, reason="晚了")


def test_a_certificate_needs_two_people_and_is_valid_once(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    made = certificates.make_certificate(session, ground.organiser, agreement_id=row.id)
    with pytest.raises(RuleBroken):
        certificates.issue_certificate(session, ground.organiser, certificate_id=made.id)
    with pytest.raises(RuleBroken, match="second person"):
        certificates.proofread_certificate(session, ground.organiser, certificate_id=made.id)
    certificates.proofread_certificate(session, ground.second, certificate_id=made.id)
    certificates.issue_certificate(session, ground.organiser, certificate_id=made.id)
    assert made.state is CertificateState.ISSUED
    with pytest.raises(RuleBroken, match="already"):
        certificates.make_certificate(session, ground.organiser, agreement_id=row.id)


def test_two_certificates_of_one_agreement_cannot_both_be_written(session: Session, ground: Ceremony) -> None:
    issued = issue(session, ground, sign(session, ground))
    twin = Certificate(
        number="ZS2030999999", agreement_id=issued.agreement_id, printed={}, verify_code="X",
        state=CertificateState.DRAFT,
    )  # fmt: skip
    session.add(twin)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.flush()
    session.expunge_all()


def test_a_wrong_name_is_revoked_put_right_and_issued_under_a_new_number(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    old = issue(session, ground, row)
    ground.seller.name = f"{ground.seller.name}（集团）"
    session.flush()
    assert name_doubts(row) == [NameDoubt.NOT_THE_SEAL_NAME]
    certificates.revoke_certificate(session, ground.organiser, certificate_id=old.id, reason="单位名称错误")
    with pytest.raises(RuleBroken):
        certificates.reissue_certificate(session, ground.organiser, certificate_id=old.id)
    names.correct_names(session, ground.organiser, agreement_id=row.id, reason="单位更名")
    for party, actor in zip(row.parties, (ground.buyer_actor, ground.seller_actor), strict=True):
        names.confirm_name(session, actor, agreement_id=row.id, party_id=party.id)
    names.proofread_names(session, ground.second, agreement_id=row.id)
    new = certificates.reissue_certificate(session, ground.organiser, certificate_id=old.id)
    assert new.number != old.number
    assert new.printed["parties"][1]["name"] == ground.seller.name
    assert (old.state, old.state_reason, new.replaces_id) == (CertificateState.REISSUED, "单位名称错误", old.id)
    assert old.printed["parties"][1]["name"] != ground.seller.name


def test_a_void_agreement_first_loses_its_certificate(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    certificate = issue(session, ground, row)
    end = {"agreement_id": row.id, "state": AgreementState.VOID, "reason": "重大误解"}
    with pytest.raises(RuleBroken, match="certificate"):
        signing.end_agreement(session, ground.organiser, **end)  # type: ignore[arg-type]
    certificates.revoke_certificate(session, ground.organiser, certificate_id=certificate.id, reason="协议作废")
    signing.end_agreement(session, ground.organiser, **end)  # type: ignore[arg-type]
    assert row.state is AgreementState.VOID


def test_performing_and_completing(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    signing.begin_performance(session, ground.organiser, agreement_id=row.id)
    signing.complete_agreement(session, ground.organiser, agreement_id=row.id)
    assert row.state is AgreementState.COMPLETED
    with pytest.raises(RuleBroken):
        signing.begin_performance(session, ground.organiser, agreement_id=row.id)


def test_sums_leave_out_what_is_secret_or_undisclosed(session: Session, ground: Ceremony) -> None:
    rows = [
        enter(session, ground, amount=MILLION_EIGHT),
        enter(session, ground, amount=Decimal(500), amount_is_secret=True),
        enter(session, ground),
    ]
    found = total_of(rows)
    assert (found.count, found.amount, found.undisclosed) == (3, MILLION_EIGHT, 2)
