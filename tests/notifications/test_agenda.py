"""The agenda of a person: released sessions, turns on stage and meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event as listening
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from app.core.db import database
from app.events.logic.states import ConfirmState, EventState, SessionState, SessionType
from app.events.models.programme import Bookmark, EventSession
from app.events.service.release import release_programme
from app.meetings.service.booking import cancel_meeting
from app.meetings.service.requests import withdraw_request
from app.notifications.logic import AgendaItem, AgendaKind, AgendaState
from app.notifications.queries.agenda import list_agenda_items
from app.roadshow.service.order import arrange_order
from tests.factories import (
    make_event,
    make_person,
    make_pitch,
    make_session,
    make_session_person,
    organiser_of,
)
from tests.meetings.conftest import build_stage


def kinds(items: list[AgendaItem]) -> list[tuple[str, AgendaKind, AgendaState]]:
    return [(item.title, item.kind, item.state) for item in items]


def mark(session: Session, part: EventSession, person_id: int) -> None:
    session.add(Bookmark(person_id=person_id, session_id=part.id))
    session.flush()


def count_queries(ask: Callable[[], object]) -> int:
    seen: list[str] = []
    engine = database.engine

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    listening.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        listening.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_sessions_appear_as_the_last_release_has_them(session: Session) -> None:
    event = make_event(session)
    person = make_person(session)
    talk = make_session(session, event, title="专题报告")
    panel = make_session(session, event, title="交流探讨", start_at=event.start_at + timedelta(hours=2),
                         end_at=event.start_at + timedelta(hours=3))  # fmt: skip
    make_session(session, event, title="与我无关", start_at=event.start_at + timedelta(hours=4),
                 end_at=event.start_at + timedelta(hours=5))  # fmt: skip
    make_session_person(session, talk, person)
    mark(session, talk, person.id)
    mark(session, panel, person.id)
    assert list_agenda_items(session, person.id) == []
    release_programme(session, organiser_of(event), event=event)
    released = talk.start_at
    talk.start_at = event.start_at + timedelta(minutes=30)
    session.flush()
    items = list_agenda_items(session, person.id)
    assert kinds(items) == [
        ("专题报告", AgendaKind.DUTY, AgendaState.CONFIRMED), ("交流探讨", AgendaKind.BOOKMARK, AgendaState.CONFIRMED)
    ]  # fmt: skip
    assert items[0].start_at == released
    assert (items[0].event_title, items[0].event_id, items[0].zone) == (event.title, event.id, event.zone)


def test_a_declined_duty_is_none_and_a_cancelled_session_stays_as_cancelled(session: Session) -> None:
    event = make_event(session)
    person, other = make_person(session), make_person(session)
    talk = make_session(session, event)
    make_session_person(session, talk, person)
    make_session_person(session, talk, other, state=ConfirmState.DECLINED)
    release_programme(session, organiser_of(event), event=event)
    talk.state = SessionState.CANCELLED
    session.flush()
    release_programme(session, organiser_of(event), event=event)
    assert [item.is_cancelled for item in list_agenda_items(session, person.id)] == [True]
    assert list_agenda_items(session, other.id) == []


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.POSTPONED])
def test_nothing_of_an_event_that_is_off_takes_place(session: Session, state: EventState) -> None:
    event = make_event(session)
    person = make_person(session)
    make_session_person(session, make_session(session, event), person)
    release_programme(session, organiser_of(event), event=event)
    event.state = state
    session.flush()
    assert [item.state for item in list_agenda_items(session, person.id)] == [AgendaState.CANCELLED]


def test_a_team_finds_its_turn_on_stage(session: Session) -> None:
    event = make_event(session)
    person = make_person(session)
    stage = make_session(session, event, session_type=SessionType.ROADSHOW, end_at=event.start_at + timedelta(hours=3))
    make_pitch(session, event)
    pitch = make_pitch(session, event, presenter=person)
    arrange_order(session, organiser_of(event), session_id=stage.id)
    (item,) = list_agenda_items(session, person.id)
    assert (item.kind, item.title, item.url) == (AgendaKind.PITCH, pitch.title, f"/pitches/{pitch.number}")
    assert item.start_at == event.start_at + timedelta(minutes=pitch.minutes + pitch.qa_minutes + 1)


def test_meetings_appear_once_they_have_a_time_and_stay_when_called_off(session: Session) -> None:
    stage = build_stage(session, houses=2)
    person_id = stage.team.account.person_id
    asked = stage.ask(house=1, slot=2)
    assert list_agenda_items(session, person_id) == []
    meeting = stage.agree()
    withdraw_request(session, stage.team.actor, meeting_id=asked.id)
    assert [item.kind for item in list_agenda_items(session, person_id)] == [AgendaKind.MEETING]
    cancel_meeting(session, stage.team.actor, meeting_id=meeting.id, reason="行程有变")
    (item,) = list_agenda_items(session, person_id)
    assert (item.state, item.url) == (AgendaState.CANCELLED, f"/meetings/{meeting.id}")


def test_one_event_can_be_asked_for_alone(session: Session) -> None:
    person = make_person(session)
    events = [make_event(session), make_event(session)]
    for number, event in enumerate(events):
        part = make_session(session, event, start_at=event.start_at + timedelta(hours=number),
                            end_at=event.start_at + timedelta(hours=number + 1))  # fmt: skip
        make_session_person(session, part, person)
        release_programme(session, organiser_of(event), event=event)
    assert len(list_agenda_items(session, person.id)) == 2
    assert [item.event_id for item in list_agenda_items(session, person.id, event_id=events[0].id)] == [events[0].id]


def test_an_agenda_costs_the_same_for_few_and_many(session: Session) -> None:
    person = make_person(session)

    def add(number: int) -> None:
        event = make_event(session, start_at=make_event(session).start_at + timedelta(days=number))
        for hour in range(number):
            start = event.start_at + timedelta(hours=hour)
            part = make_session(session, event, start_at=start, end_at=start + timedelta(hours=1))
            make_session_person(session, part, person)
        release_programme(session, organiser_of(event), event=event)

    def ask() -> None:
        session.expunge_all()
        list_agenda_items(session, person.id)

    add(1)
    few = count_queries(ask)
    add(3)
    assert count_queries(ask) == few


def test_every_address_of_an_agenda_leads_to_a_page(app: Flask, session: Session) -> None:
    stage = build_stage(session)
    event, person = stage.event, stage.team.account.person
    stage.agree()
    part = make_session(session, event)
    make_session_person(session, part, person)
    release_programme(session, stage.organiser_actor, event=event)
    show = make_session(session, event, session_type=SessionType.ROADSHOW, start_at=event.start_at + timedelta(hours=2),
                        end_at=event.start_at + timedelta(hours=3))  # fmt: skip
    arrange_order(session, stage.organiser_actor, session_id=show.id)
    routes = app.url_map.bind("localhost")
    found = set()
    for item in list_agenda_items(session, person.id):
        found.add(routes.match(item.url)[0])
    assert found == {"events.show_session", "pitches.show_pitch", "meetings.show_meeting"}
    with pytest.raises(NotFound):
        routes.match("/nowhere/at/all")
