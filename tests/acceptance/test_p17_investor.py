"""P17 Investor profile.

Given `org_hustvc` with five sectors, when matching runs on a 集成电路 pitch in the 天使 round, then it is proposed with
reasons; a 农业 pitch is not.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.permissions import Role, ScopeKind
from app.investors.logic import InvestmentRound
from app.investors.models import Investor
from app.investors.queries import find_investor_of
from app.matching.logic.parts import Part
from app.matching.queries.ranking import rank_pitches
from app.organisations.models import Organisation
from app.pitches.models import Pitch
from tests.acceptance.stage import Desk, event_of, read
from tests.factories import (
    make_account,
    make_membership,
    make_participation,
    make_person,
    make_pitch,
    make_representative,
)

SLUG = "demo-roadshow"
SECTORS = ["互联网", "智能装备", "集成电路", "节能环保", "生物医药"]


@pytest.fixture
def investor(session: Session) -> Investor:
    organisation = session.scalars(select(Organisation).where(Organisation.name == "华工创投")).one()
    found = find_investor_of(session, organisation.id)
    assert found is not None
    return found


def pitch(session: Session, field: str) -> Pitch:
    return make_pitch(
        session, event_of(session, SLUG), title=f"测试项目：{field}", field=field,
        investment_round=InvestmentRound.ANGEL, presenter=make_person(session),
    )  # fmt: skip


def test_the_profile_is_what_the_article_says(session: Session, desk: Desk, investor: Investor) -> None:
    assert investor.mandate is not None
    assert investor.mandate.fields == SECTORS
    page = read(desk("organiser"), f"/investors/{investor.id}")
    for told in (
        *SECTORS,
        "中早期项目的风险投资",
        "年度销售总额超百亿",
        "中国创业投资机构50强",
        "最具LP投资价值GP50强",
    ):
        assert told in page, told
    assert [(honour.title, honour.times) for honour in investor.honours] == [
        ("中国创业投资机构50强", 9), ("最具LP投资价值GP50强", None),
    ]  # fmt: skip
    assert "华中科技大学" in read(desk("organiser"), f"/organisations/{investor.organisation_id}")


def test_a_chip_pitch_is_proposed_with_reasons_and_a_farming_pitch_is_not(
    session: Session, desk: Desk, investor: Investor
) -> None:
    chips, farming = pitch(session, "集成电路"), pitch(session, "农业")
    event = event_of(session, SLUG)
    ranked = {each.pitch.id: each.match for each in rank_pitches(session, event.id, investor)}
    assert chips.id in ranked
    assert farming.id not in ranked
    reasons = {each.part: (each.points, each.most, each.evidence.code) for each in ranked[chips.id].parts}
    for part, code in ((Part.SECTOR, "same_field"), (Part.ROUND, "round_wanted")):
        points, most, why = reasons[part]
        assert (points, why) == (most, code)
        assert most > 20

    person = make_representative(session, investor).person
    make_membership(session, person, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id)
    make_participation(session, event, investor, person)
    make_account(session, person).email = "hust@example.org"
    session.flush()
    session.expire_all()
    page = read(desk("hust"), f"/events/{SLUG}/matches/pitches")
    assert "测试项目：集成电路" in page
    assert "测试项目：农业" not in page
