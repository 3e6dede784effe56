"""Lists of partners: what the mandate says beyond its fields, filters, and nothing that may not be seen."""

import html
import re
from collections.abc import Callable
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Role, ScopeKind
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.investors.logic import InvestorKind
from app.investors.models import Investor
from app.matching.logic.parts import Part, Scored
from app.matching.logic.score import Match
from app.matching.logic.wishes import Wish, WishSide
from app.matching.models import Interest
from app.matching.queries.ranking import overview, rank_investors, rank_pitches
from app.pitches.models import Pitch
from tests.factories import make_event, make_investor, make_member, make_participation, make_person, make_pitch

Browse = Callable[[FlaskClient, Account], FlaskClient]
SENTENCE = "寻找能让粉体不吸潮的包覆工艺"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def investor(session: Session, event: Event) -> Investor:
    wanted = {"fields": ["新材料", "集成电路"], "stages": ["angel"], "looking_for": SENTENCE, "min_trl": 6,
              "ticket_min": Decimal(5_000_000), "ticket_max": Decimal(10_000_000)}  # fmt: skip
    found = make_investor(session, mandate=wanted)
    make_participation(session, event, found)
    return found


def another(client: FlaskClient, sign_in: Browse, account: Account) -> FlaskClient:
    """A browser of somebody else; who signed in before is forgotten."""
    for name in list(g):
        g.pop(name)
    return sign_in(client.application.test_client(), account)


def add(session: Session, event: Event, title: str, **more: object) -> Pitch:
    values = {"field": "新材料", "trl": 6, "summary": f"{title}的小试与中试", "ask_amount": Decimal(8_000_000)}
    return make_pitch(session, event, title=title, presenter=make_person(session), **(values | more))


def parts_of(match: Match) -> dict[Part, Scored]:
    return {each.part: each for each in match.parts}


def test_the_sentence_and_the_readiness_of_a_mandate_count_and_both_sides_see_the_same(
    session: Session, event: Event, investor: Investor
) -> None:
    early = add(session, event, "碳酸钙包覆工艺", trl=4)
    said, other = add(session, event, "粉体包覆工艺"), add(session, event, "石墨烯导热膜")
    bare = make_investor(session, mandate={"fields": ["新材料"], "stages": ["angel"]})
    make_participation(session, event, bare)
    found = {row.pitch.id: row.match for row in rank_pitches(session, event.id, investor)}
    assert list(found) == [said.id, early.id, other.id]
    words = dict(parts_of(found[said.id])[Part.TEXT].evidence.values)["words"].split("、")
    assert {"粉体", "包覆"} <= set(words)
    assert parts_of(found[early.id])[Part.MATURITY].evidence.code == "not_mature_enough"
    assert parts_of(found[said.id])[Part.MATURITY].points == 5
    for pitch in (early, said, other):
        seen = {row.participation.investor_id: row.match for row in rank_investors(session, pitch)}
        assert (seen[investor.id].score, seen[investor.id].parts) == (found[pitch.id].score, found[pitch.id].parts)
        assert sum(part.most for part in seen[investor.id].parts) == 100
        assert {Part.TEXT, Part.MATURITY}.isdisjoint(parts_of(seen[bare.id]))
        assert overview(session, event.id).scores[(investor.id, pitch.id)].score == found[pitch.id].score


def test_the_list_marks_the_words_in_both_texts_and_names_the_ticket(
    session: Session, event: Event, investor: Investor, client: FlaskClient, sign_in: Browse
) -> None:
    add(session, event, "粉体包覆工艺")
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    page = client.get(f"/events/{event.slug}/matches/pitches?investor={investor.id}").get_data(as_text=True)
    assert page.count("<mark>粉体</mark>") == 2
    assert "500万元–1000万元" in page.replace(" ", "")


def test_nothing_hidden_shows_in_scores_reasons_or_pages(
    session: Session, event: Event, investor: Investor, client: FlaskClient, sign_in: Browse
) -> None:
    hidden = {"ask_amount": Visibility.AFTER_NDA.value, "summary": Visibility.AFTER_NDA.value}
    secret = add(session, event, "某项目", summary="粉体包覆工艺", field_visibility=hidden)
    blank = add(session, event, "某课题", summary=None, ask_amount=None)
    found = {row.pitch.id: row for row in rank_pitches(session, event.id, investor)}
    assert parts_of(found[secret.id].match) == parts_of(found[blank.id].match)
    assert {"ask_amount", "summary"}.isdisjoint(found[secret.id].shown)
    for pitch in (secret, blank):
        assert parts_of(found[pitch.id].match)[Part.TICKET].evidence.code == "not_disclosed"
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    page = client.get(f"/events/{event.slug}/matches/pitches?investor={investor.id}").get_data(as_text=True)
    assert "某项目" in page
    assert "粉体包覆" not in page.replace("<mark>", "").replace("</mark>", "").replace(SENTENCE, "")
    assert "800万元" not in page.replace(" ", "")


def test_investors_filter_by_field_and_teams_by_kind_and_wish(
    session: Session, event: Event, investor: Investor, client: FlaskClient, sign_in: Browse
) -> None:
    wax, chip = add(session, event, "改性蜡"), add(session, event, "存算芯片", field="集成电路")
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    address = f"/events/{event.slug}/matches/pitches?investor={investor.id}"
    page = client.get(address).get_data(as_text=True)
    assert '<option value="集成电路">集成电路</option>' in page
    page = client.get(f"{address}&field=集成电路").get_data(as_text=True)
    assert f'id="pitch-{chip.number}"' in page
    assert f'id="pitch-{wax.number}"' not in page

    bank = make_investor(session, kind=InvestorKind.BANK, mandate={"fields": ["新材料"]})
    make_participation(session, event, bank)
    session.add(Interest(event_id=event.id, investor_id=bank.id, pitch_id=wax.id, side=WishSide.PITCH, wish=Wish.MEET))
    team = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, wax.organisation_id)
    other = another(client, sign_in, team)
    for query, shown in (("kind=bank", {bank.id}), ("wish=none", {investor.id}), ("wish=meet&kind=vc", set())):
        page = other.get(f"/pitches/{wax.number}/investors?{query}").get_data(as_text=True)
        assert {each.id for each in (bank, investor) if f'id="investor-{each.id}"' in page} == shown, query


def test_a_wish_leads_back_to_the_list_as_it_was_narrowed(
    session: Session, event: Event, investor: Investor, client: FlaskClient, sign_in: Browse
) -> None:
    pitch = add(session, event, "改性蜡")
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    team = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, pitch.organisation_id)
    lists = (
        (client, f"/events/{event.slug}/matches/pitches?investor={investor.id}&field=新材料&before=new"),
        (None, f"/pitches/{pitch.number}/investors?kind=vc&before=new"),
    )
    for known, address in lists:
        browser = known or another(client, sign_in, team)
        page = browser.get(address).get_data(as_text=True)
        (wish, *_) = re.findall(r'action="([^"]*/interest/[^"]*)"', page)
        back = urlsplit(browser.post(html.unescape(wish), data={"wish": "meet"}).headers["Location"])
        asked = urlsplit(address)
        assert (back.path, dict(parse_qsl(back.query))) == (asked.path, dict(parse_qsl(asked.query)))
        assert back.fragment


def test_clearing_filters_stays_with_the_investor_that_was_asked_about(
    session: Session, event: Event, investor: Investor, client: FlaskClient, sign_in: Browse
) -> None:
    add(session, event, "改性蜡")
    add(session, event, "存算芯片", field="集成电路")
    sign_in(client, make_member(session, Role.INVESTOR, ScopeKind.ORGANISATION, investor.organisation_id))
    address = f"/events/{event.slug}/matches/pitches?investor={investor.id}"
    page = client.get(f"{address}&field=新材料&wish=none").get_data(as_text=True)
    (clear,) = re.findall(r'class="chip-clear" href="([^"]*)"', page)
    assert html.unescape(clear) == address
    wishes = re.search(r'<select[^>]*name="wish".*?</select>', page, re.S)
    assert wishes is not None
    buttons = re.findall(r'name="wish" value="meet"[^>]*>([^<]+)<', page)
    assert buttons
    assert f'<option value="meet">{buttons[0]}</option>' in wishes[0]
