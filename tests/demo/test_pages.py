"""What visitors see of the demonstration: what the article does not say is never shown as a fact."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask, g, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.models.agreement import Agreement, Certificate
from app.demo.logic import invented_needs
from app.demo.logic.invented import OPEN_AGREEMENT, READY_AGREEMENT, SLUG, TITLE
from app.demo.logic.invented_proofs import SERVICES
from app.events.models.event import Event, EventOrganiser
from app.events.models.programme import EventSession
from app.investors.models import Investor
from app.library.logic import ACHIEVEMENT_SHOWN, NEED_SHOWN, PocStage, PocState
from app.library.models import Achievement, Need, PocProject
from app.organisations.models import Centre, Organisation
from app.pitches.models import Pitch

MARK = re.compile(r"tag tag-assumed")
SLUGS = ("wenzhou-2023", "jiande-shanghai-2023", "longgang-2023", "hangzhou-centre-2023")
SEASON = Event.source == "article"


def forget() -> None:
    for name in ("_login_user", "actor", "_flask_babel"):
        g.pop(name, None)


def sign_in_by_form(app: Flask, name: str) -> FlaskClient:
    forget()
    client = app.test_client()
    answer = client.post("/login", data={"login": f"{name}@example.org", "password": "luyan-demo-2026"})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client


def text_of(client: FlaskClient, address: str) -> str:
    forget()
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return unescape(re.sub(r"\s+", " ", answer.get_data(as_text=True)))


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    return sign_in_by_form(app, "organiser")


def addresses_of(session: Session) -> dict[str, list[str]]:
    """The pages of everything in which the season assumes something, for everybody and for the organiser."""
    events = session.scalars(select(Event).where(SEASON)).all()
    sessions = session.execute(
        select(EventSession.id, Event.slug).join(Event, Event.id == EventSession.event_id).where(SEASON)
    )
    numbers = select(Pitch.number).where(Pitch.source == "article")
    achievements = session.scalars(select(Achievement).where(Achievement.state.in_(ACHIEVEMENT_SHOWN)))
    needs = session.scalars(select(Need).where(Need.state.in_(NEED_SHOWN), Need.source == "article"))
    return {
        "events": [f"/events/{event.slug}" for event in events],
        "sessions": [f"/events/{row.slug}/sessions/{row.id}" for row in sessions],
        "pitches": [f"/pitches/{number}" for number in session.scalars(numbers)],
        "achievements": [f"/library/achievements/{row.number}" for row in achievements],
        "needs": [f"/library/needs/{row.number}" for row in needs],
        "organisations": [
            f"/organisations/{row.id}"
            for row in session.scalars(select(Organisation).where(Organisation.source == "article"))
        ],
        "certificates": [f"/verify/{row.number}" for row in session.scalars(select(Certificate))],
    }


@pytest.mark.parametrize(
    ("kind", "number"),
    [("events", 6), ("sessions", 10), ("pitches", 11), ("achievements", 8), ("needs", 4), ("organisations", 44),
     ("certificates", 8)],
)  # fmt: skip
def test_every_public_page_with_an_assumption_carries_the_mark(
    session: Session, client: FlaskClient, kind: str, number: int
) -> None:
    addresses = addresses_of(session)[kind]
    assert len(addresses) == number
    assert [address for address in addresses if not MARK.search(text_of(client, address))] == []


def test_a_mark_says_why_in_both_languages(session: Session, client: FlaskClient) -> None:
    pitch = session.scalars(select(Pitch).where(Pitch.title == "脑科学领域FIC一类新药")).one()
    text = text_of(client, f"/pitches/{pitch.number}")
    assert pitch.assumed["organisation_id"]["why"].startswith("The article quotes this title without its presenter")
    assert "永展医药" in text
    assert "文章提到了项目名称但没有写明路演单位" in text
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    assert "The article quotes this title without its presenter" in text_of(client, f"/pitches/{pitch.number}")


def test_a_placeholder_says_that_the_article_does_not_name_it(session: Session, client: FlaskClient) -> None:
    pitch = session.scalars(select(Pitch).where(Pitch.title.contains("项目10"))).one()
    text = text_of(client, f"/pitches/{pitch.number}")
    assert "文中未列名" in text
    assert pitch.organisation_id is None


def test_investors_marked_as_assumed_say_so_to_the_signed_in(session: Session, organiser: FlaskClient) -> None:
    investors = session.scalars(select(Investor).where(Investor.source == "article")).all()
    assert len(investors) == 11
    pages = {row.id: text_of(organiser, f"/investors/{row.id}") for row in investors}
    assert [row_id for row_id, page in pages.items() if not MARK.search(page)] == []


def test_sub_centres_are_placeholders_and_marked(session: Session, client: FlaskClient) -> None:
    centre = session.scalars(select(Centre).where(Centre.parent_id.is_(None))).one()
    text = text_of(client, f"/centres/{centre.id}")
    assert text.count("建德分中心(演示)") >= 1
    assert MARK.search(text)
    assert "颠覆性技术转移先行地" in text


def test_no_amount_is_shown_where_none_is_told(session: Session, organiser: FlaskClient) -> None:
    silent = session.scalars(select(Agreement).where(Agreement.source == "article", Agreement.amount.is_(None))).all()
    assert len(silent) == 15
    for agreement in silent:
        text = text_of(organiser, f"/agreements/{agreement.number}")
        assert "未披露" in text, agreement.title
        assert not re.search(r"\d+(\.\d+)?[万亿]元", text), agreement.title


def test_undisclosed_amounts_are_in_no_sum(app: Flask) -> None:
    text = text_of(sign_in_by_form(app, "operator"), "/reports/yearly?year=2023")
    assert "180万元" in text
    report = text_of(sign_in_by_form(app, "organiser"), "/events/longgang-2023/manage/report")
    assert "未披露" in report
    assert not re.search(r"\d[万亿]元", report)


def test_a_visitor_reads_at_least_and_nearly(client: FlaskClient) -> None:
    text = text_of(client, "/")
    assert re.search(r"9,000\+", text)
    assert re.search(r"近\s*5,000", text) or re.search(r"nearly 5,000", text)
    assert "《打造万亿级科技大市场的“超级航母”》" in text


def test_every_page_says_that_this_is_a_demonstration(client: FlaskClient) -> None:
    for address in ("/", "/events", "/events/wenzhou-2023", "/login"):
        assert 'class="demo-ribbon' in text_of(client, address)


def test_the_ribbon_is_gone_outside_demo_mode(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMO_MODE", False)
    assert "demo-ribbon" not in text_of(client, "/events")


def test_an_assumed_host_is_assumed_at_the_stops_too(session: Session) -> None:
    rows = select(Event.slug, EventOrganiser.is_assumed).join(EventOrganiser, EventOrganiser.event_id == Event.id)
    marks: dict[str, set[bool]] = {}
    for slug, is_assumed in session.execute(rows.where(SEASON)):
        marks.setdefault(slug, set()).add(is_assumed)
    assert marks.pop("wenzhou-2023") == {False}
    assert len(marks) == 5
    assert set().union(*marks.values()) == {True}


def test_the_coming_event_is_marked_as_invented(client: FlaskClient) -> None:
    text = text_of(client, f"/events/{SLUG}")
    assert TITLE in text
    assert "虚构" in text
    assert "演示" in TITLE


@pytest.mark.parametrize(
    "slug", ["wenzhou-2023", "jiande-shanghai-2023", "longgang-2023", "hangzhou-centre-2023", SLUG]
)
def test_programmes_can_be_taken_away(client: FlaskClient, slug: str) -> None:
    forget()
    answers = {kind: client.get(f"/events/{slug}/schedule.{kind}") for kind in ("json", "ics", "xml")}
    assert {kind: answer.status_code for kind, answer in answers.items()} == dict.fromkeys(answers, 200)
    assert "BEGIN:VEVENT" in answers["ics"].get_data(as_text=True)


SOMETHING_TO_DO: dict[str, tuple[str, dict[str, str]]] = {
    "admin": ("organisations.list_organisations", {"desk": "verify", "state": "applied"}),
    "operator": ("events.change_state", {"slug": "demo-release"}),
    "organiser": ("pitches.list_event_pitches", {"slug": SLUG}),
    "team": ("meetings.list_my_meetings", {}),
    "investor": ("matching.rank_pitches", {"slug": SLUG}),
    "expert": ("notifications.list_messages", {}),
    "company": ("agreements.list_my_agreements", {}),
    "attendee": ("home.show_agenda", {}),
}


@pytest.mark.parametrize("name", SOMETHING_TO_DO)
def test_everybody_lands_on_something_real_to_do(app: Flask, name: str) -> None:
    client = sign_in_by_form(app, name)
    main = text_of(client, "/start").split('id="main"')[1]
    links = [unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"]*)"', main)]
    endpoint, params = SOMETHING_TO_DO[name]
    with app.test_request_context():
        wanted = url_for(endpoint, **params)
    assert wanted in links
    for link in dict.fromkeys(links):
        text_of(client, link)


def test_there_is_a_proof_at_every_station_and_a_service_that_was_asked_about(app: Flask, session: Session) -> None:
    rows = session.scalars(select(PocProject).order_by(PocProject.id)).all()
    assert [(row.stage, row.state) for row in rows] == [
        (PocStage.REPORT, PocState.COMPLETED), (PocStage.VERIFY, PocState.OPEN), (PocStage.APPLY, PocState.SUBMITTED),
    ]  # fmt: skip
    team, operator = (sign_in_by_form(app, name) for name in ("team", "operator"))
    proved = text_of(team, f"/library/proof-of-concept/{rows[0].number}")
    assert proved.split('id="gate-plan"')[1].split('id="gate-apply"')[0].count("<details") == 2
    assert f"/library/proof-of-concept/{rows[1].number}/papers" in text_of(
        team, f"/library/proof-of-concept/{rows[1].number}"
    )
    assert 'name="verdict"' in text_of(operator, f"/library/proof-of-concept/{rows[2].number}")
    invented = select(Agreement).where(Agreement.source == "invented").order_by(Agreement.id)
    agreement, *frameworks = session.scalars(invented)
    offered = text_of(team, f"/services/{agreement.number}")
    assert f'href="/services/{agreement.number}"' in text_of(team, "/services")
    assert all(each in offered for each in SERVICES)
    assert offered.count("/answer") == 1
    board = text_of(sign_in_by_form(app, "organiser"), "/events/demo-release/manage/landing")
    assert len(frameworks) == 3
    assert all(row.title in board for row in frameworks)


def test_companies_and_experts_have_cards_answered_in_part_and_every_need_two_experts(
    app: Flask, session: Session
) -> None:
    for name, words in (("company", "已决定 2 / 5"), ("expert", "已决定 1 / 3")):
        client = sign_in_by_form(app, name)
        assert f"/events/{SLUG}/cards" in text_of(client, f"/events/{SLUG}")
        assert words in text_of(client, f"/events/{SLUG}/cards")
    needs = [need.number for need in session.scalars(select(Need).join(Event).where(Event.slug == SLUG))]
    page = text_of(sign_in_by_form(app, "organiser"), f"/events/{SLUG}/manage/meetings/tables-for-more")
    assert len(needs) == len(invented_needs.NEEDS)
    assert all(f"/library/needs/{number}/experts" in page for number in needs)
    assert page.count("2位专家同意") == len(needs)


def test_one_agreement_waits_for_its_names_and_one_for_the_stage(session: Session) -> None:
    typed = session.scalars(select(Agreement).where(Agreement.source == "typed"))
    states = {row.title: row.state.value for row in typed}
    assert states == {READY_AGREEMENT: "print_ready", OPEN_AGREEMENT: "legal_check"}
