"""Companies, their experts and achievements say on cards whom they want, and only for themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.queries.actors import actor_of
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.library.logic import AchievementState, ExpertState, NeedState
from app.library.models import Achievement, Need, NeedExpert
from app.matching.logic.verdicts import Choice, VerdictSide
from app.matching.logic.wishes import Wish
from app.matching.models import NeedWish, Verdict
from app.matching.queries.cards import VoiceKind, list_candidates, list_voices_of
from app.matching.service.need_wishes import wish_for_expert, wish_for_need
from app.matching.service.wishes import limit_must_meets
from tests.factories import (
    make_account,
    make_achievement,
    make_event,
    make_membership,
    make_need,
    make_organisation,
    make_person,
)
from tests.meetings.conftest import browse

__all__ = ["browse"]
Browse = Callable[[Account], FlaskClient]


@dataclass
class Season:
    """Two companies with a need each, two experts who help with the first, and an achievement."""

    session: Session
    event: Event
    needs: list[Need]
    companies: list[Account]
    experts: list[Account]
    achievement: Achievement

    def cards(self, more: str = "") -> str:
        return f"/events/{self.event.slug}/cards{more}"

    def said(self) -> dict[tuple[int, int | None, str], str]:
        rows = self.session.scalars(select(NeedWish).order_by(NeedWish.id))
        return {(row.need_id, row.person_id, row.side.value): row.wish.value for row in rows}


@pytest.fixture
def season(session: Session) -> Season:
    event, needs, companies = make_event(session), [], []
    for word in ("骨钉降解太慢", "敷料透气不足"):
        house = make_organisation(session)
        account = make_account(session, make_person(session))
        make_membership(session, account.person, Role.NEED_COMPANY, ScopeKind.ORGANISATION, house.id)
        needs.append(make_need(
            session, event_id=event.id, organisation=house, title=word, problem=word, field="生物医药",
            state=NeedState.PUBLISHED,
        ))  # fmt: skip
        companies.append(account)
    experts = [make_account(session, make_person(session, research_fields=["生物医药"])) for _ in range(2)]
    session.add_all(
        NeedExpert(need_id=needs[0].id, event_id=event.id, person_id=each.person_id, code=f"E{n}", role_name="专家")
        for n, each in enumerate(experts)
    )
    achievement = make_achievement(
        session, title="可控降解骨钉", field="生物医药", problem_solved="骨钉降解太慢", state=AchievementState.PUBLISHED
    )
    session.flush()
    return Season(session, event, needs, companies, experts, achievement)


def test_a_company_speaks_for_its_own_need_to_experts_and_about_achievements(season: Season, browse: Browse) -> None:
    need, expert = season.needs[0], season.experts[0]
    voices = list_voices_of(season.session, actor_of(season.session, season.companies[0]), season.event.id)
    assert [(each.kind, each.need) for each in voices] == [
        (VoiceKind.NEED_EXPERTS, need), (VoiceKind.NEED_ACHIEVEMENTS, need),
    ]  # fmt: skip
    shown = list_candidates(season.session, season.event.id, voices[0])
    assert sorted(each.key for each in shown) == sorted(str(each.person_id) for each in season.experts)
    client = browse(season.companies[0])
    assert season.cards() in client.get(f"/events/{season.event.slug}").text
    assert {each.has_agreed for each in shown} == {True}
    page = client.get(season.cards(f"?voice={voices[0].key}"))
    assert (page.status_code, 'value="must_meet"' in page.text) == (200, True)
    data = {"voice": voices[0].key, "card": str(expert.person_id), "said": "must_meet"}
    assert client.post(season.cards("/wish"), data=data).status_code == 302
    assert season.said() == {(need.id, expert.person_id, "company"): "must_meet"}
    assert client.post(season.cards("/wish"), data=data | {"said": "", "undo": "1"}).status_code == 302
    assert season.said() == {}


def test_a_yes_or_no_to_an_achievement_is_the_companys_verdict(season: Season, browse: Browse) -> None:
    client, key = browse(season.companies[0]), f"achievements-{season.needs[0].number}"
    page = client.get(season.cards(f"?voice={key}")).text
    assert ('value="meet"' in page, 'value="must_meet"' in page) == (True, False)
    data = {"voice": key, "card": str(season.achievement.id)}
    for word, choice in (("meet", Choice.INTERESTED), ("no_thanks", Choice.DECLINED)):
        assert client.post(season.cards("/wish"), data=data | {"said": word}).status_code == 302
        row = season.session.scalars(select(Verdict)).one()
        assert (row.choice, row.side) == (choice, VerdictSide.COMPANY)
        assert (
            f'name="card" value="{season.achievement.id}"'
            in client.get(season.cards(f"?voice={key}&at={season.achievement.id}")).text
        )
    assert client.post(season.cards("/wish"), data=data | {"said": "must_meet"}).status_code == 422
    client.post(season.cards("/wish"), data=data | {"said": ""})
    assert season.session.scalars(select(Verdict)).all() == []
    hidden = Verdict(
        need_id=season.needs[0].id, achievement_id=season.achievement.id, side=VerdictSide.MANAGER, choice=Choice.HIDDEN
    )
    season.session.add(hidden)
    season.session.flush()
    assert client.post(season.cards("/wish"), data=data | {"said": "meet"}).status_code == 422


def test_an_expert_sees_the_needs_of_the_event_and_both_wishes_meet(season: Season, browse: Browse) -> None:
    expert, client = season.experts[0], browse(season.experts[0])
    actor = actor_of(season.session, expert)
    voice = list_voices_of(season.session, actor, season.event.id)[0]
    shown = list_candidates(season.session, season.event.id, voice)
    assert (voice.kind, {each.key for each in shown}) == (VoiceKind.EXPERT, {need.number for need in season.needs})
    answers = {f"wish-{season.needs[0].number}": "meet", f"wish-{season.needs[1].number}": "no_thanks"}
    assert client.post(season.cards(), data=answers | {"voice": "expert"}).status_code == 302
    assert season.said() == {
        (season.needs[0].id, expert.person_id, "expert"): "meet",
        (season.needs[1].id, expert.person_id, "expert"): "no_thanks",
    }
    company = actor_of(season.session, season.companies[0])
    wish_for_expert(
        season.session, company, number=season.needs[0].number, person_id=expert.person_id, wish=Wish.MUST_MEET
    )
    mine = {each.key: each for each in list_candidates(season.session, season.event.id, voice)}
    assert [mine[need.number].is_mutual for need in season.needs] == [True, False]
    assert [mine[need.number].has_agreed for need in season.needs] == [True, False]


def test_strangers_and_experts_who_declined_have_no_voice(season: Season, browse: Browse) -> None:
    declined, number = season.experts[1], season.needs[0].number
    row = season.session.scalars(select(NeedExpert).where(NeedExpert.person_id == declined.person_id)).one()
    row.state = ExpertState.DECLINED
    season.session.flush()
    assert browse(declined).get(season.cards()).status_code == 403
    with pytest.raises(NotAllowed):
        wish_for_need(
            season.session, actor_of(season.session, declined), event=season.event, number=number, wish=Wish.MEET
        )
    other = actor_of(season.session, season.companies[1])
    person_id = season.experts[0].person_id
    with pytest.raises(NotAllowed):
        wish_for_expert(season.session, other, number=number, person_id=person_id, wish=Wish.MEET)
    own = actor_of(season.session, season.companies[0])
    with pytest.raises(RuleBroken):
        wish_for_expert(season.session, own, number=number, person_id=declined.person_id, wish=Wish.MEET)
    assert season.said() == {}


def test_the_event_says_how_many_must_meets_each_side_has(season: Season) -> None:
    limit_must_meets(season.session, event_id=season.event.id, most=1)
    company, expert = (actor_of(season.session, each[0]) for each in (season.companies, season.experts))
    one, other = season.needs

    def ask_for(person: Account) -> None:
        wish_for_expert(
            season.session, company, number=one.number, person_id=person.person_id, wish=Wish.MUST_MEET
        )  # fmt: skip

    def offer(need: Need) -> None:
        wish_for_need(season.session, expert, event=season.event, number=need.number, wish=Wish.MUST_MEET)

    for _twice in range(2):
        ask_for(season.experts[0])
        offer(one)
    with pytest.raises(RuleBroken):
        ask_for(season.experts[1])
    with pytest.raises(RuleBroken):
        offer(other)
    assert {key[2]: wish for key, wish in season.said().items()} == {"company": "must_meet", "expert": "must_meet"}
    assert len(season.said()) == 2
