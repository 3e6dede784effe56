from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.models.event import Event
from app.investors.logic import InvestmentRound
from app.investors.models import Investor
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.matching.queries.ranking import overview
from app.matching.queries.requests import ENOUGH_WISHES, suggest_requests
from app.pitches.models import Pitch
from tests.factories import make_event, make_investor, make_member, make_participation, make_pitch

MANDATE = {"fields": ["集成电路"], "stages": ["angel"]}


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def investors(session: Session, event: Event) -> list[Investor]:
    found = [make_investor(session, mandate=MANDATE) for _ in range(4)]
    for each in found:
        make_participation(session, event, each)
    return found


@pytest.fixture
def pitches(session: Session, event: Event) -> list[Pitch]:
    popular = [
        make_pitch(session, event, title=f"芯片{n}", field="集成电路", investment_round=InvestmentRound.ANGEL)
        for n in range(3)
    ]
    return popular + [make_pitch(session, event, title=f"芯片材料{n}", field="集成电路") for n in range(5)]


def wish(session: Session, investor: Investor, pitch: Pitch, side: WishSide, what: Wish) -> None:
    session.add(Interest(event_id=pitch.event_id, investor_id=investor.id, pitch_id=pitch.id, side=side, wish=what))
    session.flush()


def test_everybody_is_asked_though_points_alone_would_leave_most_out(
    session: Session, event: Event, investors: list[Investor], pitches: list[Pitch]
) -> None:
    plan = suggest_requests(overview(session, event.id))
    assert plan.unasked_by_score == 5
    assert plan.unasked == []
    assert {pitch.id for row in plan.rows for pitch in row.pitches} == {pitch.id for pitch in pitches}
    assert [len(row.pitches) for row in plan.rows] == [3, 3, 3, 3]


def test_a_no_is_obeyed_and_two_yes_come_first(
    session: Session, event: Event, investors: list[Investor], pitches: list[Pitch]
) -> None:
    for pitch in pitches[:-1]:
        wish(session, investors[0], pitch, WishSide.PITCH, Wish.NO_THANKS)
    for investor in investors:
        wish(session, investor, pitches[4], WishSide.INVESTOR, Wish.NO_THANKS)
    for side in WishSide:
        wish(session, investors[1], pitches[7], side, Wish.MEET)
    plan = suggest_requests(overview(session, event.id))
    by_investor = {row.participation.investor_id: {pitch.id for pitch in row.pitches} for row in plan.rows}
    assert by_investor[investors[0].id] == {pitches[7].id}
    assert pitches[7].id in by_investor[investors[1].id]
    assert [pitch.id for pitch in plan.unasked] == [pitches[4].id]
    assert not plan.learned


def test_enough_wishes_teach_who_is_wanted(
    session: Session, event: Event, investors: list[Investor], pitches: list[Pitch]
) -> None:
    for number, investor in enumerate(investors):
        for pitch in pitches[:-1]:
            if number:  # nobody knows yet what the first one wants
                liked = pitch.id in {pitches[5].id, pitches[6].id}
                wish(session, investor, pitch, WishSide.INVESTOR, Wish.MEET if liked else Wish.NO_THANKS)
                wish(session, investor, pitch, WishSide.PITCH, Wish.MEET)
    assert ENOUGH_WISHES <= 2 * 3 * 7
    plan = suggest_requests(overview(session, event.id))
    (first,) = [row for row in plan.rows if row.participation.investor_id == investors[0].id]
    assert plan.learned
    assert len(plan.unasked) == 2  # the first can ask for three of the five that nobody else wants
    wanted = {pitch.id for row in plan.rows if row is not first for pitch in row.pitches}
    assert wanted <= {pitches[5].id, pitches[6].id, pitches[7].id}
    assert len(first.pitches) == 3


def test_the_organiser_sees_the_plan_below_the_matrix(
    session: Session, event: Event, investors: list[Investor], pitches: list[Pitch], client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:  # fmt: skip
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))
    page = client.get(f"/events/{event.slug}/manage/matching").get_data(as_text=True)
    table = page.rpartition("<table")[2]
    assert all(pitch.title in table for pitch in pitches)


def test_a_field_of_the_matrix_tells_its_reasons_or_why_there_are_none(
    session: Session, event: Event, investors: list[Investor], pitches: list[Pitch], client: FlaskClient,
    sign_in: Callable[[FlaskClient, Account], FlaskClient],
) -> None:  # fmt: skip
    sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))
    wish(session, investors[0], pitches[1], WishSide.PITCH, Wish.MUST_MEET)
    pitches[2].field = "农业"
    session.flush()
    address = f"/events/{event.slug}/manage/matching"

    def card(pitch: Pitch, investor_id: int) -> str:
        page = client.get(address, query_string={"investor": investor_id, "pitch": pitch.id}).get_data(as_text=True)
        return page.partition('id="pair"')[2].partition("</section>")[0]

    proposed, kept_apart = card(pitches[1], investors[0].id), card(pitches[2], investors[0].id)
    assert pitches[1].title in proposed
    assert "reason-why" in proposed
    assert "必谈" in proposed
    assert "reason-why" not in kept_apart
    assert pitches[2].title in kept_apart
    assert card(pitches[1], 10**6) == ""
