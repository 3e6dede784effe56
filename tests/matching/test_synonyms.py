from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Grant, Role, ScopeKind
from app.library.logic import AchievementState, NeedState
from app.matching.logic.parts import Part
from app.matching.queries.learned import list_synonyms
from app.matching.queries.proposals import rank_achievements
from app.matching.service.synonyms import write_synonyms
from tests.factories import make_achievement, make_actor, make_member, make_need

OPERATOR = make_actor(None, Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))


def test_words_the_operator_adds_are_found_by_each_other_at_once(session: Session) -> None:
    need = make_need(session, title="FR masterbatch 国产替代", state=NeedState.PUBLISHED)
    make_achievement(session, title="无卤阻燃母粒", state=AchievementState.PUBLISHED)

    def told() -> list[str]:
        (row,) = rank_achievements(session, need)
        return [value for part in row.match.parts if part.part is Part.TEXT for _, value in part.evidence.values]

    assert told() == [""]
    write_synonyms(session, OPERATOR, words=["阻燃母粒", "FR masterbatch"])
    assert told() == ["阻燃母粒"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["一个"], "at least two different words"),
        (["VOC", "ＶＯＣ"], "at least two different words"),
        (["旧词", "新词"], "already stands in another group"),
        (["长" * 41, "短"], "at most 40 characters"),
    ],
)
def test_a_group_of_words_makes_sense(session: Session, words: list[str], said: str) -> None:
    write_synonyms(session, OPERATOR, words=["旧词", "老词"])
    with pytest.raises(RuleBroken, match=said):
        write_synonyms(session, OPERATOR, words=words)


def test_only_who_tunes_matching_writes_words(session: Session) -> None:
    with pytest.raises(NotAllowed):
        write_synonyms(session, make_actor(None), words=["甲", "乙"])


def test_the_pages_add_change_and_remove_words(
    session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    refused = client.post("/matching/synonyms/edit", data={"words": "独一"})
    assert refused.status_code == 422
    assert "独一" in refused.get_data(as_text=True)
    client.post("/matching/synonyms/edit", data={"words": "纳米钙、纳米碳酸钙"})
    (group,) = list_synonyms(session)
    client.post(f"/matching/synonyms/edit?group={group.id}", data={"words": "纳米钙、纳米碳酸钙、NPCC"})
    page = client.get("/matching/synonyms").get_data(as_text=True)
    assert "纳米钙、纳米碳酸钙、NPCC" in page
    client.post(f"/matching/synonyms/{group.id}/remove")
    assert list_synonyms(session) == []
