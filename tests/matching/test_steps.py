from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.clock import now
from app.core.permissions import Grant, Role, ScopeKind
from app.investors.logic import InvestmentRound
from app.investors.models import Investor
from app.library.logic import AchievementState, NeedState
from app.matching.logic.parts import Part
from app.matching.logic.steps import StepKind, Subject, told
from app.matching.logic.verdicts import Choice, DeclineReason, ModelState, Said, VerdictSide, judgements_from
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest, MatchStep, Verdict
from app.matching.queries.learned import find_active_model
from app.matching.queries.proposals import rank_achievements
from app.matching.queries.ranking import rank_investors, rank_pitches
from app.matching.queries.steps import told_about_achievements, told_about_pitches
from app.matching.service import learning
from app.matching.service.learning import keep_version, prepare_lesson, use_version, work_out_lesson
from app.matching.service.steps import Reported, forget_step, note_step
from app.pitches.models import Pitch
from tests.factories import (
    make_achievement,
    make_actor,
    make_event,
    make_investor,
    make_member,
    make_need,
    make_organisation,
    make_participation,
    make_pitch,
)

LIKED = ["纳米碳酸钙粉体包覆", "碳酸钙粉体吸潮抑制", "碳酸钙粉体表面改性"]
UNLIKED = ["线上教育平台课程", "教育平台直播系统", "教育平台题库"]


def report(investor: Investor, pitch: Pitch, kind: StepKind, **more: object) -> Reported:
    values = {"source": f"test:{investor.id}:{pitch.id}:{kind}", "happened_at": now(), "event_id": pitch.event_id}
    return Reported(kind=kind, investor_id=investor.id, pitch_id=pitch.id, **(values | more))  # type: ignore[arg-type]


@pytest.fixture
def investor(session: Session) -> Investor:
    return make_investor(session, mandate={"fields": ["生物医药"], "stages": ["angel"]})


def earlier(session: Session, titles: list[str], **fields: object) -> list[Pitch]:
    event = make_event(session)
    return [make_pitch(session, event, title=title, summary=title, **fields) for title in titles]


# what is told


def test_a_company_that_found_one_too_dear_sees_dear_ones_lower(session: Session) -> None:
    need = make_need(session, title="碳酸钙包覆", budget_max=Decimal(100), state=NeedState.PUBLISHED)
    dear, other, cheap = (
        make_achievement(session, title="碳酸钙包覆", price=Decimal(price), state=AchievementState.PUBLISHED)
        for price in (80, 90, 10)
    )
    before = {row.achievement.id: row.match for row in rank_achievements(session, need)}
    session.add(Verdict(
        need_id=need.id, achievement_id=dear.id, side=VerdictSide.COMPANY, choice=Choice.DECLINED,
        reason=DeclineReason.TOO_DEAR,
    ))  # fmt: skip
    session.flush()
    after = {row.achievement.id: row.match for row in rank_achievements(session, need)}
    assert set(after) == {other.id, cheap.id}
    assert after[cheap.id].score == before[cheap.id].score
    assert before[other.id].score - after[other.id].score == 5
    codes = {part.part: part.evidence.code for part in after[other.id].parts}
    assert codes[Part.BUDGET] == "answers_against"


# reports


def test_a_report_that_comes_twice_or_is_corrected_is_one_step(session: Session, investor: Investor) -> None:
    (pitch,) = earlier(session, ["碳酸钙"])
    first = note_step(session, report(investor, pitch, StepKind.FOLLOW_UP, source="meeting:1:outcome"))
    second = note_step(session, report(investor, pitch, StepKind.NO_INTEREST, source="meeting:1:outcome"))
    assert first.id == second.id
    assert [each.kind for each in told_about_pitches(session)] == ["no_interest"]
    forget_step(session, "meeting:1:outcome")
    forget_step(session, "meeting:1:outcome")
    assert told_about_pitches(session) == []


def test_a_step_is_about_one_pair_of_one_kind(session: Session, investor: Investor) -> None:
    (pitch,) = earlier(session, ["碳酸钙"])
    need = make_need(session)
    bad = MatchStep(source="x", kind=StepKind.SIGNED, happened_at=now(), pitch_id=pitch.id, need_id=need.id)
    session.add(bad)
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_no_for_another_reason_is_no_word_against_the_subject(session: Session, investor: Investor) -> None:
    one, other = earlier(session, ["碳酸钙", "教育"])
    note_step(session, report(investor, one, StepKind.DECLINED, reason=DeclineReason.TOO_DEAR))
    note_step(session, report(investor, other, StepKind.DECLINED, reason=DeclineReason.OTHER_SUBJECT))
    assert [each.item for each in told_about_pitches(session)] == [other.id]


def test_signing_teaches_about_achievements_too(session: Session) -> None:
    need, achievement = make_need(session), make_achievement(session)
    note_step(session, Reported(
        source="agreement:1", kind=StepKind.SIGNED, happened_at=now(), need_id=need.id, achievement_id=achievement.id
    ))  # fmt: skip
    assert told_about_achievements(session) == [told(need.id, achievement.id, StepKind.SIGNED)]


def test_an_introduction_says_more_than_a_pin() -> None:
    pinned, introduced = (
        judgements_from([Said(1, 2, VerdictSide.MANAGER, choice)]) for choice in (Choice.PINNED, Choice.INTRODUCED)
    )
    assert introduced[0].weight > pinned[0].weight


# learning about pitches


@pytest.fixture
def past(session: Session, investor: Investor) -> list[Pitch]:
    """At an earlier event the investor went on with materials and not with education."""
    pitches = earlier(session, LIKED + UNLIKED)
    for pitch in pitches[:3]:
        note_step(session, report(investor, pitch, StepKind.FOLLOW_UP))
    for pitch in pitches[3:]:
        note_step(session, report(investor, pitch, StepKind.NO_INTEREST))
    return pitches


def learn(session: Session) -> learning.Learnt:
    learnt = work_out_lesson(prepare_lesson(session, Subject.PITCHES) or pytest.fail("nothing to learn"))
    keep_version(session, learnt)
    return learnt


def learned_points(session: Session, event_id: int, investor: Investor) -> dict[str, Decimal]:
    return {
        row.pitch.title: part.points
        for row in rank_pitches(session, event_id, investor)
        for part in row.match.parts
        if part.part is Part.LEARNED
    }


def test_how_meetings_ended_changes_what_an_investor_sees_at_the_next_event(
    session: Session, investor: Investor, past: list[Pitch]
) -> None:
    event = make_event(session)
    make_participation(session, event, investor)
    for title in ("碳酸钙粉体输送", "教育平台运营"):
        make_pitch(session, event, title=title, summary=title)
    assert learned_points(session, event.id, investor) == {}
    learnt = learn(session)
    assert learnt.figures["new"] > learnt.figures["untrained"]
    assert set(learnt.figures["without"]) == {"follow_up", "no_interest"}
    assert min(learnt.figures["without"].values()) < learnt.figures["new"]
    found = learned_points(session, event.id, investor)
    assert found["碳酸钙粉体输送"] > Decimal("4.5") > found["教育平台运营"]
    for row in rank_pitches(session, event.id, investor):
        assert sum(part.most for part in row.match.parts) == 100
        assert row.match.score == sum(part.points for part in row.match.parts)
    active = find_active_model(session, Subject.PITCHES)
    assert active is not None
    assert find_active_model(session) is None
    operator = make_actor(None, Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    use_version(session, operator, number=None, subject=Subject.PITCHES)
    assert active.state is ModelState.RETIRED
    assert learned_points(session, event.id, investor) == {}


def test_what_one_investor_did_changes_no_other_list_and_wishes_stay_on_their_side(
    session: Session, investor: Investor, past: list[Pitch]
) -> None:
    event = make_event(session)
    other = make_investor(session, mandate={"fields": ["生物医药"], "stages": ["angel"]})
    for each in (investor, other):
        make_participation(session, event, each)
    pitch = make_pitch(session, event, title="碳酸钙粉体", summary="碳酸钙粉体")
    session.add(Interest(event_id=event.id, investor_id=investor.id, pitch_id=pitch.id, side=WishSide.INVESTOR,
                         wish=Wish.NO_THANKS))  # fmt: skip
    session.flush()
    learn(session)
    assert learned_points(session, event.id, other) == {}
    assert learned_points(session, event.id, investor) != {}
    parts_seen_by_team = {part.part for row in rank_investors(session, pitch) for part in row.match.parts}
    assert Part.LEARNED not in parts_seen_by_team


def test_a_new_pitch_nobody_judged_is_not_buried(session: Session, investor: Investor, past: list[Pitch]) -> None:
    """Without history, what was learned counts about half of its nine points."""
    event = make_event(session)
    make_participation(session, event, investor)
    make_pitch(session, event, title="氢能电解槽", summary="氢能电解槽")
    learn(session)
    assert learned_points(session, event.id, investor)["氢能电解槽"] >= 4


def test_a_round_declined_as_too_early_counts_less(session: Session, investor: Investor) -> None:
    (seed,) = earlier(session, ["甲"], investment_round=InvestmentRound.ANGEL)
    event = make_event(session)
    make_participation(session, event, investor)
    make_pitch(session, event, title="乙", investment_round=InvestmentRound.ANGEL)
    before = rank_pitches(session, event.id, investor)[0].match
    no = report(investor, seed, StepKind.DECLINED, reason=DeclineReason.NOT_MATURE, side=WishSide.INVESTOR)
    note_step(session, no)
    after = rank_pitches(session, event.id, investor)[0].match
    assert before.score - after.score == Decimal("12.5")
    note_step(session, report(investor, seed, StepKind.DECLINED, reason=DeclineReason.NOT_MATURE, side=WishSide.PITCH))
    assert rank_pitches(session, event.id, investor)[0].match.score == before.score


def test_the_quality_page_shows_what_teaches(
    session: Session, investor: Investor, past: list[Pitch], client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:  # fmt: skip
    learn(session)
    sign_in(client, make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, 1))
    page = client.get("/matching/quality").get_data(as_text=True)
    assert 'name="subject" value="pitches"' in page
    client.post("/matching/versions", data={"version": "none", "subject": "pitches"})
    session.expire_all()
    assert find_active_model(session, Subject.PITCHES) is None


def test_a_technology_manager_can_say_that_two_were_introduced(
    session: Session, client: FlaskClient, sign_in: Callable[[FlaskClient, Account], FlaskClient]
) -> None:
    need = make_need(session, organisation=make_organisation(session), title="碳酸钙", state=NeedState.PUBLISHED)
    plain, introduced = (
        make_achievement(session, title=title, state=AchievementState.PUBLISHED) for title in ("碳酸钙", "粉体")
    )
    sign_in(client, make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, need.organisation_id))
    client.post(f"/library/needs/{need.number}/matches/{introduced.id}/manager", data={"choice": "introduced"})
    assert [row.achievement.id for row in rank_achievements(session, need)] == [introduced.id, plain.id]
    assert [each.kind for each in told_about_achievements(session)] == ["introduced"]
