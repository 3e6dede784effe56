"""An event with an investor, a team and an organiser who can all sign in, four slots and two tables."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.actors import actor_of
from app.core.db import database
from app.core.permissions import Actor, Role, ScopeKind
from app.events.models.event import Event
from app.events.queries.events import get_event_by_id
from app.investors.models import Investor
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.meetings.models import Meeting, MeetingSlot, MeetingTable
from app.meetings.queries.people import Pair, get_pair
from app.meetings.service.requests import Asking, accept_meeting, request_meeting
from app.pitches.models import Pitch
from tests.factories import (
    make_account,
    make_event,
    make_investor,
    make_meeting_ground,
    make_membership,
    make_participation,
    make_person,
    make_pitch,
    make_representative,
)


@dataclass
class House:
    """An investor and its representative."""

    investor: Investor
    account: Account
    actor: Actor


@dataclass
class Team:
    """A pitch and its presenter."""

    pitch: Pitch
    account: Account
    actor: Actor


@dataclass
class Stage:
    """Everything a test of meetings needs."""

    session: Session
    event: Event
    slots: list[MeetingSlot]
    tables: list[MeetingTable]
    organiser: Account
    houses: list[House] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    @property
    def house(self) -> House:
        return self.houses[0]

    @property
    def team(self) -> Team:
        return self.teams[0]

    @property
    def organiser_actor(self) -> Actor:
        return actor_of(self.session, self.organiser)

    def add_house(self) -> House:
        investor = make_investor(self.session)
        account = make_account(self.session, make_person(self.session))
        make_representative(self.session, investor, account.person)
        make_membership(self.session, account.person, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id)
        make_participation(self.session, self.event, investor, account.person)
        self.session.expire(investor, ["representatives"])
        self.houses.append(House(investor, account, actor_of(self.session, account)))
        return self.houses[-1]

    def add_team(self) -> Team:
        account = make_account(self.session, make_person(self.session))
        make_membership(self.session, account.person, Role.PROJECT_TEAM, ScopeKind.PERSON, account.person_id)
        pitch = make_pitch(self.session, self.event, presenter=account.person)
        self.teams.append(Team(pitch, account, actor_of(self.session, account)))
        return self.teams[-1]

    def pair(self, team: int = 0, house: int = 0) -> Pair:
        number, investor = self.teams[team].pitch.number, self.houses[house].investor.id
        event = get_event_by_id(self.session, self.event.id)
        return get_pair(self.session, event, number=number, investor_id=investor)

    def ask(self, team: int = 0, house: int = 0, slot: int | None = None) -> Meeting:
        """Let a team ask an investor."""
        asking = Asking("我们想谈谈合作", None if slot is None else self.slots[slot].id)
        return request_meeting(self.session, self.teams[team].actor, pair=self.pair(team, house), asking=asking)

    def agree(self, team: int = 0, house: int = 0, slot: int = 0) -> Meeting:
        """Let a team ask and the investor agree."""
        meeting = self.ask(team, house)
        return accept_meeting(
            self.session, self.houses[house].actor, meeting_id=meeting.id, slot_id=self.slots[slot].id
        )

    def wish(self, team: int, house: int, *, investor: Wish | None = None, pitch: Wish | None = None) -> None:
        for side, wish in ((WishSide.INVESTOR, investor), (WishSide.PITCH, pitch)):
            if wish is not None:
                self.session.add(Interest(
                    event_id=self.event.id, investor_id=self.houses[house].investor.id,
                    pitch_id=self.teams[team].pitch.id, side=side, wish=wish,
                ))  # fmt: skip
        self.session.flush()

    def person_of(self, team: int = 0) -> Person:
        return self.teams[team].account.person


def build_stage(session: Session, *, slots: int = 4, tables: int = 2, teams: int = 1, houses: int = 1) -> Stage:
    event = make_event(session)
    rows = make_meeting_ground(session, event, slots=slots, tables=tables)
    desks = list(session.scalars(
        select(MeetingTable).where(MeetingTable.event_id == event.id).order_by(MeetingTable.position)
    ))  # fmt: skip
    organiser = make_account(session, make_person(session))
    make_membership(session, organiser.person, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    stage = Stage(session, event, rows, desks, organiser)
    for _ in range(houses):
        stage.add_house()
    for _ in range(teams):
        stage.add_team()
    return stage


@pytest.fixture
def stage(session: Session) -> Stage:
    return build_stage(session)


@pytest.fixture
def move_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[Meeting, timedelta], None]:
    """Give a function that moves the clock of meetings to a distance from the beginning of a meeting."""
    modules = ("service.day", "service.booking", "service.requests", "service.planning", "service.ground",
               "service.replanning", "service.moving", "models.moving", "queries.moving", "queries.availability",
               "queries.planning", "routes.mine", "routes.moving", "routes.day")  # fmt: skip

    def do(meeting: Meeting, distance: timedelta) -> None:
        assert meeting.slot is not None
        moment = meeting.slot.start_at + distance
        for name in modules:
            monkeypatch.setattr(f"app.meetings.{name}.now", lambda: moment)

    return do


Browse = Callable[[Account], FlaskClient]


class OwnSession(FlaskClient):
    """A browser whose requests find the database as a process of its own would: nothing is loaded yet."""

    def open(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- as the client of Flask
        database.session.commit()
        database.session.expunge_all()
        for name in list(g):
            g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture
def browse(app: Flask, sign_in: Callable[[FlaskClient, Account], FlaskClient]) -> Browse:
    """Give a function that opens a browser of its own for an account."""

    def do(account: Account) -> FlaskClient:
        return sign_in(OwnSession(app, app.response_class), account)

    return do
