"""The door: every reading is kept, reading twice does no harm, and nobody is counted twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.errors import NotAllowed, RuleBroken
from app.core.permissions import Grant, Role, ScopeKind
from app.events.logic.cells import read_moment, safe_cell
from app.events.logic.registration import spoken_code
from app.events.logic.states import EventState, RegistrationState
from app.events.models.event import Event
from app.events.models.registration import CheckInScan, Registration
from app.events.queries.registration import Attendance, count_attendance, count_people_in_series
from app.events.service.check_in import (
    ImportResult,
    OfflineScan,
    ScanOutcome,
    check_in,
    import_scans,
    mark_of,
    offline_list,
    undo_check_in,
)
from tests.factories import (
    DAY,
    make_actor,
    make_event,
    make_group,
    make_member,
    make_person,
    make_registration,
    organiser_of,
)

R = RegistrationState
O = ScanOutcome  # noqa: E741 -- short names in a table of examples
SignIn = Callable[[FlaskClient, Account], FlaskClient]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, slug="wz", state=EventState.LIVE)


def ticket(session: Session, event: Event, number: int = 1, **fields: object) -> Registration:
    values = {"ticket_code": f"ABCDEFGH2345678{number}", "state": R.APPROVED} | fields
    return make_registration(session, event, **values)


def outcomes(session: Session) -> list[str]:
    return list(session.scalars(select(CheckInScan.outcome).order_by(CheckInScan.id)))


def test_a_ticket_lets_in_once_and_every_reading_is_kept(session: Session, event: Event) -> None:
    row, actor = ticket(session, event), organiser_of(event)
    with time_machine.travel(DAY, tick=False):
        first = check_in(session, actor, event_id=event.id, code=spoken_code(row.ticket_code).lower())
    with time_machine.travel(DAY + timedelta(minutes=5), tick=False):
        second = check_in(session, actor, event_id=event.id, code=row.ticket_code)
        check_in(session, actor, event_id=event.id, code=row.ticket_code)
    assert (first.outcome, first.registration) == (O.WELCOME, row)
    assert (second.outcome, second.earlier) == (O.ALREADY_IN, DAY)
    assert (row.state, row.checked_in_at, row.checked_in_by) == (R.CHECKED_IN, DAY, actor.person_id)
    assert outcomes(session) == ["welcome", "already_in"]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [(R.SUBMITTED, O.NO_PLACE), (R.WAITLISTED, O.NO_PLACE), (R.CANCELLED, O.VOID), (R.REJECTED, O.VOID),
     (R.NO_SHOW, O.WELCOME)],
)  # fmt: skip
def test_what_the_door_says(session: Session, event: Event, state: R, outcome: O) -> None:
    row = ticket(session, event, state=state)
    assert check_in(session, organiser_of(event), event_id=event.id, code=row.ticket_code).outcome is outcome
    assert (row.state is R.CHECKED_IN) == (outcome is O.WELCOME)


def test_unknown_and_foreign_tickets_are_kept_too(session: Session, event: Event) -> None:
    other = ticket(session, make_event(session))
    actor = organiser_of(event)
    readings = [check_in(session, actor, event_id=event.id, code=code) for code in ("XXXX", other.ticket_code)]
    assert [reading.outcome for reading in readings] == [O.UNKNOWN_TICKET, O.OTHER_EVENT]
    assert [reading.registration for reading in readings] == [None, None]
    assert outcomes(session) == ["unknown_ticket", "ticket_of_another_event"]
    assert other.state is R.APPROVED


def test_the_door_has_its_people_and_its_time(session: Session, event: Event) -> None:
    row = ticket(session, event)
    helper = make_actor(make_person(session), Grant(Role.CHECK_IN_HELPER, ScopeKind.EVENT, event.id))
    with pytest.raises(NotAllowed):
        check_in(session, make_actor(make_person(session)), event_id=event.id, code=row.ticket_code)
    event.state = EventState.CANCELLED
    with pytest.raises(RuleBroken):
        check_in(session, helper, event_id=event.id, code=row.ticket_code)
    event.state = EventState.LIVE
    assert check_in(session, helper, event_id=event.id, code=row.ticket_code).outcome is O.WELCOME


def test_a_check_in_is_taken_back_and_that_is_kept(session: Session, event: Event) -> None:
    row, actor = ticket(session, event), organiser_of(event)
    with pytest.raises(RuleBroken):
        undo_check_in(session, actor, registration_id=row.id)
    check_in(session, actor, event_id=event.id, code=row.ticket_code)
    undo_check_in(session, actor, registration_id=row.id)
    assert (row.state, row.checked_in_at, row.checked_in_by) == (R.APPROVED, None, None)
    assert outcomes(session) == ["welcome", "undone"]


def test_attendance_is_split_by_group_and_counts_nobody_twice(session: Session, event: Event) -> None:
    groups = [make_group(session, event, name=name) for name in ("师生", "专家", "企业", "投资机构")]
    actor = organiser_of(event)
    for number in range(8):
        row = ticket(session, event, number, group=groups[number % 3])
        if number < 5:
            for _ in range(2):
                check_in(session, actor, event_id=event.id, code=row.ticket_code)
    assert count_attendance(session, event.id) == [
        Attendance("师生", 2, 3), Attendance("专家", 2, 3), Attendance("企业", 1, 2), Attendance("投资机构", 0, 0)
    ]  # fmt: skip


def test_a_series_counts_people_not_attendances(session: Session) -> None:
    parent = make_event(session)
    person = make_person(session)
    for number in range(2):
        stop = make_event(session, parent_id=parent.id)
        ticket(session, stop, number, person=person, state=R.CHECKED_IN)
    assert count_people_in_series(session, parent.id) == 1


def test_lists_from_a_door_without_network_are_taken_in_once(session: Session, event: Event) -> None:
    rows = [ticket(session, event, number) for number in range(3)]
    void = ticket(session, event, 7, state=R.CANCELLED)
    actor = organiser_of(event)
    listed = offline_list(session, actor, event_id=event.id)
    assert {row.id for row, _ in listed} == {row.id for row in rows}
    scans = [OfflineScan(line, row.ticket_code, DAY, mark) for line, (row, mark) in enumerate(listed[:2], start=2)]
    scans += [
        OfflineScan(8, void.ticket_code, DAY, mark_of(event.id, void.ticket_code)),
        OfflineScan(9, rows[2].ticket_code, DAY, "forged"),
    ]
    refused = [(8, O.VOID), (9, O.UNKNOWN_TICKET)]
    assert import_scans(session, actor, event_id=event.id, scans=scans) == ImportResult(2, 0, refused)
    kept = outcomes(session)
    assert import_scans(session, actor, event_id=event.id, scans=scans) == ImportResult(0, 2, refused)
    assert outcomes(session) == kept
    assert [row.state for row, _ in listed] == [R.CHECKED_IN, R.CHECKED_IN, R.APPROVED]
    assert listed[0][0].checked_in_at == DAY


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("8:31", (17, 8, 31)),
        ("08：31", (17, 8, 31)),
        ("2030-06-18 9:05", (18, 9, 5)),
        ("2030/6/18 09:05:30", (18, 9, 5)),
        ("gestern", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, moment: tuple[int, int, int] | None) -> None:
    read = read_moment(text, day=date(2030, 6, 17), zone=SHANGHAI)
    wanted = None if moment is None else datetime(2030, 6, *moment, tzinfo=SHANGHAI)
    assert (read and read.replace(second=0)) == wanted


@pytest.mark.parametrize(
    ("value", "text"), [("=1+1", "'=1+1"), ("@x", "'@x"), (None, ""), ("张三", "张三"), (-1, "'-1")]
)
def test_cells_are_no_formulas(value: object, text: str) -> None:
    assert safe_cell(value) == text


@pytest.fixture
def door(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.CHECK_IN_HELPER, ScopeKind.EVENT, event.id))


def test_the_page_at_the_door(door: FlaskClient, session: Session, event: Event) -> None:
    row = ticket(session, event, person=make_person(session, name="李校堃"), mobile_tail="1234")
    address = "/events/wz/manage/check-in"
    assert "李校堃" in door.get(f"{address}?q=1234").get_data(as_text=True)
    assert "李校堃" not in door.get(f"{address}?q=9999").get_data(as_text=True)
    page = door.post(address, data={"code": row.ticket_code}).get_data(as_text=True)
    assert "李校堃" in page
    assert f"/events/wz/manage/check-in/{row.id}/undo" in page
    assert row.state is R.CHECKED_IN
    assert "李校堃" in door.post(address, data={"code": row.ticket_code}).get_data(as_text=True)
    assert "notice-danger" in door.post(address, data={"code": "NOSUCHCODE"}).get_data(as_text=True)
    assert door.post(address, data={"code": ""}).status_code == 422
    assert door.get(f"{address}/counts").status_code == 200
    door.post(f"{address}/{row.id}/undo")
    assert row.state is R.APPROVED
    event.state = EventState.DRAFT
    session.flush()
    assert door.post(address, data={"code": row.ticket_code}).status_code == 422


def test_the_helper_sees_the_door_and_nothing_else(door: FlaskClient, session: Session, event: Event) -> None:
    ticket(session, event)
    session.commit()  # a refusal rolls back what is not
    assert door.get("/events/wz/manage/check-in").status_code == 200
    for page in ("", "/registrations", "/tasks", "/edit", "/registrations.csv"):
        assert door.get(f"/events/wz/manage{page}").status_code == 403


def test_the_list_goes_out_and_comes_back(door: FlaskClient, session: Session, event: Event) -> None:
    rows = [ticket(session, event, number, organisation_name="=SUM(A1)") for number in range(2)]
    answer = door.get("/events/wz/manage/check-in/list.csv")
    text = answer.get_data().decode("utf-8")
    assert text.startswith("\ufeff")
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (len(lines), lines[1][2]) == (3, "'=SUM(A1)")
    lines[1][5], lines[2][5] = "8:31", "half past eight"
    back = io.StringIO()
    csv.writer(back).writerows(lines)
    address = "/events/wz/manage/check-in/import"
    assert door.get(address).status_code == 200
    file = (io.BytesIO(back.getvalue().encode("gb18030")), "list.csv")
    page = door.post(address, data={"file": file}, content_type="multipart/form-data")
    assert page.status_code == 200
    assert "3" in page.get_data(as_text=True)
    assert [row.state for row in rows].count(R.CHECKED_IN) == 1
    empty = (io.BytesIO(text.encode()), "list.csv")
    answer = door.post(address, data={"file": empty}, content_type="multipart/form-data")
    assert (answer.status_code, 'id="file-error"' in answer.get_data(as_text=True)) == (422, True)
