"""Lists cost the same for few and many rows."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.library.logic import AchievementState, NeedState
from tests.factories import make_achievement, make_need, make_organisation
from tests.pitches.samples import count_statements


def test_lists_cost_the_same_for_few_and_many(session: Session, client: FlaskClient) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            make_need(session, state=NeedState.PUBLISHED, organisation=make_organisation(session))
            make_achievement(session, state=AchievementState.PUBLISHED, organisation=make_organisation(session))

    add(1)
    pages = ("/library/needs", "/library/achievements")
    few = [count_statements(client, page) for page in pages]
    add(6)
    assert [count_statements(client, page) for page in pages] == few
