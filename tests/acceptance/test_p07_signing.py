"""P07 Signing block.

Given `s_wz_sign` with eight agreements, when signing is closed, then eight are signed (1 platform and 7 projects),
and the report says “7项重大转化合作项目” and lists CDMO apart.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState, AgreementType
from app.agreements.models.agreement import Agreement
from app.agreements.service.signing import make_print_ready
from tests.acceptance.stage import Desk, pdf_of, read, send, session_of
from tests.agreements.ground import account_of, confirm_all, enter, make_ceremony
from tests.documents.reading import flat

SLUG = "wenzhou-2023"
PROJECTS = AgreementType.TRANSFORMATION_COOPERATION
PLATFORM = AgreementType.PLATFORM_CO_CONSTRUCTION
CDMO = "CDMO平台共建合作协议"


def kinds(agreements: list[Agreement]) -> Counter[AgreementType]:
    return Counter(agreement.agreement_type for agreement in agreements)


def assert_report(desk: Desk, session: Session, slug: str, name: str) -> None:
    report = read(desk(name), f"/events/{slug}/manage/report")
    assert "7项重大转化合作项目" in report
    apart = report.index("7项重大转化合作项目")
    assert CDMO in report[apart : apart + 200], report[apart : apart + 200]
    printed = flat(pdf_of(desk(name), f"/events/{slug}/manage/report.pdf"))
    assert "7项重大转化合作项目" in printed
    assert CDMO in printed


def test_the_season_has_one_platform_and_seven_projects(session: Session, desk: Desk) -> None:
    block = session_of(session, SLUG, "signing")
    signed = list(session.scalars(select(Agreement).where(Agreement.session_id == block.id)))
    assert kinds(signed) == {PLATFORM: 1, PROJECTS: 7}
    assert {agreement.state for agreement in signed} == {AgreementState.SIGNED}
    assert_report(desk, session, SLUG, "organiser")


def test_closing_a_signing_signs_all_eight(session: Session, desk: Desk) -> None:
    """The same block, replayed with parties whose names are confirmed, up to the button on stage."""
    ground = make_ceremony(session)
    titles = [(CDMO, PLATFORM), *((f"测试转化合作项目{n}", PROJECTS) for n in range(7))]
    for title, kind in titles:
        agreement = confirm_all(session, ground, enter(session, ground, title=title, agreement_type=kind))
        make_print_ready(session, ground.organiser, agreement_id=agreement.id)
    account = account_of(session, ground.organiser)
    account.email = "ceremony@example.org"
    session.flush()
    slug = ground.event.slug
    assert send(desk("ceremony"), f"/events/{slug}/manage/agreements/sign", {"batch": "1"}).status_code == 302
    session.expire_all()
    signed = list(session.scalars(select(Agreement).where(Agreement.event_id == ground.event.id)))
    assert kinds(signed) == {PLATFORM: 1, PROJECTS: 7}
    assert {agreement.state for agreement in signed} == {AgreementState.SIGNED}
    assert_report(desk, session, slug, "ceremony")
