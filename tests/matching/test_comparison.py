"""Many needs compared at once: what each list says, what it costs, and that nothing old is ever shown."""

from collections.abc import Callable

import numpy as np
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.engine.kept import words_under
from app.matching.logic.engine.meaning import MODEL, WIDTH, content_key, packed
from app.matching.logic.verdicts import Choice, ModelState, VerdictSide
from app.matching.models import MatchModel, SynonymGroup, TextVector, Verdict
from app.matching.queries.proposals import balanced_proposals, proposals_for
from app.matching.queries.search import count_indexed
from app.matching.service.indexing import index_changes
from tests.factories import make_achievement, make_need, make_organisation

TITLES = ["高品质改性蜡包覆碳酸钙技术", "碳酸钙吸潮的抑制", "红细胞药物平台", "5G 基站散热"]
Library = tuple[list[Achievement], list[Need]]
Change = Callable[[Session, Library], None]


@pytest.fixture
def library(session: Session) -> Library:
    centre = make_organisation(session)
    rows = [
        make_achievement(session, title=title, state=AchievementState.PUBLISHED, organisation=centre)
        for title in TITLES
    ]
    needs = [
        make_need(session, title=title, state=NeedState.PUBLISHED, field="新材料", budget_max=1_000_000)
        for title in ("碳酸钙粉体的包覆", "基站散热", "药物载体")
    ]
    return rows, needs


def lists(session: Session, needs: list[Need]) -> list[object]:
    session.expire_all()
    found = proposals_for(session, needs, everything=True)
    return [(need, each.achievement.id, each.match, each.by_points) for need, rows in found.items() for each in rows]


def decide(session: Session, library: Library, choice: Choice) -> None:
    (first, *_), (need, *_) = library
    side = VerdictSide.MANAGER if choice is Choice.PINNED else VerdictSide.COMPANY
    session.add(Verdict(need_id=need.id, achievement_id=first.id, side=side, choice=choice))


def rename(_session: Session, library: Library) -> None:
    library[0][2].title = "碳酸钙粉体的包覆与改性"


def close(_session: Session, library: Library) -> None:
    library[0][0].state = AchievementState.DELISTED


def restrict(_session: Session, library: Library) -> None:
    library[0][0].visibility = Visibility.AFTER_NDA


def price(_session: Session, library: Library) -> None:
    library[0][1].price = 9_000_000


def ask_otherwise(_session: Session, library: Library) -> None:
    library[1][1].problem = "红细胞"


def write_synonyms(session: Session, _library: Library) -> None:
    session.add(SynonymGroup(words=["载体", "平台"]))


def read_a_meaning(session: Session, library: Library) -> None:
    read = {content_key(MODEL, row.title, asks=False): row for row in library[0]}
    session.add_all(TextVector(key=key, data=packed(np.eye(WIDTH)[at])) for at, key in enumerate(read))
    asked = content_key(MODEL, library[1][0].title, asks=True)
    session.add(TextVector(key=asked, data=packed(np.eye(WIDTH)[2])))


def learn(session: Session, library: Library) -> None:
    (first, *_), (need, *_) = library
    told = {"query": need.id, "item": first.id, "level": 1.0}
    session.add(MatchModel(number=1, state=ModelState.ACTIVE, judgements=[told], figures={"own_only": True}))


def pin(session: Session, library: Library) -> None:
    library[0][0].title = "无关"
    decide(session, library, Choice.PINNED)


def decline(session: Session, library: Library) -> None:
    decide(session, library, Choice.DECLINED)


@pytest.mark.parametrize(
    "change",
    [rename, close, restrict, price, ask_otherwise, write_synonyms, read_a_meaning, learn, pin, decline],
)  # fmt: skip
def test_a_change_shows_at_once_as_in_a_process_that_has_just_started(
    session: Session, library: Library, change: Change
) -> None:
    needs = library[1]
    before = lists(session, needs)
    assert lists(session, needs) == before
    change(session, library)
    session.flush()
    after = lists(session, needs)
    assert after != before
    words_under.cache_clear()
    assert lists(session, needs) == after


def test_lists_of_many_needs_are_the_lists_of_each_and_ask_no_more_questions(
    session: Session, library: Library
) -> None:
    decline(session, library)
    session.flush()
    needs = library[1]
    assert lists(session, needs) == [each for need in needs for each in lists(session, [need])]
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    balanced_proposals(session, needs[:1], top=2)
    one = len(asked)
    balanced_proposals(session, needs, top=2)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(asked) == 2 * one


def test_a_pinned_one_comes_first_and_keeps_the_place_its_points_give_it(session: Session, library: Library) -> None:
    (need, *_) = library[1]
    pin(session, library)
    session.flush()
    first, second, *_ = proposals_for(session, [need])[need.id]
    assert (first.achievement.title, first.is_pinned, second.by_points) == ("无关", True, 1)
    assert first.by_points > 1
    (only,) = balanced_proposals(session, [need], top=1)[need.id]
    assert only.achievement.title == "无关"


def test_what_only_some_may_see_is_not_even_counted_in_the_index(session: Session, library: Library) -> None:
    library[0][0].visibility = Visibility.AFTER_NDA
    session.flush()
    index_changes(session)
    assert count_indexed(session) == len(TITLES) - 1
