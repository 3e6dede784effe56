"""Promises and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.agreements.facts import FollowUpAssigned
from app.agreements.logic.states import FollowUpStage, FollowUpState
from app.agreements.logic.steps import FOLLOW_UP_REASONS, FOLLOW_UP_STEPS, OPEN_FOLLOW_UPS, next_stages
from app.agreements.models.agreement import Agreement
from app.agreements.models.follow_up import FollowUp
from app.agreements.queries.follow_ups import find_by_source, get_follow_up
from app.core import outbox
from app.core.clock import now
from app.core.db import check_version
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Owned, Permission, authorise
from app.events.models.event import Event

LONGEST = 1000


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What somebody is to do by when, and what it is about; `source_key` names its cause, so that it comes once."""

    content: str
    due_on: date
    owner_id: int | None = None
    organisation_id: int | None = None
    subject_kind: str = "event"
    subject_id: int | None = None
    stage: FollowUpStage | None = None
    source_key: str | None = None
    assumed: Mapping[str, Any] = field(default_factory=dict)


def add_follow_up(
    session: Session, actor: Actor, *, promise: Promise, event: Event | None = None, agreement: Agreement | None = None
) -> FollowUp:
    """Write down a promise, about an event, an agreement, or one's own."""
    thing: Owned | None = agreement or event
    if thing is not None:
        authorise(actor, Permission.FOLLOW_UP_EDIT, thing)
    elif promise.owner_id != actor.person_id:
        raise RuleBroken("Without an event you can only write down your own tasks.", field="owner_id")
    if not promise.content.strip():
        raise RuleBroken("Please write what is to be done.", field="content")
    return keep_promise(session, promise, event_id=event.id if event else agreement.event_id if agreement else None)


def keep_promise(session: Session, promise: Promise, *, event_id: int | None) -> FollowUp:
    """Write a promise down unless its cause has brought it before."""
    known = find_by_source(session, promise.source_key) if promise.source_key else None
    if known is not None:
        return known
    follow_up = FollowUp(
        event_id=event_id, subject_kind=promise.subject_kind, subject_id=promise.subject_id,
        source_key=promise.source_key, content=promise.content.strip()[:LONGEST], owner_id=promise.owner_id,
        organisation_id=promise.organisation_id, due_on=promise.due_on, state=FollowUpState.OPEN, stage=promise.stage,
        assumed=dict(promise.assumed),
    )  # fmt: skip
    session.add(follow_up)
    session.flush()
    outbox.record(session, FollowUpAssigned(follow_up.id, event_id, promise.owner_id, promise.due_on.isoformat()))
    return follow_up


def move_follow_up(
    session: Session,
    actor: Actor,
    *,
    follow_up_id: int,
    state: FollowUpState,
    result: str = "",
    version: int | None = None,
) -> FollowUp:
    """Take a follow-up to another state; an end says what came of it."""
    follow_up = _for_change(session, actor, follow_up_id, version)
    if state not in FOLLOW_UP_STEPS[follow_up.state]:
        raise RuleBroken("From “%(before)s” a follow-up cannot become “%(after)s”.", before=follow_up.state,
                         after=state)  # fmt: skip
    if state in FOLLOW_UP_REASONS and not result.strip():
        raise RuleBroken("Please write what came of it.", field="result")
    follow_up.state = state
    follow_up.result = result.strip() or follow_up.result
    follow_up.done_at = now() if state not in OPEN_FOLLOW_UPS else None
    session.flush()
    return follow_up


def raise_stage(
    session: Session,
    actor: Actor,
    *,
    follow_up_id: int,
    stage: FollowUpStage,
    note: str = "",
    version: int | None = None,
) -> FollowUp:
    """Note how far an investment has come; it never goes back, and its end closes the follow-up."""
    follow_up = _for_change(session, actor, follow_up_id, version)
    if follow_up.state not in OPEN_FOLLOW_UPS:
        raise RuleBroken("This follow-up is closed.")
    if stage not in next_stages(follow_up.stage):
        raise RuleBroken("An investment does not go back to an earlier stage.", field="stage")
    if stage is FollowUpStage.FAILED and not note.strip():
        raise RuleBroken("Please give a reason.", field="result")
    follow_up.stage = stage
    follow_up.result = note.strip() or follow_up.result
    if stage in (FollowUpStage.CLOSED, FollowUpStage.FAILED):
        follow_up.state, follow_up.done_at = FollowUpState.DONE, now()
    elif follow_up.state is FollowUpState.OPEN:
        follow_up.state = FollowUpState.IN_PROGRESS
    session.flush()
    return follow_up


def postpone_follow_up(
    session: Session,
    actor: Actor,
    *,
    follow_up_id: int,
    due_on: date,
    note: str = "",
    version: int | None = None,
) -> FollowUp:
    """Give a follow-up another day."""
    follow_up = _for_change(session, actor, follow_up_id, version)
    if follow_up.state not in OPEN_FOLLOW_UPS:
        raise RuleBroken("This follow-up is closed.")
    follow_up.due_on = due_on
    follow_up.result = note.strip() or follow_up.result
    session.flush()
    return follow_up


def _for_change(session: Session, actor: Actor, follow_up_id: int, version: int | None) -> FollowUp:
    follow_up = get_follow_up(session, follow_up_id)
    authorise(actor, Permission.FOLLOW_UP_EDIT, follow_up)
    check_version(follow_up, version)
    return follow_up
