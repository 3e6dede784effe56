"""P10 Yearly transfer statistics.

Given contracts of 0.6 and 0.5 亿元 in one year, when statistics run, then there are 1.1 亿元, flagged “破亿”; framework
agreements with no amount add 0.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementType, ContractType
from app.agreements.service.drafting import AgreementInput
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.events.models.event import Event
from app.organisations.models import Organisation
from tests.acceptance.stage import Desk, actor, event_of, fetch, read

YEAR = 2022


def sign(session: Session, title: str, **fields: Any) -> None:
    event: Event = event_of(session)
    names = ("浙江东科新材", "温州医科大学")
    parties = [session.scalars(select(Organisation).where(Organisation.name == name)).one() for name in names]
    content = AgreementInput(title=title, sign_on=event.start_at.date().replace(year=YEAR), **fields)
    enter_historic_agreement(
        session, actor(session, "organiser"), event=event, content=content,
        parties=[HistoricParty(each) for each in parties], provenance={"source": "test"},
    )  # fmt: skip


def contract(session: Session, amount: str) -> None:
    sign(
        session, f"测试技术合同{amount}", agreement_type=AgreementType.TECHNOLOGY_CONTRACT, amount=Decimal(amount),
        contract_type=ContractType.DEVELOPMENT,
    )  # fmt: skip


def line_of(page: str, name: str) -> str:
    found = re.search(rf"{YEAR} {name}.{{0,60}}", page)
    assert found, page
    return found.group()


def test_two_contracts_break_the_hundred_million_and_a_framework_adds_nothing(session: Session, desk: Desk) -> None:
    contract(session, "60000000")
    contract(session, "50000000")
    page = read(desk("operator"), f"/reports/yearly?year={YEAR}")
    assert "1.1亿元" in page
    assert "破亿" in page

    sign(session, "测试框架协议", agreement_type=AgreementType.FRAMEWORK)
    after = read(desk("operator"), f"/reports/yearly?year={YEAR}")
    assert "1.1亿元" in after
    table = fetch(desk("operator"), f"/reports/yearly.csv?year={YEAR}").get_data(as_text=True)
    row = next(line for line in table.splitlines() if line.startswith(f"{YEAR},温州医科大学"))
    assert row.split(",")[2:5] == ["3", "110000000.00", "1"]


def test_below_the_hundred_million_nothing_is_flagged(session: Session, desk: Desk) -> None:
    contract(session, "60000000")
    page = read(desk("operator"), f"/reports/yearly?year={YEAR}")
    assert "6000万元" in page
    assert "0.6亿元" not in page
    assert "破亿" not in re.sub(r"标注.{0,40}", "", page)
