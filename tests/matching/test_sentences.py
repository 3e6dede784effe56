from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.synonyms import STARTING
from app.matching.logic.sentences import MOST_SHOWN, standings
from app.matching.queries.sentences import preview_sentence
from tests.factories import make_achievement, make_member, make_need, make_organisation

SignIn = Callable[[FlaskClient, Account], FlaskClient]
BETTER = "用改性蜡包覆碳酸钙颗粒，防止吸潮和二次聚集"
NEED = Entry(id="n", title="碳酸钙粉体的包覆", text="防止碳酸钙吸潮和二次聚集")
OTHERS = [Entry(id="b", title="碳酸钙吸潮的抑制"), Entry(id="c", title="红细胞药物平台"), Entry(id="d", title="碳酸钙")]


def test_a_better_sentence_climbs_and_names_the_words_it_gained() -> None:
    bare = Entry(id="a", title="高品质改性蜡")
    (found,) = standings(
        bare, Entry(id="a", title=bare.title, text=BETTER), OTHERS, [NEED, Entry(id="o", title="水稻")],
        synonyms=STARTING,
    )  # fmt: skip
    assert (found.query, found.now, found.then, found.of, found.climbs) == ("n", 3, 1, 4, 2)
    assert {"碳酸钙", "包覆", "吸潮"} <= set(found.gained) <= set(found.words)


def test_the_same_sentence_changes_nothing_and_equal_ones_share_a_place() -> None:
    twin = Entry(id="a", title="碳酸钙吸潮的抑制")
    (found,) = standings(twin, twin, OTHERS, [NEED], synonyms=STARTING)
    assert (found.now, found.then, found.climbs, found.gained) == (1, 1, 0, ())
    assert found.words


def test_only_the_nearest_needs_are_shown_in_an_order_that_does_not_depend_on_theirs() -> None:
    queries = [Entry(id=f"{at:02d}", title=f"碳酸钙包覆{'涂料' * at}") for at in range(MOST_SHOWN + 4)]
    changed = Entry(id="a", title="蜡", text=BETTER)
    found = standings(Entry(id="a", title="蜡"), changed, OTHERS, queries, synonyms=STARTING)
    assert len(found) == MOST_SHOWN
    assert found[0].query == "00"
    assert standings(Entry(id="a", title="蜡"), changed, OTHERS[::-1], queries[::-1], synonyms=STARTING) == found


def test_the_preview_writes_nothing_and_tells_only_of_needs_registered_people_may_read(session: Session) -> None:
    entry = make_achievement(session, title="高品质改性蜡", state=AchievementState.PUBLISHED)
    for other in OTHERS:
        make_achievement(session, title=other.title, state=AchievementState.PUBLISHED)
    level = {"state": NeedState.PUBLISHED, "problem": NEED.text}
    shown = make_need(session, title=NEED.title, visibility=Visibility.REGISTERED, **level)
    make_need(session, title=f"{NEED.title}（保密）", visibility=Visibility.NAMED, **level)
    make_need(session, title=f"{NEED.title}（草稿）", problem=NEED.text)
    rows = preview_sentence(session, entry, BETTER)
    assert [(row.need.id, row.standing.now, row.standing.then) for row in rows] == [(shown.id, 3, 1)]
    assert entry.problem_solved is None
    assert not session.dirty


@pytest.fixture
def entry(session: Session) -> Achievement:
    make_need(session, title=NEED.title, problem=NEED.text, state=NeedState.PUBLISHED)
    return make_achievement(session, title="高品质改性蜡", organisation=make_organisation(session))


def test_the_owners_side_opens_it_from_the_achievement(
    client: FlaskClient, session: Session, sign_in: SignIn, entry: Achievement
) -> None:
    sign_in(client, make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, entry.organisation_id))
    address = f"/library/achievements/{entry.number}/sentence"
    assert address in client.get(f"/library/achievements/{entry.number}").get_data(as_text=True)
    assert NEED.title not in client.get(address).get_data(as_text=True)
    after = client.get(address, query_string={"sentence": BETTER * 20}).get_data(as_text=True)
    assert "<mark>碳酸钙</mark>" in after
    assert BETTER * 20 not in after


def test_other_teams_may_not_try_sentences_on_it(
    client: FlaskClient, session: Session, sign_in: SignIn, entry: Achievement
) -> None:
    other = make_organisation(session)
    sign_in(client, make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, other.id))
    assert client.get(f"/library/achievements/{entry.number}/sentence").status_code == 403


def test_a_saved_sentence_too_long_to_try_is_not_cut_in_silence(
    client: FlaskClient, session: Session, sign_in: SignIn, entry: Achievement
) -> None:
    sign_in(client, make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, entry.organisation_id))
    for length, is_told in ((200, False), (201, True)):
        entry.problem_solved = "钙" * length
        session.flush()
        page = client.get(f"/library/achievements/{entry.number}/sentence").get_data(as_text=True)
        assert "钙" * 200 in page
        hint = page.partition('id="sentence-hint">')[2].partition("</div>")[0]
        assert (str(length) in hint.replace("200", "", 1)) is is_told
