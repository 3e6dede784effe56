"""Who is told about agreements, certificates and what has to be followed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements import facts as agreements
from app.agreements.logic.states import AgreementType, ContractType
from app.agreements.models.follow_up import FollowUp
from app.agreements.service import follow_ups, signing
from app.agreements.service.follow_ups import Promise
from app.core.clock import today
from app.core.permissions import Role, ScopeKind
from app.events.facts.programme import ActionItemRecorded
from app.events.models.event import Event
from tests.agreements.ground import account_of, confirm_all, enter, issue, make_ceremony, sign
from tests.factories import make_account, make_event, make_membership, make_person
from tests.notifications.conftest import messages
from tests.notifications.told import told


@pytest.fixture
def event(session: Session) -> Event:
    owner = make_account(session).person
    event = make_event(session, owner=owner)
    make_membership(session, owner, Role.EVENT_ORGANISER, ScopeKind.EVENT, event.id)
    return event


def test_parties_are_told_from_names_to_certificate(session: Session) -> None:
    ground = make_ceremony(session)
    people = {account_of(session, actor).person_id for actor in (ground.buyer_actor, ground.seller_actor)}
    owner = make_account(session, ground.event.owner).person_id
    row = enter(session, ground)
    row.owner_id = owner
    confirm_all(session, ground, row)
    found = told(session)
    assert found == {("names_asked", person, "queued") for person in people} | {("names_confirmed", owner, "queued")}
    signing.make_print_ready(session, ground.organiser, agreement_id=row.id)
    signing.sign_agreement(session, ground.organiser, agreement_id=row.id)
    assert told(session) == {("follow_up_assigned", owner, "queued")}
    certificate = issue(session, ground, row)
    assert told(session) == {("certificate_issued", person, "queued") for person in people}
    assert messages(session)[-1].link == f"/verify/{certificate.number}"
    facts = (
        agreements.NamesReset(row.id, ground.event.id, "更名"),
        agreements.AgreementWithdrawn(row.id, ground.event.id, 1, "一方退出"),
        agreements.AgreementEnded(row.id, ground.event.id, "terminated", "终止合作"),
        agreements.CertificateRevoked(row.id, ground.event.id, certificate.id, certificate.number, "名称有误"),
        agreements.RenewalDue(row.id, ground.event.id, "2031-06-17"),
        agreements.AgreementSilent(row.id, ground.event.id, "2030-07-17"),
    )
    found = told(session, *facts)
    for template in ("names_reset", "agreement_withdrawn", "agreement_ended", "certificate_revoked"):
        assert {person for each, person, _state in found if each == template} >= people
    assert {("renewal_due", owner, "queued"), ("agreement_silent", owner, "queued")} <= found


def test_a_signed_technology_contract_brings_its_form(session: Session) -> None:
    ground = make_ceremony(session)
    seller = account_of(session, ground.seller_actor).person_id
    kind = next(iter(ContractType))
    sign(session, ground, agreement_type=AgreementType.TECHNOLOGY_CONTRACT, contract_type=kind)
    assert ("registration_form_offered", seller, "queued") in told(session)


def test_tasks_are_told_to_others_only(session: Session, event: Event) -> None:
    owner = make_person(session)
    item = ActionItemRecorded(1, event.id, "发送材料", owner.id, "2030-07-01")
    assert told(session, item) == {("follow_up_assigned", owner.id, "queued")}
    (row,) = session.scalars(select(FollowUp)).all()
    session.info["person_id"] = owner.id
    assert told(session, agreements.FollowUpAssigned(row.id, event.id, owner.id, "2030-07-01")) == set()
    del session.info["person_id"]
    promise = Promise(content="T+30", due_on=today(), owner_id=owner.id, source_key="interest:1:2:3:30")
    follow_ups.keep_promise(session, promise, event_id=event.id)
    assert told(session) == set()
    assert told(session, agreements.FollowUpAssigned(10**6, None, owner.id, "2030-07-01")) == set()


def test_a_promise_made_for_somebody_else_is_told(session: Session, event: Event) -> None:
    promise = Promise(content="回访企业", due_on=today() + timedelta(days=3), owner_id=event.owner_id)
    follow_ups.keep_promise(session, promise, event_id=event.id)
    assert told(session) == {("follow_up_assigned", event.owner_id, "queued")}
