"""A generated fair in a database: investors and teams with the wishes of bench/events.py, times and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, Person
from app.accounts.queries.actors import actor_of
from app.core.db import database
from app.core.permissions import Actor, Role, ScopeKind
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.investors.logic import InvestorKind, InvestorState
from app.investors.models import Investor, InvestorParticipation, InvestorRepresentative
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.meetings.jobs import begin_plan, end_plan, work_out
from app.meetings.models import Unavailability
from app.meetings.service.running import Wanted, start_plan
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Organisation
from app.pitches.logic.states import PitchRole, PitchState
from app.pitches.models import Pitch, PitchMember
from bench.events import INVESTOR_SHARE, SIZES, generate
from tests.factories import make_account, make_event, make_meeting_ground, make_membership, make_person

FAMILY: Final = "王李张刘陈杨黄赵周吴徐孙"
GIVEN: Final = "安博晨德恩芳国海佳凯乐明宁启荣思涛文轩雅"
FIELDS: Final = ("生物医药", "新材料", "集成电路", "智能装备", "节能环保")
SLUG: Final = "bench-fair"
ORGANISER, INVESTOR, TEAM = "fair.organiser@example.org", "fair.investor@example.org", "fair.team@example.org"
LOUDEST, MOST_ROWS, BOTH = 90, 500, 10


@dataclass(frozen=True)
class Sides:
    """The keys of investors and pitches in the order of their numbers."""

    investors: Sequence[int]
    pitches: Sequence[int]


def build_fair(session: Session, people: int, availability: str = "loose") -> None:
    """Enter everybody with wishes and absences; a quarter are investors, and wishes within one side go to the other."""
    size, instance = SIZES[people], generate(people, availability)
    event = make_event(session, slug=SLUG, title=f"大型对接会（{people}人）")
    slots = make_meeting_ground(session, event, slots=size.slots, tables=size.tables)
    organiser = make_account(session, make_person(session, name="主办方", email=ORGANISER))
    make_membership(session, organiser.person, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    many = people // INVESTOR_SHARE
    persons = _enter(session, Person, people, lambda n: {
        "name": _name(n), "sort_key": f"{n:05d}", "email": {0: INVESTOR, many: TEAM}.get(n, f"fair{n}@example.org"),
    })  # fmt: skip
    for person_id in (persons[0], persons[many]):
        make_account(session, session.get_one(Person, person_id))
    sides = Sides(_houses(session, event, persons[:many]), _teams(session, event, persons[many:]))
    _insert(session, Unavailability, [
        {"person_id": persons[each.id - 1], "slot_id": slots[slot - 1].id}
        for each in instance.participants
        for slot in sorted(each.unavailable)
    ])  # fmt: skip
    _insert(session, Interest, _wishes(event, sides, [(each.a, each.b, each.weight) for each in instance.meetings]))
    session.flush()


def _name(number: int) -> str:
    return FAMILY[number % len(FAMILY)] + GIVEN[number // 12 % len(GIVEN)] + GIVEN[number // 240 % len(GIVEN)]


def _enter(session: Session, model: Any, count: int, values: Callable[[int], dict[str, Any]]) -> list[int]:  # noqa: ANN401 -- any table
    """Insert so many rows and return their keys in order."""
    rows, keys = [values(number) for number in range(count)], list[int]()
    for start in range(0, count, MOST_ROWS):
        wanted = insert(model).returning(model.id, sort_by_parameter_order=True)
        keys += session.scalars(wanted, rows[start : start + MOST_ROWS])
    return keys


def _insert(session: Session, model: Any, rows: list[dict[str, Any]]) -> None:  # noqa: ANN401 -- any table
    for start in range(0, len(rows), MOST_ROWS):
        session.execute(insert(model), rows[start : start + MOST_ROWS])


def _houses(session: Session, event: Event, persons: Sequence[int]) -> list[int]:
    homes = _enter(session, Organisation, len(persons), lambda n: {
        "name": f"第{n + 1}号创业投资管理有限公司", "short_name": f"创投{n + 1}号", "sort_key": f"{n:05d}",
        "org_type": OrganisationType.INVESTOR_FINANCIAL, "state": OrganisationState.VERIFIED,
    })  # fmt: skip
    found = _enter(session, Investor, len(persons), lambda n: {
        "organisation_id": homes[n], "kind": InvestorKind.VC, "state": InvestorState.ACTIVE,
    })  # fmt: skip
    _insert(session, InvestorRepresentative, [
        {"investor_id": each, "person_id": person} for each, person in zip(found, persons, strict=True)
    ])  # fmt: skip
    _insert(session, InvestorParticipation, [
        {"event_id": event.id, "investor_id": each, "representative_id": person}
        for each, person in zip(found, persons, strict=True)
    ])  # fmt: skip
    return found


def _teams(session: Session, event: Event, persons: Sequence[int]) -> list[int]:
    found = _enter(session, Pitch, len(persons), lambda n: {
        "event_id": event.id, "number": f"LY{n:08d}", "title": f"第{n + 1}号产业化项目", "state": PitchState.CONFIRMED,
        "field": FIELDS[n % len(FIELDS)],
    })  # fmt: skip
    _insert(session, PitchMember, [
        {"pitch_id": each, "person_id": person, "role": PitchRole.PRESENTER}
        for each, person in zip(found, persons, strict=True)
    ])  # fmt: skip
    return found


def _wishes(event: Event, sides: Sides, pairs: Sequence[tuple[int, int, int]]) -> list[dict[str, Any]]:
    """Return wishes as rows: the sides take turns, and every tenth pair wish each other."""
    random, many, all_ = Random("wishes"), len(sides.investors), len(sides.investors) + len(sides.pitches)  # noqa: S311 -- wanted: the same again
    seen: set[tuple[int, int]] = set()
    rows = []
    for a, b, weight in pairs:
        one = a if a <= many else random.randint(1, many)
        other = b if b > many else random.randint(many + 1, all_)
        while (one, other) in seen:
            other = random.randint(many + 1, all_)
        seen.add((one, other))
        wish = Wish.MUST_MEET if weight > LOUDEST else Wish.MEET
        for side in list(WishSide) if len(seen) % BOTH == 0 else [list(WishSide)[len(seen) % 2]]:
            investor, pitch = sides.investors[one - 1], sides.pitches[other - many - 1]
            rows.append({"event_id": event.id, "investor_id": investor, "pitch_id": pitch, "side": side, "wish": wish})
    return rows


def organiser_of_fair(session: Session) -> Actor:
    """Return the organiser with the roles held at this moment."""
    account = select(Account).where(Account.email == ORGANISER).options(joinedload(Account.person))
    return actor_of(session, session.scalars(account).one())


def plan_fair(*, name: str, seconds: int, seed: int = 0) -> int:
    """Plan the fair as the worker does, and return the key of the version."""
    with database.transaction() as session:
        event = get_event(session, SLUG)
        wanted = Wanted(name=name, seconds=seconds, seed=seed)
        plan = start_plan(session, organiser_of_fair(session), event=event, wanted=wanted)
        payload = {"plan_id": plan.id, "event_id": event.id}
        begun = begin_plan(session, payload)
    if begun is None:
        raise RuntimeError("the plan cannot be made")
    answered = work_out(begun)
    with database.transaction() as session:
        end_plan(session, payload, answered)
    return int(payload["plan_id"])
