"""The personal agenda as page, on paper and as PDF."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.core.secrets import token_hash
from app.events.logic.states import EventState, SessionType, Visibility
from app.events.models.event import Event
from app.events.models.programme import Bookmark, EventSession
from app.events.service.release import release_programme
from app.meetings.service.booking import cancel_meeting
from app.notifications.models import CalendarFeed
from app.roadshow.service.order import arrange_order
from tests.documents.reading import codes_on, flat
from tests.factories import (
    make_account,
    make_event,
    make_organisation,
    make_person,
    make_pitch,
    make_session,
    make_session_person,
    organiser_of,
)
from tests.meetings.conftest import build_stage
from tests.organisations.conftest import Browse
from tests.pitches.samples import count_statements

LONG_AGO = datetime(2023, 6, 17, 1, 0, tzinfo=UTC)


@pytest.fixture
def account(session: Session) -> Account:
    person = make_person(session, name="李校堃", organisation_id=make_organisation(session, name="温州医科大学").id)
    return make_account(session, person)


def save(session: Session, event: Event, person_id: int, *, hour: int = 0, **fields: object) -> EventSession:
    """Put a session of an event into somebody's agenda; it is public after the next release."""
    start = event.start_at + timedelta(hours=hour)
    part = make_session(session, event, start_at=start, end_at=start + timedelta(hours=1), **fields)
    session.add(Bookmark(person_id=person_id, session_id=part.id))
    session.flush()
    return part


def release(session: Session, event: Event) -> None:
    release_programme(session, organiser_of(event), event=event)


def test_sessions_turns_and_meetings_of_all_events_stand_by_day(session: Session, browse: Browse) -> None:
    stage = build_stage(session)
    me, pitch = stage.team.account, stage.team.pitch
    meeting = stage.agree()
    show = make_session(session, stage.event, session_type=SessionType.ROADSHOW, title="项目路演")
    arrange_order(session, stage.organiser_actor, session_id=show.id)
    other = make_event(session, title="另一场活动", start_at=stage.event.start_at + timedelta(days=3),
                       end_at=stage.event.end_at + timedelta(days=3))  # fmt: skip
    talk = make_session(session, other, title="专题报告")
    make_session_person(session, talk, session.get_one(Person, me.person_id))
    release_programme(session, stage.organiser_actor, event=stage.event), release(session, other)
    house, title, number = stage.house.investor.organisation.name, pitch.title, meeting.id
    text = browse(me).text("/agenda")
    places = [text.index(part) for part in ("June 17, 2030 Monday", title, house, "June 20, 2030 Thursday", "专题报告")]
    assert places == sorted(places)
    assert "另一场活动" in text
    page = browse(me).get("/agenda").get_data(as_text=True)
    assert f'href="/meetings/{number}"' in page


def test_one_event_is_shown_alone_and_named_on_top(session: Session, browse: Browse, account: Account) -> None:
    events = [make_event(session, title=f"活动{number}") for number in "甲乙"]
    for number, event in enumerate(events):
        save(session, event, account.person_id, hour=number, title=f"报告{number}")
        release(session, event)
    slug = events[0].slug
    page = browse(account).get(f"/agenda?event={slug}").get_data(as_text=True)
    assert "报告0" in page
    assert "报告1" not in page
    assert f'href="/agenda?event={slug}" aria-current="page"' in page
    assert f'href="/agenda.pdf?event={slug}"' in page


def test_two_things_at_the_same_time_carry_a_hint(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session)
    for title in ("报告一", "报告二"):
        save(session, event, account.person_id, title=title)
    save(session, event, account.person_id, hour=1, title="报告三")
    release(session, event)
    text = browse(account).text("/agenda")
    assert "At the same time: 报告二" in text
    assert "At the same time: 报告一" in text
    assert "报告三 " in text
    assert text.count("At the same time") == 2


def test_times_are_those_of_the_event(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session, zone="Asia/Tokyo")
    save(session, event, account.person_id)
    release(session, event)
    assert "10:00–11:00" in browse(account).text("/agenda")


def test_what_was_called_off_stays_and_says_so(session: Session, browse: Browse) -> None:
    stage = build_stage(session)
    meeting = stage.agree()
    cancel_meeting(session, stage.team.actor, meeting_id=meeting.id, reason="行程有变")
    assert "Called off" in browse(stage.team.account).text("/agenda")


def test_days_that_are_over_stand_below(session: Session, browse: Browse, account: Account) -> None:
    past = make_event(session, start_at=LONG_AGO, end_at=LONG_AGO + timedelta(hours=9))
    save(session, past, account.person_id, title="去年的报告")
    release(session, past)
    text = browse(account).text("/agenda")
    assert "Nothing is to come." in text
    assert text.index("One day that is over") < text.index("去年的报告")
    coming = make_event(session)
    save(session, coming, account.person_id, title="将来的报告")
    release(session, coming)
    text = browse(account).text("/agenda")
    assert text.index("将来的报告") < text.index("One day that is over") < text.index("去年的报告")


def test_an_empty_agenda_says_how_to_fill_it(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session)
    assert "Your agenda is empty" in browse(account).text("/agenda")
    page = browse(account).get(f"/agenda?event={event.slug}").get_data(as_text=True)
    assert "Nothing of this event is in your agenda" in page
    assert f'href="/events/{event.slug}"' in page


def test_an_event_one_may_not_know_is_not_named(session: Session, browse: Browse, account: Account) -> None:
    hidden = make_event(session, state=EventState.DRAFT, visibility=Visibility.PUBLIC)
    for slug in (hidden.slug, "no-such-event"):
        for page in ("/agenda", "/agenda.pdf"):
            assert browse(account).get(f"{page}?event={slug}").status_code == 404


def test_nobody_sees_the_agenda_of_another(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session)
    save(session, event, make_person(session).id, title="别人的报告")
    release(session, event)
    assert "别人的报告" not in browse(account).text("/agenda")
    assert browse(None).get("/agenda").status_code == 302


def test_the_paper_has_the_days_and_nothing_around_them(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session)
    save(session, event, account.person_id, title="专题报告")
    release(session, event)
    browser = browse(account)
    assert 'href="/agenda?view=print"' in browser.get("/agenda").get_data(as_text=True)
    page = browser.get("/agenda?view=print").get_data(as_text=True)
    assert "Personal agenda of 李校堃" in page
    assert "温州医科大学 · All events" in page
    assert "专题报告" in page
    assert 'class="side' not in page
    assert "Nothing is planned yet." in browse(make_account(session)).text("/agenda?view=print")


def test_the_pdf_says_who_when_where_and_with_whom(session: Session, browse: Browse, account: Account) -> None:
    event = make_event(session, title="成果转化交流大会", contact="会务组 0577-86689000")
    save(session, event, account.person_id, title="生物医药专题报告")
    save(session, event, account.person_id, title="同时的报告")
    release(session, event)
    answer = browse(account).get(f"/agenda.pdf?event={event.slug}")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'inline; filename="agenda-{event.slug}.pdf"'
    found = flat(answer.data)
    for said in ("李校堃", "温州医科大学", "成果转化交流大会", "生物医药专题报告", "09:00–10:00", "会务组", "Clash"):
        assert said in found, said


def test_the_pdf_names_the_other_side_of_a_meeting(session: Session, browse: Browse) -> None:
    stage = build_stage(session)
    stage.agree()
    person, title = stage.house.account.person.name, stage.event.title
    found = flat(browse(stage.team.account).get("/agenda.pdf").data)
    assert person in found
    assert title in found


def test_an_empty_agenda_prints_too_and_carries_no_code(browse: Browse, account: Account) -> None:
    answer = browse(account).get("/agenda.pdf")
    assert answer.status_code == 200
    assert "Scan" not in flat(answer.data)


def test_the_pdf_carries_the_calendar_address_as_a_code(session: Session, browse: Browse, account: Account) -> None:
    session.add(CalendarFeed(person_id=account.person_id, token_hash=token_hash("geheim"), token="geheim"))
    session.flush()
    content = browse(account).get("/agenda.pdf").data
    assert "Scan" in flat(content)
    assert "Address of the calendar" in browse(account).text("/agenda")
    (address,) = codes_on(content)
    assert address.endswith("/feeds/geheim.ics")


def test_the_agenda_costs_the_same_for_one_and_three(
    session: Session, browse: Browse, app: Flask, account: Account
) -> None:
    def add() -> None:
        event = make_event(session)
        save(session, event, account.person_id)
        make_pitch(session, event, presenter=session.get_one(Person, account.person_id))
        release(session, event)

    add()
    few = count_statements(browse(account), "/agenda")
    add(), add()
    assert count_statements(browse(account), "/agenda") == few
