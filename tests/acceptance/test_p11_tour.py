"""P11 Event series.

Given `ev_jd` with two venues, when a person registers for both, then there are one person, two attendances, one badge.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.clock import now
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import AudienceGroup, Event
from app.events.models.registration import Registration
from app.events.queries.registration import count_attendance, count_people_in_series
from app.events.service.check_in import ScanOutcome, check_in
from tests.acceptance.stage import Desk, account, actor, event_of, fetch, read, send

SLUG = "jiande-shanghai-2023"
GROUP = "参会代表"


def stops_to_come(session: Session) -> list[Event]:
    """The tour of the season with its two venues, as it stood before it took place."""
    series = event_of(session, SLUG)
    stops = list(session.scalars(select(Event).where(Event.parent_id == series.id).order_by(Event.id)))
    for event in (series, *stops):
        event.state = EventState.REGISTRATION_OPEN
        event.start_at, event.end_at = now() + timedelta(days=9), now() + timedelta(days=9, hours=8)
        session.add(AudienceGroup(event_id=event.id, name=GROUP, position=1))
    session.flush()
    session.expire_all()
    return stops


def test_one_person_two_attendances_one_badge(session: Session, desk: Desk) -> None:
    stops = stops_to_come(session)
    person = account(session, "attendee").person
    people = session.scalar(select(func.count(Person.id)))
    wish = {
        "name": person.name, "email": "attendee@example.org", "group": GROUP, "run_event": "y",
        "stops": [str(stop.id) for stop in stops],
    }  # fmt: skip
    answer = send(desk("attendee"), f"/events/{SLUG}/register", wish)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    session.expire_all()
    mine = select(Registration).where(Registration.person_id == person.id)
    rows = session.scalars(mine.where(Registration.event_id.in_([stop.id for stop in stops]))).all()
    assert [row.state for row in rows] == [RegistrationState.APPROVED] * 2
    assert len({row.badge_number for row in rows}) == 1
    assert len({row.ticket_code for row in rows}) == 2
    assert session.scalar(select(func.count(Person.id))) == people

    organiser = actor(session, "organiser")
    for row in rows:
        outcome = check_in(session, organiser, event_id=row.event_id, code=row.ticket_code).outcome
        assert outcome is ScanOutcome.WELCOME
    assert [sum(group.came for group in count_attendance(session, stop.id)) for stop in stops] == [1, 1]
    assert count_people_in_series(session, event_of(session, SLUG).id) == 1


def test_the_second_ticket_shows_the_badge_of_the_first(session: Session, desk: Desk) -> None:
    stops = stops_to_come(session)
    client = desk("attendee")
    for stop in stops:
        send(client, f"/events/{stop.slug}/register", {
            "name": "演示参会者", "email": "attendee@example.org", "group": GROUP, "run_event": "y",
        })  # fmt: skip
    person = account(session, "attendee").person
    rows = session.scalars(
        select(Registration)
        .where(Registration.person_id == person.id, Registration.event_id.in_([stop.id for stop in stops]))
        .order_by(Registration.id)
    ).all()
    assert [row.badge_number for row in rows] == [rows[0].number] * 2
    assert rows[0].number in read(client, f"/tickets/{rows[1].ticket_code}")


def test_the_page_of_the_series_names_both_venues(desk: Desk) -> None:
    assert fetch(desk("attendee"), f"/events/{SLUG}").status_code == 200
    page = read(desk("attendee"), f"/events/{SLUG}")
    assert "上海第二工业大学" in page
    assert "上海应用技术大学" in page
