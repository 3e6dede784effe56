"""Whom somebody wants to meet: card by card or as a list, with an end to must-meets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import RuleBroken
from app.investors.models import Mandate
from app.matching.logic.cards import Place, find_place
from app.matching.logic.wishes import USUAL_MUST_MEETS, Wish, WishSide
from app.matching.models import Interest
from app.matching.queries.cards import list_candidates, list_voices_of
from app.matching.service.wishes import Pair, say_wish
from tests.meetings.conftest import Stage, browse, build_stage

__all__ = ["browse"]
Browse = Callable[[Account], FlaskClient]


@pytest.fixture
def fair(session: Session) -> Stage:
    """Seven teams and two investors."""
    return build_stage(session, teams=7, houses=2)


def said(stage: Stage) -> dict[str, Wish]:
    """What the first investor said so far, by the number of the pitch."""
    numbers = {team.pitch.id: team.pitch.number for team in stage.teams}
    rows = stage.session.scalars(select(Interest).where(Interest.side == WishSide.INVESTOR))
    return {numbers[row.pitch_id]: row.wish for row in rows}


def cards(stage: Stage, more: str = "") -> str:
    return f"/events/{stage.event.slug}/cards{more}"


@pytest.mark.parametrize(
    ("decided", "at", "after", "place"),
    [
        ("", "", "", Place("a", None, "b")),
        ("a", "", "a", Place("b", "a", "c")),
        ("bc", "", "b", Place("a", None, "b")),
        ("", "c", "", Place("c", "b", "a")),
        ("abc", "", "", Place(None)),
        ("abc", "b", "", Place("b", "a", "c")),
        ("ab", "", "b", Place("c", "b", None)),
    ],
)
def test_the_next_card(decided: str, at: str, after: str, place: Place) -> None:
    assert find_place(["a", "b", "c"], set(decided), at=at, after=after) == place


def test_there_are_only_so_many_must_meets(fair: Stage) -> None:
    def say(team: int, wish: Wish | None) -> None:
        pair = Pair(fair.teams[team].pitch.number, fair.house.investor.id, WishSide.INVESTOR)
        say_wish(fair.session, fair.house.actor, pair=pair, wish=wish)

    for team in range(USUAL_MUST_MEETS):
        say(team, Wish.MUST_MEET)
    say(0, Wish.MUST_MEET)
    with pytest.raises(RuleBroken, match="At most 5"):
        say(5, Wish.MUST_MEET)
    say(5, Wish.MEET)
    say(1, None)
    say(6, Wish.MUST_MEET)
    assert sum(wish is Wish.MUST_MEET for wish in said(fair).values()) == USUAL_MUST_MEETS
    other = Pair(fair.teams[5].pitch.number, fair.houses[1].investor.id, WishSide.INVESTOR)
    assert say_wish(fair.session, fair.houses[1].actor, pair=other, wish=Wish.MUST_MEET) is not None
    back = Pair(fair.teams[5].pitch.number, fair.house.investor.id, WishSide.PITCH)
    assert say_wish(fair.session, fair.teams[5].actor, pair=back, wish=Wish.MUST_MEET) is not None


def test_card_by_card_with_progress_and_a_way_back(fair: Stage, browse: Browse) -> None:
    house = browse(fair.house.account)
    voice = list_voices_of(fair.session, fair.house.actor, fair.event.id)[0]
    order = [each.key for each in list_candidates(fair.session, fair.event.id, voice)]
    assert len(order) == 7
    first = house.get(cards(fair)).text
    assert (f'value="{order[0]}"' in first, "已决定 0 / 7" in first, "<kbd>1</kbd>" in first) == (True, True, True)
    answer = house.post(cards(fair, "/wish"), data={"voice": voice.key, "card": order[0], "said": "must_meet"})
    assert answer.status_code == 302
    second = house.get(answer.location).text
    assert (f'name="card" value="{order[1]}"' in second, "已决定 1 / 7" in second) == (True, True)
    assert said(fair) == {order[0]: Wish.MUST_MEET}
    undone = house.post(
        cards(fair, "/wish"),
        data={"voice": voice.key, "card": order[0], "said": "", "undo": "1"},
        follow_redirects=True,
    )
    assert (said(fair), f'name="card" value="{order[0]}"' in undone.text) == ({}, True)
    for key in order:
        house.post(cards(fair, "/wish"), data={"voice": voice.key, "card": key, "said": "no_thanks"})
    assert "所有卡片都已决定" in house.get(cards(fair)).text
    assert f'name="card" value="{order[3]}"' in house.get(cards(fair, f"?at={order[3]}")).text


def test_filters_stay_in_the_address(fair: Stage, browse: Browse) -> None:
    fair.teams[2].pitch.field = "新材料"
    for team in (*fair.teams[:2], *fair.teams[3:]):
        team.pitch.field = "生物医药"
    mandate = fair.session.scalars(select(Mandate).where(Mandate.investor_id == fair.house.investor.id)).one()
    mandate.fields = ["生物医药", "新材料"]
    fair.session.flush()
    house = browse(fair.house.account)
    page = house.get(cards(fair, "?group=新材料")).text
    number = fair.teams[2].pitch.number
    assert (f'name="card" value="{number}"' in page, "已决定 0 / 1" in page) == (True, True)
    assert 'name="group" value="新材料"' in page
    answer = house.post(cards(fair, "/wish"), data={"group": "新材料", "card": number, "said": "meet"})
    assert "group=%E6%96%B0%E6%9D%90%E6%96%99" in answer.location
    shown = house.get(cards(fair, "?view=list&wish=none&group=新材料")).text
    assert 'name="wish-' not in shown


def test_the_list_saves_all_or_nothing(fair: Stage, browse: Browse) -> None:
    house, numbers = browse(fair.house.account), [team.pitch.number for team in fair.teams]
    page = house.get(cards(fair, "?view=list")).text
    assert page.count('type="radio"') == 7 * 4
    many = {f"wish-{number}": "must_meet" for number in numbers[:6]}
    refused = house.post(cards(fair), data=many)
    assert (refused.status_code, refused.text.count('value="must_meet" checked'), said(fair)) == (422, 6, {})
    few = {f"wish-{number}": "must_meet" for number in numbers[:5]} | {f"wish-{numbers[6]}": "no_thanks"}
    assert house.post(cards(fair), data=few).status_code == 302
    swap = {f"wish-{numbers[0]}": "must_meet", f"wish-{numbers[5]}": "must_meet", f"wish-{numbers[1]}": ""}
    assert house.post(cards(fair), data=swap).status_code == 302
    assert sorted(said(fair)) == sorted([numbers[0], *numbers[2:7]])


def test_a_team_says_for_its_own_pitch_only(fair: Stage, browse: Browse) -> None:
    team, own, other = browse(fair.team.account), fair.team.pitch, fair.teams[1].pitch
    page = team.get(cards(fair, f"?voice={other.number}")).text
    assert (f'name="voice" value="{own.number}"' in page, f'name="voice" value="{other.number}"' in page) == (
        True,
        False,
    )
    investor = str(fair.house.investor.id)
    assert (
        team.post(cards(fair, "/wish"), data={"voice": other.number, "card": investor, "said": "meet"}).status_code
        == 302
    )
    row = fair.session.scalars(select(Interest)).one()
    assert (row.pitch_id, row.side, row.wish) == (own.id, WishSide.PITCH, Wish.MEET)
    assert team.post(cards(fair, "/wish"), data={"card": "no-such", "said": "meet"}).status_code == 422


def test_the_pages_lead_there(fair: Stage, browse: Browse) -> None:
    house, team = browse(fair.house.account), browse(fair.team.account)
    for client in (house, team):
        assert cards(fair) in client.get("/my/meetings").text
        assert cards(fair) in client.get(f"/events/{fair.event.slug}").text
    assert cards(fair) in house.get(f"/events/{fair.event.slug}/matches/pitches").text
    assert cards(fair) in team.get(f"/pitches/{fair.team.pitch.number}/investors").text
    organiser = browse(fair.organiser)
    assert cards(fair) not in organiser.get(f"/events/{fair.event.slug}").text
    assert organiser.get(cards(fair)).status_code == 403


def test_a_ranked_list_says_when_must_meets_are_used_up(fair: Stage, browse: Browse) -> None:
    for team in range(USUAL_MUST_MEETS):
        fair.wish(team, 0, investor=Wish.MUST_MEET)
    address = f"/pitches/{fair.teams[6].pitch.number}/interest/{fair.house.investor.id}/investor"
    shown = browse(fair.house.account).post(address, data={"wish": "must_meet"}, follow_redirects=True)
    assert (shown.status_code, "“必谈”最多 5 个" in shown.text) == (200, True)
    assert len(said(fair)) == USUAL_MUST_MEETS
