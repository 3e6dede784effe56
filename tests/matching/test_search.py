import numpy as np
import pytest
from hypothesis import given, settings
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import is_sqlite
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.meaning import MODEL, WIDTH, content_key, packed
from app.matching.logic.engine.synonyms import STARTING, Synonyms
from app.matching.logic.shortlist import ALL, ask_for, stored_tokens, tokens_of_query
from app.matching.models import SearchEntry, TextVector, TokenCount
from app.matching.queries import proposals, search
from app.matching.queries.search import Candidate, DatabaseSearch
from app.matching.service.indexing import index_changes
from tests.factories import make_achievement, make_need
from tests.matching.engine_world import sentences, words

TITLES = [
    "高品质改性蜡包覆碳酸钙技术", "碳酸钙吸潮的抑制", "红细胞药物平台", "CAR-T 细胞治疗", "CDMO 合同研发生产",
    "5G 基站散热",
]  # fmt: skip


@pytest.fixture
def library(session: Session) -> list[Achievement]:
    rows = [make_achievement(session, title=title, state=AchievementState.PUBLISHED) for title in TITLES]
    index_changes(session)
    return rows


def nearest(session: Session, title: str) -> list[str]:
    found = DatabaseSearch(session, STARTING).nearest(Entry(id="q", title=title), 20)
    return [session.get_one(Achievement, each.achievement_id).title for each in found]


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("碳酸钙颗粒的包覆", TITLES[0]), ("粉体吸潮", TITLES[1]), ("CART疗法", TITLES[3]), ("委托生产", TITLES[4]),
        ("合同研发生产", TITLES[4]), ("5g 通信", TITLES[5]), ("c++ 'or' \"*\" 红细胞", TITLES[2]),
    ],
)  # fmt: skip
def test_the_database_finds_words_pairs_terms_and_odd_spellings(
    session: Session, library: list[Achievement], asked: str, first: str
) -> None:
    assert nearest(session, asked)[:1] == [first]


def test_what_shares_nothing_is_no_candidate(session: Session, library: list[Achievement]) -> None:
    assert nearest(session, "量子") == []
    assert set(nearest(session, "碳酸钙")) == set(TITLES[:2])


def test_meaning_decides_between_equal_words_and_two_questions_answer_a_need(session: Session) -> None:
    rows = [make_achievement(session, title=title, state=AchievementState.PUBLISHED) for title in ("相变蜡", "相变盐")]
    index_changes(session)
    near, far = np.eye(WIDTH)[0], np.eye(WIDTH)[1]
    read = {content_key(MODEL, "相变", asks=True): near}
    read |= {content_key(MODEL, row.title, asks=False): each for row, each in zip(rows, (far, near), strict=True)}
    assert nearest(session, "相变") == ["相变蜡", "相变盐"]
    session.add_all(TextVector(key=key, data=packed(each)) for key, each in read.items())
    session.flush()
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    found = DatabaseSearch(session, STARTING).nearest(Entry(id="q", title="相变"), 20)
    event.remove(session.get_bind(), "before_cursor_execute", note)
    assert [each.achievement_id for each in found] == [rows[1].id, rows[0].id]
    assert len(asked) == 2


def test_only_as_many_are_compared_as_share_the_most_telling_tokens(
    session: Session, library: list[Achievement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "POOL", 1)
    assert nearest(session, "碳酸钙颗粒的包覆") == [TITLES[0]]


def test_sqlite_leaves_out_the_oldest_of_too_many_and_postgresql_has_nothing_left_to_sort_in(
    session: Session, library: list[Achievement], monkeypatch: pytest.MonkeyPatch
) -> None:
    if is_sqlite(session.connection()):
        monkeypatch.setattr(search, "MOST_FOUND", 1)
        assert nearest(session, "碳酸钙") == [TITLES[1]]
    else:
        assert session.scalar(text("SELECT gin_clean_pending_list('match_entry_fts')")) == 0


def counts(session: Session) -> dict[str, int]:
    rows = session.scalars(select(TokenCount).execution_options(populate_existing=True))
    return {row.token: row.count for row in rows if row.count}


def test_the_index_follows_changes_and_reads_nothing_twice(session: Session, library: list[Achievement]) -> None:
    assert index_changes(session) == 0
    before = counts(session)
    assert (before[ALL], before["碳酸钙"], before["包覆"]) == (6, 2, 1)
    library[0].title, library[0].updated_at = "石墨烯散热膜", now()
    library[1].state = AchievementState.DELISTED
    library[2].visibility = Visibility.NAMED
    session.flush()
    assert index_changes(session) == 3
    assert nearest(session, "碳酸钙") == []
    assert nearest(session, "石墨烯") == ["石墨烯散热膜"]
    after = counts(session)
    assert after[ALL] == session.scalar(select(func.count()).select_from(SearchEntry)) == 4
    assert "碳酸钙" not in after


def test_a_large_library_is_asked_through_the_index_and_says_the_same(
    session: Session, library: list[Achievement], monkeypatch: pytest.MonkeyPatch
) -> None:
    need = make_need(session, title="碳酸钙粉体的包覆", state=NeedState.PUBLISHED)
    whole = [row.achievement.title for row in proposals.rank_achievements(session, need)]
    monkeypatch.setattr(proposals, "COMPARED_WHOLE", 3)
    some = [row.achievement.title for row in proposals.rank_achievements(session, need)]
    assert some == whole[: len(some)] == TITLES[:2]


def test_each_need_of_a_queue_is_compared_with_its_own_candidates(
    session: Session, library: list[Achievement], monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = [make_need(session, title=title, state=NeedState.PUBLISHED) for title in ("碳酸钙粉体的包覆", "基站散热")]
    monkeypatch.setattr(proposals, "COMPARED_WHOLE", 3)
    rows, near = proposals.list_candidates(session, needs)
    assert near == {needs[0].id: {library[0].id, library[1].id}, needs[1].id: {library[5].id}}
    assert {row.id for row in rows} == {library[at].id for at in (0, 1, 5)}
    found = proposals.proposals_for(session, needs)
    assert [[row.achievement.title for row in found[need.id]] for need in needs] == [TITLES[:2], [TITLES[5]]]


class Elsewhere:
    """A search server of its own, which knows one answer."""

    def __init__(self, session: Session, synonyms: Synonyms) -> None:
        self._session, self._synonyms = session, synonyms

    def nearest(self, query: Entry, limit: int) -> list[Candidate]:
        assert (query.title, limit, self._synonyms.groups != ()) == ("碳酸钙粉体的包覆", proposals.CANDIDATES, True)
        return [Candidate(row.id, 1.0) for row in self._session.scalars(select(Achievement)) if row.title == TITLES[2]]


def test_another_search_server_can_stand_in(
    session: Session, library: list[Achievement], monkeypatch: pytest.MonkeyPatch
) -> None:
    need = make_need(session, title="碳酸钙粉体的包覆", state=NeedState.PUBLISHED)
    monkeypatch.setattr(proposals, "COMPARED_WHOLE", 3)
    monkeypatch.setattr(search, "SOURCE", Elsewhere)
    assert [row.achievement.title for row in proposals.rank_achievements(session, need)] == [TITLES[2]]


@settings(deadline=None)
@given(sentences, sentences, words)
def test_saying_a_word_of_the_query_never_takes_an_item_further_away(asked: str, said: str, word: str) -> None:
    query = tokens_of_query(Entry(id="q", title=f"{asked}，{word}"), STARTING)
    ask = ask_for(query, dict.fromkeys(query, 3) | {ALL: 100})
    assert ask.nearness(stored_tokens(f"{said}，{word}")) >= ask.nearness(stored_tokens(said)) >= 0
    assert set(ask.worth_asking()) <= set(query)
