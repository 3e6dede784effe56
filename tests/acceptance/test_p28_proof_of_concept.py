"""P28 Proof of concept.

Given fifteen slots in batch 1 with one named centre, when the register is listed, then it says “15家(已录入1家)”, not
a false 1.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Figure, Organisation
from tests.acceptance.stage import Desk, fetch, read, send
from tests.factories import make_organisation

REGISTER = "/organisations/proof-of-concept"
WESTLAKE = "杭州市西湖大学创新药物概念验证中心"


def test_the_register_says_what_was_announced_and_how_much_of_it_is_known(session: Session, desk: Desk) -> None:
    visitor = desk("attendee")
    assert f'href="{REGISTER}"' in fetch(visitor, "/organisations").text
    page = read(visitor, REGISTER)
    assert "15家(已录入1家)" in page
    assert WESTLAKE in page
    announced = session.scalars(select(Figure).where(Figure.code == "poc_first_batch")).one()
    assert announced.quote is not None
    assert announced.quote in page
    assert announced.source in page
    centre = session.scalars(select(Organisation).where(Organisation.name == WESTLAKE)).one()
    assert f'href="/organisations/{centre.id}"' in fetch(visitor, REGISTER).text

    make_organisation(session, org_type=OrganisationType.POC_CENTER, name="杭州样例材料概念验证中心")
    make_organisation(session, org_type=OrganisationType.POC_CENTER, state=OrganisationState.APPLIED)
    session.commit()
    assert "15家(已录入2家)" in read(visitor, REGISTER)


def test_the_centre_writes_the_next_batch_down_with_its_source(session: Session, desk: Desk) -> None:
    operator, address = desk("operator"), f"{REGISTER}/batches/new"
    assert f'href="{address}"' in fetch(operator, REGISTER).text
    batch = {"name": "第二批概念验证中心", "announced": "15", "source": "", "as_of": "2024-01-19"}
    refused = send(operator, address, batch)
    assert refused.status_code == 422
    assert send(operator, address, batch | {"source": "科技日报，2024年1月", "announced": "0"}).status_code == 422
    assert send(operator, address, batch | {"source": "科技日报，2024年1月"}).location == REGISTER
    page = read(desk("attendee"), REGISTER)
    assert "30家(已录入1家)" in page
    assert "科技日报，2024年1月" in page
    session.commit()
    assert fetch(desk("attendee"), address).status_code == 403
