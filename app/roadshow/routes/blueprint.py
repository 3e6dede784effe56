"""The blueprint of the stage, and what its views share."""

from zoneinfo import ZoneInfo

from flask import Blueprint, g

from app.core.db import database
from app.core.permissions import Permission, authorise
from app.core.web import current_actor
from app.events.models.event import Event
from app.pitches.queries.pitches import get_event_by_slug

bp = Blueprint("roadshow", __name__)


def show_event(slug: str, permission: Permission | None = None) -> Event:
    """Return the event of the address, show times in its zone, and ask for a permission if one is named."""
    event = get_event_by_slug(database.session(), slug)
    if permission is not None:
        authorise(current_actor(), permission, event)
    g.zone = ZoneInfo(event.zone)
    return event
