"""The papers of an event: ordered by its organiser, kept by content, looked at, and never wider open than the page."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.core.permissions import Role, ScopeKind
from app.core.queue import Job
from app.core.runner import run_all
from app.documents.models import Document
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.meetings.logic.states import MeetingState
from app.meetings.models import Meeting, MeetingTable
from app.pitches.logic.visibility import Disclosure
from app.pitches.models import Pitch, PitchAccess, PitchView
from app.reports.jobs import JOBS
from app.reports.service import papers
from tests.agreements.ground import account_of, enter, make_ceremony
from tests.agreements.visiting import fetch, send, text_of
from tests.documents.reading import flat, outline, squeezed, texts
from tests.factories import (
    make_account,
    make_event,
    make_group,
    make_investor,
    make_meeting_ground,
    make_membership,
    make_participation,
    make_person,
    make_pitch,
    make_registration,
    organiser_of,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
SECRET = "股权架构为甲六乙四"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, account_of(session, organiser_of(event)))


def secret_pitch(session: Session, event: Event, **fields: object) -> Pitch:
    said = {
        "title": "红细胞药物递送", "cap_table": SECRET, "innovation": "登录后可见的创新点",
        "summary": "人人可见的摘要", "disclosure": Disclosure.NOT_AN_INVENTION,
    }  # fmt: skip
    return make_pitch(session, event, **(said | fields))


def open_to(session: Session, pitch: Pitch, person: Person) -> None:
    session.add(PitchAccess(pitch_id=pitch.id, person_id=person.id, level=Visibility.AFTER_NDA))
    session.flush()


def ordered(desk: FlaskClient, session: Session, event: Event, kind: str, **more: object) -> bytes:
    """Order a paper as the organiser, and fetch what the register then holds."""
    address = f"/events/{event.slug}/manage/documents"
    assert send(desk, address, {"kind": kind} | {key: str(value) for key, value in more.items()}).status_code == 302
    row = session.scalars(select(Document).order_by(Document.id.desc())).first()
    assert row is not None
    answer = fetch(desk, f"{address}/{row.id}/file.{'zip' if kind == papers.FILES else 'pdf'}")
    content = answer.data
    answer.close()
    return content


def test_each_edition_of_the_booklet_says_what_its_readers_may_see(
    desk: FlaskClient, session: Session, event: Event
) -> None:
    pitch, reader = secret_pitch(session, event), make_person(session, name="卓敏")
    secret_pitch(session, event, title="只给指定人看的项目", visibility=Visibility.NAMED)
    open_to(session, pitch, reader)
    public = flat(ordered(desk, session, event, papers.PUBLIC))
    registered = flat(ordered(desk, session, event, papers.REGISTERED))
    secret = flat(ordered(desk, session, event, papers.AFTER_NDA, reader_id=reader.id))
    assert [("人人可见的摘要" in each) for each in (public, registered, secret)] == [True, True, True]
    assert [("登录后可见的创新点" in each) for each in (public, registered, secret)] == [False, True, True]
    assert [(SECRET in each) for each in (public, registered, secret)] == [False, False, True]
    assert [("卓敏专用" in each) for each in (public, registered, secret)] == [False, False, True]
    assert not any("只给指定人看的项目" in each for each in (public, registered, secret))
    assert [("本版不含" in each) for each in (public, registered, secret)] == [True, True, False]


def test_a_confidential_copy_is_written_down_and_hidden_from_who_may_not_read_it(
    client: FlaskClient, desk: FlaskClient, session: Session, sign_in: SignIn, event: Event
) -> None:
    pitch, reader = secret_pitch(session, event), make_person(session, name="卓敏")
    open_to(session, pitch, reader)
    ordered(desk, session, event, papers.AFTER_NDA, reader_id=reader.id)
    seen = session.scalars(select(PitchView)).one()
    assert (seen.pitch_id, seen.person_id, seen.part, seen.allowed) == (pitch.id, reader.id, "booklet", True)
    row = session.scalars(select(Document)).one()
    admin = make_account(session)
    make_membership(session, admin.person, Role.PLATFORM_ADMIN)
    sign_in(client, admin)
    session.commit()  # a refusal undoes what is not committed
    address = f"/events/{event.slug}/manage/documents"
    assert fetch(client, address).status_code == 200
    for path in (f"{address}/{row.id}", f"{address}/{row.id}/file.pdf", f"{address}/{row.id}/pages/1.png"):
        assert fetch(client, path).status_code == 403
    assert fetch(client, f"{address}/paper.pdf?kind=booklet_after_nda:{reader.id}").status_code == 404


def test_nobody_gets_a_confidential_copy_without_access(desk: FlaskClient, session: Session, event: Event) -> None:
    secret_pitch(session, event)
    stranger = make_person(session)
    address = f"/events/{event.slug}/manage/documents"
    send(desk, address, {"kind": papers.AFTER_NDA, "reader_id": str(stranger.id)})
    send(desk, address, {"kind": papers.AFTER_NDA})
    assert session.scalars(select(Document)).all() == []


def test_readers_take_their_own_edition(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> None:
    pitch = secret_pitch(session, event)
    address = f"/events/{event.slug}/booklet"
    assert "登录后可见的创新点" not in flat(fetch(client, f"{address}.pdf").data)
    assert "/booklet.pdf?edition=public" in text_of(client, address)
    account = make_account(session)
    person = account.person
    make_membership(session, person, Role.ATTENDEE, ScopeKind.PERSON, person.id)
    sign_in(client, account)
    registered = flat(fetch(client, f"{address}.pdf").data)
    assert "登录后可见的创新点" in registered
    assert SECRET not in registered
    session.commit()  # a refusal undoes what is not committed
    assert send(client, address).status_code == 403  # without an undertaking there is no such copy
    open_to(session, pitch, person)
    answer = send(client, address)
    assert answer.mimetype == "application/pdf"
    assert SECRET in flat(answer.data)
    assert all(f"{person.name}专用" in squeezed(page) for page in texts(answer.data))
    assert session.scalars(select(PitchView.person_id)).all() == [person.id]


def book_meetings(session: Session, event: Event, count: int = 1) -> list[Meeting]:
    slots = make_meeting_ground(session, event, slots=count)
    table = session.scalars(select(MeetingTable).order_by(MeetingTable.position)).first()
    made = []
    for slot in slots:
        pitch = make_pitch(session, event, presenter=make_person(session, name="李校堃"))
        investor = make_investor(session)
        seat = make_participation(session, event, investor)
        made.append(
            Meeting(
                event_id=event.id, pitch=pitch, investor=investor, presenter_id=pitch.members[0].person_id,
                representative_id=seat.representative_id, slot=slot, table=table, state=MeetingState.CONFIRMED,
                asked_by_side="investor", asked_by=seat.representative_id,
            )
        )  # fmt: skip
    session.add_all(made)
    session.flush()
    return made


def test_minutes_sheets_and_schedules_name_both_sides_of_every_meeting(
    desk: FlaskClient, session: Session, event: Event
) -> None:
    meetings = book_meetings(session, event, count=2)
    sheets = ordered(desk, session, event, "minutes")
    assert len(texts(sheets)) == 2
    for each in meetings:
        assert squeezed(each.investor.organisation.name) in flat(sheets)
        assert squeezed(each.pitch.title) in flat(sheets)
    book = ordered(desk, session, event, "schedules")
    names = [title for title, _ in outline(book)]
    assert names.count("李校堃") == 2
    assert len(texts(book)) == 4  # two presenters and two representatives
    archive = zipfile.ZipFile(io.BytesIO(ordered(desk, session, event, "schedules_zip")))
    assert len(archive.namelist()) == 4
    assert sum("李校堃" in name for name in archive.namelist()) == 2
    inside = flat(archive.read(next(name for name in archive.namelist() if "李校堃" in name)))
    assert sum(squeezed(each.investor.organisation.name) in inside for each in meetings) == 1


def test_the_same_content_is_not_made_twice_and_a_change_makes_a_new_version(
    desk: FlaskClient, session: Session, event: Event
) -> None:
    pitch = secret_pitch(session, event)
    first = ordered(desk, session, event, papers.PUBLIC)
    assert ordered(desk, session, event, papers.PUBLIC) == first
    pitch.summary = "改过的摘要"
    session.flush()
    assert "改过的摘要" in flat(ordered(desk, session, event, papers.PUBLIC))
    rows = session.scalars(select(Document).order_by(Document.number)).all()
    assert [(row.number, row.superseded_at is None) for row in rows] == [(1, False), (2, True)]
    page = text_of(desk, f"/events/{event.slug}/manage/documents/{rows[0].id}")
    assert rows[0].content_key != rows[1].content_key
    assert "pages/1.png" in page
    assert "/file.pdf" in page


def test_the_preview_shows_the_pages_that_are_there(desk: FlaskClient, session: Session, event: Event) -> None:
    secret_pitch(session, event)
    ordered(desk, session, event, papers.PUBLIC)
    row = session.scalars(select(Document)).one()
    assert row.pages == 3
    base = f"/events/{event.slug}/manage/documents/{row.id}"
    picture = fetch(desk, f"{base}/pages/3.png")
    assert picture.data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(picture.data[16:20]) == 900
    assert [fetch(desk, f"{base}/pages/{number}.png").status_code for number in (0, 4)] == [404, 404]
    assert "pages/3.png" in text_of(desk, f"{base}?page=99")
    other = make_event(session)
    assert fetch(desk, f"/events/{other.slug}/manage/documents/{row.id}").status_code in (403, 404)


def test_a_long_run_is_made_by_a_job_that_says_how_far_it_is(
    desk: FlaskClient, session: Session, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.reports.jobs.SECONDS_BETWEEN", 0)
    told: list[int] = []
    noted = papers.draw_paper
    group = make_group(session, event)
    for _ in range(papers.AT_ONCE + 6):
        make_registration(session, event, group=group, state="approved")
    session.commit()
    answer = send(desk, f"/events/{event.slug}/manage/documents", {"kind": papers.BADGES})
    job = session.scalars(select(Job).where(Job.kind == papers.PRINT)).one()
    where = f"/events/{event.slug}/manage/documents/progress?job={job.id}"
    assert fetch(desk, where).get_json()["done"] is False
    assert f"job={job.id}" in answer.location

    def drawn(begun: papers.Begun) -> object:
        made = noted(begun)
        session.refresh(job)
        told.extend((job.done_units, job.all_units or 0))
        session.rollback()
        return made

    monkeypatch.setattr(papers, "draw_paper", drawn)
    session.commit()
    assert run_all(JOBS) == 1
    assert told == [14, 14]  # 56 badges on 14 pages
    at_last = fetch(desk, where).get_json()
    assert (at_last["value"], at_last["max"], at_last["done"]) == (14, 14, True)
    assert session.scalars(select(Document.pages)).one() == 14


def test_the_flow_of_a_ceremony_shares_out_the_time_of_its_session(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    from tests.factories import make_session

    ground = make_ceremony(session)
    signing = make_session(session, ground.event, start_at=ground.event.start_at,
                           end_at=ground.event.start_at + timedelta(minutes=40))  # fmt: skip
    for batch in (1, 2):
        enter(session, ground, title=f"第{batch}个协议", batch=batch, session_id=signing.id)
    sign_in(client, account_of(session, ground.organiser))
    found = flat(ordered(client, session, ground.event, "ceremony"))
    assert "第1批09:00–09:20" in found
    assert "第2批09:20–09:40" in found
    for words in ("《第1个协议》", ground.buyer.name, "右1", "左1", "下面进行第一批签约"):
        assert squeezed(words) in found
