"""What everybody may know of the activities of an organisation."""

from flask import Flask
from sqlalchemy.orm import Session

from app.agreements.logic.states import AgreementState, AgreementType, CertificateState
from app.agreements.models.agreement import Certificate
from app.events.logic.states import EventState, Visibility
from app.library.logic import AchievementState, NeedState
from app.organisations.logic import OrganisationState
from app.organisations.models import Organisation
from app.pitches.logic.states import PitchState
from tests.factories import (
    make_achievement,
    make_agreement,
    make_event,
    make_host,
    make_need,
    make_organisation,
    make_pitch,
)
from tests.organisations.conftest import Browse
from tests.pitches.samples import count_statements


def fill(session: Session, own: Organisation) -> None:
    """Let an organisation do one public thing of each kind, and hidden ones beside them."""
    event = make_event(session, title="公开的大会")
    make_host(session, event, organisation_id=own.id)
    make_host(session, make_event(session, title="草稿大会", state=EventState.DRAFT), organisation_id=own.id)
    make_pitch(session, event, organisation=own, title="台上的项目")
    make_pitch(session, event, organisation=own, title="草稿项目", state=PitchState.DRAFT)
    make_pitch(session, event, organisation=own, title="指定人可见的项目", visibility=Visibility.NAMED)
    make_achievement(session, organisation=own, title="公开的成果", state=AchievementState.PUBLISHED)
    make_achievement(session, organisation=own, title="未入库的成果", state=AchievementState.DRAFT)
    make_need(session, organisation=own, title="公开的需求", state=NeedState.PUBLISHED)
    make_need(session, organisation=own, title="未发布的需求", state=NeedState.DRAFT)
    for title, fields in (
        ("签好的协议", {"state": AgreementState.SIGNED}),
        ("起草中的协议", {"state": AgreementState.DRAFTING}),
        ("保密协议", {"state": AgreementState.SIGNED, "agreement_type": AgreementType.NDA}),
    ):
        agreement = make_agreement(session, event, title=title, **fields)
        agreement.parties[0].organisation = own
    session.flush()


def test_public_things_are_shown_and_hidden_ones_are_not(session: Session, browse: Browse) -> None:
    own = make_organisation(session)
    fill(session, own)
    text = browse(None).text(f"/organisations/{own.id}/activities")
    for shown in ("公开的大会", "台上的项目", "公开的成果", "公开的需求", "签好的协议"):
        assert shown in text, shown
    for hidden in (
        "草稿大会",
        "草稿项目",
        "指定人可见的项目",
        "未入库的成果",
        "未发布的需求",
        "起草中的协议",
        "保密协议",
    ):
        assert hidden not in text, hidden


def test_a_certificate_leads_to_its_check_page(session: Session, browse: Browse) -> None:
    agreement = make_agreement(session, make_event(session), state=AgreementState.SIGNED)
    own = agreement.parties[0].organisation_id
    for number, state in (("ZS2030000001", CertificateState.ISSUED), ("ZS2030000002", CertificateState.REVOKED)):
        session.add(Certificate(number=number, agreement_id=agreement.id, state=state, printed={}, verify_code=number))
    session.flush()
    page = browse(None).get(f"/organisations/{own}/activities").get_data(as_text=True)
    assert 'href="/verify/ZS2030000001"' in page
    assert "ZS2030000002" not in page


def test_an_organisation_without_activities_says_so(session: Session, browse: Browse) -> None:
    assert "Nothing public yet" in browse(None).text(f"/organisations/{make_organisation(session).id}/activities")


def test_strangers_find_no_unverified_organisation(session: Session, browse: Browse) -> None:
    own = make_organisation(session, state=OrganisationState.APPLIED)
    assert browse(None).get(f"/organisations/{own.id}/activities").status_code == 404
    assert browse(None).get("/organisations/0/activities").status_code == 404


def test_the_page_costs_the_same_for_one_and_three(session: Session, browse: Browse, app: Flask) -> None:
    own = make_organisation(session)
    own_id = own.id
    fill(session, own)
    few = count_statements(browse(None), f"/organisations/{own_id}/activities")
    for _ in range(2):
        fill(session, session.get_one(Organisation, own_id))
    assert count_statements(browse(None), f"/organisations/{own_id}/activities") == few
