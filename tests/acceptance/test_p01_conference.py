"""P01 Conference management.

Given `ev_wz` with four attendee groups, when 203 test registrations are checked in, then dashboard and report show 203
(≥ 200), split by group, and no person is counted twice.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.logic.details import Visitor
from app.events.models.registration import Registration
from app.events.service.check_in import ScanOutcome, check_in
from app.events.service.registration import add_registration
from app.organisations.models import Figure
from tests.acceptance.stage import Desk, actor, event_of, pdf_of, read, send
from tests.documents.reading import flat

GROUPS = ["师生代表", "医药卫生领域专家", "企业", "投资机构"]
CAME = {"师生代表": 104, "医药卫生领域专家": 40, "企业": 34, "投资机构": 25}


@pytest.mark.timeout(300)
def test_203_people_are_counted_once_and_by_group(session: Session, desk: Desk) -> None:
    event, organiser = event_of(session), actor(session, "organiser")
    assert [group.name for group in event.groups] == GROUPS
    people = [group for group, number in CAME.items() for _ in range(number)]
    assert len(people) == 203
    rows = [
        add_registration(
            session, organiser, event_id=event.id, group=group, visitor=Visitor(f"测试代表{n}", f"138{n:08d}")
        )
        for n, group in enumerate(people)
    ]
    twin = add_registration(
        session, organiser, event_id=event.id, group="企业", visitor=Visitor("测试代表0", f"138{0:08d}")
    )
    browser = desk("organiser")
    door = "/events/wenzhou-2023/manage/check-in"
    send(browser, door, {"code": rows[0].ticket_code})
    outcomes = Counter(
        check_in(session, organiser, event_id=event.id, code=row.ticket_code).outcome for row in [*rows, twin]
    )
    assert outcomes == {ScanOutcome.WELCOME: 203, ScanOutcome.ALREADY_IN: 1}

    doubles = "/events/wenzhou-2023/manage/registrations/doubles"
    assert "测试代表0" in read(browser, doubles)
    send(browser, doubles, {"older": str(rows[0].id), "newer": str(twin.id)})
    session.expire_all()
    assert session.get_one(Registration, rows[0].id).merged_into_id == twin.id

    counted = CAME | {"师生代表": 103, "企业": 35}
    dashboard = read(browser, f"{door}/counts")
    assert re.search(r"203 / 203", dashboard)
    for group, number in counted.items():
        assert re.search(rf"{group} {number} / {number}", dashboard), dashboard
    report = read(browser, "/events/wenzhou-2023/manage/report")
    assert "203" in report
    for group, number in counted.items():
        assert re.search(rf"{group} {number}\b", report), report
    assert "203" in flat(pdf_of(browser, "/events/wenzhou-2023/manage/report.pdf"))


def test_the_article_says_at_least_200_and_nobody_invents_an_exact_number(session: Session, desk: Desk) -> None:
    told = session.scalars(select(Figure).where(Figure.code == "attendees")).one()
    assert (told.value, told.at_least, told.quote) == (200, True, "200余人")
    assert "200余人" in read(desk("organiser"), f"/organisations/{told.organisation_id}")
