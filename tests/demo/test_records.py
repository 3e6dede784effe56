"""Entering what a report says: who may, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry
from app.core import outbox
from app.core.clock import now
from app.core.errors import NotAllowed, RuleBroken
from app.core.outbox import StoredFact
from app.core.permissions import Actor, Grant, Role, ScopeKind
from app.core.queue import Job
from app.demo.logic.season import Season
from app.demo.service.cast import Cast
from app.demo.service.loading import Loading
from app.events.facts.events import EventCreated
from app.events.logic.states import EventState, TaskState
from app.events.models.event import Event, EventTask
from app.events.service.history import record_course
from app.events.service.tasks import fill_checklist
from app.investors.logic import InvestorKind, InvestorState
from app.investors.service import InvestorProfile, record_investor, record_participation
from app.library.service.entries import Helper, record_expert
from tests.factories import (
    make_actor,
    make_centre,
    make_event,
    make_investor,
    make_need,
    make_organisation,
    make_person,
    organiser_of,
)


def operator(session: Session, centre_id: int) -> Actor:
    return make_actor(make_person(session), Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre_id))


def past(session: Session, **fields: object) -> Event:
    values = {"state": EventState.APPROVED, "start_at": now() - timedelta(days=9), "end_at": now() - timedelta(days=8)}
    return make_event(session, **(values | fields))


def test_a_past_event_goes_to_its_end_in_steps_and_its_tasks_are_skipped(session: Session) -> None:
    event = past(session)
    fill_checklist(session, event)
    record_course(session, organiser_of(event), event_id=event.id)
    assert event.state is EventState.ENDED
    steps = session.scalars(select(AuditEntry).where(AuditEntry.action == "event:state").order_by(AuditEntry.id))
    mine = [row.detail["new"] for row in steps if row.object_id == event.id]
    assert mine == ["registration_open", "registration_closed", "live", "ended"]
    assert set(session.scalars(select(EventTask.state).where(EventTask.event_id == event.id))) == {TaskState.SKIPPED}


@pytest.mark.parametrize(
    "fields", [{"state": EventState.DRAFT}, {"state": EventState.ENDED}, {"end_at": now() + timedelta(days=1)}]
)
def test_only_an_approved_event_that_is_over_is_history(session: Session, fields: dict[str, object]) -> None:
    event = past(session, **fields)
    with pytest.raises(RuleBroken):
        record_course(session, organiser_of(event), event_id=event.id)


def test_a_stranger_writes_no_history(session: Session) -> None:
    event, organisation = past(session), make_organisation(session)
    stranger = make_actor(make_person(session))
    investor, need = make_investor(session), make_need(session, event_id=event.id)
    with pytest.raises(NotAllowed):
        record_course(session, stranger, event_id=event.id)
    with pytest.raises(NotAllowed):
        record_investor(session, stranger, organisation=organisation, profile=InvestorProfile(InvestorKind.VC))
    with pytest.raises(NotAllowed):
        record_participation(session, stranger, event=event, investor=investor, role_text="专业投资机构")
    with pytest.raises(NotAllowed):
        record_expert(session, stranger, need=need, helper=Helper("E1", "行业专家"))


def test_a_centre_enters_an_investor_of_a_report_as_active(session: Session) -> None:
    centre = make_centre(session)
    organisation = make_organisation(session, centre_id=centre.id)
    mark = {"kind": {"kind": "classification", "why": "x"}}
    investor = record_investor(
        session, operator(session, centre.id), organisation=organisation, profile=InvestorProfile(InvestorKind.PE),
        assumed=mark,
    )  # fmt: skip
    assert (investor.state, investor.centre_id, investor.assumed) == (InvestorState.ACTIVE, centre.id, mark)
    event = past(session)
    row = record_participation(session, organiser_of(event), event=event, investor=investor, role_text="专业投资机构")
    assert (row.representative_id, row.role_text) == (None, "专业投资机构")


def test_history_is_kept_but_nobody_acts_on_it(session: Session) -> None:
    with outbox.as_history(session):
        outbox.record(session, EventCreated(event_id=1))
    outbox.record(session, EventCreated(event_id=2))
    facts = session.scalars(select(StoredFact.id).order_by(StoredFact.id.desc()).limit(2)).all()
    due = [session.scalar(select(Job.id).where(Job.dedupe_key == f"react:{fact_id}")) for fact_id in facts]
    assert due[0] is not None
    assert due[1] is None


def test_a_name_of_another_kind_is_a_mistake_of_the_loader(session: Session) -> None:
    load = Loading(session, Season({}), Cast(session, {}))
    load.keep("x", make_centre(session))
    with pytest.raises(TypeError, match="x is no Event"):
        load.get("x", Event)
    assert load.find(None, Event) is None
    assert load.id_of(None) is None
