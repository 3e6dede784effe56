"""The certificate on paper: read back, and its code decoded."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.agreements.models.agreement import Agreement
from app.agreements.routes.certificates import certificate_pdf
from app.agreements.service import certificates
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from tests.agreements.ground import MILLION_EIGHT, Ceremony, content, issue, make_ceremony
from tests.documents.reading import codes_on, flat, squeezed
from tests.factories import make_organisation

LONG = "武汉锂钠氪锶科技有限公司"


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


def historic(session: Session, ground: Ceremony, amount: Decimal | None) -> Agreement:
    parties = [HistoricParty(ground.buyer), HistoricParty(make_organisation(session, name=LONG))]
    said = content(ground, title="项目合作框架协议", amount=amount, sign_on=date(2023, 6, 16), place="龙港市")
    return enter_historic_agreement(session, ground.organiser, event=ground.event, content=said, parties=parties)


def test_a_certificate_prints_number_whole_names_and_undisclosed(
    app: Flask, session: Session, ground: Ceremony
) -> None:
    certificate = issue(session, ground, historic(session, ground, None))
    with app.test_request_context():
        text = squeezed(flat(certificate_pdf(certificate)))
    assert certificate.number.startswith("ZS2023")
    for words in (certificate.number, LONG, ground.buyer.name, "项目合作框架协议", "2023年6月16日", "龙港市", "未披露"):
        assert words in text


def test_a_certificate_without_a_day_counts_in_the_year_of_its_event(session: Session, ground: Ceremony) -> None:
    parties = [HistoricParty(ground.buyer), HistoricParty(make_organisation(session, name=LONG))]
    said = content(ground, title="签字日期未载明的协议", sign_on=None)
    undated = enter_historic_agreement(session, ground.organiser, event=ground.event, content=said, parties=parties)
    assert issue(session, ground, undated).number.startswith(f"ZS{ground.event.start_at.year}")


def test_a_disclosed_amount_prints_short_exact_and_in_capitals(app: Flask, session: Session, ground: Ceremony) -> None:
    certificate = issue(session, ground, historic(session, ground, MILLION_EIGHT))
    with app.test_request_context():
        text = squeezed(flat(certificate_pdf(certificate)))
    for words in ("180万元", "1,800,000.00元", "人民币壹佰捌拾万元整"):
        assert words in text
    assert "未披露" not in text


def test_the_code_leads_to_the_check_page(app: Flask, session: Session, ground: Ceremony) -> None:
    certificate = issue(session, ground, historic(session, ground, None))
    base = app.extensions["luyan_config"].base_url.rstrip("/")
    with app.test_request_context():
        codes = codes_on(certificate_pdf(certificate))
    assert codes == {f"{base}/verify/{certificate.number}"}


def test_a_revoked_certificate_says_so_on_paper_and_the_same_content_is_made_once(
    app: Flask, session: Session, ground: Ceremony
) -> None:
    certificate = issue(session, ground, historic(session, ground, None))
    with app.test_request_context():
        first = certificate_pdf(certificate)
        assert certificate_pdf(certificate) == first
        assert "已作废" not in squeezed(flat(first))
        certificates.revoke_certificate(session, ground.organiser, certificate_id=certificate.id, reason="名称错误")
        assert "已作废" in squeezed(flat(certificate_pdf(certificate)))
