import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.core.queue import Job
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.engine.evaluation import right_orders
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import MODEL
from app.matching.logic.parts import Part
from app.matching.logic.steps import Subject
from app.matching.logic.taxonomy import TREE
from app.matching.logic.verdicts import Choice, DeclineReason, ModelState, Said, VerdictSide, judgements_from
from app.matching.models import TextVector, Verdict
from app.matching.queries.learned import find_active_model, list_models
from app.matching.queries.proposals import rank_achievements
from app.matching.service import learning
from app.matching.service.learning import keep_version, prepare_lesson, use_version, work_out_lesson
from tests.factories import make_achievement, make_actor, make_member, make_need
from tests.matching.engine_world import Letters

LEARNS, IN_USE = "系统正在后台学习", "均按该版本排序"
TITLES = [
    "碳酸钙包覆", "碳酸钙吸潮", "碳酸钙填料", "粉体材料仓储软件", "粉体材料包装机械", "粉体材料输送管道",
    "粉体材料计量秤", "智能仓储",
]  # fmt: skip


class Named(Letters):
    """Letters under the name of the real model, so that what it reads is found again."""

    name = MODEL


@pytest.fixture
def operator() -> Actor:
    return make_actor(None, Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))


@pytest.fixture
def need(session: Session) -> Need:
    return make_need(session, title="粉体材料", problem="寻找粉体材料方向的技术合作", state=NeedState.PUBLISHED)


@pytest.fixture
def achievements(session: Session) -> list[Achievement]:
    return [make_achievement(session, title=title, state=AchievementState.PUBLISHED) for title in TITLES]


def judge(session: Session, need: Need, achievement: Achievement, choice: Choice) -> None:
    session.add(Verdict(need_id=need.id, achievement_id=achievement.id, side=VerdictSide.MANAGER, choice=choice))
    session.flush()


def taught(session: Session, need: Need, achievements: list[Achievement]) -> None:
    """The manager wants materials, not machines and software."""
    for at, achievement in enumerate(achievements[:7]):
        judge(session, need, achievement, Choice.PINNED if at < 3 else Choice.HIDDEN)


def test_verdicts_on_the_subject_teach_and_others_do_not() -> None:
    def said(choice: Choice, reason: DeclineReason | None = None, side: VerdictSide = VerdictSide.COMPANY) -> Said:
        return Said(1, 2, side, choice, reason)

    assert judgements_from([said(Choice.DECLINED, DeclineReason.TOO_DEAR)]) == []
    assert judgements_from([said(Choice.NOTED, side=VerdictSide.MANAGER)]) == []
    assert [each.level for each in judgements_from([said(Choice.DECLINED, DeclineReason.OTHER_SUBJECT)])] == [1.0]
    both = [said(Choice.INTERESTED), said(Choice.HIDDEN, side=VerdictSide.MANAGER)]
    assert judgements_from(both) == judgements_from(both[::-1]) == [Judgement("1", "2", 3.5)]


def test_right_orders_counts_pairs_of_one_query_only() -> None:
    judged = [Judgement("a", "x", 4), Judgement("a", "y", 1), Judgement("a", "z", 1), Judgement("b", "x", 2)]
    scores = {("a", "x"): 2.0, ("a", "y"): 1.0, ("a", "z"): 2.0, ("b", "x"): 0.0}
    assert right_orders(scores, judged) == (1.5, 2)


def test_a_lesson_moves_what_is_like_the_pinned_ones_up_and_says_why(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    assert prepare_lesson(session) is None
    taught(session, need, achievements)
    fresh = make_achievement(session, title="碳酸钙的表面包覆改性", state=AchievementState.PUBLISHED)
    before = {row.achievement.id: row.match for row in rank_achievements(session, need)}[fresh.id]
    assert Part.LEARNED not in {part.part for part in before.parts}
    lesson = prepare_lesson(session)
    assert lesson is not None
    learnt = work_out_lesson(lesson)
    assert learnt.figures["new"] > learnt.figures["untrained"]
    assert keep_version(session, learnt).state is ModelState.ACTIVE
    after = {row.achievement.id: row.match for row in rank_achievements(session, need)}[fresh.id]
    (learned,) = [part for part in after.parts if part.part is Part.LEARNED]
    assert learned.evidence.code == "learned_for"
    assert learned.points > learned.most / 2
    assert sum(part.most for part in after.parts) == 100
    assert after.score == sum(part.points for part in after.parts)
    assert prepare_lesson(session) is None


def test_a_version_that_measures_worse_is_kept_but_not_used_and_one_click_goes_back(
    session: Session, need: Need, achievements: list[Achievement], operator: Actor
) -> None:
    taught(session, need, achievements)
    learnt = work_out_lesson(prepare_lesson(session) or pytest.fail("nothing to learn"))
    first = keep_version(session, learnt)
    worse = keep_version(session, learning.Learnt(learnt.judgements, learnt.figures, is_better=False))
    assert (first.state, worse.state) == (ModelState.ACTIVE, ModelState.REFUSED)
    better = keep_version(session, learnt)
    assert [row.state for row in list_models(session)] == [ModelState.ACTIVE, ModelState.REFUSED, ModelState.RETIRED]
    use_version(session, operator, number=first.number)
    assert find_active_model(session) == first
    with pytest.raises(RuleBroken, match="in use already"):
        use_version(session, operator, number=first.number)
    use_version(session, operator, number=None)
    assert find_active_model(session) is None
    with pytest.raises(NotAllowed):
        use_version(session, make_actor(None), number=better.number)
    numbers = [row.number for row in list_models(session)]
    assert all(one > other for one, other in pairwise(numbers))


def test_a_night_does_not_undo_going_back_nor_repeat_what_was_refused(
    session: Session, need: Need, achievements: list[Achievement], operator: Actor
) -> None:
    taught(session, need, achievements)
    learnt = work_out_lesson(prepare_lesson(session) or pytest.fail("nothing to learn"))
    keep_version(session, learnt)
    use_version(session, operator, number=None)
    assert prepare_lesson(session) is None
    assert learning.ask_to_learn(session, operator) == []
    assert session.scalars(select(Job).where(Job.kind.in_(learning.JOB_OF.values()))).all() == []
    judge(session, need, achievements[7], Choice.HIDDEN)
    assert learning.ask_to_learn(session, operator) == [Subject.ACHIEVEMENTS]
    learnt = work_out_lesson(prepare_lesson(session) or pytest.fail("nothing to learn"))
    keep_version(session, learning.Learnt(learnt.judgements, learnt.figures, is_better=False))
    assert prepare_lesson(session) is None


def test_texts_are_read_once_and_their_meaning_then_counts(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    assert all(Part.MEANING not in {p.part for p in row.match.parts} for row in rank_achievements(session, need))
    unread = learning.unread_texts(session)
    names = {name for _, said in TREE.values() for name in said}
    assert len({text for text, _ in unread.values()} - names) == len(TITLES) + 2
    assert names <= {text for text, _ in unread.values()}
    assert learning.remember(session, learning.read(unread, Named())) == len(unread)
    assert learning.unread_texts(session) == {}
    assert learning.remember(session, learning.read(unread, Named())) == 0
    assert len(session.scalars(select(TextVector)).all()) == len(unread)
    first = rank_achievements(session, need)[0].match
    assert {Part.TEXT, Part.MEANING} <= {part.part for part in first.parts}
    assert sum(part.most for part in first.parts) == 100
    achievements[0].title = "换了名字的粉体成果"
    session.flush()
    assert len(learning.unread_texts(session)) == 1
    codes = {
        row.achievement.id: [p.evidence.code for p in row.match.parts if p.part is Part.MEANING]
        for row in rank_achievements(session, need)
    }
    assert codes[achievements[0].id] == ["not_read_yet"]


def test_the_quality_page_shows_figures_and_versions_and_asks_the_worker_to_learn(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:  # fmt: skip
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    assert client.get("/matching/quality").status_code == 200
    early = client.post("/matching/versions", data={"version": "new"}, follow_redirects=True).get_data(as_text=True)
    assert LEARNS not in early
    taught(session, need, achievements)
    learnt = work_out_lesson(prepare_lesson(session) or pytest.fail("nothing to learn"))
    keep_version(session, learnt)
    page = client.get("/matching/quality").get_data(as_text=True)
    assert "43 %" in page  # three of seven were found good
    judge(session, need, achievements[7], Choice.INTRODUCED)
    later = client.post("/matching/versions", data={"version": "new"}, follow_redirects=True)
    assert LEARNS in later.get_data(as_text=True)
    assert [job.kind for job in session.scalars(select(Job).where(Job.kind == learning.LEARN))] == [learning.LEARN]
    stopped = client.post("/matching/versions", data={"version": "none"}, follow_redirects=True)
    assert IN_USE not in stopped.get_data(as_text=True)
    session.expire_all()
    assert find_active_model(session) is None
    used = client.post("/matching/versions", data={"version": "1"}, follow_redirects=True).get_data(as_text=True)
    assert IN_USE in used
    (decisions,) = re.findall(r'<td[^>]*data-label="表态数"[^>]*>(.*?)</td>', used, re.S)
    assert [int(each) for each in re.findall(r"\d+", decisions)] == [7, learnt.figures["pairs"]]
    active = find_active_model(session)
    assert active is not None
    assert active.number == 1
