"""One project from its pitch to its registration number, everything in one row of time."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.agreements.models.agreement import Agreement, AgreementStep, Certificate
from app.agreements.models.follow_up import ContractRegistration, FollowUp
from app.agreements.models.papers import LandingMilestone
from app.core.clock import CHINA
from app.core.words import N_
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.queries.meetings import list_event_meetings
from app.pitches.models import Pitch
from app.pitches.queries.pitches import list_steps
from app.roadshow.models import Question
from app.roadshow.queries.order import find_item_of


@dataclass(frozen=True)
class Moment:
    """Something that happened to a project: when, what (a msgid), its state, and more words."""

    at: datetime
    what: str
    state: object = None
    text: str = ""
    url: tuple[str, str] | None = None


def read_timeline(session: Session, pitch: Pitch) -> list[Moment]:
    """Return everything that happened to a project, first things first."""
    agreements = list(session.scalars(select(Agreement).where(Agreement.pitch_id == pitch.id).order_by(Agreement.id)))
    ids = [row.id for row in agreements]
    moments = [
        *_on_stage(session, pitch),
        *_meetings(session, pitch),
        *_follow_ups(session, pitch, ids),
        *_signing(session, agreements),
        *_after(session, ids),
    ]
    return sorted(moments, key=lambda moment: moment.at)


def _on_stage(session: Session, pitch: Pitch) -> list[Moment]:
    """Return the steps of the pitch, its turn on stage, and the questions put to it."""
    found = [Moment(step.at, N_("Pitch"), step.state, step.reason or "") for step in list_steps(session, pitch.id)]
    turn = find_item_of(session, pitch.id)
    if turn is not None and turn.start_at is not None:
        found.append(Moment(turn.start_at, N_("Turn on stage")))
    asked = select(Question).where(Question.pitch_id == pitch.id, Question.is_confidential.is_(False))
    found += [Moment(row.created_at, N_("Question"), row.theme, row.content) for row in session.scalars(asked)]
    return found


def _meetings(session: Session, pitch: Pitch) -> list[Moment]:
    rows = list_event_meetings(session, pitch.event_id, states=HOLDS_A_SLOT)
    return [
        Moment(
            row.slot.start_at if row.slot else row.created_at, N_("Meeting"), row.outcome or row.state,
            row.investor.organisation.name,
        )
        for row in rows
        if row.pitch_id == pitch.id
    ]  # fmt: skip


def _follow_ups(session: Session, pitch: Pitch, agreement_ids: list[int]) -> list[Moment]:
    """Return what was promised about the pitch and its agreements, at the day it was done or is due."""
    about_pitch = (FollowUp.subject_kind == "pitch") & (FollowUp.subject_id == pitch.id)
    about_agreements = (FollowUp.subject_kind == "agreement") & FollowUp.subject_id.in_(agreement_ids)
    rows = session.scalars(select(FollowUp).where(about_pitch | about_agreements))
    return [
        Moment(row.done_at or _noon(row.due_on), N_("Follow-up"), row.stage or row.state,
               "：".join(part for part in (row.content, row.result) if part))
        for row in rows
    ]  # fmt: skip


def _signing(session: Session, agreements: list[Agreement]) -> list[Moment]:
    names = {row.id: row for row in agreements}
    steps = session.scalars(select(AgreementStep).where(AgreementStep.agreement_id.in_(names)))
    return [
        Moment(step.at, N_("Agreement"), step.state,
               "：".join(part for part in (names[step.agreement_id].title, step.reason) if part),
               ("agreements.show_agreement", names[step.agreement_id].number))
        for step in steps
    ]  # fmt: skip


def _after(session: Session, agreement_ids: list[int]) -> list[Moment]:
    """Return certificates, steps of landing, and the registration with its number."""
    found = [
        Moment(row.issued_at, N_("Certificate"), row.state, row.number, ("agreements.verify_certificate", row.number))
        for row in session.scalars(select(Certificate).where(Certificate.agreement_id.in_(agreement_ids)))
        if row.issued_at is not None
    ]
    found += [
        Moment(_noon(row.done_on or row.due_on), N_("Landing"), row.stage, row.unit or "")
        for row in session.scalars(select(LandingMilestone).where(LandingMilestone.agreement_id.in_(agreement_ids)))
    ]
    found += [
        Moment(_noon(row.registered_on) if row.registered_on else row.updated_at, N_("Registration"), row.state,
               row.registered_number or row.state_reason or "")
        for row in session.scalars(
            select(ContractRegistration).where(ContractRegistration.agreement_id.in_(agreement_ids))
        )
    ]  # fmt: skip
    return found


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), CHINA)
