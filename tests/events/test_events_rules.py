"""What may not be written down about an event, a group or a call."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import AppError, NotAllowed, NotFound, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import NOBODY, Grant, Role, ScopeKind
from app.events.logic.details import Basics, Call, Group, RegistrationRules, TimeAndPlace
from app.events.logic.states import EventState, EventType, HostRole
from app.events.models.event import Event
from app.events.queries.events import get_event, get_event_by_id, readable
from app.events.queries.registration import places_of
from app.events.service.events import edit_call, edit_event, edit_time_and_place, start_event
from app.events.service.hosts import add_host, edit_groups
from tests.factories import DAY, make_actor, make_event, make_group, make_person, make_registration, organiser_of

ROADSHOW = EventType.ROADSHOW


def test_only_those_who_may_plan_events(session: Session) -> None:
    person = make_person(session)
    for actor in (NOBODY, make_actor(person)):
        with pytest.raises(NotAllowed):
            start_event(session, actor, basics=Basics("春季路演", ROADSHOW), first_day=date(2030, 3, 1))
    organiser = make_actor(person, Grant(Role.EVENT_ORGANISER, ScopeKind.EVENT, 0))
    made = [
        start_event(session, organiser, basics=Basics("春季路演", ROADSHOW), first_day=date(2030, 3, 1)).slug
        for _ in range(2)
    ]
    assert made == ["chun-ji-lu-yan-2030", "chun-ji-lu-yan-2030-2"]
    with pytest.raises(RuleBroken):
        start_event(session, organiser, basics=Basics("  春 ", ROADSHOW), first_day=date(2030, 3, 1))


@pytest.mark.parametrize(
    ("where", "field"),
    [
        (TimeAndPlace(DAY, DAY), "end_at"),
        (TimeAndPlace(DAY, DAY + timedelta(days=61)), "end_at"),
        (TimeAndPlace(DAY, DAY + timedelta(hours=1), venue_id=987654), "venue_id"),
    ],
)
def test_times_and_places_are_possible(session: Session, where: TimeAndPlace, field: str) -> None:
    event = make_event(session)
    with pytest.raises(RuleBroken) as refusal:
        edit_time_and_place(session, organiser_of(event), event_id=event.id, where=where, version=None)
    assert refusal.value.field == field


@pytest.mark.parametrize(("state", "told"), [(EventState.DRAFT, []), (EventState.APPROVED, ["EventMoved"])])
def test_moving_a_public_event_is_told(session: Session, state: EventState, told: list[str]) -> None:
    event = make_event(session, state=state)
    actor = organiser_of(event)
    same = TimeAndPlace(event.start_at, event.end_at, city=event.city)
    edit_time_and_place(session, actor, event_id=event.id, where=same, version=event.version)
    later = TimeAndPlace(DAY + timedelta(days=1), DAY + timedelta(days=1, hours=8), city="杭州")
    edit_time_and_place(session, actor, event_id=event.id, where=later, version=event.version)
    facts = list(session.scalars(select(StoredFact).where(StoredFact.name == "EventMoved")))
    assert [fact.name for fact in facts] == told
    if facts:
        assert (facts[0].payload["place_before"], facts[0].payload["place_after"]) == ("温州", "杭州")


@pytest.mark.parametrize("call", [Call("征集", DAY, DAY), Call("征集", None, DAY + timedelta(days=1))])
def test_a_call_closes_between_its_opening_and_the_event(session: Session, call: Call) -> None:
    event = make_event(session)
    with pytest.raises(RuleBroken) as refusal:
        edit_call(session, organiser_of(event), event_id=event.id, call=call, version=None)
    assert refusal.value.field == "closes_at"


@pytest.mark.parametrize("state", [EventState.ARCHIVED, EventState.CANCELLED])
def test_what_is_over_stays_as_it_was(session: Session, state: EventState) -> None:
    event = make_event(session, state=state)
    basics = Basics("新的标题", ROADSHOW)
    with pytest.raises(RuleBroken):
        edit_event(session, organiser_of(event), event_id=event.id, basics=basics, version=None)


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        (RegistrationRules([Group("专家"), Group(" 专家 ")]), "groups"),
        (RegistrationRules([Group("专家", 0)]), "groups"),
        (RegistrationRules([], DAY - timedelta(days=1), DAY - timedelta(days=2)), "closes_at"),
        (RegistrationRules([], None, DAY + timedelta(days=2)), "closes_at"),
    ],
)
def test_rules_of_registration_fit_together(session: Session, rules: RegistrationRules, field: str) -> None:
    event = make_event(session)
    with pytest.raises(RuleBroken) as refusal:
        edit_groups(session, organiser_of(event), event_id=event.id, rules=rules, version=None)
    assert refusal.value.field == field


def test_groups_are_renamed_and_removed_unless_somebody_chose_them(session: Session) -> None:
    event = make_event(session)
    chosen = make_group(session, event, name="专家")
    make_group(session, event, name="媒体")
    make_registration(session, event, group=chosen)
    actor = organiser_of(event)
    rules = RegistrationRules([Group("嘉宾", 9, "blue", chosen.id), Group("企业", None)])
    edit_groups(session, actor, event_id=event.id, rules=rules, version=event.version)
    now_there = [(group.name, group.quota, group.badge_colour) for group in get_event(session, event.slug).groups]
    assert now_there == [("嘉宾", 9, "blue"), ("企业", None, "grey")]
    with pytest.raises(RuleBroken) as refusal:
        edit_groups(session, actor, event_id=event.id, rules=RegistrationRules([]), version=None)
    assert refusal.value.values == {"name": "嘉宾"}
    assert places_of(session, event.id).quotas[chosen.id] == 9


def test_what_does_not_exist_is_not_found(session: Session) -> None:
    event = make_event(session)
    with pytest.raises(NotFound):
        get_event_by_id(session, 987654)
    with pytest.raises(AppError):
        add_host(session, organiser_of(event), event_id=event.id, organisation_id=987654, role=HostRole.HOST)


def test_administrators_read_every_event_and_nobody_none(session: Session) -> None:
    mine, theirs = make_event(session), make_event(session)
    admin = make_actor(None, Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM))
    rows = {
        name: set(session.scalars(select(Event.id).where(readable(actor))))
        for name, actor in {"admin": admin, "owner": make_actor(mine.owner), "nobody": NOBODY}.items()
    }
    assert rows == {"admin": {mine.id, theirs.id}, "owner": {mine.id}, "nobody": set()}
