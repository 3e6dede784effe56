"""P28 Proof of concept.

Given fifteen slots in batch 1 with one named centre, when the register is listed, then it says “15家(已录入1家)”, not
a false 1. A project at that centre passes the gates apply, plan, verify and report.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.permissions import Role, ScopeKind
from app.library.models import Achievement
from app.notifications.logic import Template
from app.notifications.models import Message
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Figure, Organisation
from tests.acceptance.stage import Desk, account, fetch, read, send, work
from tests.factories import make_membership, make_organisation

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


PAPERS = {
    "plan": {
        "work": "按三批次放大制备，逐批检测", "starts_on": "2023-07-01", "months": "6", "budget": "80",
        "measures": "红细胞存活时间：不少于28天\n载药量：不低于目标值的90%",
    },
    "verify": {
        "verified_on": "2023-12-20", "findings": "三批结果一致", "results-0-result": "31天", "results-0-is_met": "yes",
        "results-1-result": "88%", "results-1-is_met": "no",
    },
    "report": {"summary": "存活时间达标，载药量略低，建议优化后转化", "trl_after": "5", "advice": "more_work"},
}  # fmt: skip


def redx_of(session: Session) -> Achievement:
    """REDx, with somebody of its university and somebody of the one centre of the first batch that is named."""
    redx = session.scalars(select(Achievement).where(Achievement.title.contains("红细胞"))).one()
    centre = session.scalars(select(Organisation).where(Organisation.name == WESTLAKE)).one()
    for name, role, organisation in (
        ("attendee", Role.PROJECT_TEAM, redx.organisation_id),
        ("expert", Role.TECH_MANAGER, centre.id),
    ):
        make_membership(session, account(session, name).person, role, ScopeKind.ORGANISATION, organisation)
    session.commit()
    return redx


def begin(session: Session, desk: Desk, redx: Achievement) -> tuple[str, dict[str, str]]:
    """The address of an application that was begun by clicking, and what it says."""
    centre = session.scalars(select(Organisation.id).where(Organisation.name == WESTLAKE)).one()
    page = f"/library/achievements/{redx.number}"
    assert f'href="{page}/proof-of-concept"' in fetch(desk("attendee"), page).text
    apply = {"organisation_id": str(centre), "question": "工程化红细胞能否在体内稳定存活", "trl_before": "4"}
    assert send(desk("team"), f"{page}/proof-of-concept", apply).status_code == 403
    begun = send(desk("attendee"), f"{page}/proof-of-concept", apply)
    assert begun.status_code == 302
    return begun.location, apply


def test_an_application_with_a_gap_is_not_decided(session: Session, desk: Desk) -> None:
    address, apply = begin(session, desk, redx_of(session))
    assert fetch(desk("company"), address).status_code == 403
    send(desk("attendee"), f"{address}/hand-in")
    decision = {"verdict": "passed", "reason": "问题清楚"}
    assert send(desk("expert"), f"{address}/decision", decision).status_code == 422
    send(desk("attendee"), f"{address}/papers", apply | {"expected_use": "罕见病与肿瘤治疗"})
    send(desk("attendee"), f"{address}/hand-in")
    assert send(desk("attendee"), f"{address}/decision", decision).status_code == 403
    assert send(desk("expert"), f"{address}/decision", decision | {"reason": ""}).status_code == 422
    assert send(desk("expert"), f"{address}/decision", decision).status_code == 302
    assert "问题清楚" in read(desk("attendee"), address)


def test_the_red_blood_cells_pass_the_four_gates(session: Session, desk: Desk) -> None:
    redx = redx_of(session)
    address, apply = begin(session, desk, redx)
    papers = {"apply": apply | {"expected_use": "罕见病与肿瘤治疗"}} | PAPERS
    for stage, written in papers.items():
        assert send(desk("attendee"), f"{address}/papers", written).status_code == 302
        send(desk("attendee"), f"{address}/hand-in")
        send(desk("expert"), f"{address}/decision", {"verdict": "passed", "reason": f"同意{stage}"})
    shown = read(desk("expert"), address)
    for word in ("80万元", "31天", "88%", "同意apply", "同意plan", "同意verify", "同意report", "TRL 5"):
        assert word in shown, word
    work()
    decided = select(Message).where(Message.template == Template.PROOF_DECIDED, Message.link == address)
    told = session.scalars(decided).all()
    assert [message.person_id for message in told] == [account(session, "attendee").person_id] * 4

    assert 'href="/library/proof-of-concept"' in fetch(desk("company"), REGISTER).text
    public = read(desk("company"), "/library/proof-of-concept")
    assert redx.title in public
    assert "TRL 4 → 5" in public
    page = f"/library/achievements/{redx.number}"
    assert WESTLAKE in read(desk("company"), page)
    assert f'href="{address}"' not in fetch(desk("company"), page).text
