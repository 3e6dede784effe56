"""Copying an event: exactly what was ticked, and nobody's data."""

import uuid
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.permissions import Actor, Permission, authorise
from app.events.logic.details import Basics, CloneParts
from app.events.logic.states import SessionState
from app.events.models.event import AudienceGroup, Event, EventOrganiser, EventTask
from app.events.models.programme import EventSession
from app.events.queries.events import get_event_by_id
from app.events.service.events import start_event
from app.events.service.tasks import first_day


def clone_event(session: Session, actor: Actor, *, event_id: int, title: str, day: date, parts: CloneParts) -> Event:
    """Make a new draft from an event; people, registrations and pitches are never copied."""
    source = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_READ, source)
    basics = Basics(title=title, event_type=source.event_type, brand=source.brand)
    copy = start_event(session, actor, basics=basics, first_day=day, centre_id=source.centre_id)
    copy.cloned_from_id = source.id
    shift = timedelta(days=(day - first_day(source)).days)
    copy.start_at, copy.end_at = source.start_at + shift, source.end_at + shift
    copy.city, copy.venue_id, copy.capacity = source.city, source.venue_id, source.capacity
    copy.visibility, copy.walking_minutes = source.visibility, source.walking_minutes
    if parts.description:
        copy.summary, copy.description = source.summary, source.description
        copy.contact, copy.call_text = source.contact, source.call_text
    if parts.hosts:
        copy.organisers = [
            EventOrganiser(organisation_id=link.organisation_id, role=link.role, position=link.position)
            for link in source.organisers
        ]
    if parts.groups:
        copy.groups = [
            AudienceGroup(name=group.name, quota=group.quota, position=group.position, badge_colour=group.badge_colour)
            for group in source.groups
        ]
        copy.needs_approval, copy.fee, copy.notice = source.needs_approval, source.fee, source.notice
    session.flush()
    if parts.sessions:
        _copy_sessions(session, source, copy, shift)
    if parts.checklist:
        _copy_own_tasks(session, source, copy)
    session.flush()
    return copy


def notice_copy(session: Session, actor: Actor, *, event_id: int) -> None:
    """Note that the organiser knows which event is the copy."""
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_EDIT, event)
    event.cloned_from_id = None
    session.flush()


def _copy_sessions(session: Session, source: Event, copy: Event, shift: timedelta) -> None:
    """Copy sessions with their times and rooms; who speaks there has to be asked anew."""
    rows = select(EventSession).where(EventSession.event_id == source.id, EventSession.state != SessionState.CANCELLED)
    for part in session.scalars(rows.order_by(EventSession.position, EventSession.id)):
        session.add(
            EventSession(
                event_id=copy.id,
                guid=str(uuid.uuid4()),
                title=part.title,
                title_en=part.title_en,
                session_type=part.session_type,
                state=SessionState.SCHEDULED if part.start_at else SessionState.DRAFT,
                start_at=part.start_at + shift if part.start_at else None,
                end_at=part.end_at + shift if part.end_at else None,
                room_id=part.room_id,
                position=part.position,
                capacity=part.capacity,
                visibility=part.visibility,
                description=part.description,
                no_photos=part.no_photos,
            )
        )


def _copy_own_tasks(session: Session, source: Event, copy: Event) -> None:
    """Copy the tasks that were added by hand; the standard ones are there already."""
    rows = select(EventTask).where(EventTask.event_id == source.id, EventTask.code.is_(None))
    for task in session.scalars(rows.order_by(EventTask.offset_days, EventTask.id)):
        session.add(
            EventTask(
                event_id=copy.id,
                name=task.name,
                offset_days=task.offset_days,
                due_on=first_day(copy) + timedelta(days=task.offset_days),
                owner_id=copy.owner_id,
            )
        )
