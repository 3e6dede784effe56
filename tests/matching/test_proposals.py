import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Grant, Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, NeedState
from app.library.models import Achievement, Need
from app.matching.logic.verdicts import Choice, DeclineReason, VerdictSide
from app.matching.models import Verdict
from app.matching.queries.proposals import proposals_for, rank_achievements
from app.matching.service.verdicts import decide, take_back
from tests.factories import make_achievement, make_actor, make_member, make_need, make_organisation
from tests.matching.proposal_world import OPEN, SignIn, achievements, another, company, manager, need, say

__all__ = ["achievements", "need"]


def titles(session: Session, need: Need) -> list[str]:
    return [row.achievement.title for row in rank_achievements(session, need)]


def test_a_pin_goes_to_the_top_and_a_hidden_one_leaves_the_list(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    assert titles(session, need) == [row.title for row in achievements]
    decide(session, manager(need), need=need, verdict=say(need, achievements[2], Choice.PINNED, note="同一园区"))
    decide(session, manager(need), need=need, verdict=say(need, achievements[0], Choice.HIDDEN))
    assert titles(session, need) == [achievements[2].title, achievements[1].title]
    everything = proposals_for(session, [need], everything=True)[need.id]
    assert {row.achievement.id for row in everything} == {row.id for row in achievements}
    assert [row.manager.note for row in everything if row.is_pinned and row.manager] == ["同一园区"]


def test_a_declined_proposal_leaves_the_list_until_it_is_taken_back(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    no = say(need, achievements[1], Choice.DECLINED, reason=DeclineReason.TOO_DEAR)
    decide(session, company(need), need=need, verdict=no)
    assert achievements[1].title not in titles(session, need)
    other = make_need(session, title=need.title, problem=need.problem, state=NeedState.PUBLISHED)
    assert achievements[1].title in titles(session, other)
    take_back(session, company(need), need=need, achievement_id=achievements[1].id, side=VerdictSide.COMPANY)
    assert achievements[1].title in titles(session, need)


def test_each_side_has_one_verdict_and_its_last_word_counts(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    for choice in (Choice.INTERESTED, Choice.DECLINED, Choice.INTERESTED):
        decide(
            session, company(need), need=need,
            verdict=say(need, achievements[0], choice, reason=DeclineReason.OTHER if choice == "declined" else None),
        )  # fmt: skip
    decide(session, manager(need), need=need, verdict=say(need, achievements[0], Choice.NOTED, note="已电话沟通"))
    rows = session.scalars(select(Verdict).where(Verdict.need_id == need.id)).all()
    assert sorted((row.side.value, row.choice.value, row.reason) for row in rows) == [
        ("company", "interested", None), ("manager", "noted", None),
    ]  # fmt: skip
    told = select(func.count()).where(AuditEntry.action == "match.decided", AuditEntry.object_id == need.id)
    assert session.scalar(told) == 4


@pytest.mark.parametrize(
    ("choice", "more", "said"),
    [
        (Choice.DECLINED, {}, "Please say why it does not help."),
        (Choice.NOTED, {"note": "  "}, "Please write the note."),
        (Choice.NOTED, {"note": "长" * 501}, "The note is longer than 500 characters."),
    ],
)
def test_half_an_answer_is_refused(
    session: Session, need: Need, achievements: list[Achievement], choice: Choice, more: dict[str, str], said: str
) -> None:
    side = company(need) if choice is Choice.DECLINED else manager(need)
    with pytest.raises(RuleBroken, match=said):
        decide(session, side, need=need, verdict=say(need, achievements[0], choice, **more))


def test_nobody_decides_for_somebody_else_or_in_the_name_of_the_other_side(
    session: Session, need: Need, achievements: list[Achievement]
) -> None:
    stranger = make_actor(None, Grant(Role.NEED_COMPANY, ScopeKind.ORGANISATION, make_organisation(session).id))
    for actor, choice in (
        (stranger, Choice.INTERESTED),
        (company(need), Choice.PINNED),
        (manager(need), Choice.INTERESTED),
    ):
        with pytest.raises(NotAllowed):
            decide(session, actor, need=need, verdict=say(need, achievements[0], choice))
    achievements[0].state = AchievementState.DELISTED
    with pytest.raises(RuleBroken, match="not open any more"):
        decide(session, company(need), need=need, verdict=say(need, achievements[0], Choice.INTERESTED))


def test_the_company_answers_on_its_list_and_sees_the_note_and_its_own_words_marked(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    decide(session, manager(need), need=need, verdict=say(need, achievements[0], Choice.PINNED, note="请看第二页"))
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get(f"/library/needs/{need.number}/matches").get_data(as_text=True)
    assert "请看第二页" in page
    assert page.count("<mark>碳酸钙</mark>") >= 2
    answer = f"/library/needs/{need.number}/matches/{achievements[1].id}/company"
    done = client.post(answer, data={"choice": "interested"})
    assert done.headers["Location"].endswith(f"/matches#achievement-{achievements[1].id}")
    client.post(f"/library/needs/{need.number}/matches/{achievements[2].id}/company", data={"choice": "declined"})
    client.post(f"/library/needs/{need.number}/matches/{achievements[0].id}/manager", data={"choice": "hidden"})
    session.expire_all()
    rows = session.scalars(select(Verdict).order_by(Verdict.id)).all()
    assert [(row.side.value, row.choice.value) for row in rows] == [("manager", "pinned"), ("company", "interested")]


def test_the_queue_shows_the_needs_a_manager_looks_after_with_their_best_proposals(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    foreign = make_need(session, title="别家的需求", organisation=make_organisation(session), state=NeedState.PUBLISHED)
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get("/matching/queue").get_data(as_text=True)
    assert need.title in page
    assert "改性" in page
    assert foreign.title not in page
    answer = f"/library/needs/{need.number}/matches/{achievements[1].id}/manager"
    done = client.post(answer, data={"choice": "pinned", "note": "优先", "from": "queue"})
    assert done.headers["Location"].endswith(f"/matching/queue#need-{need.number}")
    later = client.post(answer, data={"choice": "pinned", "note": "优先", "from": "queue", "page": "2"})
    assert later.headers["Location"].endswith(f"/matching/queue?page=2#need-{need.number}")
    assert client.get("/matching/queue").get_data(as_text=True).count('value="优先"') == 1


def test_what_was_taken_off_stands_below_with_its_place_by_points_until_it_is_put_back(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    decide(session, manager(need), need=need, verdict=say(need, achievements[2], Choice.PINNED))
    decide(session, manager(need), need=need, verdict=say(need, achievements[1], Choice.HIDDEN, note="已过期"))
    no = say(need, achievements[0], Choice.DECLINED, reason=DeclineReason.TOO_FAR)
    decide(session, company(need), need=need, verdict=no)
    found = proposals_for(session, [need], everything=True)[need.id]
    assert [(row.achievement.id, row.is_away, row.by_points) for row in found] == [
        (achievements[2].id, False, 1), (achievements[0].id, True, 1), (achievements[1].id, True, 1),
    ]  # fmt: skip
    address = f"/library/needs/{need.number}/matches"
    hide, decline = f"{address}/{achievements[1].id}/manager", f"{address}/{achievements[0].id}/company"
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get(address).get_data(as_text=True)
    assert (page.count(f'action="{hide}"'), page.count(f'action="{decline}"')) == (1, 0)
    assert "已过期" in page
    client.post(hide, data={"choice": ""})
    assert titles(session, need) == [achievements[2].title, achievements[1].title]
    mine = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id)
    other = another(client, sign_in, mine)
    assert other.get(address).get_data(as_text=True).count(f'action="{decline}"') >= 1
    other.post(decline, data={"choice": ""})
    found = proposals_for(session, [need], everything=True)[need.id]
    assert [(row.achievement.id, row.by_points) for row in found] == [
        (achievements[2].id, 3), (achievements[0].id, 1), (achievements[1].id, 2),
    ]  # fmt: skip
    stranger = make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, make_organisation(session).id)
    decide(session, manager(need), need=need, verdict=say(need, achievements[1], Choice.HIDDEN, note="已过期"))
    away = another(client, sign_in, stranger)
    assert need.title in away.get(address).get_data(as_text=True)
    assert "已过期" not in away.get(address).get_data(as_text=True)


def test_a_company_filters_by_field_and_by_its_answers(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    achievements[0].field, achievements[1].field = "新材料", "化工材料"
    decide(session, company(need), need=need, verdict=say(need, achievements[1], Choice.INTERESTED))
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    address = f"/library/needs/{need.number}/matches"
    for query, shown in (("field=新材料", {0}), ("answer=interested", {1}), ("answer=none", {0, 2})):
        page = client.get(f"{address}?{query}").get_data(as_text=True)
        found = {at for at, row in enumerate(achievements) if f'id="achievement-{row.id}"' in page}
        assert found == shown, query


def test_only_what_speaks_for_a_proposal_is_ticked(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn
) -> None:
    need.field, achievements[0].field, achievements[2].field = "新材料", "新材料", "生物医药"
    session.flush()
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    page = client.get(f"/library/needs/{need.number}/matches").get_data(as_text=True)
    first, last = (page.partition(f'id="achievement-{achievements[at].id}"')[2] for at in (0, 2))
    assert first.partition("<li")[2].startswith("><svg")
    _, _, not_ticked = last.partition("</article>")[0].partition('<li class="text-secondary">')
    assert "#check" not in not_ticked.partition("<form")[0]
    assert "#minus" in not_ticked


SECRET = "碳酸钙表面的氟硅烷接枝"


@pytest.mark.parametrize("level", [Visibility.AFTER_NDA, Visibility.NAMED])
def test_nothing_of_what_only_some_may_see_stands_in_lists_highlights_or_counts(
    session: Session, need: Need, achievements: list[Achievement], client: FlaskClient, sign_in: SignIn,
    level: Visibility,
) -> None:  # fmt: skip
    need.problem = f"{need.problem}，{SECRET}"
    hidden = make_achievement(session, title=SECRET, problem_solved=SECRET, **OPEN)
    session.flush()
    sign_in(client, make_member(session, Role.NEED_COMPANY, ScopeKind.ORGANISATION, need.organisation_id))
    address = f"/library/needs/{need.number}/matches"
    assert f"achievement-{hidden.id}" in client.get(address).get_data(as_text=True)
    hidden.visibility = level
    session.flush()
    page = client.get(address).get_data(as_text=True)
    assert f"achievement-{hidden.id}" not in page
    assert hidden.number not in page
    assert "<mark>氟硅烷" not in page
    assert "<mark>接枝" not in page
    manager = another(
        client, sign_in, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id)
    )
    assert hidden.number not in manager.get("/matching/queue").get_data(as_text=True)
