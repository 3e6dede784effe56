"""What can go wrong on the day, and what papers and reports say then."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.agreements.logic.states import CertificateState
from app.agreements.service.signing import withdraw_agreement
from app.events.logic.states import RegistrationState, SessionState
from app.reports.queries.event import event_figures
from app.reports.queries.gaps import list_gaps
from app.reports.queries.papers import list_stage_people
from app.reports.service.people_papers import make_tents, table_tents
from app.reports.service.wanted import Wanted
from tests.agreements.ground import Ceremony, account_of, confirm_all, enter, issue, make_ceremony, sign
from tests.agreements.visiting import fetch, text_of
from tests.documents.reading import flat, squeezed
from tests.factories import (
    make_event,
    make_group,
    make_organisation,
    make_person,
    make_pitch,
    make_registration,
    make_session,
    make_session_person,
    organiser_of,
)

SignIn = Callable[[FlaskClient, Account], FlaskClient]


@pytest.fixture
def ground(session: Session) -> Ceremony:
    return make_ceremony(session)


@pytest.fixture
def desk(client: FlaskClient, session: Session, sign_in: SignIn, ground: Ceremony) -> FlaskClient:
    return sign_in(client, account_of(session, ground.organiser))


def test_two_people_of_one_name_have_a_tent_each_with_their_institution(session: Session, ground: Ceremony) -> None:
    part = make_session(session, ground.event)
    houses = [make_organisation(session, name=name) for name in ("温州样例医院", "杭州样例大学")]
    for house in houses:
        make_session_person(session, part, make_person(session, name="王伟", organisation_id=house.id))
    assert [(each.name, each.organisation) for each in list_stage_people(session, ground.event.id)] == [
        ("王伟", "温州样例医院"),
        ("王伟", "杭州样例大学"),
    ]
    text = squeezed(flat(make_tents(table_tents(session, ground.event, Wanted("table_tents", "zh"))).content))
    assert "温州样例医院" in text
    assert "杭州样例大学" in text


def test_who_withdraws_before_the_signature_changes_the_counts_and_no_other_certificate(
    session: Session, desk: FlaskClient, ground: Ceremony
) -> None:
    kept = issue(session, ground, sign(session, ground, title="签成的协议"))
    gone = confirm_all(session, ground, enter(session, ground, title="退出的协议"))
    session.commit()
    page = f"/events/{ground.event.slug}/manage/agreements"
    assert "退出的协议" in text_of(desk, page)
    withdraw_agreement(session, ground.organiser, agreement_id=gone.id, reason="一方临时退出")
    session.commit()
    assert event_figures(session, ground.event).total.count == 1
    assert kept.state is CertificateState.ISSUED
    report = f"/events/{ground.event.slug}/manage/report"
    text = squeezed(flat(fetch(desk, f"{report}.pdf").data))
    assert "签成的协议" in text
    assert "退出的协议" not in text


def test_an_amount_that_was_asked_to_be_secret_is_counted_and_never_printed(
    session: Session, desk: FlaskClient, ground: Ceremony
) -> None:
    sign(session, ground, title="公开金额的协议", amount=Decimal(1_800_000))
    sign(session, ground, title="金额保密的协议", amount=Decimal(77_777_777), amount_is_secret=True)
    session.commit()
    report = f"/events/{ground.event.slug}/manage/report"
    paper = squeezed(flat(fetch(desk, f"{report}.pdf").data))
    assert "其中未披露1项" in paper
    for text in (paper, text_of(desk, report)):
        assert "180" in text
        assert not any(amount in text for amount in ("7777", "77,777,777", "7,957", "7957"))


def test_where_nobody_registered_no_report_claims_that_nobody_came(
    session: Session, desk: FlaskClient, ground: Ceremony
) -> None:
    group = make_group(session, ground.event, name="医药卫生专家")
    report = f"/events/{ground.event.slug}/manage/report"

    def says_it() -> list[bool]:
        session.commit()
        papers = (squeezed(flat(fetch(desk, f"{report}.pdf").data)), text_of(desk, report))
        return [group.name in each for each in papers]

    assert says_it() == [False, False]
    make_registration(session, ground.event, group=group, state=RegistrationState.APPROVED)
    assert says_it() == [True, True]


def test_what_a_paper_lacks_is_listed_with_where_to_fill_it_in(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    event = make_event(session, contact=None)
    registration = make_registration(
        session, event, group=make_group(session, event), state=RegistrationState.APPROVED, organisation_name=None
    )
    pitch = make_pitch(session, event, title="没有演讲人的项目")
    found = list_gaps(session, event)
    assert [(gap.name, gap.endpoint) for gap in found["schedules"]] == [("Contact for questions", "events.edit_event")]
    assert [gap.about for gap in found["badges"]] == [registration.person.name]
    assert [(gap.name, gap.about) for gap in found["booklet_public"][1:]] == [
        ("Person who presents", pitch.title), ("Time on stage", pitch.title),
    ]  # fmt: skip
    sign_in(client, account_of(session, organiser_of(event)))
    page = text_of(client, f"/events/{event.slug}/manage/documents")
    for address in (f"/events/{event.slug}/manage/edit", f"/pitches/{pitch.number}/edit"):
        assert f'href="{address}"' in page
    event.contact, registration.organisation_name = "会务组 0577-0000 0001", "温州医科大学"
    session.flush()
    assert list_gaps(session, event)["schedules"] == []
    assert list_gaps(session, event)["badges"] == []


def test_tents_lack_names_and_organisations_and_forget_what_was_called_off(session: Session, ground: Ceremony) -> None:
    part, off = make_session(session, ground.event, title="专题报告"), make_session(session, ground.event)
    named = make_person(session, name="卓敏", organisation_id=None)
    make_session_person(session, part, named)
    make_session_person(session, part, None, role_name="校领导")
    gone = make_session_person(session, off, make_person(session, name="邓子新"))
    assert gone.person is not None
    off.state = SessionState.CANCELLED
    session.flush()
    found = list_gaps(session, ground.event)["table_tents"]
    assert [(gap.name, gap.about) for gap in found] == [
        ("Organisation", "卓敏"), ("Name of the person", "专题报告 · 校领导"),
    ]  # fmt: skip
    assert {gap.values["session_id"] for gap in found} == {part.id}
    assert [each.name for each in list_stage_people(session, ground.event.id)] == ["卓敏"]


def test_a_ceremony_lacks_the_signatories_that_nobody_named(session: Session, ground: Ceremony) -> None:
    agreement = enter(session, ground)
    lacking = {gap.name for gap in list_gaps(session, ground.event)["ceremony"] if gap.about == agreement.title}
    assert lacking == {"Signatory of each party"}
    for party in agreement.parties:
        party.signatory = "王样一"
    session.flush()
    assert [gap for gap in list_gaps(session, ground.event)["ceremony"] if gap.about == agreement.title] == []
