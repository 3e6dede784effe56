"""Planning the steps of a landing, and noting that they are reached."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.agreements.logic.follow_up import DEFAULT_DAYS
from app.agreements.logic.states import LandingStage
from app.agreements.logic.steps import SIGNED_STATES
from app.agreements.models.papers import LandingMilestone
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.follow_ups import find_by_source
from app.agreements.queries.landing import find_milestone, list_overdue_milestones
from app.agreements.service.follow_ups import Promise, keep_promise
from app.core.clock import now
from app.core.errors import RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise

NAMES = {
    LandingStage.FRAMEWORK: "框架签约", LandingStage.SITE: "选址用地", LandingStage.COMPANY: "公司设立",
    LandingStage.PRODUCTION: "投产",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MilestoneInput:
    """What somebody plans or notes about a step."""

    stage: LandingStage
    due_on: date
    unit: str
    district: str = ""
    done_on: date | None = None
    note: str = ""


def plan_milestone(session: Session, actor: Actor, *, agreement_id: int, content: MilestoneInput) -> LandingMilestone:
    """Plan a step, or change what is known of it; each step stands once."""
    agreement = get_agreement_by_id(session, agreement_id)
    authorise(actor, Permission.FOLLOW_UP_EDIT, agreement)
    if agreement.state not in SIGNED_STATES:
        raise RuleBroken("The landing of a project is planned after the agreement was signed.")
    if not tidy(content.unit):
        raise RuleBroken("Please name the unit that answers for this step.", field="unit")
    row = find_milestone(session, agreement.id, content.stage)
    if row is None:
        row = LandingMilestone(agreement_id=agreement.id, stage=content.stage, due_on=content.due_on)
        session.add(row)
    was_done = row.done_on
    row.due_on, row.done_on = content.due_on, content.done_on
    row.unit, row.district = tidy(content.unit), tidy(content.district) or None
    row.note, row.updated_at = content.note.strip() or None, now()
    session.flush()
    if content.done_on and not was_done:
        write_audit(session, "landing.reached", kind="agreement", row_id=agreement.id, event_id=agreement.event_id,
                    detail={"stage": str(content.stage), "on": content.done_on.isoformat()})  # fmt: skip
    return row


def report_overdue_milestones(session: Session, day: date) -> int:
    """Let the owner of an agreement follow a step that is overdue, once for each day it was promised for."""
    told = 0
    for row in list_overdue_milestones(session, day):
        key = f"landing:{row.id}:{row.due_on.isoformat()}"
        if find_by_source(session, key):
            continue
        agreement = get_agreement_by_id(session, row.agreement_id)
        step = f"{NAMES[row.stage]}（责任单位：{row.unit or '—'}）"
        promise = Promise(
            content=f"《{agreement.title}》落地节点已逾期：{step}，请督促并更新",
            due_on=day + timedelta(days=DEFAULT_DAYS), owner_id=agreement.owner_id, subject_kind="agreement",
            subject_id=agreement.id, source_key=key,
        )  # fmt: skip
        keep_promise(session, promise, event_id=agreement.event_id)
        told += 1
    return told
