"""The programme that is measured: 200 sessions in 6 rooms over 3 days, with speakers, hosts and pitches on stage."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.events.logic.states import Duty, EventState, EventType, HostRole, SessionState, SessionType, Visibility
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.events.models.venue import Venue
from app.events.queries.programme import get_programme_event, list_sessions
from app.events.service.release import release_programme
from tests.factories import (
    make_actor,
    make_event,
    make_host,
    make_organisation,
    make_person,
    make_session,
    make_session_person,
    make_venue,
)

SLUG = "bench-2030"
SESSIONS, ROOMS, DAYS = 200, 6, 3
FIRST_DAY = datetime(2030, 6, 17, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
LENGTH = timedelta(minutes=40)
_versions = itertools.count(2)
KINDS = (SessionType.KEYNOTE, SessionType.PANEL, SessionType.ROUNDTABLE, SessionType.SIGNING)


def build_event(session: Session, *, sessions: int = SESSIONS) -> Event:
    """Draft the event and release its programme once."""
    venue = make_venue(session, rooms=ROOMS, name="杭州国际博览中心")
    event = make_event(
        session, slug=SLUG, title="科技成果转化大会", venue_id=venue.id, state=EventState.REGISTRATION_OPEN,
        event_type=EventType.CONFERENCE_WITH_ROADSHOW, start_at=FIRST_DAY, visibility=Visibility.PUBLIC,
        end_at=FIRST_DAY + timedelta(days=DAYS - 1, hours=10), summary="三天、六个会场、两百个环节。",
    )  # fmt: skip
    for role in (HostRole.GUIDANCE, HostRole.HOST, HostRole.UNDERTAKER, HostRole.CO_ORGANISER):
        make_host(session, event, role=role)
    houses = [make_organisation(session).id for _ in range(20)]
    people = [make_person(session, organisation_id=houses[number % 20], title="教授") for number in range(sessions)]
    for number in range(sessions):
        part = _part(session, event, venue, number)
        for duty, person in ((Duty.SPEAKER, people[number]), (Duty.MODERATOR, people[(number + 31) % sessions])):
            make_session_person(session, part, person, duty=duty, topic=f"专题{number}")
    session.flush()
    session.expire_all()
    release_programme(session, organiser(event), event=event, name="v1")
    return event


def _part(session: Session, event: Event, venue: Venue, number: int) -> EventSession:
    """Fill the rooms of each day slot by slot."""
    day, place = divmod(number, -(-SESSIONS // DAYS))
    slot, room = divmod(place, ROOMS)
    start = FIRST_DAY + timedelta(days=day) + slot * (LENGTH + timedelta(minutes=10))
    return make_session(
        session, event, title=f"高品质改性蜡在碳酸钙领域的应用 {number}", session_type=KINDS[number % len(KINDS)],
        start_at=start, end_at=start + LENGTH, room_id=venue.rooms[room].id, state=SessionState.SCHEDULED,
        description="将高品质改性蜡以单分子形式分散到碳酸钙颗粒表面，改善其疏水性与相容性。",
    )  # fmt: skip


def organiser(event: Event) -> Actor:
    """Return whoever may release the programme."""
    return make_actor(None, Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def release_again(database: Database) -> None:
    """Change one title and release, so that nothing kept is right any more."""
    with database.transaction() as session:
        event = get_programme_event(session, SLUG)
        first = list_sessions(session, event.id)[0]
        first.title = f"{first.title.partition('·')[0]}·{next(_versions)}"
        session.flush()
        release_programme(session, organiser(event), event=event)
    database.session.remove()


def change_again(database: Database) -> None:
    """Change a word about the event, which its page and files depend on."""
    with database.transaction() as session:
        get_programme_event(session, SLUG).contact = f"会务组 {next(_versions)}"
    database.session.remove()
