"""Laws of signing: steps, names, sums, words of the host, the registration form, dates."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agreements.logic.amounts import HUNDRED_MILLION, total, totals_by
from app.agreements.logic.follow_up import is_overdue, is_silent, renewal_is_due, round_dates
from app.agreements.logic.host_words import StageAgreement, StageParty, chinese_number, host_words
from app.agreements.logic.names import NameDoubt, NamedParty, doubts
from app.agreements.logic.registration import FIELDS, Check, FormFault, check_form, is_credit_code, rule_set_of
from app.agreements.logic.states import AgreementState, CertificateState, FollowUpStage
from app.agreements.logic.steps import (
    AGREEMENT_STEPS,
    BEFORE_SIGNING,
    CERTIFICATE_STEPS,
    FOLLOW_UP_STEPS,
    REGISTRATION_STEPS,
    SIGNED_STATES,
    next_stages,
    next_steps,
)

A = AgreementState


def test_the_table_of_agreements_is_the_one_of_the_domain() -> None:
    assert {before: next_steps(before) for before in A} == {
        A.DRAFTING: (A.LEGAL_CHECK, A.VOID),
        A.LEGAL_CHECK: (A.NAMES_CONFIRMED, A.VOID),
        A.NAMES_CONFIRMED: (A.DRAFTING, A.PRINT_READY, A.VOID),
        A.PRINT_READY: (A.SIGNED, A.VOID),
        A.SIGNED: (A.IN_PERFORMANCE, A.TERMINATED, A.VOID),
        A.IN_PERFORMANCE: (A.COMPLETED, A.TERMINATED, A.VOID),
        A.COMPLETED: (),
        A.TERMINATED: (),
        A.VOID: (),
    }


@given(st.lists(st.sampled_from(A), max_size=30))
def test_nothing_is_signed_that_was_not_confirmed_first(wishes: list[AgreementState]) -> None:
    state, seen = A.DRAFTING, [A.DRAFTING]
    for wish in wishes:
        if wish in AGREEMENT_STEPS[state]:
            state = wish
            seen.append(state)
    if set(seen) & SIGNED_STATES:
        signed = seen.index(A.SIGNED)
        assert seen[signed - 2 : signed] == [A.NAMES_CONFIRMED, A.PRINT_READY]
        assert not set(seen[signed:]) & BEFORE_SIGNING


@given(st.sampled_from([CERTIFICATE_STEPS, REGISTRATION_STEPS, FOLLOW_UP_STEPS, AGREEMENT_STEPS]))
def test_every_table_names_every_state_and_ends_somewhere(table: dict[object, frozenset[object]]) -> None:
    states = set(table)
    assert set().union(*table.values()) <= states
    assert type(next(iter(states))) is type(next(iter(states)))
    assert any(not after for after in table.values())


def test_a_revoked_certificate_never_becomes_valid_again() -> None:
    assert CERTIFICATE_STEPS[CertificateState.REVOKED] == {CertificateState.REISSUED}
    assert CERTIFICATE_STEPS[CertificateState.REISSUED] == frozenset()


def test_an_investment_only_goes_forward() -> None:
    stages = next_stages(FollowUpStage.NDA)
    assert FollowUpStage.INTENT not in stages
    assert stages[0] is FollowUpStage.DUE_DILIGENCE
    assert stages[-1] is FollowUpStage.FAILED
    assert next_stages(FollowUpStage.CLOSED) == next_stages(FollowUpStage.FAILED) == ()
    assert next_stages(None)[0] is FollowUpStage.INTENT


PROVEN = NamedParty("温州甲有限公司", "温州甲有限公司", confirmed_by=1, proofread_by=2)


def test_proven_names_leave_no_doubt() -> None:
    assert doubts([PROVEN, PROVEN]) == []


@pytest.mark.parametrize(
    ("party", "doubt"),
    [
        (NamedParty("温州甲", "温州甲有限公司", confirmed_by=1, proofread_by=2), NameDoubt.NOT_THE_SEAL_NAME),
        (NamedParty("甲", "甲", is_verified=False, confirmed_by=1, proofread_by=2), NameDoubt.NOT_VERIFIED),
        (NamedParty("甲", "甲", is_assumed=True, confirmed_by=1, proofread_by=2), NameDoubt.ONLY_ASSUMED),
        (NamedParty("甲", "甲", proofread_by=2), NameDoubt.NOT_CONFIRMED),
        (NamedParty("甲", "甲", confirmed_by=1), NameDoubt.NOT_PROOFREAD),
        (NamedParty("甲", "甲", confirmed_by=2, proofread_by=2), NameDoubt.SAME_PERSON),
    ],
)
def test_a_doubt_about_one_party_is_a_doubt_about_all(party: NamedParty, doubt: NameDoubt) -> None:
    assert doubts([PROVEN, party]) == [doubt]


def test_one_party_is_not_enough_and_a_published_agreement_needs_no_marks() -> None:
    assert doubts([PROVEN]) == [NameDoubt.TOO_FEW_PARTIES]
    bare = NamedParty("甲", "甲")
    assert doubts([bare, bare], historic=True) == []
    assert doubts([bare, NamedParty("乙", "乙", is_assumed=True)], historic=True) == [NameDoubt.ONLY_ASSUMED]


@given(st.lists(st.none() | st.decimals(min_value=0, max_value=10**12, places=2)))
def test_a_sum_is_of_what_is_disclosed_and_nothing_else(amounts: list[Decimal | None]) -> None:
    found = total(amounts)
    assert found.amount == sum((amount for amount in amounts if amount is not None), Decimal(0))
    assert found.disclosed + found.undisclosed == found.count == len(amounts)
    assert (found.shown is None) == all(amount is None for amount in amounts)


def test_hundred_million_is_reached_exactly_there() -> None:
    assert total([HUNDRED_MILLION, None]).breaks_hundred_million
    assert not total([HUNDRED_MILLION - Decimal("0.01")]).breaks_hundred_million
    by_year = totals_by([(2023, Decimal(60_000_000)), (2023, Decimal(50_000_000)), (2024, None)])
    assert (by_year[2023].amount, by_year[2023].breaks_hundred_million) == (Decimal(110_000_000), True)
    assert by_year[2024].shown is None


def test_the_host_calls_everybody_by_name() -> None:
    words = host_words(
        12,
        [
            StageAgreement(
                "合作协议", (StageParty("龙港市人民政府"), StageParty("华工创投", "张样", "总经理")), "李样"
            ),
            StageAgreement("无名项目", (), "李样"),
        ],
    )
    assert words == (
        "下面进行第十二批签约，共二项。\n有请龙港市人民政府代表、华工创投总经理张样上台，签署《合作协议》。\n"
        "请签署《无名项目》的各方代表上台。\n请李样上台见证签约。\n请各位签约代表签字、交换文本并合影留念。"
    )
    assert host_words(1, []) == ""
    assert [chinese_number(number) for number in (1, 10, 11, 20, 35)] == ["一", "十", "十一", "二十", "三十五"]


GOOD = {
    "project_name": "高品质改性蜡", "contract_type": "tech_development", "sign_on": "2023-06-17",
    "buyer_name": "浙江东科新材", "buyer_uscc": "91350100M000100Y43", "seller_name": "上海第二工业大学",
    "seller_uscc": "91350100M000100Y43", "total_amount": "1800000.00", "technology_amount": "1,800,000",
}  # fmt: skip


def test_a_complete_form_has_no_fault() -> None:
    assert check_form(GOOD) == []


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"technology_amount": "1800000.01"}, "technology_amount", FormFault.ABOVE_TOTAL),
        ({"rd_amount": "2000000"}, "rd_amount", FormFault.ABOVE_TOTAL),
        ({"total_amount": "很多"}, "total_amount", FormFault.NOT_A_NUMBER),
        ({"total_amount": "-1", "technology_amount": "0"}, "total_amount", FormFault.NOT_A_NUMBER),
        ({"buyer_uscc": "91350100M000100Y44"}, "buyer_uscc", FormFault.WRONG_CODE),
        ({"seller_name": ""}, "seller_name", FormFault.MISSING),
        ({"buyer_region": "33018"}, "buyer_region", FormFault.WRONG_REGION),
        ({"seller_country": "CHN"}, "seller_country", FormFault.WRONG_COUNTRY),
        ({"sign_on": "去年"}, "sign_on", FormFault.NOT_A_DAY),
        ({"contract_type": "gift"}, "contract_type", FormFault.NOT_A_KIND),
        ({"total_amount": "0", "technology_amount": "0"}, "total_amount", FormFault.NOT_ABOVE_ZERO),
        ({"seller_name": "浙江东科新材"}, "seller_name", FormFault.SAME_PARTY),
        ({"is_secret": "yes"}, "is_secret", FormFault.HOLDS_SECRETS),
        ({"term_from": "2024-01-02", "term_to": "2024-01-01"}, "term_to", FormFault.TERM_BACKWARDS),
        ({"contract_type": "tech_transfer", "new_output": "1"}, "new_investment", FormFault.MISSING),
    ],
)
def test_a_fault_is_named_at_its_field(change: dict[str, str], field: str, fault: FormFault) -> None:
    assert check_form(GOOD | change) == [Check(field, fault)]


def test_faults_come_in_the_order_of_the_form() -> None:
    found = [check.field for check in check_form({})]
    assert found == sorted(found, key=FIELDS.index)


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_breaks_a_credit_code(place: int, char: str) -> None:
    code = "91350100M000100Y43"
    assert is_credit_code(code)
    changed = code[:place] + char + code[place + 1 :]
    assert is_credit_code(changed) == (changed == code)


def test_the_edition_of_the_rules_follows_the_day_of_signing() -> None:
    assert [rule_set_of(date(2026, 1, 22)), rule_set_of(date(2026, 1, 23)), rule_set_of(None)] == [
        "2000",
        "2026",
        "2000",
    ]


def test_days_of_looking_again() -> None:
    day = date(2023, 6, 17)
    assert round_dates(day) == [(30, date(2023, 7, 17)), (90, date(2023, 9, 15)), (180, date(2023, 12, 14))]
    assert is_overdue(day, day + timedelta(days=1), is_open=True)
    assert not is_overdue(day, day, is_open=True)
    assert not is_overdue(day, day + timedelta(days=1), is_open=False)
    assert is_silent(day, day + timedelta(days=30))
    assert not is_silent(day, day + timedelta(days=29))
    assert renewal_is_due(day + timedelta(days=90), day)
    assert not renewal_is_due(day + timedelta(days=91), day)
    assert renewal_is_due(day, day)
    assert not renewal_is_due(day - timedelta(days=1), day)
