"""P25 Match.

Given the needs of Jiande and the wax technology, when matching runs, then the wax technology ranks first for the need
about calcium carbonate, with 碳酸钙 and 包覆 among the words that hit.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.library.models import Achievement, Need
from app.matching.queries.proposals import rank_achievements
from tests.acceptance.stage import Desk, read

WAX = "高品质改性蜡包覆碳酸钙技术"
NEED = "高品质改性蜡在碳酸钙颗粒表面的单分子分散与包覆"


def test_the_wax_technology_ranks_first_for_its_need_and_says_why(session: Session, desk: Desk) -> None:
    need = session.scalars(select(Need).where(Need.title == NEED)).one()
    assert len(session.scalars(select(Achievement)).all()) > 1
    first, second = rank_achievements(session, need)[:2]
    assert first.achievement.title == WAX
    assert first.match.score > second.match.score + 20
    (told,) = [dict(each.values)["words"].split("、") for each in first.match.evidence if each.code == "shared_words"]
    assert any("碳酸钙" in word for word in told)
    assert any("包覆" in word for word in told)
    page = read(desk("operator"), f"/library/needs/{need.number}/matches")
    page = page.replace(" ", "")  # words that hit are marked, so the title comes in pieces
    assert page.index(WAX) < page.index(second.achievement.title.replace(" ", ""))
