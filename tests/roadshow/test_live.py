"""The clock of the stage, and the host who runs it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock as core_clock
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.events.logic.states import EventState, SessionState, Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.service.release import release_programme
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.roadshow.logic import QuestionState, QuestionTheme
from app.roadshow.logic.live import Deed, Phase, Screen, StageClock, begin, extend, follow, pause, resume
from app.roadshow.logic.order import Turn
from app.roadshow.models import StageStep
from app.roadshow.queries.live import last_deed, list_turn_items, look_for_news, stage_state
from app.roadshow.queries.order import find_order
from app.roadshow.service import live, questions
from app.roadshow.service.order import arrange_order, set_minutes
from tests.factories import make_actor, make_event, make_host, make_person, make_pitch, organiser_of
from tests.roadshow.conftest import TWO_PM
from tests.roadshow.test_order import pitches_of

seconds = st.integers(0, 900)


@given(st.lists(st.tuples(seconds, seconds), max_size=5), seconds)
def test_pauses_never_cost_time(pauses: list[tuple[int, int]], more: int) -> None:
    clock, at, ran = begin(Phase.PRESENTING, 1, now=TWO_PM, minutes=8), TWO_PM, 0
    for running, standing in pauses:
        at += timedelta(seconds=running)
        clock = pause(pause(clock, now=at), now=at + timedelta(seconds=1))
        at += timedelta(seconds=standing)
        clock = resume(clock, now=at)
        ran += running
    assert clock.elapsed(at + timedelta(seconds=more)) == timedelta(seconds=ran + more)
    assert clock.ends == at + timedelta(seconds=480 - ran)


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_the_parts_follow_each_other_and_every_pitch_comes_once(shapes: list[tuple[int, int, int]]) -> None:
    turns = [Turn(number, talk, ask, pause_after=rest) for number, (talk, ask, rest) in enumerate(shapes)]
    clock, seen = StageClock(Phase.WAITING), []
    while clock.phase is not Phase.FINISHED:
        clock = follow(clock, turns, now=TWO_PM, change_minutes=1)
        seen.append((clock.phase, clock.pitch))
    assert [pitch for phase, pitch in seen if phase is Phase.PRESENTING] == [turn.pitch for turn in turns]
    assert [pitch for phase, pitch in seen if phase is Phase.QUESTIONS] == [t.pitch for t in turns if t.qa_minutes]
    between = [phase for phase, _pitch in seen if phase in (Phase.CHANGE, Phase.BREAK)]
    assert between == [Phase.BREAK if turn.pause_after else Phase.CHANGE for turn in turns[:-1]]


def test_a_part_is_made_longer_and_never_ends_at_once() -> None:
    clock = begin(Phase.PRESENTING, 1, now=TWO_PM, minutes=8)
    assert extend(clock, seconds=60).ends == TWO_PM + timedelta(minutes=9)
    assert extend(clock, seconds=-9999).seconds == 10
    assert pause(clock, now=TWO_PM).ends is None


@pytest.fixture
def pitches(session: Session, event: Event, stage: EventSession) -> list[Pitch]:
    made = pitches_of(session, event, 3)
    arrange_order(session, organiser_of(event), session_id=stage.id)
    return made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    return At(monkeypatch)


class At:
    """The clock of the server, moved by hand."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = TWO_PM
        for module in (core_clock, live):
            monkeypatch.setattr(module, "now", lambda: self.moment)

    def after(self, **time: int) -> None:
        self.moment += timedelta(**time)


def test_the_host_takes_the_stage_through_a_pitch(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch], at: At
) -> None:
    host = organiser_of(event)
    assert live.go_on(session, host, session_id=stage.id).phase is Phase.PRESENTING
    at.after(minutes=8)
    assert live.go_on(session, host, session_id=stage.id).phase is Phase.QUESTIONS
    at.after(minutes=7)
    run = live.go_on(session, host, session_id=stage.id)
    assert (run.phase, run.pitch_id) == (Phase.CHANGE, pitches[1].id)
    assert pitches[0].state is PitchState.PRESENTED
    first = list_turn_items(session, stage.id)[0]
    assert (first.began_at, first.finished_at) == (TWO_PM, TWO_PM + timedelta(minutes=15))
    steps = session.scalars(select(StageStep.deed).where(StageStep.session_id == stage.id)).all()
    assert steps == [Deed.START, Deed.NEXT, Deed.NEXT]


def test_every_deed_is_a_new_state_and_an_old_page_is_refused(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    assert stage_state(session, stage.id)["revision"] == 0
    live.go_on(session, host, session_id=stage.id, seen=0)
    seen, before = last_deed(session, stage.id), stage_state(session, stage.id)["revision"]
    live.stop_clock(session, host, session_id=stage.id, seen=seen)
    with pytest.raises(Conflict):  # a second host clicked on what is no longer there
        live.go_on(session, host, session_id=stage.id, seen=seen)
    assert look_for_news({stage.id: before}).keys() == {stage.id}
    assert look_for_news({stage.id: stage_state(session, stage.id)["revision"]}) == {}


def test_questions_and_votes_are_news_but_never_in_the_way_of_the_host(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    live.go_on(session, host, session_id=stage.id, seen=0)
    seen, revisions = last_deed(session, stage.id), [stage_state(session, stage.id)["revision"]]
    asker = make_actor(make_person(session))
    question = questions.ask_question(
        session, asker, event=event, pitch=pitches[0], theme=QuestionTheme.TEAM, content="团队是否全职？"
    )
    questions.moderate(session, host, question_id=question.id, after=QuestionState.APPROVED)
    for person in (asker, make_actor(make_person(session))):
        revisions.append(stage_state(session, stage.id)["revision"])
        questions.vote_for(session, person, question_id=question.id)
        assert stage_state(session, stage.id)["questions"][0]["votes"] == len(revisions) - 1
    revisions.append(stage_state(session, stage.id)["revision"])
    assert revisions == sorted(set(revisions))
    assert live.go_on(session, host, session_id=stage.id, seen=seen).phase is Phase.QUESTIONS


def test_overrun_is_shifted_or_cut_as_the_host_chooses(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch], at: At
) -> None:
    host = organiser_of(event)
    live.go_on(session, host, session_id=stage.id)
    with pytest.raises(RuleBroken):
        live.make_up(session, host, session_id=stage.id, cut=False)
    live.give_time(session, host, session_id=stage.id, minutes=3)
    assert live.make_up(session, host, session_id=stage.id, cut=False) == (3, 3)
    items = list_turn_items(session, stage.id)
    assert [item.start_at for item in items[1:]] == [TWO_PM + timedelta(minutes=19), TWO_PM + timedelta(minutes=35)]
    at.after(minutes=18)
    live.go_on(session, host, session_id=stage.id)  # 11 minutes were given, 18 were taken
    minutes, left = live.make_up(session, host, session_id=stage.id, cut=True)
    assert (minutes, left) == (10, 0)
    items = list_turn_items(session, stage.id)
    assert items[-1].end_at == TWO_PM + timedelta(minutes=50)
    log = session.scalars(select(StageStep).where(StageStep.deed.in_([Deed.SHIFT, Deed.CUT]))).all()
    assert [(step.deed, step.minutes) for step in log] == [(Deed.SHIFT, 3), (Deed.CUT, 10)]


def test_a_team_that_does_not_come_is_skipped(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    for _part in range(3):
        live.go_on(session, host, session_id=stage.id)
    run = live.skip_absent(session, host, session_id=stage.id)
    assert (run.phase, run.pitch_id, pitches[1].state) == (Phase.CHANGE, pitches[2].id, PitchState.NO_SHOW)
    assert [item.pitch_id for item in list_turn_items(session, stage.id)] == [pitches[0].id, pitches[2].id]
    assert live.go_on(session, host, session_id=stage.id).pitch_id == pitches[2].id
    live.skip_absent(session, host, session_id=stage.id)
    assert stage_state(session, stage.id)["phase"] == "finished"


def test_when_the_last_team_does_not_come_the_session_is_over(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    event.state = EventState.LIVE
    make_host(session, event)
    release_programme(session, host, event=event)
    live.go_on(session, host, session_id=stage.id)
    assert stage.state is SessionState.LIVE
    for _team in pitches:
        live.skip_absent(session, host, session_id=stage.id)
    assert (stage_state(session, stage.id)["phase"], stage.state) == ("finished", SessionState.ENDED)


def test_the_question_leaves_the_screen_with_the_team_it_was_put_to(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    host = organiser_of(event)
    live.go_on(session, host, session_id=stage.id)
    question = questions.ask_question(
        session, host, event=event, pitch=pitches[0], theme=QuestionTheme.TEAM, content="团队是否全职？", asker_text=""
    )
    for _click in range(2):
        questions.put_on_screen(session, host, question_id=question.id, session_id=stage.id)
    assert stage_state(session, stage.id)["question"]["id"] == question.id
    live.skip_absent(session, host, session_id=stage.id)
    state = stage_state(session, stage.id)
    assert (state["screen"], state["question"]) == ("timer", None)


def test_the_session_is_live_on_the_day_and_in_no_rehearsal(
    session: Session, event: Event, stage: EventSession, pitches: list[Pitch]
) -> None:
    live.go_on(session, organiser_of(event), session_id=stage.id)
    assert (event.state, stage.state) == (EventState.REGISTRATION_OPEN, SessionState.SCHEDULED)


def test_a_break_is_called_a_break(session: Session, event: Event, stage: EventSession, pitches: list[Pitch]) -> None:
    host = organiser_of(event)
    order = find_order(session, stage.id)
    assert order is not None
    set_minutes(session, host, order_id=order.id, pitch_id=pitches[0].id, minutes=(5, 0, 15))
    live.go_on(session, host, session_id=stage.id)
    run = live.go_on(session, host, session_id=stage.id)
    assert (run.phase, run.seconds) == (Phase.BREAK, 900)


def test_only_the_host_runs_the_stage(session: Session, stage: EventSession, pitches: list[Pitch]) -> None:
    with pytest.raises(NotAllowed):
        live.go_on(session, organiser_of(make_event(session)), session_id=stage.id)


def test_no_screen_names_a_project_for_invited_readers(session: Session, event: Event, stage: EventSession) -> None:
    make_pitch(session, event, visibility=Visibility.NAMED, title="绝密项目名称")
    host = organiser_of(event)
    arrange_order(session, host, session_id=stage.id)
    live.go_on(session, host, session_id=stage.id)
    state = stage_state(session, stage.id)
    assert state["pitch"]["title"] is None
    assert "绝密" not in str(state)
    with pytest.raises(RuleBroken):
        live.show_on_screen(session, host, session_id=stage.id, screen=Screen.QUESTION)
