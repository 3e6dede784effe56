"""Expert tables of a need-driven event, and investors who receive groups of teams in turn."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.library.logic import ExpertState, NeedState
from app.library.models import Need, NeedExpert
from app.matching.logic.wishes import NeedSide, Wish
from app.matching.models import NeedWish
from app.meetings.facts import TablesSet
from app.meetings.models import RoundSeat
from app.meetings.queries.availability import list_free
from app.meetings.queries.round_tables import list_round_tables
from app.meetings.service.round_tables import let_guests_go_around, seat_experts, write_minutes
from app.notifications.logic import MessageState
from app.notifications.models import Message
from app.notifications.queries.agenda import list_agenda_items
from app.notifications.service.reactions.mending import announce_tables
from tests.factories import make_account, make_need, make_person
from tests.meetings.conftest import Stage, build_stage
from tests.meetings.test_routes_manage import base
from tests.meetings.test_service_planning import double_booked


@pytest.fixture
def season(session: Session) -> Stage:
    """Three needs and nine experts of whom only their field is known, two tables, two slots."""
    stage = build_stage(session, slots=2, tables=2, teams=4, houses=2)
    for number in range(3):
        need = make_need(session, event_id=stage.event.id, state=NeedState.PUBLISHED)
        session.add_all(
            NeedExpert(
                need_id=need.id,
                event_id=stage.event.id,
                code=f"E{number * 3 + n}",
                role_name=f"行业专家{number * 3 + n}",
            )
            for n in range(3)
        )
    session.flush()
    return stage


def test_each_need_has_two_experts_and_nobody_two_needs_at_once(season: Stage) -> None:
    made = seat_experts(season.session, season.organiser_actor, event=season.event)
    assert len({table.need_id for table in made}) == 3
    assert all(2 <= len(table.seats) <= 4 for table in made)
    seats = Counter((seat.sitter, table.slot_id) for table in made for seat in table.seats)
    places = Counter((table.slot_id, table.table_id) for table in made)
    assert max([*seats.values(), *places.values()]) == 1
    seat_experts(season.session, season.organiser_actor, event=season.event)
    assert len(list_round_tables(season.session, season.event.id)) == 3
    with pytest.raises(NotAllowed):
        seat_experts(season.session, season.team.actor, event=season.event)
    with pytest.raises(RuleBroken):
        seat_experts(season.session, season.organiser_actor, event=season.event, least=10)


@pytest.mark.parametrize("state", [ExpertState.ASKED, ExpertState.DECLINED])
def test_only_experts_who_agreed_are_seated(season: Stage, state: ExpertState) -> None:
    rows = season.session.scalars(select(NeedExpert).order_by(NeedExpert.id)).all()
    rows[0].state = state
    season.session.flush()
    made = seat_experts(season.session, season.organiser_actor, event=season.event, most=9)
    assert f"code:{rows[0].code}" not in {seat.sitter for table in made for seat in table.seats}
    rows[0].state = ExpertState.ACCEPTED
    season.session.flush()
    made = seat_experts(season.session, season.organiser_actor, event=season.event, most=9)
    assert f"code:{rows[0].code}" in {seat.sitter for table in made for seat in table.seats}


def test_what_companies_and_experts_said_decides_who_faces_whom(season: Stage) -> None:
    rows = season.session.scalars(select(NeedExpert).order_by(NeedExpert.id)).all()
    for row in rows:
        row.person_id = make_person(season.session).id
    first, last = rows[0], rows[-1]

    def say(need_id: int, row: NeedExpert, side: NeedSide, wish: Wish) -> None:
        season.session.add(NeedWish(
            event_id=season.event.id, need_id=need_id, person_id=row.person_id, side=side, wish=wish
        ))  # fmt: skip

    say(first.need_id, first, NeedSide.EXPERT, Wish.NO_THANKS)
    say(first.need_id, last, NeedSide.COMPANY, Wish.MUST_MEET)
    season.session.flush()
    made = seat_experts(season.session, season.organiser_actor, event=season.event)
    there = {seat.person_id for table in made if table.need_id == first.need_id for seat in table.seats}
    assert (first.person_id in there, last.person_id in there) == (False, True)
    for row in rows:
        if row is not first:
            say(first.need_id, row, NeedSide.EXPERT, Wish.NO_THANKS)
    season.session.flush()
    with pytest.raises(RuleBroken):
        seat_experts(season.session, season.organiser_actor, event=season.event)


def test_teams_go_from_investor_to_investor_and_are_held_in_the_calendar(season: Stage) -> None:
    let_guests_go_around(season.session, season.organiser_actor, event=season.event, seats=2)
    rows = season.session.scalars(select(RoundSeat)).all()
    assert Counter(row.role.value for row in rows) == {"host": 4, "guest": 8}
    assert double_booked(season.session) == []
    people = {season.team.account.person_id, season.house.account.person_id}
    assert list_free(season.session, season.event, people) == []


def test_minutes_stay_when_people_are_seated_anew(season: Stage) -> None:
    first, *_others = seat_experts(season.session, season.organiser_actor, event=season.event)
    write_minutes(
        season.session, season.organiser_actor, event=season.event, round_table_id=first.id, text="改性工艺可行"
    )
    seat_experts(season.session, season.organiser_actor, event=season.event)
    kept = [each for each in list_round_tables(season.session, season.event.id) if each.minutes_text]
    assert [each.id for each in kept] == [first.id]


def test_pages_seat_print_and_clear(season: Stage, browse: Callable[[Account], FlaskClient]) -> None:
    client = browse(season.organiser)
    address = base(season) + "/tables-for-more"
    assert client.get(address).status_code == 200
    assert client.post(address, data={"kind": "experts", "size": "1"}).status_code == 422
    assert client.post(address, data={"kind": "experts", "size": "2"}).status_code == 302
    assert "行业专家0" in client.get(address + "/print").text
    table = list_round_tables(season.session, season.event.id)[0].id
    assert client.get(f"{address}/{table}").status_code == 200
    assert client.post(f"{address}/{table}", data={"minutes_text": "纪要"}).status_code == 302
    assert client.post(address + "/clear", data={"kind": "experts"}).status_code == 302
    assert [each.minutes_text for each in list_round_tables(season.session, season.event.id)] == ["纪要"]
    assert browse(season.team.account).get(address).status_code == 403


def test_everybody_with_a_place_finds_it_and_is_told_once(
    season: Stage, browse: Callable[[Account], FlaskClient]
) -> None:
    expert, company = (make_account(season.session, make_person(season.session)) for _ in range(2))
    row = season.session.scalars(select(NeedExpert).order_by(NeedExpert.id)).first()
    assert row is not None
    row.person_id = expert.person_id
    need = season.session.get_one(Need, row.need_id)
    need.title, need.created_by = "再生料除味", company.person_id
    season.session.flush()
    assert list_agenda_items(season.session, expert.person_id) == []
    for _again in range(2):
        seat_experts(season.session, season.organiser_actor, event=season.event, most=9)
        fact = season.session.scalars(select(StoredFact).order_by(StoredFact.id.desc())).first()
        assert fact is not None
        season.session.info["fact_id"] = fact.id
        announce_tables(season.session, TablesSet(**fact.payload))
    drafts = season.session.scalars(select(Message).where(Message.state == MessageState.DRAFT))
    assert sorted({each.person_id for each in drafts}) == sorted({expert.person_id, company.person_id})
    for account in (expert, company):
        items = list_agenda_items(season.session, account.person_id, event_id=season.event.id)
        assert "再生料除味" in [each.title for each in items]
        assert "再生料除味" in browse(account).get("/my/meetings").text
    assert "再生料除味" not in browse(season.team.account).get("/my/meetings").text


def test_a_need_nobody_has_verified_yet_is_not_seated_nor_shown(
    season: Stage, browse: Callable[[Account], FlaskClient]
) -> None:
    make_need(season.session, event_id=season.event.id, title="还没写完的需求")
    assert len(seat_experts(season.session, season.organiser_actor, event=season.event)) == 3
    page = browse(season.organiser).get(base(season) + "/tables-for-more").text
    assert "还没写完的需求" not in page
