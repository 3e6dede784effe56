"""An event with a venue, an organiser at a browser, and a drafted programme, for tests of the programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app, g
from flask.testing import FlaskClient
from sqlalchemy import event as sql_event
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.db import database
from app.core.permissions import Actor, Role, ScopeKind
from app.events.logic.states import SessionState, SessionType
from app.events.models.event import Event
from app.events.models.programme import EventSession, ProgrammeRelease
from app.events.models.venue import Room
from app.events.queries.programme import get_programme_event
from app.events.queries.sessions import get_session
from app.events.service.release import release_programme
from tests.factories import (
    DAY,
    make_account,
    make_event,
    make_membership,
    make_session,
    organiser_of,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
SLUG = "wz"
BOARD = f"/events/{SLUG}/manage/programme"


@dataclass
class Ground:
    """The event, its rooms, and whoever organises it."""

    session: Session
    event: Event
    rooms: list[Room]
    browser: FlaskClient
    actor: Actor

    def add(
        self, title: str, *, after: int | None = 0, minutes: int = 60, room: int | None = 0, **more: Any
    ) -> EventSession:
        """Draft a session some minutes after the event begins; `after=None` leaves it without a time."""
        start = DAY + timedelta(minutes=after) if after is not None else None
        values = {
            "title": title, "start_at": start, "end_at": start + timedelta(minutes=minutes) if start else None,
            "room_id": self.rooms[room].id if room is not None else None, "session_type": SessionType.KEYNOTE,
            "state": SessionState.SCHEDULED if start else SessionState.DRAFT,
        }  # fmt: skip
        return make_session(self.session, self.event, **(values | more))

    def release(self, **more: Any) -> ProgrammeRelease:
        self.session.flush()
        self.event = get_programme_event(self.session, SLUG)
        return release_programme(self.session, self.actor, event=self.event, **more)

    def read(self, each: EventSession) -> EventSession:
        """Read a session anew, with its people."""
        return get_session(self.session, self.event, each.id)

    def visit(self, path: str, *, by: FlaskClient | None = None, **more: Any) -> Any:  # noqa: ANN401 -- an answer
        """Open a page as somebody else: not signed in, unless a browser is named."""
        self._forget()
        answer = (by or current_app.test_client()).open(path, **more)
        self._forget()
        return answer

    def _forget(self) -> None:
        """Forget the last visitor, whom the one context of a test would remember."""
        for name in ("_login_user", "actor", "zone", "flask_babel", "csrf_token"):
            g.pop(name, None)

    def seen(self, path: str) -> str:
        """Return what a visitor reads on a page."""
        answer = self.visit(path)
        assert answer.status_code == 200, path
        text: str = answer.get_data(as_text=True)
        return text

    def page(self, path: str = BOARD) -> str:
        answer = self.browser.get(path)
        assert answer.status_code == 200, path
        return answer.get_data(as_text=True)


def build_ground(session: Session, browser: FlaskClient, sign_in: SignIn, rooms: list[Room]) -> Ground:
    event = make_event(session, slug=SLUG, title="医学成果转化大会", venue_id=rooms[0].venue_id)
    account = make_account(session, event.owner)
    make_membership(session, event.owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return Ground(session, event, rooms, sign_in(browser, account), organiser_of(event))


def local(moment: datetime) -> str:
    """A moment as a browser sends it."""
    return f"{moment + timedelta(hours=8):%Y-%m-%dT%H:%M}"


@contextmanager
def counted() -> Iterator[list[str]]:
    """Count the questions that reach the database."""
    seen: list[str] = []
    bind = database.session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    sql_event.listen(bind, "before_cursor_execute", note)
    yield seen
    sql_event.remove(bind, "before_cursor_execute", note)
