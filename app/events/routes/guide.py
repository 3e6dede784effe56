"""The way through the guided creation, and the event behind an organiser's page."""

from collections.abc import Callable, Iterable

from flask import current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.core.db import database
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.events.models.event import Event
from app.events.queries.events import get_event

STEPS = (
    "events.edit_event",
    "events.edit_time_and_place",
    "events.edit_hosts",
    "events.edit_groups",
    "events.edit_call",
    "events.review_event",
)
Counted = tuple[str, int]


def event_for(slug: str, permission: Permission) -> Event:
    """Return the event of a page, if the visitor may do there what the page is for."""
    event = get_event(database.session(), slug)
    authorise(current_actor(), permission, event)
    return event


def is_guided() -> bool:
    """Tell whether the visitor is on the way through the guided creation."""
    return request.args.get("guide") == "1"


def step_links(event: Event) -> list[tuple[str, str]]:
    """Return the steps of the guided creation with their addresses."""
    names = (_("Kind and title"), _("Time and place"), _("Hosts"), _("Groups and registration"),
             _("Call for pitches"), _("Review"))  # fmt: skip
    return [(name, url_for(step, slug=event.slug, guide=1)) for name, step in zip(names, STEPS, strict=True)]


def after_saving(event: Event) -> str:
    """Return where to go after a step: to the next one when guided, else to the overview."""
    here = STEPS.index(request.endpoint) if request.endpoint in STEPS else len(STEPS) - 1
    if is_guided() and here + 1 < len(STEPS):
        return url_for(STEPS[here + 1], slug=event.slug, guide=1)
    return url_for("events.show_workspace", slug=event.slug)


def consequences_elsewhere(session: Session, event_id: int) -> list[Counted]:
    """Return what calling the event off does in the domains above this one; the factory names who knows."""
    known: Iterable[Callable[[Session, int], list[Counted]]] = current_app.extensions.get("event_consequences", ())
    return [line for ask in known for line in ask(session, event_id)]


def consequences_of_session(session: Session, session_id: int) -> list[Counted]:
    """Return what cancelling a session does in the domains above this one."""
    known: Iterable[Callable[[Session, int], list[Counted]]] = current_app.extensions.get("session_consequences", ())
    return [line for ask in known for line in ask(session, session_id)]
