"""Judges are nowhere else while their panel sits, also when two people book them at the same moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import Conflict, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor
from app.evaluation.logic.states import SeatState
from app.evaluation.models import Panel
from app.evaluation.service import duties, judging
from app.events.facts.programme import ProgrammeReleased
from app.events.logic.states import ConfirmState, Duty, HolderKind, ResourceKind, SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Occupancy
from app.events.service.occupancy import occupy
from app.events.service.release import release_programme
from tests.evaluation.ground import accept, actor_of, invite, set_up
from tests.factories import make_event, make_host, make_pitch, make_session, make_session_person


@pytest.fixture
def event(session: Session) -> Event:
    event = make_event(session)
    make_host(session, event)
    return event


@pytest.fixture
def stage(session: Session, event: Event) -> EventSession:
    return make_session(session, event, session_type=SessionType.ROADSHOW, title="项目路演")


@pytest.fixture
def panel(session: Session, host: Actor, event: Event, stage: EventSession) -> Panel:
    return set_up(session, host, event, [make_pitch(session, event).id], session_id=stage.id)


def held(session: Session, person_id: int) -> list[tuple[str, int]]:
    rows = select(Occupancy.holder_kind).where(
        Occupancy.resource_kind == ResourceKind.PERSON, Occupancy.resource_id == person_id
    )
    kinds = list(session.scalars(rows))
    return sorted({(kind, kinds.count(kind)) for kind in kinds})


def book(session: Session, event: Event, person_id: int, stage: EventSession, later: int = 0) -> None:
    assert stage.start_at is not None
    start = stage.start_at + timedelta(minutes=later)
    occupy(
        session, kind=ResourceKind.PERSON, resource_id=person_id, start=start, end=start + timedelta(minutes=20),
        holder_kind=HolderKind.MEETING, holder_id=77, event_id=event.id, title="洽谈",
    )  # fmt: skip


def released(event: Event) -> ProgrammeReleased:
    return ProgrammeReleased(
        event_id=event.id, release_id=1, number=1, changed_session_ids=(), displaced_meeting_ids=()
    )


def test_who_accepts_is_held_and_cannot_be_booked_elsewhere(
    session: Session, host: Actor, event: Event, panel: Panel, stage: EventSession
) -> None:
    seat = invite(session, host, panel)
    assert held(session, seat.person_id) == []
    accept(session, seat)
    assert held(session, seat.person_id) == [(HolderKind.DUTY, 12)]
    with pytest.raises(Conflict) as refused:
        book(session, event, seat.person_id, stage, later=40)
    assert refused.value.values["other"] == panel.title
    assert refused.value.values["mine"] == "洽谈"
    book(session, event, seat.person_id, stage, later=60)


def test_who_is_elsewhere_cannot_accept_and_reads_where(
    session: Session, host: Actor, event: Event, panel: Panel, stage: EventSession
) -> None:
    seat = invite(session, host, panel)
    book(session, event, seat.person_id, stage, later=20)
    with pytest.raises(Conflict) as refused:
        judging.answer_invitation(session, actor_of(session, seat), seat_id=seat.id, accepts=True)
    assert (refused.value.values["other"], refused.value.values["mine"]) == ("洽谈", panel.title)


def test_a_speaker_of_another_session_is_not_released_over_a_judge(
    session: Session, host: Actor, event: Event, panel: Panel, stage: EventSession
) -> None:
    seat = invite(session, host, panel)
    accept(session, seat)
    talk = make_session(session, event, title="专题报告", start_at=stage.start_at, end_at=stage.end_at)
    make_session_person(session, talk, seat.person, state=ConfirmState.CONFIRMED)
    session.expire_all()
    with pytest.raises(RuleBroken) as refused:
        release_programme(session, host, event=event)
    assert {refused.value.values["wanted"], refused.value.values["other"]} == {"专题报告", panel.title}


def test_a_judge_on_the_programme_of_the_same_session_is_no_clash_with_oneself(
    session: Session, host: Actor, event: Event, panel: Panel, stage: EventSession
) -> None:
    seat = invite(session, host, panel)
    make_session_person(session, stage, seat.person, duty=Duty.JUDGE, state=ConfirmState.CONFIRMED)
    session.expire_all()
    release_programme(session, host, event=event)
    accept(session, seat)
    assert [kind for kind, _count in held(session, seat.person_id)] == [HolderKind.SESSION]


def test_a_moved_session_takes_its_judges_along_or_says_who_cannot_come(
    session: Session, host: Actor, event: Event, panel: Panel, stage: EventSession
) -> None:
    free, busy = invite(session, host, panel), invite(session, host, panel)
    accept(session, free)
    accept(session, busy)
    book(session, event, busy.person_id, stage, later=80)
    assert stage.start_at is not None
    assert stage.end_at is not None
    stage.start_at, stage.end_at = stage.start_at + timedelta(hours=1), stage.end_at + timedelta(hours=1)
    session.flush()
    duties.follow_programme(session, released(event))
    duties.follow_programme(session, released(event))
    first = session.scalars(select(Occupancy.start_at).where(Occupancy.resource_id == free.person_id)).first()
    assert first == stage.start_at
    assert held(session, busy.person_id) == [(HolderKind.MEETING, 4)]
    told = session.scalars(select(StoredFact).where(StoredFact.name == "JudgeDoubleBooked")).all()
    assert {fact.payload["seat_id"] for fact in told} == {busy.id}
    assert told[0].payload["other"] == "洽谈"


def test_a_panel_sits_only_in_a_session_of_its_event(session: Session, host: Actor, event: Event) -> None:
    foreign = make_session(session, make_event(session))
    with pytest.raises(RuleBroken, match="session"):
        set_up(session, host, event, [make_pitch(session, event).id], session_id=foreign.id)


def test_a_reserve_holds_nothing(session: Session, host: Actor, panel: Panel) -> None:
    seat = invite(session, host, panel, reserve=True)
    assert (seat.state, held(session, seat.person_id)) == (SeatState.RESERVE, [])
