"""What follows a signature: published agreements, registration, follow-ups, renewals."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.facts import AgreementSigned
from app.agreements.logic.states import (
    AgreementState,
    AgreementType,
    ContractRegistrationState,
    ContractType,
    FollowUpStage,
    FollowUpState,
)
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import ContractRegistration, FollowUp
from app.agreements.queries.agreements import list_event_agreements
from app.agreements.queries.consequences import count_consequences
from app.agreements.queries.follow_ups import FollowUpFilter, list_follow_ups, list_renewals_due, list_silent
from app.agreements.service import certificates, follow_ups, reactions, registrations, signing
from app.agreements.service.follow_ups import Promise, keep_promise
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.core.errors import NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor, Role
from app.events.facts.programme import ActionItemRecorded
from app.matching.facts import InterestBecameMutual, InterestExpressed
from tests.agreements.ground import (
    MILLION_EIGHT,
    Ceremony,
    content,
    enter,
    issue,
    make_ceremony,
    member_of,
    sign,
)
from tests.factories import make_investor, make_organisation, make_participation, make_pitch


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def facts(session: Session) -> list[str]:
    return list(session.scalars(select(StoredFact.name).order_by(StoredFact.id)))


def test_a_published_agreement_without_parties_needs_a_note_and_gets_no_certificate(
    session: Session, ground: Ceremony
) -> None:
    said = content(
        ground, title="纳米聚乳酸胶原复合注射剂研发", agreement_type=AgreementType.TRANSFORMATION_COOPERATION
    )
    with pytest.raises(RuleBroken, match="assumed"):
        enter_historic_agreement(session, ground.organiser, event=ground.event, content=said)
    told = {"supply_group": "温州医科大学及附属医院", "assumed": {"parties": "文中未列明签约方"}}
    row = enter_historic_agreement(session, ground.organiser, event=ground.event, content=said, provenance=told)
    assert (row.state, row.source, row.parties) == (AgreementState.SIGNED, "article", [])
    with pytest.raises(RuleBroken):
        certificates.make_certificate(session, ground.organiser, agreement_id=row.id)


def test_a_published_agreement_with_named_parties_gets_a_certificate(session: Session, ground: Ceremony) -> None:
    firm = make_organisation(session, name="武汉锂钠氪锶科技有限公司")
    row = enter_historic_agreement(
        session, ground.organiser, event=ground.event, content=content(ground, title="项目合作框架协议"),
        parties=[HistoricParty(ground.buyer), HistoricParty(firm)],
    )  # fmt: skip
    assert issue(session, ground, row).printed["parties"][1]["name"] == "武汉锂钠氪锶科技有限公司"


def _contract(session: Session, ground: Ceremony) -> Agreement:
    row = sign(
        session, ground, agreement_type=AgreementType.TECHNOLOGY_CONTRACT, contract_type=ContractType.DEVELOPMENT,
        amount=MILLION_EIGHT,
    )  # fmt: skip
    registrations.offer_registration(session, AgreementSigned(row.id, row.event_id, "technology_contract"))
    return row


def test_the_seller_is_offered_one_registration_draft(session: Session, ground: Ceremony) -> None:
    row = _contract(session, ground)
    registrations.offer_registration(session, AgreementSigned(row.id, row.event_id, "technology_contract"))
    (draft,) = session.scalars(select(ContractRegistration)).all()
    assert (draft.seller_id, draft.form["total_amount"]) == (ground.seller.id, "1800000.00")
    seller = member_of(session, ground.seller, Role.PROJECT_TEAM)
    with pytest.raises(RuleBroken, match="second registration"):
        registrations.start_registration(session, seller, agreement_id=row.id)
    with pytest.raises(RuleBroken, match="places"):
        registrations.check_registration(session, seller, agreement_id=row.id)
    with pytest.raises(NotAllowed):
        registrations.check_registration(session, ground.buyer_actor, agreement_id=row.id)
    assert draft.state is ContractRegistrationState.DRAFT


def _answer(session: Session, actor: Actor, row: Agreement, state: ContractRegistrationState, **said: str) -> None:
    answer = registrations.Answer(**said)  # type: ignore[arg-type]  # only words here
    registrations.record_answer(session, actor, agreement_id=row.id, state=state, answer=answer)


def test_a_refused_registration_says_why(session: Session, ground: Ceremony) -> None:
    row = _contract(session, ground)
    seller = member_of(session, ground.seller, Role.PROJECT_TEAM)
    draft = session.scalars(select(ContractRegistration)).one()
    draft.state = ContractRegistrationState.SUBMITTED
    session.flush()
    with pytest.raises(RuleBroken, match="second registration"):
        registrations.mark_submitted(session, seller, agreement_id=row.id)
    refused = ContractRegistrationState.NOT_REGISTERED
    with pytest.raises(RuleBroken, match="reason"):
        _answer(session, seller, row, refused)
    _answer(session, seller, row, refused, reason="标的不明确")
    assert (draft.state, draft.state_reason) == (ContractRegistrationState.NOT_REGISTERED, "标的不明确")
    with pytest.raises(RuleBroken, match="handed in"):
        registrations.fill_registration(session, seller, agreement_id=row.id, form={})


def test_a_registration_goes_through_the_agency_and_back(session: Session, ground: Ceremony) -> None:
    row = _contract(session, ground)
    seller = member_of(session, ground.seller, Role.PROJECT_TEAM)
    draft = session.scalars(select(ContractRegistration)).one()
    state = ContractRegistrationState
    with pytest.raises(RuleBroken, match="not handed in"):
        _answer(session, seller, row, state.REGISTERED, number="1234567890123456")
    draft.state = state.SUBMITTED
    _answer(session, seller, row, state.FORMAL_CHECK)
    _answer(session, seller, row, state.MATERIALS_RETURNED, reason="缺技术方案")
    code = "91350100M000100Y43"
    form = draft.form | {"buyer_uscc": code, "seller_uscc": code, "sign_on": "2025-12-31", "buyer_region": "330182"}
    registrations.fill_registration(session, seller, agreement_id=row.id, form=form)
    assert (draft.state, draft.rule_set) == (state.MATERIALS_RETURNED, "2000")
    registrations.check_registration(session, seller, agreement_id=row.id)
    registrations.mark_submitted(session, seller, agreement_id=row.id)
    for step in (state.FORMAL_CHECK, state.RECOGNISING):
        _answer(session, seller, row, step)
    with pytest.raises(RuleBroken, match="16 digits"):
        _answer(session, seller, row, state.REGISTERED, number="123")
    _answer(session, seller, row, state.REGISTERED, number="12345678901234")  # 14 digits under the rules of 2000
    with pytest.raises(RuleBroken, match="reason"):
        _answer(session, seller, row, state.CHANGE_REQUESTED)
    _answer(session, seller, row, state.CHANGE_REQUESTED, reason="金额变更")
    _answer(session, seller, row, state.CHANGED)
    _answer(session, seller, row, state.REVOKED, reason="合同解除")
    assert (draft.state, draft.registered_number) == (state.REVOKED, "12345678901234")


def test_the_rules_follow_the_day_in_the_form(session: Session, ground: Ceremony) -> None:
    row = _contract(session, ground)
    seller = member_of(session, ground.seller, Role.PROJECT_TEAM)
    draft = session.scalars(select(ContractRegistration)).one()
    for day, edition in (("2026-01-22", "2000"), ("2026-01-23", "2026")):
        registrations.fill_registration(session, seller, agreement_id=row.id, form=draft.form | {"sign_on": day})
        assert draft.rule_set == edition
    draft.state = ContractRegistrationState.SUBMITTED
    with pytest.raises(RuleBroken, match="16 digits"):
        _answer(session, seller, row, ContractRegistrationState.REGISTERED, number="12345678901234")


def test_an_action_item_is_followed_once(session: Session, ground: Ceremony) -> None:
    owner = ground.organiser.person_id or 0
    fact = ActionItemRecorded(7, ground.event.id, "整理临床转化经验", owner, "2030-07-01")
    reactions.follow_action_item(session, fact)
    reactions.follow_action_item(session, fact)
    (row,) = session.scalars(select(FollowUp)).all()
    assert (row.content, row.owner_id, row.due_on) == ("整理临床转化经验", owner, date(2030, 7, 1))


def test_interest_of_an_investor_starts_three_rounds(session: Session, ground: Ceremony) -> None:
    pitch, investor = make_pitch(session, ground.event), make_investor(session)
    part = make_participation(session, ground.event, investor)
    ids = (ground.event.id, investor.id, pitch.id)
    reactions.follow_interest(session, InterestExpressed(*ids, side="pitch", wish="must_meet"))
    reactions.follow_interest(session, InterestExpressed(*ids, side="investor", wish="no_thanks"))
    assert session.scalars(select(FollowUp)).all() == []
    reactions.follow_interest(session, InterestExpressed(*ids, side="investor", wish="must_meet"))
    reactions.follow_mutual_interest(session, InterestBecameMutual(*ids))
    rows = session.scalars(select(FollowUp).order_by(FollowUp.due_on)).all()
    day = ground.event.start_at.date()
    assert [row.due_on - day for row in rows] == [timedelta(30), timedelta(90), timedelta(180)]
    assert {(row.owner_id, row.stage) for row in rows} == {(part.representative_id, FollowUpStage.INTENT)}


def test_a_renewal_is_remembered_once_and_answered_by_a_second_edition(session: Session, ground: Ceremony) -> None:
    day = date(2030, 6, 17)
    row = sign(session, ground, agreement_type=AgreementType.TTC_COOPERATION, term_to=day + timedelta(days=90))
    assert reactions.remind_of_renewals(session, day - timedelta(days=1)) == 0
    assert reactions.remind_of_renewals(session, day) == 1
    assert reactions.remind_of_renewals(session, day + timedelta(days=1)) == 0
    assert "RenewalDue" in facts(session)
    new = signing.renew_agreement(
        session, ground.organiser, agreement_id=row.id, term_from=row.term_to, term_to=day + timedelta(days=900)
    )
    assert (new.edition, new.supersedes_id, new.state) == (2, row.id, AgreementState.DRAFTING)
    assert [party.confirmed_at for party in new.parties] == [None, None]
    assert list_renewals_due(session, day) == []


def test_a_framework_gone_quiet_is_reported_once(session: Session, ground: Ceremony) -> None:
    row = sign(session, ground)
    signed_on = row.sign_on or date.min
    assert list_silent(session, signed_on + timedelta(days=29)) == []
    assert reactions.report_silence(session, signed_on + timedelta(days=30)) == 1
    assert reactions.report_silence(session, signed_on + timedelta(days=31)) == 0
    assert facts(session).count("AgreementSilent") == 1


def test_a_follow_up_ends_with_what_came_of_it(session: Session, ground: Ceremony) -> None:
    promise = Promise(content="寄送样品", due_on=date(2030, 7, 1), owner_id=ground.organiser.person_id,
                      stage=FollowUpStage.INTENT)  # fmt: skip
    row = follow_ups.add_follow_up(session, ground.organiser, promise=promise, event=ground.event)
    follow_ups.raise_stage(session, ground.organiser, follow_up_id=row.id, stage=FollowUpStage.NDA)
    assert (row.stage, row.state) == (FollowUpStage.NDA, FollowUpState.IN_PROGRESS)
    with pytest.raises(RuleBroken, match="earlier"):
        follow_ups.raise_stage(session, ground.organiser, follow_up_id=row.id, stage=FollowUpStage.INTENT)
    with pytest.raises(RuleBroken):
        follow_ups.move_follow_up(session, ground.organiser, follow_up_id=row.id, state=FollowUpState.ABANDONED)
    follow_ups.raise_stage(session, ground.organiser, follow_up_id=row.id, stage=FollowUpStage.FAILED, note="估值分歧")
    assert (row.state, row.result) == (FollowUpState.DONE, "估值分歧")
    with pytest.raises(RuleBroken, match="closed"):
        follow_ups.postpone_follow_up(session, ground.organiser, follow_up_id=row.id, due_on=date(2031, 1, 1))


def test_consequences_are_counted(session: Session, ground: Ceremony) -> None:
    issue(session, ground, sign(session, ground))
    enter(session, ground)
    keep_promise(session, Promise(content="一件事", due_on=date(2030, 7, 1)), event_id=ground.event.id)
    found = count_consequences(session, ground.event.id)
    assert (found.agreements_open, found.agreements_signed, found.certificates, found.follow_ups) == (1, 1, 1, 1)


def _cost(session: Session, work: object) -> int:
    statements: list[str] = []
    session.expire_all()
    bind = session.get_bind()

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sql_event.listen(bind, "before_cursor_execute", note)
    work()  # type: ignore[operator]
    sql_event.remove(bind, "before_cursor_execute", note)
    return len(statements)


def test_lists_cost_the_same_for_one_row_and_three(session: Session, ground: Ceremony) -> None:
    def both() -> None:
        list_event_agreements(session, ground.event.id)
        list_follow_ups(session, ground.organiser, FollowUpFilter(event_id=ground.event.id))

    def grow() -> None:
        enter(session, ground)
        keep_promise(session, Promise(content="一件事", due_on=date(2030, 7, 1)), event_id=ground.event.id)
        session.flush()
        session.expunge_all()

    grow()
    one = _cost(session, both)
    grow()
    grow()
    assert _cost(session, both) == one
