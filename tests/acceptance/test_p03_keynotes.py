"""P03 Keynotes.

Given `s_wz_key`, when 卓敏 is set to cancelled, then the running order closes up, badge and tent lists change, a change
notice is queued, history keeps both versions, and the name 李校堃 prints with its 堃 glyph.
"""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.events.logic.states import ConfirmState, EventState
from app.events.models.programme import ProgrammeRelease, SessionPerson
from app.events.models.registration import Registration
from app.events.service.check_in import ScanOutcome, check_in
from app.notifications.logic import MessageState, Template
from app.notifications.models import Message
from app.reports.queries.papers import list_badge_people
from app.reports.service.papers import BADGES, TENTS
from tests.acceptance.stage import Desk, actor, event_of, fetch, pdf_of, read, send, session_of, work
from tests.documents.reading import flat, fonts_of
from tests.factories import make_registration

SLUG = "wenzhou-2023"
ACADEMICIANS = ["邓子新", "卓敏", "李校堃"]
PAPER = f"/events/{SLUG}/manage/documents"


def speakers(session: Session) -> list[str]:
    rows = (
        select(Person.name)
        .join(SessionPerson, SessionPerson.person_id == Person.id)
        .where(SessionPerson.session_id == session_of(session, SLUG, "keynote").id)
        .where(SessionPerson.state == ConfirmState.CONFIRMED)
        .order_by(SessionPerson.position)
    )
    return list(session.scalars(rows))


def tents_of(desk: Desk) -> str:
    browser = desk("organiser")
    send(browser, PAPER, {"kind": TENTS})
    return flat(pdf_of(browser, f"{PAPER}/paper.pdf?kind={TENTS}"))


def register_all(session: Session) -> None:
    event = event_of(session)
    for number, person in enumerate(session.scalars(select(Person).where(Person.name.in_(ACADEMICIANS)))):
        code = f"ABCDEFGH2345678{number}"
        make_registration(session, event, person, group=event.groups[0], state="approved", ticket_code=code)


def badges(session: Session) -> list[str]:
    return sorted(row.person.name for row in list_badge_people(session, event_of(session).id))


def cancel(session: Session, desk: Desk, reason: str = "临时出差") -> None:
    rows = select(SessionPerson).join(Person, Person.id == SessionPerson.person_id).where(Person.name == "卓敏")
    duty = session.scalars(rows).one()
    page = f"/events/{SLUG}/manage/programme/people/{duty.id}/cancel"
    told = read(desk("organiser"), page)
    assert "卓敏" in told
    assert send(desk("organiser"), page, {"reason": reason}).status_code in (302, 422)
    session.expire_all()


def test_the_order_closes_up(session: Session, desk: Desk) -> None:
    assert speakers(session) == ACADEMICIANS
    cancel(session, desk)
    assert speakers(session) == ["邓子新", "李校堃"]
    key = session_of(session, SLUG, "keynote").id
    places = select(SessionPerson.position).where(
        SessionPerson.session_id == key, SessionPerson.state == ConfirmState.CONFIRMED
    )
    assert sorted(session.scalars(places)) == [1, 2]


def test_badges_and_tents_are_printed_without_the_one_who_cancelled(session: Session, desk: Desk) -> None:
    register_all(session)
    assert badges(session) == sorted(ACADEMICIANS)
    before = tents_of(desk)
    assert all(name in before for name in ACADEMICIANS)
    cancel(session, desk)
    assert badges(session) == sorted(["邓子新", "李校堃"])
    after = tents_of(desk)
    assert [name in after for name in ACADEMICIANS] == [True, False, True]


def test_the_change_notice_is_queued_once(session: Session, desk: Desk) -> None:
    register_all(session)
    cancel(session, desk)
    work()
    cancel(session, desk, "再点一次")
    work()
    notices = select(Message.person_id, func.count()).where(Message.template == Template.SPEAKER_CANCELLED)
    told = dict(session.execute(notices.group_by(Message.person_id)).all())
    assert told
    assert set(told.values()) == {1}
    named = dict(session.execute(select(Person.name, Person.id).where(Person.name.in_(ACADEMICIANS))).all())
    assert {named["邓子新"], named["李校堃"]} <= told.keys()
    notice = session.scalars(select(Message).where(Message.person_id == named["邓子新"])).first()
    assert notice is not None
    assert notice.state in (MessageState.DRAFT, MessageState.QUEUED)
    assert "卓敏" in notice.subject + notice.body
    assert "临时出差" not in notice.body


def test_history_keeps_both_versions(session: Session, desk: Desk) -> None:
    cancel(session, desk)
    assert send(desk("organiser"), f"/events/{SLUG}/manage/programme/release", {"name": "v2"}).status_code == 302
    session.expire_all()
    event_id = event_of(session).id
    rows = select(ProgrammeRelease).where(ProgrammeRelease.event_id == event_id).order_by(ProgrammeRelease.number)
    releases = session.scalars(rows).all()
    named = [
        [
            person["name"]
            for entry in each.programme["sessions"]
            if entry["type"] == "keynote"
            for person in entry["people"]
        ]
        for each in releases
    ]
    assert named == [ACADEMICIANS, ["邓子新", "李校堃"]]
    assert "卓敏" in read(desk("attendee"), f"/events/{SLUG}/changes")


def test_the_rare_glyph_prints_and_can_be_copied(desk: Desk) -> None:
    book = pdf_of(desk("attendee"), f"/events/{SLUG}/agenda.pdf")
    assert "李校堃" in flat(book)
    assert set(fonts_of(book).values()) == {True}
    assert "李校堃" in tents_of(desk)


def test_badges_are_ordered_on_the_same_page(session: Session, desk: Desk) -> None:
    register_all(session)
    browser = desk("organiser")
    send(browser, PAPER, {"kind": BADGES})
    printed = flat(pdf_of(browser, f"{PAPER}/paper.pdf?kind={BADGES}"))
    assert all(name in printed for name in ACADEMICIANS)


def test_a_badge_that_was_printed_before_is_void(session: Session, desk: Desk) -> None:
    """The sheets name whose badge is void, and the door refuses it until new ones are made."""
    register_all(session)
    browser = desk("organiser")
    send(browser, PAPER, {"kind": BADGES})
    assert not is_called_void(browser, "卓敏")
    cancel(session, desk)
    session.commit()
    assert is_called_void(browser, "卓敏")
    event = event_of(session)
    event.state = EventState.LIVE
    rows = select(Person.name, Registration.ticket_code).join(Person, Person.id == Registration.person_id)
    codes = dict(session.execute(rows.where(Registration.event_id == event.id)).all())
    door = actor(session, "organiser")
    said = {name: check_in(session, door, event_id=event.id, code=codes[name]).outcome for name in ACADEMICIANS}
    assert said == {
        "邓子新": ScanOutcome.WELCOME, "卓敏": ScanOutcome.BADGE_VOID, "李校堃": ScanOutcome.WELCOME,
    }  # fmt: skip
    send(browser, PAPER, {"kind": BADGES})
    assert not is_called_void(browser, "卓敏")


def is_called_void(browser: FlaskClient, name: str) -> bool:
    """Does a warning about badges name somebody? What else a paper lacks is listed elsewhere on the page."""
    page = fetch(browser, PAPER).get_data(as_text=True)
    notices = re.findall(r"notice-warning.*?</div>\s*</div>", page, re.DOTALL)
    return any(name in text and "<a " not in text for text in notices)
