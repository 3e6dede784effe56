"""P16 One strategic agreement and a batch of frameworks.

Given `s_lg_1`, when all are signed, then there are 6 agreements, 5 of type framework, amounts empty and not summed;
each certificate carries the full firm name (锂钠氪锶 prints whole).
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState, AgreementType, CertificateState
from app.agreements.models.agreement import Agreement, AgreementParty, Certificate
from app.agreements.queries.agreements import list_signed
from app.reports.queries.event import sum_of
from tests.acceptance.stage import Desk, event_of, pdf_of, read
from tests.documents.reading import flat, fonts_of

SLUG = "longgang-2023"
FIRMS = [
    "武汉优炜芯科技有限公司", "武汉岚谱智能科技有限公司", "湖北赛格瑞新能源科技有限公司", "武汉锂钠氪锶科技有限公司",
    "武汉英睿科技有限公司",
]  # fmt: skip


def test_six_are_signed_and_five_are_frameworks(session: Session) -> None:
    signed = list_signed(session, event_of(session, SLUG).id)
    assert {agreement.state for agreement in signed} == {AgreementState.SIGNED}
    assert Counter(agreement.agreement_type for agreement in signed) == {
        AgreementType.STRATEGIC_COOPERATION: 1, AgreementType.FRAMEWORK: 5,
    }  # fmt: skip
    parties = select(AgreementParty.printed_name).where(AgreementParty.agreement_id.in_([row.id for row in signed]))
    names = Counter(session.scalars(parties))
    assert names == {"龙港市": 6, "华工创投": 1, **dict.fromkeys(FIRMS, 1)}


def test_amounts_are_empty_and_in_no_sum(session: Session, desk: Desk) -> None:
    signed = list_signed(session, event_of(session, SLUG).id)
    assert {agreement.amount for agreement in signed} == {None}
    summed = sum_of(signed)
    assert (summed.count, summed.disclosed, summed.shown) == (6, 0, None)
    report = read(desk("organiser"), f"/events/{SLUG}/manage/report")
    assert report.count("未披露") >= 6
    assert not re.search(r"\d[万亿]?元", report.replace("1亿元", ""))


@pytest.mark.parametrize("firm", FIRMS)
def test_each_certificate_carries_the_full_name(session: Session, desk: Desk, firm: str) -> None:
    certificate = session.scalars(
        select(Certificate)
        .join(Agreement, Agreement.id == Certificate.agreement_id)
        .join(AgreementParty, AgreementParty.agreement_id == Agreement.id)
        .where(AgreementParty.printed_name == firm)
    ).one()
    assert certificate.state is CertificateState.ISSUED
    paper = pdf_of(desk("organiser"), f"/certificates/{certificate.number}.pdf")
    printed = flat(paper)
    assert firm in printed
    assert "龙港市" in printed
    assert "未披露" in printed or "元" not in printed
    assert set(fonts_of(paper).values()) == {True}
    assert firm in read(desk("attendee"), f"/verify/{certificate.number}")
