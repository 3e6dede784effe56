"""The evaluation report as the organiser makes it: from the result that holds, without the names of judges."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core.permissions import Actor, Role, ScopeKind
from app.documents.models import Document
from app.evaluation.models import Panel, PanelSeat
from app.evaluation.service import panels
from app.events.models.event import Event
from app.events.queries.events import get_event
from app.reports.service import papers
from app.reports.service.evaluation_papers import report_gaps
from tests.agreements.visiting import fetch, send, text_of
from tests.documents.reading import flat, squeezed
from tests.evaluation.ground import hand_in, scoring, set_up
from tests.factories import (
    make_account,
    make_event,
    make_group,
    make_host,
    make_member,
    make_membership,
    make_person,
    make_pitch,
    make_registration,
    organiser_of,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]
BUTTON = 'name="kind" value="evaluation_report"'
WITHOUT_A_GLYPH = "王😀明"


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


@pytest.fixture
def host(event: Event) -> Actor:
    return organiser_of(event)


@pytest.fixture
def panel(session: Session, host: Actor, event: Event) -> Panel:
    pitches = [make_pitch(session, event, title=f"项目{n}", presenter=make_person(session)) for n in "甲乙"]
    return set_up(session, host, event, [pitch.id for pitch in pitches])


@pytest.fixture
def seats(session: Session, host: Actor, panel: Panel) -> list[PanelSeat]:
    seats = scoring(session, host, panel)
    for seat in seats:
        for target, total in zip(panel.targets, (76, 84), strict=True):
            hand_in(session, seat, target.id, total)
    return seats


def close(session: Session, event: Event, panel: Panel) -> None:
    panels.close_panel(session, organiser_of(event, make_person(session)), panel_id=panel.id)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, event: Event) -> FlaskClient:
    return sign_in(client, make_member(session, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id))


def order(desk: FlaskClient, event: Event, **more: object) -> int:
    data = {"kind": papers.EVALUATION} | {key: str(value) for key, value in more.items()}
    return send(desk, f"/events/{event.slug}/manage/documents", data).status_code


def test_the_organiser_makes_a_report_from_the_page_of_the_jury(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    close(session, event, panel)
    page = f"/events/{event.slug}/manage/jury/{panel.id}"
    target = panel.targets[1]
    assert f'name="target_id" value="{target.id}"' in text_of(desk, page)
    assert order(desk, event, target_id=target.id) == 302
    row = session.scalars(select(Document)).one()
    assert (row.kind, row.number) == (f"evaluation_report:{target.id}", 1)
    preview = f"/events/{event.slug}/manage/documents/{row.id}"
    assert preview in text_of(desk, page)
    assert preview in text_of(desk, f"/events/{event.slug}/manage/documents")
    assert fetch(desk, preview).status_code == 200
    answer = fetch(desk, f"{preview}/file.pdf")
    said = flat(answer.data)
    answer.close()
    for text in ("项目乙", "84.00", "项目创新点", "30", "25.20", "供参考，不作为交易价格依据。", "评语：创新点清晰"):
        assert squeezed(text) in said
    assert not any(squeezed(seat.person.name) in said for seat in seats)
    order(desk, event, target_id=target.id)
    assert len(session.scalars(select(Document)).all()) == 1  # the same words are not printed twice


def test_a_report_without_comments_or_host_says_what_it_lacks(
    desk: FlaskClient, session: Session, event: Event, panel: Panel, seats: list[PanelSeat]
) -> None:
    assert report_gaps(session, get_event(session, event.slug)) == {}
    close(session, event, panel)
    keys = [f"{papers.EVALUATION}:{target.id}" for target in panel.targets]
    for seat in seats:
        for sheet in seat.sheets:
            sheet.comment = None
    seats[0].sheets[0].comment = "技术路线清楚"
    session.flush()
    found = {
        key: [gap.endpoint for gap in gaps]
        for key, gaps in report_gaps(session, get_event(session, event.slug)).items()
    }
    mine = f"{papers.EVALUATION}:{seats[0].sheets[0].target_id}"
    assert found == {key: ["events.edit_hosts", *(["evaluation.show_panel"] if key != mine else [])] for key in keys}
    page = text_of(desk, f"/events/{event.slug}/manage/documents").split('id="evaluation"')[1]
    assert page.count(f'href="/events/{event.slug}/manage/hosts"') == len(keys)
    make_host(session, event)
    session.expire(event)
    assert report_gaps(session, get_event(session, event.slug))[mine] == []


@pytest.mark.usefixtures("seats")
def test_there_is_no_report_before_the_lock_without_a_target_or_for_another_event(
    desk: FlaskClient, session: Session, event: Event, panel: Panel
) -> None:
    order(desk, event, target_id=panel.targets[0].id)
    assert BUTTON not in text_of(desk, f"/events/{event.slug}/manage/documents")
    close(session, event, panel)
    session.commit()  # a refusal undoes what is not committed
    assert BUTTON in text_of(desk, f"/events/{event.slug}/manage/documents")
    order(desk, event)
    foreign = make_event(session)
    pitch = make_pitch(session, foreign, presenter=make_person(session))
    other = set_up(session, organiser_of(foreign), foreign, [pitch.id])
    session.commit()
    assert order(desk, event, target_id=other.targets[0].id) == 404
    assert session.scalars(select(Document)).all() == []


@pytest.mark.usefixtures("seats")
def test_who_does_not_run_the_jury_neither_makes_nor_reads_a_report(
    client: FlaskClient, desk: FlaskClient, session: Session, sign_in: SignIn, event: Event, panel: Panel
) -> None:
    first, second = (target.id for target in panel.targets)
    close(session, event, panel)
    order(desk, event, target_id=first)
    row = session.scalars(select(Document)).one()
    admin = make_account(session)
    make_membership(session, admin.person, Role.PLATFORM_ADMIN)
    sign_in(client, admin)
    session.commit()
    address = f"/events/{event.slug}/manage/documents"
    assert "evaluation_report" not in text_of(client, address)
    for path in (f"{address}/{row.id}", f"{address}/{row.id}/file.pdf", f"{address}/{row.id}/pages/1.png"):
        assert fetch(client, path).status_code == 403
    assert order(client, event, target_id=second) == 403


def test_characters_that_no_font_has_are_told_to_who_made_the_paper(
    desk: FlaskClient, session: Session, event: Event
) -> None:
    group = make_group(session, event)
    make_registration(session, event, make_person(session, name="卓敏"), group=group, state="approved")
    address = f"/events/{event.slug}/manage/documents"
    send(desk, address, {"kind": papers.BADGES})
    first = session.scalars(select(Document)).one()
    assert "U+" not in text_of(desk, f"{address}/{first.id}")
    make_registration(session, event, make_person(session, name=WITHOUT_A_GLYPH), group=group, state="approved")
    send(desk, address, {"kind": papers.BADGES})
    second = session.scalars(select(Document).order_by(Document.id.desc())).first()
    assert second is not None
    page = text_of(desk, f"{address}/{second.id}")
    assert "U+1F600" in page
    assert "RARE_FONT_PATH" in page
